"""An order: which quote holds for it now, what was chosen, and everything that happened to it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Any

from dutiful_quote.orders.content import OrderContent
from dutiful_shared.contract.orders import DutyTerms, OrderEventKind, OrderState


@dataclass(frozen=True, slots=True)
class OrderEvent:
    """One transition. `version` is the quote that held from then on, `fingerprint` tells repetitions from changes."""

    sequence: int
    kind: OrderEventKind
    version: str
    fingerprint: str
    details: Mapping[str, Any]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class HeldOrder:
    """An order as a list of them names it: the quote it began with, and the one that holds now."""

    quote_id: str
    current_quote_id: str
    reference: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Order:
    """The order that began with the quote `quote_id`; `content` is None while it is open."""

    quote_id: str
    merchant_id: str
    state: OrderState
    current: str
    reference: str | None = None
    service: str | None = None
    delivery: DutyTerms | None = None
    content: OrderContent | None = None
    events: tuple[OrderEvent, ...] = ()

    @property
    def holds(self) -> bool:
        """Whether it was committed and not voided."""
        return self.state in (OrderState.COMMITTED, OrderState.ADJUSTED)

    def last(self, kind: OrderEventKind) -> OrderEvent | None:
        """The newest event of a kind; None where there was none."""
        return next((event for event in reversed(self.events) if event.kind is kind), None)

    def refund(self, reference: str) -> OrderEvent | None:
        """The return of that reference."""
        refunds = (event for event in self.events if event.kind is OrderEventKind.REFUNDED)
        return next((event for event in refunds if event.details["reference"] == reference), None)

    def returned(self) -> dict[str, Decimal]:
        """The pieces of the current quote that have come back, by line."""
        pieces: dict[str, Decimal] = {}
        for event in self.events:
            if event.kind is OrderEventKind.REFUNDED and event.version == self.current:
                for line in event.details["lines"]:
                    pieces[line["id"]] = pieces.get(line["id"], Decimal(0)) + Decimal(line["quantity"])
        return pieces

    def after(
        self, kind: OrderEventKind, fingerprint: str, details: Mapping[str, Any], now: datetime, **changes: Any
    ) -> "Order":
        """The order with one more event, and what the event changed about it."""
        changed = replace(self, **changes)
        event = OrderEvent(len(self.events) + 1, kind, changed.current, fingerprint, details, now)
        return replace(changed, events=(*self.events, event))
