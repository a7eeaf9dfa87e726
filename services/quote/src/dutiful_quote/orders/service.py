"""The life of an order: open -> committed -> adjusted* -> voided, with returns in between.

Every transition may be repeated without changing anything further, is on disk before it is answered, and waits for any
other transition of the same order. What takes long (quoting anew, computing charges) is done before the order is held.
"""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from dutiful_quote.classification.desk import Asker
from dutiful_quote.orders.adjustment import charge_differences
from dutiful_quote.orders.answers import adjustment_details, refund_details
from dutiful_quote.orders.errors import OrderConflictError, OrdersUnavailableError, UnusableChoiceError
from dutiful_quote.orders.order import HeldOrder, Order, OrderEvent
from dutiful_quote.orders.policy import check_not_expired
from dutiful_quote.orders.quoted import QuotedOrders, delivery_of
from dutiful_quote.orders.refund import split
from dutiful_quote.orders.repository import OrderRepository
from dutiful_quote.quotes.repository import QuoteRecord
from dutiful_quote.quotes.service import QuoteService
from dutiful_quote.quotes.token import Merchant, TokenRefusedError, read
from dutiful_shared.contract.orders import CommitRequest, OrderEventKind, OrderState, RefundRequest, VoidRequest
from dutiful_shared.contract.quote_request import QuoteRequest


@dataclass(frozen=True, slots=True)
class OrderService:
    """Orders of merchants. Every method may raise `QuoteNotFoundError`, `QuotesUnavailableError` and
    `OrdersUnavailableError`; `now` is the clock, in UTC."""

    quotes: QuoteService
    quoted: QuotedOrders
    repository: OrderRepository
    now: Callable[[], datetime]

    async def find(self, merchant_id: str, quote_id: str) -> tuple[Order, QuoteRecord]:
        """The order that a quote belongs to, open if it was never committed, and the record of the quote that holds."""
        record = await self.quotes.record(merchant_id, quote_id)
        order = await self._existing(merchant_id, quote_id)
        if order is None:
            return Order(quote_id, merchant_id, OrderState.OPEN, quote_id), record
        if order.current != quote_id:
            record = await self.quotes.record(merchant_id, order.current)
        return order, record

    async def newest(self, merchant_id: str, most: int) -> list[HeldOrder]:
        """The orders that hold, the newest first."""
        return await self.repository.newest(merchant_id, most)

    async def commit(self, caller: Merchant, quote_id: str, request: CommitRequest) -> tuple[Order, QuoteRecord]:
        """The shopper has ordered.

        Raises:
            QuoteExpiredError, NotCommittableError, OrderConflictError, UnusableChoiceError, TariffUnavailableError
        """
        record = await self.quotes.record(caller.merchant_id, quote_id)
        answer = orjson.loads(record.answer)
        delivery = request.delivery or delivery_of(answer)
        chosen = {"reference": request.reference, "service": request.service, "delivery": delivery}
        fingerprint = _fingerprint(chosen)
        order = await self._existing(caller.merchant_id, quote_id)
        again = order is not None and order.state is not OrderState.OPEN
        # What was ordered in time may be repeated at any time, but not on the word of a forged token.
        _check_token(caller, quote_id, request.token, also_expired=again)
        if order is not None and again:
            return _committed_as(order, quote_id, fingerprint), record
        now = self.now()
        check_not_expired(answer, now)
        content = await self.quoted.content(record, answer, request.service, delivery)
        async with self.repository.locked(caller.merchant_id, quote_id, now) as locked:
            if locked.order.state is not OrderState.OPEN:
                return _committed_as(locked.order, quote_id, fingerprint), record
            changes = {**chosen, "state": OrderState.COMMITTED, "content": content}
            committed = locked.order.after(OrderEventKind.COMMITTED, fingerprint, chosen, now, **changes)
            await locked.save(committed, record.answer)
        return locked.order, record

    async def adjust(
        self,
        caller: Merchant,
        quote_id: str,
        request: QuoteRequest,
        body: bytes,
        *,
        new_id: str | None = None,
        asker: Asker | None = None,
    ) -> tuple[Order, OrderEvent, QuoteRecord]:
        """The order as it is now: it is quoted anew, and the new quote takes the place of the one before.

        Args:
            new_id: the id of the new quote, where it was chosen beforehand. What an earlier attempt made under it
                stands.
            asker: for whom the classifier is asked about lines without a code; None where it shall not be.

        Raises:
            QuoteError, NotCommittableError, OrderConflictError, UnusableChoiceError, TariffUnavailableError
        """
        merchant_id, fingerprint = caller.merchant_id, hashlib.sha256(body).hexdigest()
        order = await self._holding(merchant_id, quote_id)
        event = _repeated_adjustment(order, fingerprint, new_id)
        if event is not None:
            return order, event, await self.quotes.record(merchant_id, event.version)
        assert order.content is not None, "a committed order has content"
        assert order.delivery is not None, "a committed order has a way of delivery"
        if request.currency != order.content.currency:
            raise UnusableChoiceError("/currency", f"the order is in {order.content.currency}")
        new_id = await self._quoted_anew(caller, request, body, new_id, asker)
        record = await self.quotes.record(merchant_id, new_id)
        try:
            content = await self.quoted.content(record, orjson.loads(record.answer), order.service, order.delivery)
        except UnusableChoiceError as exc:
            raise UnusableChoiceError("/services", exc.text) from exc
        now = self.now()
        async with self.repository.locked(merchant_id, order.quote_id, now) as locked:
            before = _require_holding(locked.order)
            event = _repeated_adjustment(before, fingerprint, new_id)
            if event is not None:
                return before, event, await self.quotes.record(merchant_id, event.version)
            assert before.content is not None, "a committed order has content"
            details = adjustment_details(before, content, charge_differences(before.content, content))
            changes = {"state": OrderState.ADJUSTED, "current": new_id, "content": content}
            adjusted = before.after(OrderEventKind.ADJUSTED, fingerprint, details, now, **changes)
            await locked.save(adjusted, record.answer)
        return locked.order, locked.order.events[-1], record

    async def _quoted_anew(
        self, caller: Merchant, request: QuoteRequest, body: bytes, new_id: str | None, asker: Asker | None
    ) -> str:
        """The id of a new, recorded quote."""
        if new_id is None:
            new = await self.quotes.quote(caller, request, body, asker=asker)
        else:
            new = await self.quotes.quote_again(caller, request, body, new_id, asker)
        if new.id is None:
            raise OrdersUnavailableError("the new quote could not be recorded")
        return new.id

    async def refund(
        self, caller: Merchant, quote_id: str, request: RefundRequest
    ) -> tuple[Order, OrderEvent, QuoteRecord]:
        """Goods have come back: what of the charges belongs to them.

        Raises:
            OrderConflictError, UnusableChoiceError
        """
        merchant_id, now = caller.merchant_id, self.now()
        fingerprint = _fingerprint(request.model_dump(mode="json"))
        order = await self._holding(merchant_id, quote_id)
        async with self.repository.locked(merchant_id, order.quote_id, now) as locked:
            held = _require_holding(locked.order)
            event = held.refund(request.reference)
            if event is None:
                assert held.content is not None, "a committed order has content"
                pieces = {line.id: line.quantity for line in request.lines}
                details = refund_details(request, held, split(held.content, pieces, held.returned()))
                await locked.save(held.after(OrderEventKind.REFUNDED, fingerprint, details, now))
                event = locked.order.events[-1]
        if event.fingerprint != fingerprint:
            raise OrderConflictError(f"The return {request.reference!r} was recorded with other goods.")
        return locked.order, event, await self.quotes.record(merchant_id, locked.order.current)

    async def void(self, caller: Merchant, quote_id: str, request: VoidRequest) -> tuple[Order, QuoteRecord]:
        """The order is cancelled for good.

        Raises:
            OrderConflictError: it was never committed.
        """
        order, record = await self.find(caller.merchant_id, quote_id)
        now = self.now()
        async with self.repository.locked(caller.merchant_id, order.quote_id, now) as locked:
            if locked.order.state is not OrderState.VOIDED:
                held = _require_holding(locked.order)
                details = {"reason": request.reason}
                voided = held.after(OrderEventKind.VOIDED, "", details, now, state=OrderState.VOIDED)
                await locked.save(voided)
        return locked.order, record

    async def _existing(self, merchant_id: str, quote_id: str) -> Order | None:
        order = await self.repository.find(merchant_id, quote_id)
        if order is not None:
            return order
        first = await self.repository.order_of(merchant_id, quote_id)
        return None if first is None else await self.repository.find(merchant_id, first)

    async def _holding(self, merchant_id: str, quote_id: str) -> Order:
        """The order that a quote belongs to; it must hold.

        Raises:
            QuoteNotFoundError, OrderConflictError
        """
        order = await self._existing(merchant_id, quote_id)
        if order is None:
            record = await self.quotes.record(merchant_id, quote_id)
            order = Order(record.id, merchant_id, OrderState.OPEN, record.id)
        return _require_holding(order)


def _require_holding(order: Order) -> Order:
    if not order.holds:
        state = "was never committed" if order.state is OrderState.OPEN else "was voided"
        raise OrderConflictError(f"The quote {order.quote_id} {state}.")
    return order


def _committed_as(order: Order, quote_id: str, fingerprint: str) -> Order:
    """The order, if this very commit made it."""
    if order.quote_id != quote_id:
        raise OrderConflictError(f"The quote is part of the order of {order.quote_id} already.")
    if order.events[0].fingerprint != fingerprint:
        raise OrderConflictError(f"The quote was committed for the order {order.reference!r} already, or otherwise.")
    return _require_holding(order)


def _repeated_adjustment(order: Order, fingerprint: str, new_id: str | None) -> OrderEvent | None:
    """The adjustment that made this quote, or the newest one, if it was made by the very same request."""
    for made in order.events:
        if made.kind is OrderEventKind.ADJUSTED and made.version == new_id:
            return made
    event = order.last(OrderEventKind.ADJUSTED)
    return event if event is not None and event.fingerprint == fingerprint else None


def _check_token(caller: Merchant, quote_id: str, token: str | None, *, also_expired: bool) -> None:
    if token is None:
        return
    try:
        claims = read(token, caller, also_expired=also_expired)
    except TokenRefusedError as exc:
        raise UnusableChoiceError("/token", str(exc)) from exc
    if claims["jti"] != quote_id:
        raise UnusableChoiceError("/token", f"it is the token of {claims['jti']}")


def _fingerprint(document: Mapping[str, Any]) -> str:
    return hashlib.sha256(orjson.dumps(document, option=orjson.OPT_SORT_KEYS)).hexdigest()
