"""A `TariffSlice`: everything that a release says about one goods code, or about the territory as a whole."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from dutiful_quote.engine.measure import AreaMember, Measure, MeasureKind, covers_origin


@dataclass(frozen=True, slots=True)
class NomenclatureLine:
    """A code that may be declared, with the units its statistics ask for (supplementary units)."""

    goods_code: str
    units: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class TariffSlice:
    """What the active releases of `jurisdiction` say about `goods_code`.

    Attributes:
        goods_code: as asked, digits only; empty for the territory's own slice.
        measures: those of the code, of every code above it and, where the code is not itself declarable, of the
            codes below it. The territory's own measures (`goods_code == ""`) stand in the territory's slice only.
        lines: the declarable codes at or below `goods_code`; empty means that the tariff does not know the code, or
            that the release has no list of declarable codes (`has_nomenclature` false).
        areas: group memberships; filled in the territory's slice only.
        profile: facts of the territory (`currency`, `valuation_basis`, `tax_name`, `tax_base` ...); its slice only.
    """

    jurisdiction: str
    goods_code: str
    measures: tuple[Measure, ...]
    lines: tuple[NomenclatureLine, ...] = ()
    areas: tuple[AreaMember, ...] = ()
    has_nomenclature: bool = False
    profile: Mapping[str, str] = field(default_factory=dict)

    def groups_of(self, country: str, on: date) -> frozenset[str]:
        """The area groups that `country` belongs to on that day."""
        return frozenset(
            row.area
            for row in self.areas
            if row.member == country
            and (row.valid_from is None or row.valid_from <= on)
            and (row.valid_to is None or on <= row.valid_to)
        )

    def applicable(
        self, kind: MeasureKind, *, code: str, origin: str, groups: frozenset[str], on: date
    ) -> Iterator[Measure]:
        """Measures of `kind` in force for `code` (digits) of `origin`, the most specific goods code first."""
        found = [
            measure
            for measure in self.measures
            if measure.kind is kind
            and code.startswith(measure.goods_code)
            and measure.in_force(on)
            and covers_origin(measure, origin, groups)
        ]
        found.sort(key=lambda measure: -len(measure.goods_code))
        return iter(found)
