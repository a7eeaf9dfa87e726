"""From a cart to its rates: what is known of the goods, one quote with every service landed, rates.

Shopify reads an empty list as "this cart cannot be shipped" and any error as "show the merchant's backup rates", and it
asks once. So an empty list is only ever answered where that is true: no table of the merchant reaches the destination,
or the goods may not enter it. Whatever else goes wrong is an error.
"""

import asyncio
import hashlib
from collections.abc import Awaitable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, TypeVar

import orjson

from dutiful_quote.catalogue.item import CatalogueItem
from dutiful_quote.channels.shopify.cart_request import origin_of, request_of, skus_of, without_codes
from dutiful_quote.channels.shopify.carts import RateCart
from dutiful_quote.channels.shopify.offers import Offers
from dutiful_quote.channels.shopify.rate_answers import Rate, landed_rates, shipping_rates, unlanded_rates
from dutiful_quote.channels.shopify.rate_memory import KeptAnswer
from dutiful_quote.engine.findings import Assumption
from dutiful_quote.quotes.errors import QuoteError, UnknownCodeError
from dutiful_quote.quotes.service import Quoted, QuoteService
from dutiful_quote.quotes.service_prices import services_from_tables, shipments
from dutiful_quote.shipping.order_context import OriginPart, context_key
from dutiful_quote.shipping.order_context_redis import SharedOrderContexts
from dutiful_quote.shops.directory import ShopDirectory
from dutiful_quote.shops.mirror import CartVariants, VariantMirror
from dutiful_quote.shops.shop import Shop
from dutiful_shared.contract.cart_parties import Place
from dutiful_shared.contract.merchant import MerchantProfile, OnUnknown
from dutiful_shared.contract.quote_request import QuoteRequest
from dutiful_shared.contract.shipping import MAX_SERVICES
from dutiful_shared.service.telemetry import note

#: Of the time for an answer, what may go into looking the goods up; then the answer does without.
_LOOK_UP_SHARE = 0.25
Found = TypeVar("Found")


class BackupRatesError(Exception):
    """We have nothing to answer, though it is not known that the cart cannot be shipped; the text says why."""


@dataclass(frozen=True, slots=True)
class RateDesk:
    """Answers carts of Shopify shops."""

    quotes: QuoteService
    directory: ShopDirectory
    mirror: VariantMirror
    offers: Offers
    contexts: SharedOrderContexts

    async def answer(self, shop: Shop, cart: RateCart, seconds: float) -> KeptAnswer:
        """The body of the answer to a cart.

        Raises:
            BackupRatesError: the merchant's backup rates are to be shown.
            UnreadablePayloadError: the cart has values that no quote takes.
            TariffUnavailableError: the tariff cannot be reached.
        """
        if not cart.goods:
            return _answer("nothing_to_ship", [])
        profile = self.quotes.completion.profiles.of(shop.merchant_id)
        if not profile.rate_tables:
            raise BackupRatesError("the merchant has no rate tables")
        ship_from = origin_of(cart, profile, shop.settings.default_origin_code)
        if ship_from is None:
            raise BackupRatesError("it is not known where the goods are sent from")
        request = await self.request(shop, cart, ship_from, seconds * _LOOK_UP_SHARE)
        now = self.quotes.now()
        if shop.settings.collects_duties_natively or self._domestic(request):
            return self._plain(profile, request, cart, now)
        return await self._landed(shop, profile, request, cart, now)

    async def request(self, shop: Shop, cart: RateCart, ship_from: Place, seconds: float) -> QuoteRequest:
        """The cart as a quote asks it, with what is known of its goods within so many seconds.

        Raises:
            UnreadablePayloadError: the cart has values that no quote takes.
        """
        ids = {item.variant_id for item in cart.goods if item.variant_id}
        skus = {item.sku for item in cart.goods if item.sku}
        variants = await _within(seconds, self.mirror.find(shop.id, ids, skus)) or CartVariants({}, {}, complete=False)
        known = await _within(seconds, self._catalogue(shop.merchant_id, skus_of(cart, variants))) or {}
        return request_of(cart, ship_from, variants, known, self.quotes.landing.territories)

    async def _catalogue(self, merchant_id: str, skus: Collection[str]) -> Mapping[str, CatalogueItem]:
        return await self.quotes.completion.catalogue.find(merchant_id, skus) if skus else {}

    def _domestic(self, request: QuoteRequest) -> bool:
        """Whether both ends lie in one territory, so that nothing is imported."""
        territories = self.quotes.landing.territories
        first, last = (
            territories.at(place.country, place.postal_code, place.region, place.city)
            for place in (request.ship_from, request.ship_to)
        )
        return first.code == last.code

    def _plain(self, profile: MerchantProfile, request: QuoteRequest, cart: RateCart, now: datetime) -> KeptAnswer:
        services, said = self._services(profile, request, now)
        if not services:
            return _not_served([(one.fact, one.pointer) for one in said])
        return _answer("plain", shipping_rates(services, cart, now))

    async def _landed(
        self, shop: Shop, profile: MerchantProfile, request: QuoteRequest, cart: RateCart, now: datetime
    ) -> KeptAnswer:
        try:
            quoted = await self.quote(shop, request, self._context(shop, request, cart, now))
        except QuoteError as exc:
            return self._unlanded(shop, profile, request, cart, now, exc)
        answer = quoted.plain
        rates = landed_rates(answer, cart, shop.settings.service_naming, datetime.fromisoformat(answer["created_at"]))
        note(quote_id=answer["id"], quote_status=answer["status"])
        if rates:
            if quoted.id is not None:
                self.offers.note(shop, cart, quoted.id, now)
            return _answer("landed", rates, keep=quoted.id is not None)
        if any(found["blocks"] for found in answer["restrictions"]):
            return _answer("blocked", [])
        if answer["options"]["services"]:
            raise BackupRatesError("an amount is not known, and the merchant's settings offer nothing then")
        return _not_served([(one["fact"], one["pointer"]) for one in answer["assumptions"]])

    def _context(self, shop: Shop, request: QuoteRequest, cart: RateCart, now: datetime) -> tuple[Assumption, ...]:
        """What is to be said where Shopify asks for goods of several places apart. No amount depends on it."""
        origin = hashlib.sha256(request.ship_from.model_dump_json().encode()).hexdigest()[:16]
        value = sum((item.value for item in cart.goods), Decimal(0))
        key = context_key(shop.id, cart.destination, cart.currency)
        return self.contexts.join(key, OriginPart(origin, value, now)).assumptions()

    async def quote(self, shop: Shop, request: QuoteRequest, said: tuple[Assumption, ...] = ()) -> Quoted:
        """The quote; a code of the shop that is none of the destination is taken back to six digits.

        Raises:
            QuoteError, TariffUnavailableError: see `QuoteService.quote`.
        """
        caller, asker = self.directory.caller_for(shop), self.quotes.asker_of_shop(shop.merchant_id)
        try:
            return await self.quotes.quote(caller, request, _body(request), said=said, asker=asker)
        except UnknownCodeError:
            request = without_codes(request)
            return await self.quotes.quote(caller, request, _body(request), said=said, asker=asker)

    def _unlanded(
        self,
        shop: Shop,
        profile: MerchantProfile,
        request: QuoteRequest,
        cart: RateCart,
        now: datetime,
        why: QuoteError,
    ) -> KeptAnswer:
        """Nothing is known of an import into the destination: shipping alone, with duties on delivery."""
        note(not_landed=type(why).__name__)
        if profile.on_unknown is OnUnknown.REFUSE:
            raise BackupRatesError("the import cannot be computed, and the merchant's settings offer nothing then")
        services, said = self._services(profile, request, now)
        if not services:
            return _not_served([(one.fact, one.pointer) for one in said])
        return _answer("unlanded", unlanded_rates(services, cart, shop.settings.service_naming, now))

    def _services(self, profile: MerchantProfile, request: QuoteRequest, now: datetime) -> Any:
        landing = self.quotes.landing
        parts = shipments(request, landing.territories, landing.rates, now.date())
        return services_from_tables(profile, parts, MAX_SERVICES)


async def _within(seconds: float, looked_up: Awaitable[Found]) -> Found | None:
    """What is found in time; nothing else, for a cart is better answered with less than too late."""
    try:
        async with asyncio.timeout(seconds):
            return await looked_up
    except TimeoutError:
        return None


def _body(request: QuoteRequest) -> bytes:
    """What is recorded as asked: our own question, and not the platform's body with its persons."""
    return request.model_dump_json(exclude_unset=True).encode()


def _not_served(said: list[tuple[str, str]]) -> KeptAnswer:
    """No service came about: either none reaches the destination, or something about the goods is not known."""
    if any(fact == "service_not_offered" and pointer != "/services" for fact, pointer in said):
        raise BackupRatesError("a weight or an exchange rate is not known, so that no service has a price")
    return _answer("not_served", [])


def _answer(outcome: str, rates: list[Rate], *, keep: bool = True) -> KeptAnswer:
    note(rates_outcome=outcome, rates=len(rates))
    return KeptAnswer(orjson.dumps({"rates": rates}), keep)
