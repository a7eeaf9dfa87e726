"""Reading the tariff without a cart: what one code pays, and what is known of a country."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date

import pycountry

from dutiful_quote.engine.jurisdictions import laws_of
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.measure import ALL_ORIGINS, Measure, MeasureKind, covers_origin
from dutiful_quote.engine.tariff_slice import TariffSlice
from dutiful_quote.tariff.code_list import CodeLists
from dutiful_quote.tariff.nomenclature import HarmonizedSystem
from dutiful_quote.tariff.schedule import Lookup, LookupResult, ReleaseInfo, TariffSchedule
from dutiful_quote.tariff.schedule_c import ScheduleC
from dutiful_quote.tariff.territories import Territories, Territory
from dutiful_quote.tariff.text_search import packaged_search


@dataclass(frozen=True, slots=True)
class CodeView:
    """What the tariff of a territory says about one code on one day. `listed` is false where the loaded facts have no
    list of the tariff's codes, so that digits after the sixth are not checked."""

    territory: Territory
    code: str
    hs6_text: str | None
    listed: bool
    declarable: tuple[str, ...]
    measures: tuple[Measure, ...]
    releases: tuple[ReleaseInfo, ...]


@dataclass(frozen=True, slots=True)
class CountryView:
    """What is known of a destination on one day."""

    territory: Territory
    name: str
    #: As the United States name it as an origin; None where their list has no such country.
    schedule_c: str | None
    profile: Mapping[str, str]
    has_tariff: bool
    taxes: tuple[Measure, ...]
    fees: tuple[Measure, ...]
    reliefs: tuple[Measure, ...]
    regimes: tuple[Measure, ...]
    #: Preference agreements, one measure for each way of proving origin.
    agreements: tuple[Measure, ...]
    releases: tuple[ReleaseInfo, ...]


@dataclass(frozen=True, slots=True)
class SearchHit:
    """A code that a search found, with the codes of the country's tariff that may be declared at it or below it."""

    code: str
    text: str
    declarable: tuple[str, ...]


class TariffBrowser:
    """Answers the reference routes from the same schedule that quotes use."""

    def __init__(
        self,
        schedule: TariffSchedule,
        territories: Territories,
        nomenclature: HarmonizedSystem,
        code_lists: CodeLists,
    ) -> None:
        self._schedule = schedule
        self._territories = territories
        self._nomenclature = nomenclature
        self._schedule_c = ScheduleC.packaged()
        self._code_lists = code_lists
        self._search = packaged_search()

    async def code(self, country: str, code: str, origin: str | None, on: date) -> CodeView | None:
        """The measures of `code` (digits) for goods to `country`; None where nobody knows the code.

        Raises:
            TariffUnavailableError: the tariff cannot be reached.
        """
        territory = self._territories.of(country)
        names = laws_of(territory.customs_territory)
        found = await self._schedule.lookup([Lookup(name, asked) for name in names for asked in (code, "")])
        declarable: dict[str, None] = {}
        measures: list[Measure] = []
        known = listed = False
        for name in names:
            tariff = found.slices[Lookup(name, code)]
            known = known or self._nomenclature.in_tariff(code, tariff)
            listed = listed or tariff.has_nomenclature
            edition = found.editions.get(name)
            verified = edition.verified if edition else {}
            law = Law(found.slices[Lookup(name, "")], {code: tariff}, on, territory.tax_territory, verified)
            declarable.update(dict.fromkeys(line.goods_code for line in tariff.lines))
            measures += _verified((m for m in _of_code(tariff, law, origin) if m.in_force(on)), law)
        if not known:
            return None
        return CodeView(
            territory=territory,
            code=code,
            hs6_text=self._nomenclature.text(code),
            listed=listed,
            declarable=tuple(declarable),
            measures=tuple(measures),
            releases=_releases(names, found),
        )

    async def history(self, country: str, code: str, origin: str | None, first: date, last: date) -> list[Measure]:
        """The measures of `code` (digits) that are in force on some day from `first` to `last`, by their beginning.

        Of additional duties on goods of any code those that cover `origin`; without an origin, those that cover all.

        Raises:
            TariffUnavailableError: the tariff cannot be reached.
        """
        territory = self._territories.of(country)
        names = laws_of(territory.customs_territory)
        found = await self._schedule.lookup([Lookup(name, asked) for name in names for asked in (code, "")])
        measures: dict[str, Measure] = {}
        for name in names:
            tariff = found.slices[Lookup(name, code)]
            law = Law(found.slices[Lookup(name, "")], {code: tariff}, last, territory.tax_territory)
            for measure in _of_code(tariff, law, origin):
                dated = (measure.valid_from or first) <= last and (measure.valid_to or last) >= first
                if dated and (origin or measure.goods_code or ALL_ORIGINS in measure.areas):
                    measures[measure.id] = measure
        return sorted(measures.values(), key=lambda one: (one.valid_from or date.min, one.id))

    async def search(self, country: str, query: str, skip: int, most: int) -> list[SearchHit]:
        """A page of the codes that `query` (words, or first digits) may mean, the likeliest first.

        The texts are in memory, and so are the codes of the tariff once they were asked for.

        Raises:
            TariffUnavailableError: the tariff cannot be reached.
        """
        page = self._search.search(" ".join(query.lower().split()))[skip : skip + most]
        names = laws_of(self._territories.of(country).customs_territory)
        editions = (await self._schedule.lookup([Lookup(name, "") for name in names])).editions
        # Digits beyond those of the Harmonized System are of the country's own codes.
        digits = "".join(sign for sign in query if sign.isdigit()) if len(page) == 1 else ""
        hits = []
        for one in page:
            prefix = digits if digits.startswith(one.code) else one.code
            found = [await self._code_lists.below(editions[name], prefix) for name in names if name in editions]
            hits.append(SearchHit(one.code, one.text, tuple(dict.fromkeys(code for codes in found for code in codes))))
        return hits

    async def country(self, country: str, on: date) -> CountryView | None:
        """The facts of a destination; None where nothing is loaded for it.

        Raises:
            TariffUnavailableError: the tariff cannot be reached.
        """
        territory = self._territories.of(country)
        names = laws_of(territory.customs_territory)
        general = Lookup(names[0], "")
        found = await self._schedule.lookup([Lookup(name, "") for name in names])
        edition = found.editions.get(names[0])
        if edition is None:
            return None
        law = Law(found.slices[general], {}, on, territory.tax_territory, edition.verified)
        return CountryView(
            territory=territory,
            name=_name(country),
            schedule_c=self._schedule_c.of(country),
            profile=law.profile,
            has_tariff=law.territory.has_nomenclature,
            taxes=_verified(law.of_territory(MeasureKind.VAT), law),
            fees=_verified(law.of_territory(MeasureKind.FEE), law),
            reliefs=tuple(law.of_territory(MeasureKind.RELIEF)),
            regimes=_verified(law.of_territory(MeasureKind.FLAT_DUTY), law),
            agreements=tuple(law.of_territory(MeasureKind.AGREEMENT)),
            releases=_releases(names, found),
        )


def _releases(names: Iterable[str], found: LookupResult) -> tuple[ReleaseInfo, ...]:
    return tuple(one for name in names if name in found.editions for one in found.editions[name].releases)


def _of_code(tariff: TariffSlice, law: Law, origin: str | None) -> list[Measure]:
    """Measures of the code, and duties on all goods, of any day; for one origin if it is named."""
    general = [m for m in law.territory.measures if m.kind in {MeasureKind.ADDITIONAL_DUTY, MeasureKind.FLAT_DUTY}]
    every = [*tariff.measures, *general]
    if origin is None:
        return every
    groups = law.groups_of(origin)
    return [measure for measure in every if covers_origin(measure, origin, groups)]


def _verified(measures: Iterable[Measure], law: Law) -> tuple[Measure, ...]:
    """The measures with the day through which each is verified, be it their own or that of their release."""
    return tuple(replace(measure, verified_until=law.verified_until(measure)) for measure in measures)


def _name(country: str) -> str:
    found = pycountry.countries.get(alpha_2=country)
    return found.name if found else country
