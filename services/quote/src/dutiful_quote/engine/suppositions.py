"""What a line may owe while facts are unknown: every answer that would make a difference is supposed in turn.

A fact is only asked for when an evaluation comes to it, so that a car of known age is not asked what it is made of. For
a number the answers tried are those on both sides of every threshold that the law compares it with, and the ends of its
range; between them the law makes no difference.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations
from typing import Final

from dutiful_quote.engine.declaration import Declaration, FactNeededError
from dutiful_quote.engine.goods_facts import GOODS_FACTS, FactKind
from dutiful_quote.engine.line_duty import LineOutcome
from dutiful_quote.engine.line_law import LineLaw
from dutiful_quote.engine.traced import untraced

#: More suppositions than this are no help to anybody: the range is then open.
MOST_OUTCOMES: Final = 96
_YES_NO: Final = ("true", "false")


@dataclass(slots=True)
class Supposed:
    """All outcomes of one line. `asked` names the facts that were supposed, in the order of the law's tests."""

    outcomes: list[LineOutcome] = field(default_factory=list)
    asked: dict[str, tuple[str, ...]] = field(default_factory=dict)
    #: The outcome in which every unknown fact is as for most goods of a shop, where that can be said.
    likely: LineOutcome | None = None
    truncated: bool = False

    def add(self, other: "Supposed") -> None:
        """Take in the outcomes under another code."""
        self.outcomes += other.outcomes
        for fact, answers in other.asked.items():
            self.asked.setdefault(fact, answers)
        self.truncated = self.truncated or other.truncated


def suppose(
    assess: Callable[[Declaration], LineOutcome], law: LineLaw, declaration: Declaration, value: Decimal
) -> Supposed:
    """Every outcome that the declaration leaves open. `value` bounds amounts that are not stated."""
    found = Supposed()
    _suppose(assess, law, declaration, value, True, found)
    return found


def _suppose(
    assess: Callable[[Declaration], LineOutcome],
    law: LineLaw,
    declaration: Declaration,
    value: Decimal,
    likely: bool,
    found: Supposed,
) -> None:
    if len(found.outcomes) >= MOST_OUTCOMES:
        found.truncated = True
        return
    try:
        outcome = assess(declaration)
    except FactNeededError as needed:
        answers = possible_answers(needed.fact, law, value, declaration.facts)
        found.asked.setdefault(needed.fact, answers)
        typical = GOODS_FACTS[needed.fact].likely if needed.fact in GOODS_FACTS else ""
        for answer in answers:
            _suppose(
                assess, law, declaration.stating(**{needed.fact: answer}), value, likely and answer == typical, found
            )
        return
    found.outcomes.append(outcome)
    if likely:
        found.likely = outcome


def possible_answers(fact: str, law: LineLaw, value: Decimal, stated: Mapping[str, str]) -> tuple[str, ...]:
    """Answers of which each possible one is treated like one, or lies between two that bound it."""
    if law.meursing is not None and (of_recipe := law.meursing.possible_answers(fact, stated)):
        return of_recipe
    known = GOODS_FACTS.get(fact)
    if known is None or known.kind is FactKind.YES_NO:  # whether an unresolved programme applies is yes or no too
        return _YES_NO
    if known.kind is FactKind.AMOUNT:
        return "0", f"{untraced(value):f}"
    if known.kind is FactKind.WORD:
        return ("", *(one.value for one in law.compared_with(fact)))
    marks = {Decimal(one.value) for one in law.compared_with(fact)}
    ends = {Decimal(0), Decimal(1)} if known.kind is FactKind.SHARE else {Decimal(0)}
    typical = {Decimal(known.likely)} if known.likely else set()
    bends = _bends(fact, law, stated) if known.kind is FactKind.SHARE else set()
    return tuple(f"{number:f}" for number in sorted(_around(marks, known.kind) | ends | typical | bends))


def _bends(fact: str, law: LineLaw, stated: Mapping[str, str]) -> set[Decimal]:
    """Where this share and stated ones make up the whole value: from there on nothing is left that could yield."""
    bases = law.shares_as_bases()
    if fact not in bases:
        return set()
    shares = [Decimal(stated[name]) for name in sorted(bases - {fact}) if name in stated]
    sums = {sum(some, Decimal(0)) for many in range(1, len(shares) + 1) for some in combinations(shares, many)}
    return {point for total in sums for point in (total, 1 - total) if 0 <= point <= 1}


def _around(marks: Iterable[Decimal], kind: FactKind) -> set[Decimal]:
    step = Decimal("0.0001") if kind is FactKind.SHARE else Decimal(1)
    around = {mark + side for mark in marks for side in (-step, Decimal(0), step)}
    return {number for number in around if number >= 0 and not (kind is FactKind.SHARE and number > 1)}
