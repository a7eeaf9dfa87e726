"""Orders in the shapes of the contract."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

import orjson

from dutiful_quote.orders.adjustment import ChargeDifference, total_difference
from dutiful_quote.orders.content import TOTALS, OrderContent
from dutiful_quote.orders.order import Order, OrderEvent
from dutiful_quote.orders.ordered import ordered_answer
from dutiful_quote.orders.quoted import delivery_of
from dutiful_quote.orders.refund import RefundedCharge
from dutiful_quote.quotes.plain_values import money_answer
from dutiful_quote.quotes.repository import QuoteRecord
from dutiful_shared.contract.orders import (
    AdjustAnswer,
    DifferenceAnswer,
    OrderAnswer,
    OrderEventAnswer,
    Recovery,
    RefundAnswer,
    RefundDetailsAnswer,
    RefundRequest,
)


def order_answer(order: Order, record: QuoteRecord) -> OrderAnswer:
    """`record` is the quote that holds; it gives the totals of an order that is still open."""
    if order.content is not None:
        totals = {name: _money(order.content.totals[name], order.content.currency) for name in TOTALS}
    else:
        answer = orjson.loads(record.answer)
        totals = {name: answer["options"][delivery_of(answer)][name] for name in TOTALS}
    return OrderAnswer.model_validate(
        {
            "quote_id": order.quote_id,
            "state": order.state,
            "reference": order.reference,
            "current_quote_id": order.current,
            "service": order.service,
            "delivery": order.delivery,
            "expires_at": record.expires_at,
            **totals,
            "ordered": ordered_answer(order.content),
            "events": [_event_answer(event) for event in order.events],
        }
    )


def adjust_answer(order: Order, event: OrderEvent, record: QuoteRecord) -> AdjustAnswer:
    """`record` is the quote that holds since the adjustment; `event` has what it changed."""
    return AdjustAnswer.model_validate(
        {
            "order": order_answer(order, record),
            "quote": orjson.loads(record.answer),
            "difference": DifferenceAnswer.model_validate(event.details),
        }
    )


def refund_answer(order: Order, event: OrderEvent, record: QuoteRecord) -> RefundAnswer:
    """`event` is the refund; `record` the quote that the order holds."""
    return RefundAnswer(order=order_answer(order, record), refund=RefundDetailsAnswer.model_validate(event.details))


def adjustment_details(before: Order, after: OrderContent, charges: Iterable[ChargeDifference]) -> dict[str, Any]:
    """A `DifferenceAnswer` as plain values, and which quote held before."""
    assert before.content is not None, "only an order with content is adjusted"
    currency = after.currency
    return {
        "previous_quote_id": before.current,
        **{name: _money(total_difference(before.content, after, name), currency) for name in TOTALS},
        "charges": [
            {
                "line": one.line,
                "kind": one.kind,
                "programme": one.programme,
                "name": one.name,
                "before": _money(one.before, currency),
                "after": _money(one.after, currency),
                "difference": _money(one.difference, currency),
            }
            for one in charges
        ],
    }


def refund_details(request: RefundRequest, order: Order, parts: Sequence[RefundedCharge]) -> dict[str, Any]:
    """A `RefundDetailsAnswer` as plain values."""
    assert order.content is not None, "only an order with content has returns"
    currency = order.content.currency
    sums = {name: Decimal(0) for name in Recovery}
    for part in parts:
        sums[part.recovery] += part.amount
    return {
        "reference": request.reference,
        "quote_id": order.current,
        "lines": [{"id": line.id, "quantity": str(line.quantity)} for line in request.lines],
        "charges": [_refunded(part, currency) for part in parts],
        "total": money_answer(sum(sums.values(), Decimal(0)), currency),
        **{name.value: money_answer(amount, currency) for name, amount in sums.items()},
    }


def _refunded(part: RefundedCharge, currency: str) -> dict[str, Any]:
    charge = part.charge
    return {
        "line": part.line,
        "charge_id": charge.id,
        "kind": charge.kind,
        "programme": charge.programme,
        "name": charge.name,
        "amount": money_answer(part.amount, currency),
        "recovery": part.recovery.value,
        "payer": charge.payer,
        "text": part.text,
        "legal_reference": {"text": part.law.text, "url": part.law.url},
    }


def _event_answer(event: OrderEvent) -> OrderEventAnswer:
    return OrderEventAnswer(
        sequence=event.sequence,
        kind=event.kind,
        created_at=event.created_at,
        quote_id=event.version,
        details=dict(event.details),
    )


def _money(amount: Decimal | None, currency: str) -> dict[str, str] | None:
    return None if amount is None else money_answer(amount, currency)
