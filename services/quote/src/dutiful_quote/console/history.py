"""When the measures of a code begin and end: as bars between two days, and day by day."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from dutiful_quote.console.waterfall import WIDTH
from dutiful_quote.engine.measure import Measure

#: Thousandths that can be seen.
_LEAST: Final = 3


@dataclass(frozen=True, slots=True)
class Span:
    """A measure and its bar, in thousandths of the time shown."""

    measure: Measure
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Turn:
    """A measure begins or ends; `on` is the first day on which the law is another."""

    on: date
    begins: bool
    measure: Measure


def spans(measures: Iterable[Measure], first: date, last: date) -> list[Span]:
    """A bar for each measure, from `first` to `last` at most."""
    days = (last - first).days + 1
    found = []
    for measure in measures:
        left = (max(measure.valid_from or first, first) - first).days
        right = (min(measure.valid_to or last, last) - first).days + 1
        x = round(WIDTH * left / days)
        found.append(Span(measure, x, max(round(WIDTH * right / days) - x, _LEAST)))
    return found


def turns(measures: Iterable[Measure], first: date, last: date) -> list[Turn]:
    """What is other on `last` than on `first`, and what came and went between them, in the order of the days."""
    found = []
    for measure in measures:
        if measure.valid_from and first < measure.valid_from <= last:
            found.append(Turn(measure.valid_from, True, measure))
        if measure.valid_to and first <= measure.valid_to < last:
            found.append(Turn(measure.valid_to + timedelta(days=1), False, measure))
    return sorted(found, key=lambda turn: (turn.on, turn.begins, turn.measure.id))


def place_of(day: date, first: date, last: date) -> int | None:
    """Where a day stands, in thousandths; None outside of the time shown."""
    return round(WIDTH * (day - first).days / ((last - first).days + 1)) if first <= day <= last else None
