"""The use case of a quote, one direction, each room entered once:

request -> consignments -> all tariff slices in one lookup -> the engine -> the journal -> the answer's bytes.
"""

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from decimal import Decimal

import orjson

from dutiful_quote.engine.assessment import ENGINE_VERSION, assess, assess_within_territory
from dutiful_quote.engine.duty_estimate import KnownRates
from dutiful_quote.engine.duty_rate import AdValorem
from dutiful_quote.engine.exchange import Exchange
from dutiful_quote.engine.findings import Assessment
from dutiful_quote.engine.goods import Consignment
from dutiful_quote.engine.inclusive_prices import NoSuchPriceError, solve
from dutiful_quote.engine.jurisdictions import laws_of
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.measure import MeasureKind
from dutiful_quote.engine.tariff_slice import TariffSlice
from dutiful_quote.exchange.customs_rates import CustomsRates
from dutiful_quote.quotes.advice import Advice, Services, advise
from dutiful_quote.quotes.answer import Landed, write
from dutiful_quote.quotes.differences import differences
from dutiful_quote.quotes.errors import (
    ExchangeRateMissingError,
    NoConsistentPriceError,
    QuoteNotFoundError,
    UnknownCodeError,
    UnknownDestinationError,
)
from dutiful_quote.quotes.freshness import FreshnessPolicy, staleness, verified_until
from dutiful_quote.quotes.identity import new_quote_id
from dutiful_quote.quotes.journal import JournalUnavailableError, QuoteJournal
from dutiful_quote.quotes.metrics import QuoteMetrics
from dutiful_quote.quotes.repository import QuoteRecord, QuoteRepository
from dutiful_quote.quotes.stated_facts import check_facts
from dutiful_quote.quotes.token import Merchant, sign
from dutiful_quote.quotes.totals import AssessedConsignment
from dutiful_quote.quotes.translate import Order, for_service, to_order
from dutiful_quote.tariff.nomenclature import HarmonizedSystem
from dutiful_quote.tariff.schedule import Lookup, LookupResult, TariffSchedule
from dutiful_quote.tariff.territories import Territories
from dutiful_shared.contract.quote_request import QuoteRequest


@dataclass(frozen=True, slots=True)
class QuotePolicy:
    """What the service promises about its quotes."""

    valid_for: timedelta
    freshness: FreshnessPolicy


@dataclass(frozen=True, slots=True)
class QuoteService:
    """Quotes carts. `now` is the clock, in UTC."""

    schedule: TariffSchedule
    rates: CustomsRates
    territories: Territories
    nomenclature: HarmonizedSystem
    known_rates: Mapping[str, KnownRates]
    journal: QuoteJournal
    repository: QuoteRepository
    metrics: QuoteMetrics
    policy: QuotePolicy
    now: Callable[[], datetime]

    async def quote(self, caller: Merchant, request: QuoteRequest, body: bytes) -> bytes:
        """The answer to a request, recorded for the merchant.

        Args:
            body: the request as it came; it is recorded as such.

        Raises:
            QuoteError: the request cannot be quoted; the error names the field.
            TariffUnavailableError: the tariff cannot be reached.
        """
        created_at = self.now()
        with self.metrics.stage("assess"):
            landed = await self.land(request, created_at, None)
        quote_id = new_quote_id(created_at, os.urandom)
        plain = write(landed, quote_id)
        plain["token"] = sign(plain, caller)
        answer = orjson.dumps(plain)
        record = self._to_record(landed, caller.merchant_id, quote_id, body, answer)
        try:
            with self.metrics.stage("journal"):
                await self.journal.record(record)
        except JournalUnavailableError:
            answer = orjson.dumps(write(landed, None))
        self.metrics.count(landed)
        return answer

    def _to_record(self, landed: Landed, merchant_id: str, quote_id: str, body: bytes, answer: bytes) -> QuoteRecord:
        return QuoteRecord(
            id=quote_id,
            merchant_id=merchant_id,
            created_at=landed.created_at,
            expires_at=landed.created_at + self.policy.valid_for,
            status=landed.status,
            engine_version=ENGINE_VERSION,
            releases=" ".join(release.id for edition in landed.editions for release in edition.releases),
            fingerprint=hashlib.sha256(body).hexdigest(),
            # The parser passes over a byte order mark; JSON as it is stored has none.
            request=body.decode("utf-8-sig"),
            answer=answer.decode(),
        )

    async def find(self, merchant_id: str, quote_id: str) -> bytes:
        """The recorded answer, byte for byte.

        Raises:
            QuoteNotFoundError: the merchant has no such quote.
        """
        return (await self._record(merchant_id, quote_id)).answer.encode()

    async def replay(self, merchant_id: str, quote_id: str) -> bytes:
        """The recorded request computed again with the releases it used, and whether the answer is the same.

        Raises:
            QuoteNotFoundError: the merchant has no such quote.
        """
        record = await self._record(merchant_id, quote_id)
        then = orjson.loads(record.answer)
        request = QuoteRequest.model_validate_json(record.request)
        landed = await self.land(request, record.created_at, record.releases.split())
        again = orjson.loads(orjson.dumps(write(landed, record.id)))
        different = list(differences(then, again, ""))
        # Where the facts were cached, and through which day they are verified by now, is no part of the answer's
        # substance, and a replay signs nothing.
        different = [
            pointer
            for pointer in different
            if pointer not in {"/freshness/tier", "/token"} and not pointer.endswith("/verified_until")
        ]
        return orjson.dumps(
            {
                "id": record.id,
                "identical": not different,
                "differences": different,
                "engine_version_then": record.engine_version,
                "engine_version_now": ENGINE_VERSION,
                "quote": again,
            }
        )

    async def _record(self, merchant_id: str, quote_id: str) -> QuoteRecord:
        record = await self.repository.find(quote_id, merchant_id)
        if record is None:
            raise QuoteNotFoundError(quote_id)
        return record

    async def land(self, request: QuoteRequest, created_at: datetime, releases: Sequence[str] | None) -> Landed:
        """What a cart comes to on the day it was asked, with exactly these releases (or the active ones); not recorded.

        Raises:
            QuoteError: the request cannot be quoted; the error names the field.
            TariffUnavailableError: the tariff cannot be reached.
        """
        order = to_order(request, self.territories, created_at.date())
        found = await self._look_up(order, releases)
        self._check_codes(order, found)
        check_facts(order.consignments, found.slices.values())
        order = self._with_home_tax(order, found)
        parts = self._assess_all(order, found)
        services = tuple(
            (service, self._assess_all(for_service(order, service), found)) for service in request.services
        )
        advice = self._advise(order, parts, services, found) if request.advice else ()
        used = {law for consignment in order.consignments for law in laws_of(consignment.jurisdiction)}
        return Landed(
            order=order,
            parts=parts,
            services=services,
            advice=advice,
            editions=tuple(found.editions[name] for name in sorted(used) if name in found.editions),
            tier=found.tier,
            stale=staleness(parts, order.import_date, self.policy.freshness),
            verified_until=verified_until(parts),
            created_at=created_at,
            valid_for=self.policy.valid_for,
        )

    async def _look_up(self, order: Order, releases: Sequence[str] | None) -> LookupResult:
        """All slices of all lines, of the territories and of the country whose tax the prices include, in one go."""
        wanted: dict[Lookup, None] = {}
        for consignment in order.consignments:
            for law in laws_of(consignment.jurisdiction):
                wanted[Lookup(law, "")] = None
                for line in consignment.lines:
                    if line.code:
                        wanted[Lookup(law, line.code_in(law))] = None
            if "home_tax" in consignment.prices_include:
                home = self.territories.of(_home(order, consignment)).customs_territory
                wanted[Lookup(laws_of(home)[0], "")] = None
        with self.metrics.stage("lookup"):
            return await self.schedule.lookup(list(wanted), releases)

    def _check_codes(self, order: Order, found: LookupResult) -> None:
        for consignment in order.consignments:
            for line in consignment.lines:
                if line.code and not self.nomenclature.knows(line.code):
                    raise UnknownCodeError(
                        f"/lines/{line.index}/hs_code",
                        f"{order.request.lines[line.index].hs_code!r} is not a code of the Harmonized System (HS "
                        f"2022); its first digits must be those of a subheading, such as "
                        f"{self.nomenclature.near(line.code)}",
                    )
                system = line.code_of or laws_of(consignment.jurisdiction)[0]
                tariff = found.slices[Lookup(system, line.code)] if line.code else None
                if tariff and len(line.code) > 6 and tariff.has_nomenclature and not tariff.lines:
                    raise UnknownCodeError(
                        f"/lines/{line.index}/hs_code",
                        f"{line.code} is not a code of the tariff of {system} in its loaded edition; "
                        f"give a code that is, or the first six digits with code_system HS",
                    )

    def _with_home_tax(self, order: Order, found: LookupResult) -> Order:
        """The order with the tax share that its prices include, where they include the home tax."""
        if not any("home_tax" in consignment.prices_include for consignment in order.consignments):
            return order
        parts = []
        for consignment in order.consignments:
            home = self.territories.of(_home(order, consignment))
            territory = found.slices.get(Lookup(laws_of(home.customs_territory)[0], ""))
            rate = _tax_share(territory, home.tax_territory, order.import_date)
            if rate is None:
                raise NoConsistentPriceError(
                    "/prices_include",
                    f"the prices include home tax, but no tax rate of {home.code} is loaded for {order.import_date}; "
                    "give prices without it",
                )
            parts.append(replace(consignment, home_tax_rate=rate))
        return replace(order, consignments=tuple(parts))

    def _advise(
        self,
        order: Order,
        parts: tuple[AssessedConsignment, ...],
        services: Services,
        found: LookupResult,
    ) -> tuple[Advice, ...]:
        """What could be better about an order; it is assessed anew for each thing that is tried."""

        def law_of(consignment: Consignment) -> list[TariffSlice]:
            main = laws_of(consignment.jurisdiction)[0]
            if Lookup(main, "") not in found.slices:
                return []
            law = _law(main, consignment, found)
            return [law.territory, *law.goods.values()]

        return advise(order, parts, services, lambda changed: self._assess_all(changed, found), law_of)

    def _assess_all(self, order: Order, found: LookupResult) -> tuple[AssessedConsignment, ...]:
        return tuple(self._assess(consignment, found) for consignment in order.consignments)

    def _assess(self, consignment: Consignment, found: LookupResult) -> AssessedConsignment:
        main, *others = laws_of(consignment.jurisdiction)
        territory = found.slices.get(Lookup(main, ""))
        currency = territory.profile.get("currency") if territory else None
        within = self._same_territory(consignment)
        if territory is None or currency is None:
            if not within:
                raise UnknownDestinationError(
                    "/ship_to/country",
                    f"nothing is known yet of imports into {consignment.ship_to}: no currency, tariff or tax is "
                    "loaded; the handbook has a page of the destinations that are",
                )
            currency = consignment.currency
        exchange = self.rates.table(main, currency, consignment.import_date)
        if not exchange.knows(consignment.currency):
            raise ExchangeRateMissingError(
                "/currency",
                f"no customs exchange rate from {consignment.currency} to {currency} is known; quote in another "
                "currency",
            )
        if within or territory is None:
            tax_border = self._tax_border(consignment, territory)
            return AssessedConsignment(
                consignment, assess_within_territory(consignment, tax_border, exchange), exchange
            )
        beside = {name: _law(name, consignment, found) for name in others}
        verified = {release: day for law in beside.values() for release, day in law.verified.items()}
        law = _law(main, consignment, found)
        law = replace(law, verified={**verified, **law.verified}, beside=beside, known_rates=self.known_rates)
        return self._solved(consignment, law, exchange)

    def _solved(self, consignment: Consignment, law: Law, exchange: Exchange) -> AssessedConsignment:
        def at(trial: Consignment) -> Assessment:
            return assess(trial, law, exchange)

        try:
            solved, assessment = solve(consignment, at)
        except NoSuchPriceError as exc:
            raise NoConsistentPriceError("/prices_include", str(exc)) from exc
        return AssessedConsignment(solved, assessment, exchange)

    def _same_territory(self, consignment: Consignment) -> bool:
        return self.territories.move_freely(consignment.ship_from, consignment.jurisdiction)

    def _tax_border(self, consignment: Consignment, territory: TariffSlice | None) -> bool:
        """Whether goods pass between two taxes of one customs territory.

        Between the tax territories of one `tax_area` (the EU's member states) no such border lies: the seller's sale
        carries the tax of one of them. Where no such area is known, a tax that is not loaded lies behind a border.
        """
        home, away = self.territories.of(consignment.ship_from), self.territories.of(consignment.ship_to)
        if territory is None or home.tax_territory == away.tax_territory:
            return False
        if len(laws_of(away.customs_territory)) > 1:
            return False  # Northern Ireland is in the EU's area of VAT for goods
        sent_from = home.code if len(laws_of(home.customs_territory)) > 1 else home.tax_territory
        area = territory.profile.get("tax_area", "").split()
        if area:
            return not {sent_from, away.tax_territory} <= set(area)
        taxed = {measure.destination for measure in territory.measures if measure.kind is MeasureKind.VAT}
        return bool(taxed) and away.tax_territory not in taxed


def _home(order: Order, consignment: Consignment) -> str:
    return order.request.seller.country or consignment.ship_from


def _law(name: str, consignment: Consignment, found: LookupResult) -> Law:
    """What the tariff of one jurisdiction says of the consignment."""
    goods = {line.code: found.slices[Lookup(name, line.code_in(name))] for line in consignment.lines if line.code}
    edition = found.editions.get(name)
    verified = edition.verified if edition else {}
    territory = found.slices[Lookup(name, "")]
    return Law(territory, goods, consignment.import_date, consignment.tax_territory, verified)


def _tax_share(territory: TariffSlice | None, destination: str, on: date) -> Decimal | None:
    if territory is None:
        return None
    law = Law(territory, {}, on, destination)
    for programme in ("standard", "supply_vat"):
        for measure in law.of_territory(MeasureKind.VAT, programme):
            if isinstance(measure.rate, AdValorem):
                return measure.rate.rate
    return None
