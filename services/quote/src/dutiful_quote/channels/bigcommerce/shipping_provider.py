"""The use case of a rate call: the merchant's rate tables, each service landed."""

from decimal import Decimal
from typing import Any, Final

from prometheus_client import CollectorRegistry, Counter
from pydantic import ValidationError

from dutiful_quote.channels.bigcommerce.goods_facts import line_facts
from dutiful_quote.channels.bigcommerce.lenient import money
from dutiful_quote.channels.bigcommerce.refusals import TaxRefusedError
from dutiful_quote.channels.bigcommerce.shipping_answers import Showing, no_rates, rates_of
from dutiful_quote.channels.bigcommerce.shipping_messages import RateAddress, RateItem, RateRequest
from dutiful_quote.channels.bigcommerce.tax_carts import Merchandising
from dutiful_quote.channels.bigcommerce.tax_provider import has_scheme, refused
from dutiful_quote.quotes.service import QuoteService
from dutiful_quote.shops.directory import ShopDirectory
from dutiful_quote.shops.mirror import VariantMirror
from dutiful_quote.shops.shop import SecretName, Shop
from dutiful_shared.contract.cart_parties import Place
from dutiful_shared.contract.currency import CURRENCY_EXPONENT
from dutiful_shared.contract.incoterm import INCOTERM_RULES
from dutiful_shared.contract.quote_request import QuoteRequest
from dutiful_shared.service.fair_timeout import fair_timeout
from dutiful_shared.service.telemetry import hurry

#: BigCommerce does not document its own limit; its tax API waits 4 seconds.
_BUDGET_SECONDS: Final = 1.8
_MICROGRAM: Final = Decimal("0.000001")


class ShippingProvider:
    """Answers rate calls. `ttl` is in seconds."""

    def __init__(
        self,
        quotes: QuoteService,
        directory: ShopDirectory,
        mirror: VariantMirror,
        ttl: int,
        registry: CollectorRegistry,
    ) -> None:
        self._quotes = quotes
        self._directory = directory
        self._mirror = mirror
        self._ttl = ttl
        self._calls = Counter(
            "dutiful_bigcommerce_rate_calls_total",
            "Rate calls of BigCommerce by outcome: rated, none, malformed, or error.",
            ("outcome",),
            registry=registry,
        )

    async def rates(self, shop: Shop, asked: RateRequest) -> dict[str, Any]:
        """The services with their prices; without any, a message says why."""
        answer = await self._rates(shop, asked)
        errors = any(one["type"] == "ERROR" for one in answer["messages"])
        self._calls.labels("error" if errors else "rated" if answer["carrier_quotes"] else "none").inc()
        return answer

    async def _rates(self, shop: Shop, asked: RateRequest) -> dict[str, Any]:
        options = asked.base_options
        variants = [item.variant_id for item in options.items if item.variant_id]
        skus = [item.sku for item in options.items if item.sku]
        budget = min(_BUDGET_SECONDS, shop.settings.budget_ms / 1000)
        hurry(budget)
        try:
            async with fair_timeout(budget):
                found = await self._mirror.find(shop.id, variants, skus)
                profile = self._quotes.completion.profiles.of(shop.merchant_id)
                request = request_of(asked, Merchandising(shop.settings, profile, found))
                body = request.model_dump_json(exclude_unset=True).encode()
                caller, asker = self._directory.caller_for(shop), self._quotes.asker_of_shop(shop.merchant_id)
                with refused():
                    quoted = await self._quotes.quote(caller, request, body, asker=asker)
        except UnratableError as exc:
            return no_rates(str(exc), "INFO")
        except TaxRefusedError as exc:
            return no_rates(exc.detail)
        except TimeoutError:
            return no_rates("The rates were not ready in time.")
        country = request.ship_to.country
        settled = profile.incoterm_to(country)
        answer = quoted.plain
        own_tax = SecretName.PASSWORD_HASH in shop.secrets and shop.settings.tax_provider_user is not None
        in_price = shop.settings.charges_in_shipping
        showing = Showing(
            naming=shop.settings.service_naming,
            given=sum((line.gross for line in request.lines), Decimal(0)),
            charges_in_price=not own_tax if in_price is None else in_price,
            plain=shop.settings.collects_duties_natively or answer["status"] == "no_import",
            delivered_unpaid=settled is not None and INCOTERM_RULES[settled].import_charges == "buyer",
            schemes=has_scheme(self._quotes.landing.territories, profile, country),
        )
        return rates_of(answer, profile.on_unknown, showing, self._ttl)


class UnratableError(Exception):
    """There is nothing to rate; the text says why."""


def request_of(asked: RateRequest, known: Merchandising) -> QuoteRequest:
    """The quote to ask for, with the services of the merchant's rate tables.

    Raises:
        UnratableError: the call has no destination, no goods, or goods in several currencies.
    """
    options = asked.base_options
    if not options.destination.country_iso2:
        raise UnratableError("The country of destination is not known yet.")
    ship_from = _place(options.origin) if options.origin.country_iso2 else known.default_origin
    if ship_from is None:
        raise UnratableError("The origin is not known, and the shop has no default one.")
    items = [item for item in options.items if item.quantity > 0]
    currencies = {item.price.currency for item in items}
    if len(currencies) != 1 or not currencies <= CURRENCY_EXPONENT.keys():
        raise UnratableError("The goods have no price in one known currency.")
    currency = currencies.pop()
    lines = [_line(i, item, options.destination.country_iso2, currency, known) for i, item in enumerate(items)]
    fields = {
        "ship_from": ship_from,
        "ship_to": _place(options.destination),
        "currency": currency,
        "services_from_settings": True,
        "lines": lines,
    }
    try:
        return QuoteRequest.model_validate(fields)
    except ValidationError as exc:
        faults = ", ".join(sorted({".".join(str(part) for part in error["loc"][:3]) for error in exc.errors()})[:5])
        raise UnratableError(f"The goods cannot be quoted: {faults}.") from None


def _line(position: int, item: RateItem, country: str, currency: str, known: Merchandising) -> dict[str, Any]:
    variant = known.variants.of(item.variant_id, item.sku)
    facts = line_facts(item.properties(), variant, country, known.settings.customs_properties)
    sku = item.sku or (variant.sku if variant else None)
    grams = item.weight.grams
    quantity = max(item.quantity.quantize(Decimal("0.001")), Decimal("0.001"))
    return {
        "id": f"{position}",
        "quantity": quantity,
        "line_total": money(max(item.price.amount, Decimal(0)) * quantity, currency),
        **({"sku": sku[:100]} if sku else {}),
        **({"description": item.name[:255]} if item.name and "description" not in facts else {}),
        **({} if grams is None else {"net_weight_kg": (grams * quantity / 1000).quantize(_MICROGRAM)}),
        **facts,
    }


def _place(address: RateAddress) -> Place:
    return Place(
        country=address.country_iso2,
        region=address.state_iso2[:64] or None,
        postal_code=address.zip[:20] or None,
        city=address.city[:100] or None,
    )
