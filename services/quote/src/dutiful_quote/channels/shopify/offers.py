"""Which quote was offered for which cart, so that an order that names none finds its own.

Shopify sends a rate's metafields with some orders and not with others. What an order always has is its goods, its
destination and its currency: a digest of them leads to the newest quote of such a cart. Notes are written behind the
answer; without one an order is merely not compared.
"""

import asyncio
import hashlib
from collections.abc import Iterable
from contextlib import suppress
from datetime import datetime
from typing import Final

from prometheus_client import CollectorRegistry, Counter

from dutiful_quote.channels.shopify.carts import RateCart
from dutiful_quote.shops.errors import ShopsUnavailableError
from dutiful_quote.shops.offer_repository import Offer, OfferRepository
from dutiful_quote.shops.shop import Shop
from dutiful_shared.contract.cart_parties import Place
from dutiful_shared.service.periodic import Periodic

_MOST_WAITING: Final = 5_000
_GROUP: Final = 200
_FORGET_SECONDS: Final = 3_600.0


def cart_print(shop_id: str, currency: str, place: Place, pieces: Iterable[tuple[str, int]]) -> str:
    """A digest of a cart: what is bought, by variant, and where it goes."""
    bought: dict[str, int] = {}
    for variant_id, quantity in pieces:
        bought[variant_id] = bought.get(variant_id, 0) + quantity
    words = [shop_id, currency, place.country, "".join((place.postal_code or "").upper().split())]
    words += [f"{variant_id}x{quantity}" for variant_id, quantity in sorted(bought.items())]
    return hashlib.sha256("\x1f".join(words).encode()).hexdigest()


class Offers:
    """`start` before use; `close` writes what still waits."""

    def __init__(self, repository: OfferRepository, registry: CollectorRegistry) -> None:
        self._repository = repository
        self._waiting: asyncio.Queue[Offer] = asyncio.Queue(maxsize=_MOST_WAITING)
        self._task: asyncio.Task[None] | None = None
        self._forgetting = Periodic(
            "shop-offers-forgetting", repository.forget_old, _FORGET_SECONDS, passing=(ShopsUnavailableError,)
        )
        self._noted = Counter(
            "dutiful_shop_offers_total", "Quotes noted for carts of shops, by outcome.", ("outcome",), registry=registry
        )

    async def start(self) -> None:
        """Begin to write, and to forget what is old."""
        await self._forgetting.start()
        self._task = asyncio.create_task(self._write(), name="shop-offers")

    async def close(self) -> None:
        """Write what waits, for two seconds at most, and stop."""
        if self._task is None:
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(2):
                await self._waiting.join()
        self._task.cancel()
        with suppress(asyncio.CancelledError):
            await self._task
        await self._forgetting.close()

    def note(self, shop: Shop, cart: RateCart, quote_id: str, at: datetime) -> None:
        """Remember the quote for the cart. No I/O."""
        pieces = [(item.variant_id, item.quantity) for item in cart.goods]
        digest = cart_print(shop.id, cart.currency, cart.destination, pieces)
        try:
            self._waiting.put_nowait(Offer(shop.id, shop.merchant_id, digest, quote_id, at))
        except asyncio.QueueFull:
            self._noted.labels("dropped").inc()

    async def settled(self) -> None:
        """Wait until everything noted so far is written."""
        await self._waiting.join()

    async def quote_of(self, merchant_id: str, digest: str) -> str | None:
        """The newest quote offered for such a cart.

        Raises:
            ShopsUnavailableError: it cannot be looked up.
        """
        return await self._repository.find(merchant_id, digest)

    async def _write(self) -> None:
        while True:
            group = [await self._waiting.get()]
            while len(group) < _GROUP and not self._waiting.empty():
                group.append(self._waiting.get_nowait())
            try:
                await self._repository.put(group)
                self._noted.labels("written").inc(len(group))
            except ShopsUnavailableError:
                self._noted.labels("failed").inc(len(group))
            finally:
                for _ in group:
                    self._waiting.task_done()
