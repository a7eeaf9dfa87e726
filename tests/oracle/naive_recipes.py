"""Agricultural components by the Meursing table: from its code, or from the four shares of the recipe."""

from fractions import Fraction
from functools import cache

from tests.oracle.naive_territory import read_territory

_SHARES = ("starch_share", "sucrose_share", "milk_fat_share", "milk_protein_share")


@cache
def recipes(name: str) -> dict[str, list[Fraction]]:
    """Code -> least starch, sucrose, milk fat and milk protein in per cent, then EA, ADSZ and ADFM per 100 kg."""
    found = {}
    for key, value in read_territory(name).profile.items():
        if key.startswith("meursing."):
            found[key.removeprefix("meursing.")] = [Fraction(number) for number in value.split()]
    return found


def parts_of(row: list[Fraction]) -> dict[str, Fraction]:
    return {"EA": row[4], "ADSZ": row[5], "ADFM": row[6]}


def stated(table: dict[str, list[Fraction]], facts: dict[str, str]) -> dict[str, Fraction] | None:
    """The components of the recipe that the facts state, None where they do not state it."""
    code = facts.get("meursing_code", "")
    if code[-3:] in table and len(code) in (3, 4):
        return parts_of(table[code[-3:]])
    if any(name not in facts for name in _SHARES):
        return None
    shares = [Fraction(facts[name]) * 100 for name in _SHARES]
    left = [row for row in table.values() if all(least <= share for least, share in zip(row, shares, strict=False))]
    for column in (2, 3, 0, 1):  # the bands of protein depend on that of fat, and those of the others on neither
        most = max(row[column] for row in left)
        left = [row for row in left if row[column] == most]
    return parts_of(left[0])
