"""`Law`: all that the tariff store brought for one consignment, and the questions the rules ask of it."""

from collections.abc import Hashable, Mapping
from dataclasses import field
from datetime import date
from types import MappingProxyType
from typing import Final

from dutiful_quote.engine.duty_estimate import HS_DIGITS, DutyEstimate, KnownRates, estimate
from dutiful_quote.engine.measure import Measure, MeasureKind, covers_origin
from dutiful_quote.engine.meursing import MeursingTable
from dutiful_quote.engine.tariff_slice import TariffSlice
from dutiful_shared.contract.value_class import value_class

#: Profile entry, `no` where the tariffs of other countries say nothing of the duties of a territory.
COMPARED: Final = "compared_tariffs"
#: So many answers about kinds and origins are kept with a day and place.
_MOST_ORIGINS: Final = 1024
#: One object, since rates known elsewhere are told apart by identity (`TerritoryKey`).
_NO_RATES: Final[Mapping[str, KnownRates]] = MappingProxyType({})


class TerritoryKey:
    """A key of dictionaries: a territory's slice and the rates known elsewhere, as objects, with day and place.

    There is one object for each of them (`of`), so it is compared by identity, which is what hashing it costs least.
    """

    __slots__ = ("_answers", "_of_all_goods", "destination", "known_rates", "on", "territory")

    def __init__(
        self, territory: TariffSlice, known_rates: Mapping[str, KnownRates], on: date, destination: str
    ) -> None:
        self.territory = territory
        self.known_rates = known_rates
        self.on = on
        self.destination = destination
        self._answers: dict[Hashable, tuple[Measure, ...]] = {}
        self._of_all_goods: dict[tuple[MeasureKind, str], tuple[Measure, ...]] = {}

    @classmethod
    def of(
        cls, territory: TariffSlice, known_rates: Mapping[str, KnownRates], on: date, destination: str
    ) -> "TerritoryKey":
        """The one key of these. It holds the rates, so that no other object takes their identity."""
        return territory.place((on, destination, id(known_rates)), lambda: cls(territory, known_rates, on, destination))

    def in_force(self, kind: MeasureKind, programme: str | None) -> tuple[Measure, ...]:
        """The territory's measures of `kind` on that day at that place; kept, since every rule asks for some."""
        known = self._answers.get((kind, programme))
        if known is None:
            known = self._answers[kind, programme] = tuple(
                measure
                for measure in self.territory.in_force(kind, self.on)
                if (programme is None or measure.programme == programme)
                and measure.destination in ("", self.destination)
            )
        return known

    def of_all_goods(self, kind: MeasureKind, origin: str) -> tuple[Measure, ...]:
        """Measures of `kind` on all goods of the origin, on that day at that place."""
        known = self._of_all_goods.get((kind, origin))
        if known is None:
            if len(self._of_all_goods) >= _MOST_ORIGINS:
                self._of_all_goods.clear()
            known = self._of_all_goods[kind, origin] = tuple(
                measure
                for measure in self.territory.covering(kind, origin, self.on)
                if measure.destination in ("", self.destination)
            )
        return known

    def agreements_with(self, origin: str) -> tuple[Measure, ...]:
        """Agreements in force between the destination and the origin."""
        known = self._answers.get(origin)
        if known is None:
            groups = self.territory.groups_of(origin, self.on)
            every = self.in_force(MeasureKind.AGREEMENT, None)
            known = self._answers[origin] = tuple(one for one in every if covers_origin(one, origin, groups))
        return known


@value_class
class Law:
    """The territory's slice and one slice for each goods code of the consignment, seen on one day.

    Attributes:
        territory: measures of all goods, area groups and profile.
        goods: goods code as asked -> slice.
        on: the day of the import; every question is answered as of it.
        destination: the tax territory, for measures of a part of the customs territory.
        verified: release -> the last day for which its evidence speaks, where a measure has no such day of its own.
        known_rates: subheading -> what other national schedules charge, for estimates.
    """

    territory: TariffSlice
    goods: Mapping[str, TariffSlice]
    on: date
    destination: str
    verified: Mapping[str, date] = field(default_factory=dict)
    #: The laws of other jurisdictions that the destination's law also consists of (XI: that of the EU), by name.
    beside: Mapping[str, "Law"] = field(default_factory=dict)
    known_rates: Mapping[str, KnownRates] = field(default_factory=lambda: _NO_RATES)
    #: The table of agricultural components, once it was asked for.
    _meursing: list[MeursingTable | None] = field(default_factory=list, init=False, repr=False, compare=False)
    _key: list[TerritoryKey] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def territory_key(self) -> "TerritoryKey":
        """All that an answer about goods depends on beside their own slice. Slices are told apart by identity."""
        if not self._key:
            self._key.append(TerritoryKey.of(self.territory, self.known_rates, self.on, self.destination))
        return self._key[0]

    @property
    def meursing(self) -> MeursingTable | None:
        """The territory's table of agricultural components, read when it is first asked for."""
        if not self._meursing:
            self._meursing.append(MeursingTable.of(self.profile))
        return self._meursing[0]

    @property
    def profile(self) -> Mapping[str, str]:
        """What the territory says of itself beside its measures: currency, basis of valuation, name of its tax."""
        return self.territory.profile

    def groups_of(self, origin: str) -> frozenset[str]:
        """The area groups of which the origin is a member on the day."""
        return self.territory.groups_of(origin, self.on)

    def verified_until(self, measure: Measure) -> date | None:
        """The last day for which the evidence of `measure` speaks; None where nobody says."""
        return measure.verified_until or self.verified.get(measure.release)

    def of_territory(self, kind: MeasureKind, programme: str | None = None) -> tuple[Measure, ...]:
        """The territory's own measures of `kind` in force at the destination, whatever the origin."""
        return self.territory_key.in_force(kind, programme)

    def of_goods(self, kind: MeasureKind, asked: str, code: str, origin: str) -> tuple[Measure, ...]:
        """Measures of `kind` for `code` (found in the slice that was asked for as `asked`), of all goods included.

        The most specific goods code comes first.
        """
        tariff, key = self.goods[asked], self.territory_key
        if not tariff.has(kind):
            return key.of_all_goods(kind, origin)
        return tariff.derived(
            (kind, code, origin, key),
            lambda: (*self._of_goods(kind, tariff, code, origin), *key.of_all_goods(kind, origin)),
        )

    def _of_goods(self, kind: MeasureKind, tariff: TariffSlice, code: str, origin: str) -> list[Measure]:
        on, places = self.on, ("", self.destination)
        every = tariff.applicable(kind, code=code, origin=origin, groups=self.groups_of(origin))
        return [one for one in every if one.destination in places and one.in_force(on)]

    def duty_estimate(self, asked: str, code: str, origin: str) -> DutyEstimate | None:
        """What the ordinary duty on `code` may come to, where the tariff does not say."""
        rules = self.of_goods(MeasureKind.DUTY_ESTIMATE, asked, code, origin)
        known = None if self.profile.get(COMPARED) == "no" else self.known_rates.get(code[:HS_DIGITS])
        return estimate(self.territory.jurisdiction, code, rules, known)
