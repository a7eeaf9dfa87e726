"""What becomes of an estimate: the order is committed, adjusted after edits and returns, or voided.

BigCommerce names an order by its own id; which quotes stand behind it, one for each destination, is kept by shop and
order. Every call may come again without a further effect.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Final, Literal

import orjson

from dutiful_quote.channels.bigcommerce.refusals import Refusal, TaxRefusedError
from dutiful_quote.channels.bigcommerce.tax_answers import Settled, answer_of
from dutiful_quote.channels.bigcommerce.tax_carts import TaxCart
from dutiful_quote.channels.bigcommerce.tax_messages import read_message
from dutiful_quote.channels.bigcommerce.tax_provider import Carts, TaxProvider, body_of, refused
from dutiful_quote.orders.errors import (
    NotCommittableError,
    OrderConflictError,
    OrdersUnavailableError,
    QuoteExpiredError,
    UnusableChoiceError,
)
from dutiful_quote.orders.service import OrderService
from dutiful_quote.shops.directory import ShopCaller
from dutiful_quote.shops.order_quote_repository import OrderQuoteRepository
from dutiful_quote.shops.shop import Shop
from dutiful_shared.contract.orders import CommitRequest, VoidRequest
from dutiful_shared.service.telemetry import note

#: Longest id of an order that is kept.
_LONGEST_ID: Final = 64


@dataclass(frozen=True, slots=True)
class TaxOrders:
    """Commits, adjusts and voids."""

    provider: TaxProvider
    orders: OrderService
    kept: OrderQuoteRepository

    async def commit(self, shop: Shop, body: bytes) -> bytes:
        """The shopper has ordered.

        Raises:
            TaxRefusedError: no amounts can be given.
        """
        with refused(), _order_refused():
            read = await self.provider.read(shop, read_message(body))
            return await self._hold(shop, read, _order_id(read.message.id))

    async def adjust(self, shop: Shop, order_id: str, body: bytes) -> bytes:
        """The order as it is now. One that was never committed, because the shop did not submit it, is committed.

        Raises:
            TaxRefusedError: no amounts can be given.
        """
        with refused(), _order_refused():
            read = await self.provider.read(shop, read_message(body))
            return await self._hold(shop, read, _order_id(order_id or read.message.id))

    async def void(self, shop: Shop, order_id: str) -> None:
        """The order is cancelled; nothing happens to one that is not known or was voided before.

        Raises:
            TaxRefusedError: a store is out of reach.
        """
        order_id = _order_id(order_id)
        with refused(), _order_refused():
            held = await self.kept.quotes_of(shop.merchant_id, shop.id, order_id)
            for quote_id in held.values():
                await self._void(shop, order_id, quote_id)

    async def _hold(self, shop: Shop, read: Carts, order_id: str) -> bytes:
        """Make the quotes that stand behind the order those of its carts."""
        held = await self.kept.quotes_of(shop.merchant_id, shop.id, order_id)
        gone = {place: quote_id for place, quote_id in held.items() if place not in _destinations(read)}
        settled = []
        for cart in read.carts:
            quote_id = held.get(cart.destination)
            if quote_id is None and gone:  # the goods of one destination now go to another
                _, quote_id = gone.popitem()
                await self.kept.move(shop.merchant_id, shop.id, order_id, cart.destination, quote_id)
            if quote_id is None:
                settled.append(await self._commit(shop, read, cart, order_id))
            else:
                settled.append(await self._adjust(shop, read, cart, order_id, quote_id))
        for quote_id in gone.values():
            await self._void(shop, order_id, quote_id)
        return answer_of(read.message, settled)

    async def _commit(self, shop: Shop, read: Carts, cart: TaxCart, order_id: str) -> Settled:
        quoted = await self.provider.quote(read.caller, cart)
        settled = self.provider.settle(read, cart, quoted.plain)
        if quoted.id is None:
            raise TaxRefusedError(Refusal.UNAVAILABLE, "The quote could not be recorded.")
        kept = await self.kept.keep(shop.merchant_id, shop.id, order_id, cart.destination, quoted.id)
        if kept != quoted.id:  # the same call came twice at the same moment
            return await self._adjust(shop, read, cart, order_id, kept)
        await self._commit_quote(read.caller, shop, cart, order_id, quoted.id, settled.due.delivery)
        return settled

    async def _adjust(self, shop: Shop, read: Carts, cart: TaxCart, order_id: str, quote_id: str) -> Settled:
        """The quote of a cart that has one already: the same if nothing has changed, else a new one in its place."""
        order, record = await self.orders.find(shop.merchant_id, quote_id)
        first = await self.orders.quotes.record(shop.merchant_id, quote_id)
        if body_of(cart).decode() in (record.request, first.request):
            settled = self.provider.settle(read, cart, orjson.loads(record.answer))
            if not order.events:  # it was kept, and then something failed before it was committed
                await self._commit_quote(read.caller, shop, cart, order_id, quote_id, settled.due.delivery)
            return settled
        if not order.events:
            settled = self.provider.settle(read, cart, orjson.loads(first.answer))
            await self._commit_quote(read.caller, shop, cart, order_id, quote_id, settled.due.delivery)
        # The goods came in, or will, under the law of the day that was quoted first.
        day = orjson.loads(first.answer)["import_date"]
        changed = type(cart.request).model_validate({**_plain(cart), "import_date": day})
        body = changed.model_dump_json(exclude_unset=True).encode()
        asker = self.provider.quotes.asker_of_shop(shop.merchant_id)
        try:
            _, _, record = await self.orders.adjust(read.caller, quote_id, changed, body, asker=asker)
            answer = orjson.loads(record.answer)
        except NotCommittableError as exc:
            note(not_adjusted=str(exc))
            answer = (await self.provider.quotes.quote(read.caller, changed, body, asker=asker)).plain
        return self.provider.settle(read, cart, answer)

    async def _commit_quote(
        self,
        caller: ShopCaller,
        shop: Shop,
        cart: TaxCart,
        order_id: str,
        quote_id: str,
        delivery: Literal["ddp", "dap"],
    ) -> None:
        reference = f"{shop.external_id}/{order_id}/{cart.destination[:8]}"[:100]
        try:
            await self.orders.commit(caller, quote_id, CommitRequest(reference=reference, delivery=delivery))
        except (NotCommittableError, QuoteExpiredError) as exc:
            # The shop has sold already: it is told its amounts, and we that the merchant's policy would not have it.
            self.provider.metrics.count("commit", "not_committable")
            note(not_committed=str(exc))

    async def _void(self, shop: Shop, order_id: str, quote_id: str) -> None:
        caller = self.provider.directory.caller_for(shop)
        try:
            await self.orders.void(caller, quote_id, VoidRequest(reason="voided by the shop"))
        except OrderConflictError as exc:  # it was never committed
            note(not_voided=str(exc))
        await self.kept.void(shop.merchant_id, shop.id, order_id, quote_id)


def _destinations(read: Carts) -> set[str]:
    return {cart.destination for cart in read.carts}


def _plain(cart: TaxCart) -> dict[str, Any]:
    return cart.request.model_dump(exclude_unset=True)


def _order_id(text: str) -> str:
    """Raises: TaxRefusedError: it is no id of an order."""
    if not text or len(text) > _LONGEST_ID or not text.isprintable():
        raise TaxRefusedError(Refusal.MALFORMED, "The id of the order is missing.")
    return text


@contextmanager
def _order_refused() -> Iterator[None]:
    """Turn what the room of orders refuses into a refusal of the platform's kind."""
    try:
        yield
    except OrdersUnavailableError as exc:
        raise TaxRefusedError(Refusal.UNAVAILABLE, "A store is out of reach.") from exc
    except (OrderConflictError, UnusableChoiceError) as exc:
        raise TaxRefusedError(Refusal.UNKNOWN_ORDER, str(exc)) from exc
