"""A `TariffSlice`: everything that a release says about one goods code, or about the territory as a whole."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, TypeVar

from dutiful_quote.engine.measure import AreaMember, Measure, MeasureKind, covers_origin
from dutiful_quote.engine.places import PlacedMeasures
from dutiful_shared.contract.value_class import value_class

#: So many answers about days and origins are kept with a slice.
_MOST_ANSWERS: Final = 256
#: As many things that follow from a slice: some ten for each origin, destination and day.
_MOST_DERIVED: Final = 1024
_NOT_YET: Final = object()

Derived = TypeVar("Derived")


@dataclass(frozen=True, slots=True)
class NomenclatureLine:
    """A code that may be declared, with the units its statistics ask for (supplementary units)."""

    goods_code: str
    units: tuple[str, ...] = ()


@value_class
class TariffSlice:
    """What the active releases of `jurisdiction` say about `goods_code`.

    Attributes:
        goods_code: as asked, digits only; empty for the territory's own slice.
        measures: those of the code, of every code above it and, where the code is not itself declarable, of the
            codes below it. The territory's own measures (`goods_code == ""`) stand in the territory's slice only.
            Those of a slice from a store are read when they are asked for: ask by kind and origin.
        lines: the declarable codes at or below `goods_code`; empty means that the tariff does not know the code, or
            that the release has no list of declarable codes (`has_nomenclature` false).
        areas: group memberships; filled in the territory's slice only.
        profile: facts of the territory (`currency`, `valuation_basis`, `tax_name`, `tax_base` ...); its slice only.
    """

    jurisdiction: str
    goods_code: str
    measures: Sequence[Measure]
    lines: tuple[NomenclatureLine, ...] = ()
    areas: tuple[AreaMember, ...] = ()
    has_nomenclature: bool = False
    profile: Mapping[str, str] = field(default_factory=dict)
    #: The same measures by place and memberships by country: a slice is made once and asked at every quote.
    placed: PlacedMeasures = field(init=False, repr=False, compare=False)
    _by_member: dict[str, list[AreaMember]] = field(init=False, repr=False, compare=False)
    #: Answers of `in_force` and `covering`: nearly all quotes ask about the same day.
    _answers: dict[tuple[MeasureKind, str, date], tuple[Measure, ...]] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )
    _derived: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)
    #: The keys of findings under this territory (`law.TerritoryKey`), one for each day and place.
    _places: dict[Hashable, Any] = field(default_factory=dict, init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        given = self.measures
        placed = given if isinstance(given, PlacedMeasures) else PlacedMeasures.of(given)
        by_member: dict[str, list[AreaMember]] = {}
        for row in self.areas:
            by_member.setdefault(row.member, []).append(row)
        object.__setattr__(self, "placed", placed)
        object.__setattr__(self, "_by_member", by_member)

    def has(self, kind: MeasureKind) -> bool:
        """Whether any measure is of that kind, which reads none."""
        return bool(self.placed.places_of(kind))

    def of_kind(self, kind: MeasureKind) -> tuple[Measure, ...]:
        """All measures of a kind, whatever their goods, origins and dates."""
        return self.placed.of_kind(kind)

    def in_force(self, kind: MeasureKind, on: date) -> tuple[Measure, ...]:
        """Measures of a kind in force on that day, whatever their goods and origins."""
        return self._remembered((kind, "", on), lambda: (one for one in self.of_kind(kind) if one.in_force(on)))

    def covering(self, kind: MeasureKind, origin: str, on: date) -> tuple[Measure, ...]:
        """Measures in force on all goods of `origin`; only the territory's own slice has such."""
        groups = self.groups_of(origin, on)
        return self._remembered(
            (kind, origin, on),
            lambda: (
                one for one in self.in_force(kind, on) if not one.goods_code and covers_origin(one, origin, groups)
            ),
        )

    def _remembered(
        self, key: tuple[MeasureKind, str, date], find: Callable[[], Iterable[Measure]]
    ) -> tuple[Measure, ...]:
        known = self._answers.get(key)
        if known is None:
            if len(self._answers) >= _MOST_ANSWERS:
                self._answers.clear()
            known = self._answers[key] = tuple(find())
        return known

    def groups_of(self, country: str, on: date) -> frozenset[str]:
        """The area groups that `country` belongs to on that day."""
        return self.derived(
            ("groups", country, on),
            lambda: frozenset(
                row.area
                for row in self._by_member.get(country, ())
                if (row.valid_from is None or row.valid_from <= on) and (row.valid_to is None or on <= row.valid_to)
            ),
        )

    def derived(self, key: Hashable, work_out: Callable[[], Derived]) -> Derived:
        """What follows from the slice alone and from `key`, which names it and all else that it depends on.

        It is kept with the slice, so it goes when the slice does: at a new release, or where memory is short.
        """
        known = self._derived.get(key, _NOT_YET)
        if known is _NOT_YET:
            if len(self._derived) >= _MOST_DERIVED:
                self._derived.clear()
            known = self._derived[key] = work_out()
        found: Derived = known
        return found

    def place(self, key: Hashable, make: Callable[[], Derived]) -> Derived:
        """The one object for the day and place that `key` names. What was found under an older one is found anew."""
        known = self._places.get(key)
        if known is None:
            if len(self._places) >= _MOST_ANSWERS:
                self._places.clear()
            known = self._places[key] = make()
        found: Derived = known
        return found

    def applicable(self, kind: MeasureKind, *, code: str, origin: str, groups: frozenset[str]) -> list[Measure]:
        """Measures of `kind` for `code` (digits) of `origin` on whatever day, the most specific goods code first."""
        return [
            measure
            for place in self.placed.places_of(kind)
            if code.startswith(place.goods_code)
            for measure in place.covering(kind, origin, groups)
        ]
