"""The content of an order in a few words."""

from decimal import Decimal
from typing import Any

from dutiful_quote.orders.content import OrderCharge, OrderContent, OrderLine


def line(name: str = "1", quantity: str = "2", worth: str = "10.00", consignment: str = "c1") -> OrderLine:
    return OrderLine(name, consignment, Decimal(quantity), Decimal(worth))


def charge(amount: str, of: str | None = "1", **changes: Any) -> OrderCharge:
    facts: dict[str, Any] = {
        "id": "c1-1",
        "consignment": "c1",
        "line": of,
        "kind": "duty",
        "programme": "column_1",
        "name": "Duty",
        "amount": Decimal(amount),
        "collected": "checkout",
        "payer": "seller",
        "of_sale": False,
        "law": "law of the test",
        "law_url": "",
    }
    return OrderCharge(**{**facts, **changes})


def content(*charges: OrderCharge, lines: tuple[OrderLine, ...] = (), **totals: str) -> OrderContent:
    names = ("landed_cost", "due_at_checkout", "due_on_delivery", "self_accounted")
    known = {name: Decimal(totals[name]) if name in totals else None for name in names}
    return OrderContent("EUR", lines or (line(),), charges, known)
