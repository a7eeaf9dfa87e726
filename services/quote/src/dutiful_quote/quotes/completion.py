"""What a request leaves open is filled in from the merchant's settings and catalogue, and each such value is said.

What the request says itself always stays. The values taken are kept with the quote, so that its replay takes the same
ones, whatever the merchant has changed by then.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final, Protocol

from dutiful_quote.catalogue.item import Catalogue, CatalogueItem
from dutiful_quote.classification.desk import Asker
from dutiful_quote.engine.findings import Assumption
from dutiful_quote.engine.jurisdictions import laws_of
from dutiful_quote.exchange.customs_rates import CustomsRates
from dutiful_quote.quotes.classified import Classified, LineClassifier, without_code
from dutiful_quote.quotes.completed import Completed, Withheld
from dutiful_quote.quotes.options import OfferPolicy
from dutiful_quote.quotes.service_prices import services_from_tables, shipments, with_disbursement_fees
from dutiful_quote.tariff.territories import Territories
from dutiful_shared.contract.cart_line import Line
from dutiful_shared.contract.cart_parties import Seller
from dutiful_shared.contract.fields import MAX_ASSESSED_LINES
from dutiful_shared.contract.merchant import MerchantProfile
from dutiful_shared.contract.quote_request import QuoteRequest

_SETTINGS: Final = "settings of the merchant"


class Profiles(Protocol):
    """Where merchants' settings are known without I/O; `ProfileDirectory` in production."""

    def of(self, merchant_id: str) -> MerchantProfile:
        """The merchant's settings; defaults where none were made."""


@dataclass(frozen=True, slots=True)
class Completion:
    """Fills requests in.

    Attributes:
        classifier: asked about lines that nobody gave a code; None where there is none.
    """

    profiles: Profiles
    catalogue: Catalogue
    territories: Territories
    rates: CustomsRates
    classifier: LineClassifier | None = None

    async def complete(
        self, merchant_id: str, request: QuoteRequest, today: date, asker: Asker | None = None
    ) -> Completed:
        """The request with everything that the merchant has settled beforehand.

        Args:
            asker: for whom the classifier is asked; None where it shall not be.
        """
        taken: list[Assumption] = []
        profile = self.profiles.of(merchant_id)
        changes = _from_settings(request, profile, taken)
        items = await self._items(merchant_id, request)
        if items or any(line.sku for line in request.lines):
            changes["lines"] = self._lines(request, items, taken)
        completed = request.model_copy(update=changes) if changes else request
        classified: tuple[Classified, ...] = ()
        if self.classifier is not None and asker is not None and (lines := without_code(completed)):
            completed, classified, said = await self.classifier.classify(
                asker, completed, lines, may_take=profile.use_classified_codes
            )
            taken.extend(said)
        if request.services or request.services_from_settings:
            completed = self._with_services(completed, profile, today, taken)
        return Completed(completed, tuple(taken), OfferPolicy.of(profile), _withheld(request, items), classified)

    def _with_services(
        self, request: QuoteRequest, profile: MerchantProfile, today: date, taken: list[Assumption]
    ) -> QuoteRequest:
        """The request with the services of the merchant's rate tables, unless it names its own, and with the fees of
        their carriers."""
        services = request.services
        if not services:
            most = MAX_ASSESSED_LINES // len(request.lines) - 1
            parts = shipments(request, self.territories, self.rates, today)
            services, said = services_from_tables(profile, parts, max(most, 0))
            taken.extend(said)
        services, said = with_disbursement_fees(services, profile, request.ship_to.country)
        taken.extend(said)
        return request if services == request.services else request.model_copy(update={"services": services})

    async def _items(self, merchant_id: str, request: QuoteRequest) -> Mapping[str, CatalogueItem]:
        """Every article that a line names: a line that states all by itself may still be one not sent there."""
        wanted = {line.sku for line in request.lines if line.sku}
        return await self.catalogue.find(merchant_id, wanted) if wanted else {}

    def _lines(
        self, request: QuoteRequest, items: Mapping[str, CatalogueItem], taken: list[Assumption]
    ) -> tuple[Line, ...]:
        laws = laws_of(self._jurisdiction(request))
        return tuple(
            _from_catalogue(i, line, items.get(line.sku or ""), laws, taken) for i, line in enumerate(request.lines)
        )

    def _jurisdiction(self, request: QuoteRequest) -> str:
        place = request.ship_to
        return self.territories.at(place.country, place.postal_code, place.region, place.city).customs_territory


def _has_gaps(line: Line) -> bool:
    return line.hs_code is None or line.origin is None or line.net_weight_kg is None or line.description is None


def _from_settings(request: QuoteRequest, profile: MerchantProfile, taken: list[Assumption]) -> dict[str, Any]:
    """The fields to change, by name."""
    given, country = request.model_fields_set, request.ship_to.country
    changes: dict[str, Any] = {}

    def take(field: str, value: Any, shown: str, text: str, pointer: str) -> None:
        changes[field] = value
        taken.append(Assumption(field, shown, f"{text} ({_SETTINGS}).", pointer))

    incoterm = profile.incoterm_to(country)
    if request.incoterm is None and incoterm is not None:
        take("incoterm", incoterm, incoterm.value, f"Goods to {country} are sold {incoterm.value}", "/incoterm")
    included = profile.prices_include_for(country)
    if "prices_include" not in given and included:
        names = ", ".join(part.value for part in included)
        take("prices_include", included, names, f"The prices include {names}", "/prices_include")
    if "language" not in given and profile.language != request.language:
        changes["language"] = profile.language
    seller = _seller(request.seller, profile)
    if seller is not request.seller:
        schemes = ", ".join(one.scheme for one in seller.registrations) or "none"
        text = f"The seller is in {seller.country or 'the country of dispatch'}; registrations: {schemes}"
        take("seller", seller, schemes, text, "/seller")
    return changes


def _seller(seller: Seller, profile: MerchantProfile) -> Seller:
    changes: dict[str, Any] = {}
    if seller.country is None and profile.seller_country is not None:
        changes["country"] = profile.seller_country
    if "registrations" not in seller.model_fields_set and profile.registrations:
        changes["registrations"] = profile.registrations
    return seller.model_copy(update=changes) if changes else seller


def _from_catalogue(
    index: int, line: Line, item: CatalogueItem | None, laws: tuple[str, ...], taken: list[Assumption]
) -> Line:
    if item is None and line.sku and line.hs_code is None:
        text = f"The catalogue gave nothing for {line.sku} of line {line.id}: is it known by another SKU?"
        taken.append(Assumption("not_in_catalogue", line.sku, text, f"/lines/{index}/sku"))
    if item is None:
        return line
    changes = _gaps_filled(line, item, laws) if _has_gaps(line) else {}
    if item.descriptions.keys() - line.descriptions.keys():
        changes["descriptions"] = {**item.descriptions, **line.descriptions}
    if not changes:
        return line
    shown = ", ".join(f"{name} {value}" for name, value in _plain(changes)) or "its descriptions"
    text = f"Line {line.id} is {line.sku} of the catalogue: {shown}."
    taken.append(Assumption("catalogue", line.sku or "", text, f"/lines/{index}/sku"))
    return line.model_copy(update=changes)


def _gaps_filled(line: Line, item: CatalogueItem, laws: tuple[str, ...]) -> dict[str, Any]:
    """The fields to change of a line that does not say everything, by name."""
    changes: dict[str, Any] = {}
    system, code = item.code_for(laws)
    if line.hs_code is None and code:
        changes |= {"hs_code": code, "code_system": system}
    if line.origin is None and item.origin:
        changes["origin"] = item.origin
    if line.net_weight_kg is None and item.net_weight_kg is not None:
        changes["net_weight_kg"] = _total(item.net_weight_kg, line.quantity)
    if line.description is None and item.description:
        changes["description"] = item.description
    quantities = {unit: _total(each, line.quantity) for unit, each in item.quantities.items()}
    if quantities.keys() - line.quantities.keys():
        changes["quantities"] = {**quantities, **line.quantities}
    if item.facts.keys() - line.facts.keys():
        changes["facts"] = {**item.facts, **line.facts}
    return changes


def _withheld(request: QuoteRequest, items: Mapping[str, CatalogueItem]) -> tuple[Withheld, ...]:
    country = request.ship_to.country
    return tuple(
        Withheld(line.id, f"The merchant does not send {line.sku} to {country}")
        for line in request.lines
        if line.sku and line.sku in items and country in items[line.sku].not_shipped_to
    )


def _plain(changes: Mapping[str, Any]) -> list[tuple[str, str]]:
    """What is worth saying of the values taken, in words a merchant reads."""
    names = {"hs_code": "code", "origin": "origin", "net_weight_kg": "net weight (kg)"}
    return [(names.get(field, field), _said(value)) for field, value in changes.items() if field in names]


def _said(value: Any) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def _total(each: Decimal, quantity: Decimal) -> Decimal:
    """Of the whole line, as exact as the wire allows (six decimals)."""
    return (each * quantity).quantize(Decimal("0.000001"))
