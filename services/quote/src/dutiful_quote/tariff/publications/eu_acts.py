"""Where an act of the European Union stands: its European Legislation Identifier, which follows from its number.

The pattern is that of EUR-Lex: `eli/TYPE/YEAR/NUMBER/oj`. Acts until 2014 are numbered "No NUMBER/YEAR" (directives
always YEAR/NUMBER), later ones YEAR/NUMBER.
"""

import re
from typing import Final

_ACT: Final = re.compile(
    r"(?P<power>Delegated |Implementing )?(?P<type>Regulation|Directive|Decision)(?: \((?:EU|EC|EEC)\))?"
    r"(?P<no> No)? (?P<first>\d+)/(?P<second>\d+)"
)
_TYPES: Final = {"Regulation": "reg", "Directive": "dir", "Decision": "dec"}
_POWERS: Final = {"Delegated ": "_del", "Implementing ": "_impl", None: ""}
_YEAR_DIGITS: Final = 4


def act_url(reference: str) -> str:
    """The address of the first act that `reference` cites by its number.

    Raises:
        ValueError: it cites none.
    """
    found = _ACT.search(reference)
    if found is None:
        raise ValueError(f"{reference!r} cites no act of the Union by its number")
    year, number = (found["second"], found["first"]) if found["no"] else (found["first"], found["second"])
    year = year if len(year) == _YEAR_DIGITS else f"19{year}"
    return f"https://eur-lex.europa.eu/eli/{_TYPES[found['type']]}{_POWERS[found['power']]}/{year}/{number}/oj"
