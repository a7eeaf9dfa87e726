"""What all dialects of rates share: their shape, their tables of units, and the names of forms not computed here.

The names of forms are stable: they are shown to callers and counted.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from dutiful_quote.engine.duty_rate import NotCalculable
from dutiful_shared.contract.units import UNIT_QUESTIONS

#: Part of a rate falls on a part of the article (case, strap, battery) or on the value of one of its contents.
COMPONENT: Final = NotCalculable("component")
RATE_OF_ANOTHER_ARTICLE: Final = NotCalculable("rate of another article")
#: The rate is per unit of something that a merchant is not asked for (total sugars, tungsten content).
NAMED_QUANTITY: Final = NotCalculable("named quantity")
SLIDING_SCALE: Final = NotCalculable("sliding scale")
SEE_A_NOTE: Final = NotCalculable("see a note")
#: The rate depends on the price of entry, consignment by consignment (fruit and vegetables; Japanese pork).
ENTRY_PRICE: Final = NotCalculable("entry price")
#: The publication at hand cut the text short.
TRUNCATED: Final = NotCalculable("text cut short in the source")
PROHIBITED: Final = NotCalculable("prohibited goods")

#: A unit's printed name -> (how many base units it is, base unit).
Units = Mapping[str, tuple[Decimal, str]]

_COUNT: Final = re.compile(r"([0-9][0-9,]*(?:\.[0-9]+)?)?(.*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Dialect:
    """`prepare` turns printed text into canonical writing; `units` names the dialect's units, without spaces."""

    prepare: Callable[[str], str | NotCalculable]
    units: Units


def measured_unit(phrase: str, units: Units) -> tuple[Decimal, str] | None:
    """("100 kg / net drained wt") -> (100, "KGM.drained"); None where the table does not know the unit."""
    match = _COUNT.fullmatch("".join(phrase.split()))
    assert match is not None
    count, name = match.groups()
    known = units.get(name.lower()) or units.get(name)
    if known is None or not (count or name):
        return None
    times = Decimal(count.replace(",", "")) if count else Decimal(1)
    return times * known[0], known[1]


def units_table(table: str) -> dict[str, tuple[Decimal, str]]:
    """Lines of `name count unit`."""
    found = {}
    for row in table.split("\n"):
        if row.strip():
            name, count, unit = row.split()
            assert unit in UNIT_QUESTIONS, unit
            found[name] = (Decimal(count), unit)
    return found


def tidy(text: str) -> str:
    """The text on one line, with single blanks."""
    return " ".join(text.replace("\N{NO-BREAK SPACE}", " ").split())


def first_form(text: str, forms: tuple[tuple[str, NotCalculable], ...]) -> NotCalculable | None:
    """The first form whose pattern is somewhere in the text, in either case; None where none is."""
    return next((form for pattern, form in forms if re.search(pattern, text, re.IGNORECASE)), None)
