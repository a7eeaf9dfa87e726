"""The use case of a tax call: carts are quoted, and what is due at checkout is told line by line."""

import asyncio
import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import orjson
from prometheus_client import CollectorRegistry, Counter

from dutiful_quote.channels.bigcommerce.estimate_cache import EstimateCache
from dutiful_quote.channels.bigcommerce.refusals import Refusal, TaxRefusedError
from dutiful_quote.channels.bigcommerce.tax_answers import Settled, answer_of
from dutiful_quote.channels.bigcommerce.tax_carts import Merchandising, TaxCart, carts_of
from dutiful_quote.channels.bigcommerce.tax_due import due_at_checkout
from dutiful_quote.channels.bigcommerce.tax_messages import TaxMessage, read_message
from dutiful_quote.quotes.errors import QuoteError, QuoteNotFoundError, QuotesUnavailableError
from dutiful_quote.quotes.service import Quoted, QuoteService
from dutiful_quote.shops.directory import ShopCaller, ShopDirectory
from dutiful_quote.shops.errors import ShopsUnavailableError
from dutiful_quote.shops.mirror import VariantMirror
from dutiful_quote.shops.shop import Shop
from dutiful_quote.tariff.schedule import TariffUnavailableError
from dutiful_quote.tariff.territories import Territories
from dutiful_shared.contract.merchant import MerchantProfile
from dutiful_shared.service.fair_timeout import fair_timeout
from dutiful_shared.service.telemetry import hurry


@dataclass(frozen=True, slots=True)
class Carts:
    """A call, read: the message, its quotes to be, and for whom."""

    message: TaxMessage
    carts: tuple[TaxCart, ...]
    profile: MerchantProfile
    caller: ShopCaller
    key: str


class TaxMetrics:
    """How tax calls end."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._calls = Counter(
            "dutiful_bigcommerce_tax_calls_total",
            "Tax calls of BigCommerce by operation and by outcome: answered, cached, or why they were refused.",
            ("operation", "outcome"),
            registry=registry,
        )

    def count(self, operation: str, outcome: str) -> None:
        """Count one call."""
        self._calls.labels(operation, outcome).inc()


@dataclass(frozen=True, slots=True)
class TaxProvider:
    """Answers estimates, and reads and settles carts for what comes after. `budget` is in seconds."""

    quotes: QuoteService
    directory: ShopDirectory
    mirror: VariantMirror
    cache: EstimateCache
    metrics: TaxMetrics
    budget: float

    async def estimate(self, shop: Shop, body: bytes) -> bytes:
        """The answer to an estimate; the same one for the same cart.

        Raises:
            TaxRefusedError: the shop's own taxes apply.
        """
        budget = min(self.budget, shop.settings.budget_ms / 1000)
        hurry(budget)
        try:
            async with fair_timeout(budget):
                with refused():
                    return await self._estimate(shop, body)
        except TimeoutError as exc:
            raise TaxRefusedError(Refusal.TOO_LATE, "The answer was not ready in time.") from exc

    async def _estimate(self, shop: Shop, body: bytes) -> bytes:
        message = read_message(body)
        if message.costs_nothing:
            self.metrics.count("estimate", "answered")
            return answer_of(message, ())
        read = await self.read(shop, message)
        kept = await self.cache.find(read.key)
        if kept is not None:
            self.metrics.count("estimate", "cached")
            return kept
        quoted = await asyncio.gather(*(self.quote(read.caller, cart) for cart in read.carts))
        settled = [self.settle(read, cart, one.plain) for cart, one in zip(read.carts, quoted, strict=True)]
        answer = answer_of(read.message, settled)
        if all(one.id is not None for one in quoted):
            await self.cache.keep(read.key, answer)
        self.metrics.count("estimate", "answered")
        return answer

    async def read(self, shop: Shop, message: TaxMessage) -> Carts:
        """The carts of a message. What they lack is filled in from the mirror; no shop is asked.

        Raises:
            TaxRefusedError: the shop's own taxes apply.
        """
        skus = {sku for document in message.documents for item in document.items for sku in item.skus}
        profile = self.quotes.completion.profiles.of(shop.merchant_id)
        variants = await self.mirror.find(shop.id, skus=sorted(skus))
        carts = carts_of(message, Merchandising(shop.settings, profile, variants))
        return Carts(message, carts, profile, self.directory.caller_for(shop), _key(shop, profile, message, carts))

    async def quote(self, caller: ShopCaller, cart: TaxCart) -> Quoted:
        """A cart quoted and recorded."""
        asker = self.quotes.asker_of_shop(caller.merchant_id)
        return await self.quotes.quote(caller, cart.request, body_of(cart), asker=asker)

    def settle(self, read: Carts, cart: TaxCart, answer: dict[str, Any]) -> Settled:
        """What is due at checkout of an answered quote.

        Raises:
            TaxRefusedError: the shop's own taxes apply.
        """
        schemes = has_scheme(self.quotes.landing.territories, read.profile, cart.country)
        plain = orjson.loads(orjson.dumps(answer))
        return Settled(cart, due_at_checkout(plain, read.profile.on_unknown, schemes), read.profile.language)


def has_scheme(territories: Territories, profile: MerchantProfile, country: str) -> bool:
    """Whether the seller is registered for a tax on sales to the country."""
    schemes = {one.scheme for one in profile.registrations}
    union = territories.of(country).customs_territory == "EU"
    own = any(scheme.startswith(f"{country}_") for scheme in schemes)
    return own or (union and "IOSS" in schemes) or (country == "NO" and "VOEC" in schemes)


def body_of(cart: TaxCart) -> bytes:
    """The cart as it is recorded; the same text for the same cart."""
    return cart.request.model_dump_json(exclude_unset=True).encode()


@contextmanager
def refused() -> Iterator[None]:
    """Turn what the rooms behind refuse into a refusal of the platform's kind.

    Raises:
        TaxRefusedError: the cart cannot be quoted, the order is not known, or a store is out of reach.
    """
    try:
        yield
    except QuoteError as exc:
        raise TaxRefusedError(Refusal.NOT_QUOTABLE, exc.text) from exc
    except QuoteNotFoundError as exc:
        raise TaxRefusedError(Refusal.UNKNOWN_ORDER, "The quote of the order is not known.") from exc
    except (TariffUnavailableError, QuotesUnavailableError, ShopsUnavailableError) as exc:
        raise TaxRefusedError(Refusal.UNAVAILABLE, "A store is out of reach.") from exc


def _key(shop: Shop, profile: MerchantProfile, message: TaxMessage, carts: tuple[TaxCart, ...]) -> str:
    """Alike for calls that must be answered alike; what has no bearing on the answer is not in it."""
    digest = hashlib.sha256(shop.id.encode())
    for text in (
        profile.model_dump_json(exclude={"rate_tables"}),
        message.model_dump_json(),
        *(cart.request.model_dump_json() for cart in carts),
    ):
        digest.update(b"\n" + text.encode())
    return digest.hexdigest()
