"""`Law`: all that the tariff store brought for one consignment, and the questions the rules ask of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from dutiful_quote.engine.duty_estimate import HS_DIGITS, DutyEstimate, KnownRates, estimate
from dutiful_quote.engine.measure import Measure, MeasureKind
from dutiful_quote.engine.meursing import MeursingTable
from dutiful_quote.engine.tariff_slice import TariffSlice


@dataclass(frozen=True, slots=True)
class Law:
    """The territory's slice and one slice for each goods code of the consignment, seen on one day.

    Attributes:
        territory: measures of all goods, area groups and profile; None where nothing is known of the territory.
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
    known_rates: Mapping[str, KnownRates] = field(default_factory=dict)
    #: The table of agricultural components, once it was asked for.
    _meursing: list[MeursingTable | None] = field(default_factory=list, init=False, repr=False, compare=False)

    @property
    def meursing(self) -> MeursingTable | None:
        """The territory's table of agricultural components, read when it is first asked for."""
        if not self._meursing:
            self._meursing.append(MeursingTable.of(self.profile))
        return self._meursing[0]

    @property
    def profile(self) -> Mapping[str, str]:
        return self.territory.profile

    def groups_of(self, origin: str) -> frozenset[str]:
        return self.territory.groups_of(origin, self.on)

    def verified_until(self, measure: Measure) -> date | None:
        """The last day for which the evidence of `measure` speaks; None where nobody says."""
        return measure.verified_until or self.verified.get(measure.release)

    def of_territory(self, kind: MeasureKind, programme: str | None = None) -> list[Measure]:
        """The territory's own measures of `kind` in force at the destination, whatever the origin."""
        return [
            measure
            for measure in self.territory.in_force(kind, self.on)
            if (programme is None or measure.programme == programme) and measure.destination in ("", self.destination)
        ]

    def of_goods(self, kind: MeasureKind, asked: str, code: str, origin: str) -> list[Measure]:
        """Measures of `kind` for `code` (found in the slice that was asked for as `asked`), of all goods included.

        The most specific goods code comes first.
        """
        groups = self.groups_of(origin)
        found = [
            measure
            for measure in self.goods[asked].applicable(kind, code=code, origin=origin, groups=groups, on=self.on)
            if measure.destination in ("", self.destination)
        ]
        general = self.territory.covering(kind, origin, self.on)
        return found + [measure for measure in general if measure.destination in ("", self.destination)]

    def duty_estimate(self, asked: str, code: str, origin: str) -> DutyEstimate | None:
        """What the ordinary duty on `code` may come to, where the tariff does not say."""
        rules = self.of_goods(MeasureKind.DUTY_ESTIMATE, asked, code, origin)
        return estimate(self.territory.jurisdiction, code, rules, self.known_rates.get(code[:HS_DIGITS]))
