"""The checks of a measure and of a line on their way into a release, so that no rule is ever half understood."""

from collections.abc import Iterable, Iterator

from dutiful_quote.engine.comparisons import comparisons
from dutiful_quote.engine.conditions import CONDITIONS
from dutiful_quote.engine.duty_base import DutyBase
from dutiful_quote.engine.duty_rate import units_of
from dutiful_quote.engine.measure import ALL_ORIGINS, AreaMember, Measure
from dutiful_quote.engine.tariff_slice import NomenclatureLine
from dutiful_shared.contract.units import UNIT_QUESTIONS

#: As many problems as a person reads before mending the first ones.
MOST_PROBLEMS = 20


class ReleaseChecks:
    """Watches the rows of one release pass by and collects what is wrong with them, up to `MOST_PROBLEMS` texts."""

    def __init__(self, jurisdiction: str, areas: Iterable[AreaMember]) -> None:
        self._jurisdiction = jurisdiction
        self._groups = frozenset(row.area for row in areas)
        self._ids: set[str] = set()
        self.problems: list[str] = []

    def report(self, problem: str) -> None:
        """Note a problem; further ones than a person reads are dropped."""
        if len(self.problems) < MOST_PROBLEMS:
            self.problems.append(problem)

    def measure(self, measure: Measure) -> None:
        """Check one measure."""
        for problem in self._of_measure(measure):
            self.report(f"measure {measure.id or '(no id)'}: {problem}")
        if measure.id in self._ids:
            self.report(f"measure {measure.id}: its id stands more than once")
        self._ids.add(measure.id)

    def line(self, line: NomenclatureLine) -> None:
        """Check one line of the nomenclature."""
        if not line.goods_code or not _is_code(line.goods_code):
            self.report(f"line {line.goods_code!r}: a goods code is digits only")
        for unit in line.units:
            if unit not in UNIT_QUESTIONS:
                self.report(f"line {line.goods_code}: the unit {unit!r} is not known")

    def _of_measure(self, measure: Measure) -> Iterator[str]:
        if not measure.id:
            yield "it has no id"
        if measure.jurisdiction != self._jurisdiction:
            yield f"it is of {measure.jurisdiction!r}, the release of {self._jurisdiction!r}"
        if not _is_code(measure.goods_code):
            yield f"the goods code {measure.goods_code!r} is not digits only"
        if measure.valid_from and measure.valid_to and measure.valid_to < measure.valid_from:
            yield f"it ends on {measure.valid_to}, before it begins on {measure.valid_from}"
        if measure.rate is not None:
            for unit in sorted(units_of(measure.rate) - UNIT_QUESTIONS.keys()):
                yield f"the unit {unit!r} of its rate is not known"
        for condition in sorted(measure.conditions.keys() - CONDITIONS.keys()):
            yield f"the condition {condition!r} is not known"
        yield from _of_facts(measure)
        if not measure.areas:
            yield f"it has no area; every origin is {ALL_ORIGINS!r}"
        for area in (*measure.areas, *measure.excluded):
            if not self._is_area(area):
                yield f"the area {area!r} is neither a country nor a group of the release"

    def _is_area(self, area: str) -> bool:
        return area == ALL_ORIGINS or area in self._groups or (len(area) == 2 and area.isalpha() and area.isupper())


def _of_facts(measure: Measure) -> Iterator[str]:
    """Facts that its conditions and base name must be ones that a merchant can state."""
    try:
        DutyBase.of(measure.base)
        for name in ("when", "statement"):
            if name in measure.conditions:
                comparisons(measure.conditions[name])
    except ValueError as error:
        yield str(error)


def _is_code(code: str) -> bool:
    return code == "" or (code.isascii() and code.isdigit())
