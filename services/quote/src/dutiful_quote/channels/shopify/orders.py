"""Orders, refunds and parcels of Shopify: each order is held against its quote, and the quote follows the order.

An order that chose one of our rates commits its quote, a cancelled one voids it, goods that come back split its
charges. All of that may be repeated without changing anything further, so events may come twice and in any order.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

import orjson

from dutiful_quote.channels.shopify.offers import Offers
from dutiful_quote.channels.shopify.order_facts import OrderFacts, computed, order_facts
from dutiful_quote.channels.shopify.payload import child, children, id_of, number_of, text_of, time_of
from dutiful_quote.channels.shopify.poisoned import readable
from dutiful_quote.orders.errors import OrderError
from dutiful_quote.orders.order import Order
from dutiful_quote.orders.service import OrderService
from dutiful_quote.quotes.errors import QuoteNotFoundError
from dutiful_quote.quotes.service import QuoteService
from dutiful_quote.shops.comparison import OrderCharges
from dutiful_quote.shops.comparison_repository import quote_of_order, record_order, record_refund
from dutiful_quote.shops.fulfilment_repository import Fulfilment, put_fulfilment
from dutiful_quote.shops.inbox_event import Effect, Handler, InboxEvent, PoisonedEventError, Transaction
from dutiful_quote.shops.lifecycle import ShopRooms
from dutiful_quote.shops.shop import Platform
from dutiful_shared.contract.orders import CommitRequest, RefundRequest, ReturnedLine, VoidRequest
from dutiful_shared.service.logs import logger

#: Topics whose payload is an order.
ORDER_TOPICS: Final = ("orders/create", "orders/paid", "orders/updated", "orders/cancelled")


@dataclass(frozen=True, slots=True)
class OrderDesk:
    """Follows orders of Shopify shops."""

    rooms: ShopRooms
    quotes: QuoteService
    orders: OrderService
    offers: Offers

    def handlers(self) -> dict[tuple[Platform, str], Handler]:
        """What is done with orders, refunds and fulfilments."""
        found: dict[tuple[Platform, str], Handler] = {
            (Platform.SHOPIFY, "orders/edited"): self.on_edited,
            (Platform.SHOPIFY, "refunds/create"): self.on_refund,
            (Platform.SHOPIFY, "fulfillments/create"): self.on_fulfilment,
            (Platform.SHOPIFY, "fulfillments/update"): self.on_fulfilment,
        }
        return {**found, **{(Platform.SHOPIFY, topic): self.on_order for topic in ORDER_TOPICS}}

    async def on_order(self, event: InboxEvent) -> Effect:
        """Compare what was charged with what was computed, and commit or void the quote."""
        facts = order_facts(readable(event), event.shop_id, event.received_at)
        cancelled = facts.cancelled or event.topic == "orders/cancelled"
        quote_id = await self._quote_of(event, facts)
        answer = await self._answer(event.merchant_id, quote_id)
        quoted, shipping = computed(answer, facts) if answer is not None else (None, None)
        if answer is not None and quote_id is not None:
            await self._follow(event, facts, quote_id, cancelled=cancelled)
        charges = OrderCharges(
            facts.id, facts.currency, facts.updated_at, quote_id, facts.charged(shipping), None, cancelled
        )

        async def effect(transaction: Transaction) -> None:
            outcome = await record_order(transaction, event.shop_id, event.merchant_id, charges, quoted)
            logger().info("order compared", shop=event.shop_id, outcome=outcome.value)

        return effect

    async def on_edited(self, event: InboxEvent) -> None:
        """An edit tells which lines were added or taken away; the order as it then is comes as `orders/updated`."""
        logger().info("order edited", shop=event.shop_id, order=id_of(child(readable(event), "order_edit"), "order_id"))

    async def on_refund(self, event: InboxEvent) -> Effect:
        """Split the charges that belong to what came back, and add what was refunded to the comparison.

        Raises:
            PoisonedEventError: it is no refund.
        """
        plain = readable(event)
        order_id, refund_id = id_of(plain, "order_id"), id_of(plain)
        if not order_id or not refund_id:
            raise PoisonedEventError("not a refund: id, order_id")
        quote_id = await quote_of_order(self.rooms.service_engine, event.shop_id, order_id)
        if quote_id is not None:
            await self._take_back(event, quote_id, refund_id, plain)
        duties = child(plain, "total_duties_set")
        shown = child(duties, "total_duties_set", "presentment_money") or child(duties, "presentment_money")
        amount, currency = number_of(shown, "amount") or Decimal(0), text_of(shown, "currency_code")

        async def effect(transaction: Transaction) -> None:
            await record_refund(transaction, event.shop_id, order_id, currency, amount, Decimal(0))

        return effect

    async def on_fulfilment(self, event: InboxEvent) -> Effect:
        """Keep what was sent, for the papers of each parcel.

        Raises:
            PoisonedEventError: it is no fulfilment.
        """
        plain = readable(event)
        numbers = plain.get("tracking_numbers")
        fulfilment = Fulfilment(
            shop_id=event.shop_id,
            merchant_id=event.merchant_id,
            fulfilment_id=id_of(plain),
            order_id=id_of(plain, "order_id"),
            status=text_of(plain, "status", 40) or "unknown",
            carrier=text_of(plain, "tracking_company", 100) or None,
            parcels=max(1, len(numbers)) if isinstance(numbers, list) else 1,
            updated_at=time_of(plain, "updated_at", "created_at") or event.received_at,
        )
        if not fulfilment.fulfilment_id or not fulfilment.order_id:
            raise PoisonedEventError("not a fulfilment: id, order_id")

        async def effect(transaction: Transaction) -> None:
            await put_fulfilment(transaction, fulfilment)

        return effect

    async def _quote_of(self, event: InboxEvent, facts: OrderFacts) -> str | None:
        """The quote that the order names, the one it was compared with before, or the newest of such a cart."""
        if facts.quote_id is not None:
            return facts.quote_id
        before = await quote_of_order(self.rooms.service_engine, event.shop_id, facts.id)
        if before is not None or facts.service is None:
            return before
        for digest in facts.prints:
            if (found := await self.offers.quote_of(event.merchant_id, digest)) is not None:
                return found
        return None

    async def _answer(self, merchant_id: str, quote_id: str | None) -> Mapping[str, Any] | None:
        if quote_id is None:
            return None
        try:
            found: Mapping[str, Any] = orjson.loads(await self.quotes.find(merchant_id, quote_id))
        except QuoteNotFoundError:
            return None
        return found

    async def _follow(self, event: InboxEvent, facts: OrderFacts, quote_id: str, *, cancelled: bool) -> None:
        """Commit or void; what the order's state does not allow is said in the log, for it will not get better."""
        shop = self.rooms.directory.by_id(event.shop_id, Platform.SHOPIFY)
        if shop is None or facts.service is None:
            return
        caller = self.rooms.directory.caller_for(shop)
        request = CommitRequest(reference=facts.id, service=facts.service, delivery=facts.delivery)
        try:
            if cancelled:
                await self.orders.void(caller, quote_id, VoidRequest(reason="cancelled in the shop"))
            else:
                await self.orders.commit(caller, quote_id, request)
        except OrderError as exc:
            logger().info("order not followed", shop=event.shop_id, quote_id=quote_id, why=type(exc).__name__)

    async def _take_back(self, event: InboxEvent, quote_id: str, refund_id: str, plain: Any) -> None:
        shop = self.rooms.directory.by_id(event.shop_id, Platform.SHOPIFY)
        if shop is None:
            return
        caller = self.rooms.directory.caller_for(shop)
        try:
            order, _ = await self.orders.find(event.merchant_id, quote_id)
            reference = f"refund-{refund_id}"
            if order.refund(reference) is not None:
                return
            lines = _returned(order, plain)
            if lines:
                await self.orders.refund(caller, quote_id, RefundRequest(reference=reference, lines=lines))
        except (OrderError, QuoteNotFoundError) as exc:
            logger().info("refund not split", shop=event.shop_id, quote_id=quote_id, why=type(exc).__name__)


def _returned(order: Order, plain: Any) -> tuple[ReturnedLine, ...]:
    """The lines of the quote whose pieces came back: those of the variant, the first ones first."""
    if order.content is None:
        return ()
    back = order.returned()
    left = {line.id: line.quantity - back.get(line.id, Decimal(0)) for line in order.content.lines}
    returned: dict[str, Decimal] = {}
    for one in children(plain, "refund_line_items"):
        variant = id_of(child(one, "line_item"), "variant_id")
        pieces = number_of(one, "quantity") or Decimal(0)
        for name in (name for name in left if variant and name.partition(":")[0] == variant):
            taken = min(pieces, left[name])
            if taken > 0:
                returned[name] = returned.get(name, Decimal(0)) + taken
                left[name] -= taken
                pieces -= taken
    return tuple(ReturnedLine(id=name, quantity=pieces) for name, pieces in returned.items())
