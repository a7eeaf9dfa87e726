"""What was ordered, in the shape of the contract: for whoever asks, and for the papers that go with the goods."""

from typing import Any

from dutiful_quote.orders.content import OrderContent
from dutiful_quote.quotes.plain_values import money_answer


def ordered_answer(content: OrderContent | None) -> dict[str, Any] | None:
    """An `OrderedAnswer` as plain values; None while nothing is ordered, and where an older release did not keep it."""
    if content is None or content.prices is None:
        return None
    prices, currency = content.prices, content.currency
    landed = content.totals["landed_cost"]
    return {
        "incoterm": prices.incoterm,
        "goods_total": money_answer(prices.goods, currency),
        "shipping": money_answer(prices.shipping, currency),
        "insurance": money_answer(prices.insurance, currency),
        "landed_cost": None if landed is None else money_answer(landed, currency),
        "lines": [
            {"id": line.id, "goods_value": money_answer(line.worth, prices.worth_currency)} for line in content.lines
        ],
        "charges": [
            {
                "id": charge.id,
                "line": charge.line,
                "kind": charge.kind,
                "programme": charge.programme,
                "name": charge.name,
                "amount": money_answer(charge.amount, currency),
                "payer": charge.payer,
                "collected": charge.collected,
                "of_sale": charge.of_sale,
            }
            for charge in content.charges
        ],
    }
