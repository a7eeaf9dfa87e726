"""The law of one line under one tariff code: every measure that may touch it, in the order of its tests."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import field, replace
from datetime import date
from typing import Any, Final, cast

from dutiful_quote.engine.comparisons import Comparison, comparisons
from dutiful_quote.engine.duty_base import DutyBase
from dutiful_quote.engine.duty_estimate import DutyEstimate
from dutiful_quote.engine.duty_rate import Seasonal, components_of
from dutiful_quote.engine.goods import Consignment, GoodsLine
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.measure import ALL_ORIGINS, Measure, MeasureKind, Mode, covers_origin, outside
from dutiful_quote.engine.meursing import MeursingTable
from dutiful_quote.engine.shipment import shipment_key, shipment_meets
from dutiful_quote.engine.tariff_slice import Derived, TariffSlice
from dutiful_shared.contract.value_class import value_class

#: Name of the profile entry with the beginnings of programmes' names in the order in which they are declared.
FILING_ORDER: Final = "filing_order"
CLAIMED_RATES_IN_ORDER: Final = (MeasureKind.PREFERENCE, MeasureKind.SUSPENSION, MeasureKind.QUOTA)


@value_class
class LineLaw:
    """Measures in force for the code, the origin, the day and the shipment; only facts of the goods are left open.

    Attributes:
        ordinary: the most specific code first, and of one code what is for some origins before what is for all; the
            first whose statement is made applies.
        preferences: every rate that may be claimed in place of the ordinary one, the most specific code first.
        additional: programme -> its headings, of which the first whose conditions hold applies.
        exemptions: programme -> what takes goods out of it, in the order of their tests.
    """

    code: str
    jurisdiction: str
    ordinary: tuple[Measure, ...]
    preferences: tuple[Measure, ...]
    additional: Mapping[str, tuple[Measure, ...]]
    exemptions: Mapping[str, tuple[Measure, ...]]
    dutiable_parts: tuple[Measure, ...]
    #: Agreements that the origin is party to and some measure of the line, or a fee on it, asks to be claimed.
    claimable: tuple[str, ...]
    filing_order: tuple[str, ...]
    #: Of the ordinary duty, where no rate of it is loaded.
    estimate: DutyEstimate | None = None
    #: The territory's table of agricultural components, where a duty of the line has one.
    meursing: MeursingTable | None = None
    #: What else follows from the measures alone, by name, once it was asked for.
    _derived: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def derived(self, key: Hashable, work_out: Callable[[], Derived]) -> Derived:
        """What follows from these measures and from `key`; there must be few such keys."""
        if key not in self._derived:
            self._derived[key] = work_out()
        return cast("Derived", self._derived[key])

    def conditional(self) -> Iterator[Measure]:
        """Measures that may carry conditions on the goods."""
        yield from self.ordinary
        yield from self.preferences
        for headings in self.additional.values():
            yield from headings
        for exemptions in self.exemptions.values():
            yield from exemptions
        yield from self.dutiable_parts

    def compared_with(self, fact: str) -> list[Comparison]:
        """Every comparison that the law makes with `fact`."""
        return [
            one
            for measure in self.conditional()
            if "when" in measure.conditions
            for one in comparisons(measure.conditions["when"])
            if one.fact == fact
        ]

    def shares_as_bases(self) -> frozenset[str]:
        """The facts that say on which share of the value a duty is charged, or which share is freed."""
        bases = [DutyBase.of(measure.base) for measure in self.conditional() if measure.base]
        return frozenset(base.fact for base in bases if base is not None and base.form in {"share", "rest"})


def law_of_line(law: Law, line: GoodsLine, code: str, shipment: Consignment) -> LineLaw:
    """The measures for `line` if its code is `code`.

    They do not depend on the line's own numbers, so they are worked out once for all lines of the same goods, origin
    and day in such a shipment, and kept with the slice of the goods.
    """
    key = (
        law.territory_key,
        code,
        line.origin,
        line.claims_preference and bool(line.preference_proof),
        shipment_key(shipment),
    )
    return law.goods[line.code].derived(key, lambda: _law_of_line(law, line, code, shipment))


def _law_of_line(law: Law, line: GoodsLine, code: str, shipment: Consignment) -> LineLaw:
    def stands(measure: Measure) -> bool:
        return not measure.conditions or (shipment_meets(shipment, measure) and not outside(measure, code))

    def found(kind: MeasureKind) -> list[Measure]:
        every = law.of_goods(kind, line.code, code, line.origin)
        return [measure for measure in every if stands(measure)] if every else []

    ordinary = found(MeasureKind.THIRD_COUNTRY_DUTY)
    if len(ordinary) > 1:
        ordinary.sort(key=_most_special_first)
    preferences = [one for kind in CLAIMED_RATES_IN_ORDER for one in found(kind) if _in_season(one, law.on)]
    if line.claims_preference and line.preference_proof and not preferences:
        preferences = list(_agreed_without_rates(law, line))
    has_components = any(one.rate is not None and components_of(one.rate) for one in (*ordinary, *preferences))
    unrated = not ordinary or ordinary[0].rate is None
    added = found(MeasureKind.ADDITIONAL_DUTY)
    if added:  # a surcharge on the duty itself is worked out with the taxes (`tax_cascade`)
        surcharges = frozenset(law.profile.get("import_taxes", "").split())
        added = [one for one in added if one.programme not in surcharges]
    additional = _by_programme(sorted(added, key=lambda one: (-len(one.goods_code), one.rank)))
    # There are hundreds of exemptions for all goods, of programmes that do not touch the line: the cheap tests first.
    every = law.of_goods(MeasureKind.EXEMPTION, line.code, code, line.origin)
    freeing = [one for one in every if one.programme in additional and stands(one)]
    asking = [one for one in every if "claim" in one.conditions and stands(one)]
    asking += [one for headings in additional.values() for one in headings]
    return LineLaw(
        code=code,
        jurisdiction=law.territory.jurisdiction,
        ordinary=tuple(ordinary),
        preferences=tuple(preferences),
        additional=additional,
        exemptions=_by_programme(sorted(freeing, key=lambda one: (one.rank, -len(one.goods_code)))),
        dutiable_parts=tuple(found(MeasureKind.DUTIABLE_PART)),
        claimable=_claimable(law, line.origin, asking),
        filing_order=tuple(law.profile.get(FILING_ORDER, "").split()),
        estimate=law.duty_estimate(line.code, code, line.origin) if unrated else None,
        meursing=law.meursing if has_components else None,
    )


def _agreed_without_rates(law: Law, line: GoodsLine) -> Iterator[Measure]:
    """What an agreement with the origin grants a line that claims it, where no rates of agreements are loaded for it.

    Where some are, the origin's own is not missing among them: there is none.
    """
    if law.goods[line.code].has(MeasureKind.PREFERENCE):
        return
    groups = law.groups_of(line.origin)
    for one in law.of_territory(MeasureKind.AGREEMENT):
        if covers_origin(one, line.origin, groups):
            name = f"Preference, {one.name}"
            yield replace(one, kind=MeasureKind.PREFERENCE, mode=Mode.UNRESOLVED, name=name, rate=None, conditions={})
            return


def _in_season(measure: Measure, on: date) -> bool:
    """A preference for some months is none in the others."""
    return not isinstance(measure.rate, Seasonal) or any(season.covers(on) for season in measure.rate.seasons)


def _most_special_first(measure: Measure) -> tuple[int, bool, bool, int]:
    unconditional = "statement" not in measure.conditions
    return -len(measure.goods_code), measure.areas == (ALL_ORIGINS,), unconditional, measure.rank


def _claimable(law: Law, origin: str, measures: list[Measure]) -> tuple[str, ...]:
    """Symbols of agreements, named by the conditions `claim`, whose group the origin is in or whose country it is."""
    symbols = dict.fromkeys(_symbols(measures))
    if not symbols:
        return ()
    groups = law.groups_of(origin)
    return tuple(one for one in symbols if _is_party(law.territory.jurisdiction, one, origin, groups))


def may_claim(law: Law, line: GoodsLine) -> bool:
    """Whether a claim of preferential origin can change what the line pays: a rate for its origin, whatever its missing
    digits, or a charge that such a claim frees from."""
    groups = law.groups_of(line.origin)
    tariffs = (law.goods[line.code], law.territory)
    return (
        any(_has_rate_for(tariff, line.origin, groups, law.on) for tariff in tariffs)
        or any(_grants(tariff, law.territory.jurisdiction, line.origin, groups) for tariff in tariffs)
        or any(may_claim(other, line) for other in law.beside.values())
    )


def _has_rate_for(tariff: TariffSlice, origin: str, groups: frozenset[str], on: date) -> bool:
    return any(
        one.areas != (ALL_ORIGINS,) and one.in_force(on)
        for place in tariff.placed.places_of(MeasureKind.PREFERENCE)
        for one in place.covering(MeasureKind.PREFERENCE, origin, groups)
    )


def _grants(tariff: TariffSlice, jurisdiction: str, origin: str, groups: frozenset[str]) -> bool:
    """Whether a measure asks for the claim of an agreement that the origin is party to."""
    symbols = tariff.derived("claims", lambda: frozenset(_symbols(tariff.measures)))
    return any(_is_party(jurisdiction, symbol, origin, groups) for symbol in symbols)


def _symbols(measures: Iterable[Measure]) -> Iterator[str]:
    return (symbol for one in measures for symbol in one.conditions.get("claim", "").split())


def _is_party(jurisdiction: str, symbol: str, origin: str, groups: frozenset[str]) -> bool:
    """Whether an agreement's symbol is the origin's own or that of a group it is in."""
    return symbol == origin or f"{jurisdiction}:{symbol}" in groups


def _by_programme(measures: list[Measure]) -> dict[str, tuple[Measure, ...]]:
    found: dict[str, list[Measure]] = {}
    for measure in measures:
        found.setdefault(measure.programme, []).append(measure)
    return {programme: tuple(rows) for programme, rows in found.items()}
