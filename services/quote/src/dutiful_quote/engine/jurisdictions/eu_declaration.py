"""Items of a customs declaration: what shares tariff classification, customs description and origin.

How many pieces they are does not matter (Delegated Regulation (EU) 2015/2446, Art. 1(61)). The reduced declaration (H7)
classifies by the six digits of the Harmonized System; a full one (H1), which excise goods and claims of preference
need, by all ten.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from dutiful_quote.engine.candidates import declarable_codes
from dutiful_quote.engine.case import Case, LineState

#: The fact by which a merchant tells goods of one code and origin apart.
DESCRIPTION: Final = "customs_description"
#: Digits of the reduced declaration.
REDUCED_DIGITS: Final = 6
_TARIC_DIGITS: Final = 10


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a declaration. `assumed_alike`: lines that are part of it because nobody described them otherwise."""

    code: str
    origin: str
    description: str
    states: tuple[LineState, ...]
    assumed_alike: bool


def items_of(case: Case, states: Iterable[LineState], *, full: bool) -> tuple[Item, ...]:
    """The items that the lines with a code make up, in the order of their first lines.

    Lines that state a customs description are apart from those with another one; a line that states none is taken to be
    like the first of its code and origin.
    """
    groups: dict[tuple[str, str], list[LineState]] = {}
    for state in states:
        if state.line.code:
            groups.setdefault((_classified(case, state, full=full), state.line.origin), []).append(state)
    return tuple(item for (code, origin), group in groups.items() for item in _by_description(code, origin, group))


def _classified(case: Case, state: LineState, *, full: bool) -> str:
    """The digits by which the line is classified: on a full declaration all ten, as far as they are known."""
    code = state.line.code
    if not full:
        return code[:REDUCED_DIGITS]
    codes = declarable_codes(case.law.goods[code])
    return codes[0][:_TARIC_DIGITS] if len(codes) == 1 else code[:_TARIC_DIGITS]


def _by_description(code: str, origin: str, group: Sequence[LineState]) -> list[Item]:
    stated = [_described(state) for state in group]
    first = next((text for text in stated if text), "")
    parts: dict[str, list[LineState]] = {}
    for state, text in zip(group, stated, strict=True):
        parts.setdefault(text or first, []).append(state)
    assumed = len(group) > 1 and "" in stated
    return [Item(code, origin, text, tuple(states), assumed and (text == first)) for text, states in parts.items()]


def _described(state: LineState) -> str:
    return " ".join(state.line.facts.get(DESCRIPTION, "").casefold().split())
