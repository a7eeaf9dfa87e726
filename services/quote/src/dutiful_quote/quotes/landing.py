"""Landing a cart: from a request to its assessed consignments; the tariff is read once, nothing is recorded."""

import asyncio
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from dutiful_quote.engine.assessment import assess, assess_within_territory
from dutiful_quote.engine.duty_estimate import KnownRates
from dutiful_quote.engine.exchange import Exchange
from dutiful_quote.engine.findings import Assessment
from dutiful_quote.engine.goods import Consignment
from dutiful_quote.engine.inclusive_prices import NoSuchPriceError, solve
from dutiful_quote.engine.jurisdictions import laws_of
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.tariff_slice import TariffSlice
from dutiful_quote.exchange.customs_rates import CustomsRates
from dutiful_quote.quotes.advice import Advice, Services, advise
from dutiful_quote.quotes.answer import Landed
from dutiful_quote.quotes.borders import tax_border, tax_share, within_territory
from dutiful_quote.quotes.candidate_duties import NO_CANDIDATES, Candidates, candidate_orders, candidates_of, open_lines
from dutiful_quote.quotes.classified import Classified
from dutiful_quote.quotes.completed import Completed
from dutiful_quote.quotes.disbursement import with_disbursement
from dutiful_quote.quotes.errors import (
    ExchangeRateMissingError,
    NoConsistentPriceError,
    QuoteError,
    UnknownCodeError,
    UnknownDestinationError,
    refuse_all,
)
from dutiful_quote.quotes.freshness import FreshnessPolicy, grounds_of, staleness, verified_until
from dutiful_quote.quotes.metrics import QuoteMetrics
from dutiful_quote.quotes.stated_facts import check_facts
from dutiful_quote.quotes.tax_numbers import check_schemes
from dutiful_quote.quotes.totals import AssessedConsignment
from dutiful_quote.quotes.translate import Order, for_service, to_order
from dutiful_quote.quotes.withheld import without_withheld
from dutiful_quote.tariff.nomenclature import HarmonizedSystem
from dutiful_quote.tariff.schedule import Lookup, LookupResult, TariffSchedule
from dutiful_quote.tariff.territories import Territories


@dataclass(frozen=True, slots=True)
class QuotePolicy:
    """What the service promises about its quotes."""

    valid_for: timedelta
    freshness: FreshnessPolicy


@dataclass(frozen=True, slots=True)
class Landing:
    """Lands carts by the tariff, the exchange rates and the territories."""

    schedule: TariffSchedule
    rates: CustomsRates
    territories: Territories
    nomenclature: HarmonizedSystem
    known_rates: Mapping[str, KnownRates]
    metrics: QuoteMetrics
    policy: QuotePolicy

    async def land(self, completed: Completed, created_at: datetime, releases: Sequence[str] | None = None) -> Landed:
        """What a cart comes to on the day it was asked, with exactly these releases, or the active ones.

        Raises:
            QuoteError: the request cannot be quoted; the error names the field.
            TariffUnavailableError: the tariff cannot be reached.
        """
        request = completed.request
        order = to_order(request, self.territories, created_at.date())
        if completed.taken or completed.withheld:
            order = replace(order, assumptions=(*completed.taken, *order.assumptions), withheld=completed.withheld)
        said = open_lines(order, completed.classified) if completed.classified else {}
        found = await self._look_up(order, releases, said)
        refuse_all(self._wrong_codes(order, found))
        check_facts(order.consignments, found.slices.values())
        check_schemes(request, (measure for tariff in found.slices.values() for measure in tariff.measures))
        order = self._with_home_tax(order, found)
        parts = self._assess_all(order, found)
        services = []
        for service in request.services:
            await asyncio.sleep(0)  # other requests have their turn, and the deadline is looked at
            assessed = self._assess_all(for_service(order, service), found)
            services.append((service, with_disbursement(service, assessed)))
        candidates = await self._candidates(order, said, found) if said else NO_CANDIDATES
        advice = self._advise(order, parts, tuple(services), found) if request.advice else ()
        used = {law for consignment in order.consignments for law in laws_of(consignment.jurisdiction)}
        grounds = grounds_of(parts)
        return Landed(
            order=order,
            parts=parts,
            services=tuple(services),
            advice=advice,
            editions=tuple(found.editions[name] for name in sorted(used) if name in found.editions),
            tier=found.tier,
            stale=(*staleness(parts, grounds, order.import_date, self.policy.freshness), *found.doubts),
            verified_until=verified_until(grounds),
            created_at=created_at,
            valid_for=self.policy.valid_for,
            offers=completed.offers,
            candidates=candidates,
        )

    async def _candidates(self, order: Order, said: Mapping[str, Classified], found: LookupResult) -> Candidates:
        """What the lines without a code would owe under the codes that the classifier holds for possible."""
        trials: list[tuple[AssessedConsignment, ...] | None] = []
        for changed in candidate_orders(order, said):
            await asyncio.sleep(0)  # other requests have their turn, and the deadline is looked at
            try:
                trials.append(self._assess_all(changed, found))
            except QuoteError:  # under this code there is no such price: that is no fault of the cart
                trials.append(None)
        texts = {
            one.code: self.nomenclature.text(one.code) or ""
            for each in said.values()
            for one in each.suggestion.candidates
        }
        return candidates_of(said, trials, texts)

    async def _look_up(
        self, order: Order, releases: Sequence[str] | None, said: Mapping[str, Classified]
    ) -> LookupResult:
        """All slices of all lines, of the codes they may have, of the territories and of the country whose tax the
        prices include, in one go."""
        wanted: dict[Lookup, None] = {}
        for consignment in order.consignments:
            for law in laws_of(consignment.jurisdiction):
                wanted[Lookup(law, "")] = None
                for line in consignment.lines:
                    if line.code:
                        wanted[Lookup(law, line.code_in(law))] = None
                    elif line.id in said:
                        wanted.update((Lookup(law, one.code), None) for one in said[line.id].suggestion.candidates)
            if "home_tax" in consignment.prices_include:
                home = self.territories.of(_home(order, consignment)).customs_territory
                wanted[Lookup(laws_of(home)[0], "")] = None
        with self.metrics.stage("lookup"):
            return await self.schedule.lookup(list(wanted), releases)

    def _wrong_codes(self, order: Order, found: LookupResult) -> Iterator[UnknownCodeError]:
        for consignment in order.consignments:
            for line in consignment.lines:
                if line.code and not self.nomenclature.knows(line.code):
                    yield UnknownCodeError(
                        f"/lines/{line.index}/hs_code",
                        self.nomenclature.correction(order.request.lines[line.index].hs_code or line.code),
                    )
                    continue
                system = line.code_of or laws_of(consignment.jurisdiction)[0]
                tariff = found.slices[Lookup(system, line.code)] if line.code else None
                national = len(line.code) > 6 or self.nomenclature.leaves_open(line.code)
                if tariff and national and tariff.has_nomenclature and not tariff.lines:
                    yield UnknownCodeError(
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
            rate = tax_share(territory, home.tax_territory, order.import_date)
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
        parts = (self._assess(consignment, found) for consignment in order.consignments)
        return tuple(without_withheld(part, order.withheld) for part in parts)

    def _assess(self, consignment: Consignment, found: LookupResult) -> AssessedConsignment:
        main, *others = laws_of(consignment.jurisdiction)
        territory = found.slices.get(Lookup(main, ""))
        currency = territory.profile.get("currency") if territory else None
        within = within_territory(self.territories, consignment)
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
            between_taxes = tax_border(self.territories, consignment, territory)
            return AssessedConsignment(
                consignment, assess_within_territory(consignment, between_taxes, exchange), exchange
            )
        beside = {name: _law(name, consignment, found) for name in others}
        verified = {release: day for law in beside.values() for release, day in law.verified.items()}
        law = _law(main, consignment, found)
        law = Law(
            law.territory,
            law.goods,
            law.on,
            law.destination,
            {**verified, **law.verified} if verified else law.verified,
            beside,
            self.known_rates,
        )
        return self._solved(consignment, law, exchange)

    def _solved(self, consignment: Consignment, law: Law, exchange: Exchange) -> AssessedConsignment:
        def at(trial: Consignment) -> Assessment:
            return assess(trial, law, exchange)

        try:
            solved, assessment = solve(consignment, at)
        except NoSuchPriceError as exc:
            raise NoConsistentPriceError("/prices_include", str(exc)) from exc
        return AssessedConsignment(solved, assessment, exchange)


def _home(order: Order, consignment: Consignment) -> str:
    return order.request.seller.country or consignment.ship_from


def _law(name: str, consignment: Consignment, found: LookupResult) -> Law:
    """What the tariff of one jurisdiction says of the consignment."""
    goods = {line.code: found.slices[Lookup(name, line.code_in(name))] for line in consignment.lines if line.code}
    edition = found.editions.get(name)
    verified = edition.verified if edition else {}
    territory = found.slices[Lookup(name, "")]
    return Law(territory, goods, consignment.import_date, consignment.tax_territory, verified)
