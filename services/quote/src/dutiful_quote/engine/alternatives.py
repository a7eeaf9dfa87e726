"""The lawful ways of paying for one line: the ordinary tariff, each preference, each benefit that a statement opens.

Every way is assessed anew as a whole, since a claim may also free the line of additional duties.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from dutiful_quote.engine.comparisons import comparisons
from dutiful_quote.engine.declaration import WITHIN_QUOTA, Declaration, FactNeededError
from dutiful_quote.engine.duty_base import DutyBase
from dutiful_quote.engine.duty_rate import is_free
from dutiful_quote.engine.findings import Alternative
from dutiful_quote.engine.goods import GoodsLine
from dutiful_quote.engine.line_duty import LineOutcome
from dutiful_quote.engine.line_law import LineLaw
from dutiful_quote.engine.measure import CLAIMED_RATES, Measure, MeasureKind

#: Benefits by statement that are worth showing; a line rarely has three.
_MOST_STATEMENTS: Final = 6

Assess = Callable[[Declaration], LineOutcome]


@dataclass(frozen=True, slots=True)
class _Way:
    """A declaration under which the line may be entered, and the measure that opens it."""

    declaration: Declaration
    measure: Measure


def alternatives(
    line: GoodsLine, law: LineLaw, chosen: Declaration, current: LineOutcome, assess: Assess
) -> tuple[Alternative, ...]:
    """The ways beside the chosen one, cheapest first; empty where there is but one.

    Args:
        chosen: what the line declares; `current` is what it then owes.
    """
    found = []
    for way in _all_ways(law, chosen):
        is_chosen = way.declaration == chosen
        total = (None if current.gaps else current.amount) if is_chosen else _total(assess, way.declaration)
        if total is None:
            continue
        if way.measure.kind not in _BASES and not is_chosen and total >= current.amount:
            continue  # a statement that saves nothing
        # of a duty that is not known, nobody can say what is saved
        saves = Decimal(0) if current.gaps else current.amount - total
        found.append(_alternative(line, way, total, saves, is_chosen, chosen))
    if len(found) < 2 and not current.gaps:
        return ()
    return tuple(sorted(found, key=lambda way: (way.total, not way.chosen, way.programme)))


_BASES: Final = CLAIMED_RATES | {MeasureKind.THIRD_COUNTRY_DUTY}


def _all_ways(law: LineLaw, chosen: Declaration) -> tuple[_Way, ...]:
    """The ways of a line that states no facts are those of the law alone, as nearly all lines are."""
    if chosen.facts:
        return tuple(_ways(law, chosen))
    return law.derived(("ways", chosen.preference), lambda: tuple(_ways(law, chosen)))


def _ways(law: LineLaw, chosen: Declaration) -> Iterator[_Way]:
    ordinary = next((one for one in law.ordinary if not chosen.unmet(one)), None)
    if ordinary is not None:
        yield _Way(Declaration(chosen.facts), ordinary)
    seen: set[str] = set()
    for preference in law.preferences:
        if preference.programme not in seen and preference.rate is not None and _worth_showing(preference, chosen):
            seen.add(preference.programme)
            facts = {**chosen.facts, **_stated_for(preference, chosen)}
            yield _Way(Declaration(facts, preference.programme), preference)
    for symbol in free_claims(law):
        opened = next((one for one in law.conditional() if symbol in one.conditions.get("claim", "").split()), None)
        if opened is not None and symbol not in seen:
            yield _Way(Declaration(chosen.facts, symbol), opened)
    yield from _by_statement(law, chosen)


def free_claims(law: LineLaw) -> tuple[str, ...]:
    """Agreements that can be claimed on goods which are free anyway: the claim frees them of other charges."""
    plain = next((one for one in law.ordinary if "statement" not in one.conditions), None)
    free = plain is not None and plain.rate is not None and is_free(plain.rate)
    return law.claimable if free else ()


def _worth_showing(preference: Measure, chosen: Declaration) -> bool:
    """Not a preference for all goods that needs a statement which nobody made, such as that they are American."""
    stated = _stated_for(preference, chosen)
    return (
        bool(preference.goods_code)
        or "purpose" in preference.conditions
        or all(chosen.facts.get(name) == text for name, text in stated.items())
    )


def _by_statement(law: LineLaw, chosen: Declaration) -> Iterator[_Way]:
    """What a statement or an article's description would free the line of, or lower."""
    tried: set[tuple[tuple[str, str], ...]] = set()
    for measure in law.conditional():
        if measure.kind in CLAIMED_RATES or not measure.goods_code:
            continue  # what holds for all goods (donations, goods that come back) would be said of every line
        base = DutyBase.of(measure.base)
        if base and base.fact not in chosen.facts:
            continue  # what it saves depends on a share that nobody stated
        stated = _stated_for(measure, chosen)
        if not stated or all(chosen.facts.get(name) == text for name, text in stated.items()):
            continue
        key = tuple(sorted(stated.items()))
        if key in tried or len(tried) >= _MOST_STATEMENTS:
            continue
        tried.add(key)
        yield _Way(chosen.stating(**stated), measure)


def _stated_for(measure: Measure, chosen: Declaration) -> dict[str, str]:
    """The facts that would meet the measure's statement and description, beside what is stated anyway."""
    conditions = measure.conditions
    stated: dict[str, str] = {}
    if "statement" in conditions:
        for one in comparisons(conditions["statement"]):
            stated[one.fact] = one.satisfied_by(stated.get(one.fact, chosen.facts.get(one.fact, "")))
    if "quota" in conditions:
        stated[WITHIN_QUOTA] = "true"
    if "article" in conditions:
        stated["article_of"] = measure.heading
    return stated


def _total(assess: Assess, declaration: Declaration) -> Decimal | None:
    try:
        outcome = assess(declaration)
    except FactNeededError:
        return None
    return None if outcome.gaps else outcome.amount


def _alternative(
    line: GoodsLine, way: _Way, total: Decimal, saves: Decimal, is_chosen: bool, chosen: Declaration
) -> Alternative:
    measure = way.measure
    return Alternative(
        line=line.id,
        kind=measure.kind.value,
        programme=measure.programme,
        name=measure.name,
        requires=tuple(chosen.unmet(measure)),
        total=total,
        saves=saves,
        chosen=is_chosen,
        legal_reference=measure.legal_reference,
        valid_to=measure.valid_to,
    )
