"""Numbers with units: the conditions of a tariff's texts, and what a product says of itself, on one scale."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from dutiful_classify.codes.words import words

_SCALES: Final = {
    "length": {"mm": 1.0, "millimeter": 1.0, "cm": 10.0, "centimeter": 10.0, "dm": 100.0, "m": 1e3, "meter": 1e3,
               "km": 1e6, "inch": 25.4, "in": 25.4, "\"": 25.4, "\u201d": 25.4, "ft": 304.8, "foot": 304.8,
               "micron": 1e-3, "micrometer": 1e-3},
    "mass": {"mg": 1e-3, "g": 1.0, "gram": 1.0, "kg": 1e3, "kilogram": 1e3, "t": 1e6, "ton": 1e6, "lb": 453.592,
             "pound": 453.592, "oz": 28.3495, "ounce": 28.3495},
    "mass per area": {"g/m2": 1.0, "g/m": 1.0, "gsm": 1.0, "kg/m2": 1e3},
    "volume": {"ml": 1.0, "cl": 10.0, "dl": 100.0, "l": 1e3, "liter": 1e3, "litre": 1e3, "hl": 1e5, "cc": 1.0,
               "cm3": 1.0, "gal": 3785.41, "gallon": 3785.41},
    "power": {"w": 1.0, "watt": 1.0, "kw": 1e3, "mw": 1e6, "hp": 745.7, "va": 1.0, "kva": 1e3, "mva": 1e6},
    "voltage": {"v": 1.0, "volt": 1.0, "kv": 1e3},
    "current": {"a": 1.0, "amp": 1.0, "ampere": 1.0, "ma": 1e-3},
    "share": {"%": 1.0, "percent": 1.0},
    "money": {"$": 1.0, "usd": 1.0, "\u00a2": 0.01, "cent": 0.01},
    "fineness": {"decitex": 1.0, "dtex": 1.0, "denier": 1.111, "tex": 10.0},
    "frequency": {"hz": 1.0, "khz": 1e3, "mhz": 1e6, "ghz": 1e9},
}  # fmt: skip
_UNITS: Final = {unit: (kind, factor) for kind, units in _SCALES.items() for unit, factor in units.items()}
#: Not inside a longer run of digits, which would be read again from every place in it.
_NUMBER: Final = r"(?<![0-9.,])[0-9]{1,12}(?:[.,][0-9]{1,9}){0,3}(?![0-9])"
_UNIT: Final = "|".join(
    sorted((re.escape(unit) for unit in _UNITS if unit not in {"$", "\u00a2"}), key=len, reverse=True)
)
_AMOUNT: Final = rf"(?:(?P<sign>\$)\s?)?(?P<number>{_NUMBER})\s?(?P<unit>(?:{_UNIT})e?s?(?![a-z0-9])|%|\u00a2)?"
_BEFORE: Final = (
    r"(?P<before>(?:not\s+|or\s+)?(?:exceeding|over|more than|less than|under|at least|at most|greater than|above|below"
    r"|up to|minimum|maximum|min\.?|max\.?)\s+(?:of\s+)?)?"
)
_AFTER: Final = r"(?P<after>\s*(?:or|and)\s+(?:more|less|over|greater|under|above|below))?"
_CONDITION: Final = re.compile(_BEFORE + _AMOUNT + _AFTER, re.IGNORECASE)
_RANGE: Final = re.compile(rf"({_NUMBER})\s?(?:-|\u2013|to)\s?({_NUMBER})\s?((?:{_UNIT})(?![a-z0-9])|%)", re.IGNORECASE)
_UPWARDS: Final = re.compile(
    r"^(?:exceeding|over|more|greater|above|at least|minimum|min|not less|not under|not below)"
)
_MEASURED: Final = {
    "width": "width", "wide": "width", "length": "length", "long": "length", "height": "height", "high": "height",
    "thickness": "thickness", "thick": "thickness", "diameter": "diameter", "valued": "value", "value": "value",
    "weighing": "weight", "weight": "weight", "capacity": "capacity", "output": "output",
}  # fmt: skip
_MOST_TEXT: Final = 12_000
_AROUND: Final = 40
_NEAR: Final = 12
_ENDLESS: Final = float("inf")
_OF_SHARES: Final = frozenset({"weight", "weigh", "more", "less", "over", "volume", "content", "contain", "total"})


@dataclass(frozen=True, slots=True)
class Quantity:
    """A range of amounts on the scale of `kind` (millimetres, grams, watts, percent ...).

    Attributes:
        measured: what is measured, such as `width`; empty where the words do not say.
        subject: of a share: the words for what it is a share of.
    """

    kind: str
    low: float
    high: float
    measured: str = ""
    subject: frozenset[str] = frozenset()

    def speaks_of(self, other: "Quantity") -> bool:
        """Whether both measure the same."""
        if self.kind != other.kind or (self.measured and other.measured and self.measured != other.measured):
            return False
        return self.kind != "share" or bool(self.subject & other.subject)

    def meets(self, other: "Quantity") -> bool:
        """Whether the ranges have an amount in common, ends included. Both must be of one kind."""
        return self.low <= other.high and other.low <= self.high


def quantities(text: str) -> list[Quantity]:
    """Every amount with a unit in `text`, with the range that the words around it make of it."""
    joined: list[Quantity] = []
    end = -_NEAR
    for start, stop, one in _found(_RANGE.sub(r"at least \1 \3 and at most \2 \3", text[:_MOST_TEXT])):
        last = joined[-1] if joined else one
        # "exceeding 30 cm but not 50 cm" is one range, not two.
        if joined and start - end < _NEAR and last.high == _ENDLESS and not one.low and last.speaks_of(one):
            joined[-1] = replace(last, high=one.high)
        else:
            joined.append(one)
        end = stop
    return joined


def _found(text: str) -> Iterator[tuple[int, int, Quantity]]:
    for found in _CONDITION.finditer(text):
        unit = "$" if found["sign"] else (found["unit"] or "").lower()
        scale = _UNITS.get(unit) or _UNITS.get(unit.removesuffix("s")) or _UNITS.get(unit.removesuffix("es"))
        if scale is None:
            continue
        kind, factor = scale
        amount = _number(found["number"]) * factor
        low, high = _bounds(amount, (found["before"] or "").lower(), (found["after"] or "").lower())
        around = text[max(0, found.start() - _AROUND) : found.end() + _AROUND].lower()
        measured = next((_MEASURED[word] for word in re.findall(r"[a-z]+", around) if word in _MEASURED), "")
        subject = _subject(text[found.end() : found.end() + _AROUND]) if kind == "share" else frozenset[str]()
        yield found.start(), found.end(), Quantity(kind, low, high, measured, subject)


def _subject(text: str) -> frozenset[str]:
    """The first two words after a share that can be what it is a share of, before a comma or a number."""
    nearest = re.split(r"[,;:0-9]", text)[0]
    return frozenset([word for word in words(nearest) if word not in _OF_SHARES][:2])


def _number(text: str) -> float:
    thousands = re.fullmatch(r"[1-9][0-9]{0,2}(?:,[0-9]{3})+(?:\.[0-9]+)?", text)
    plain = text.replace(",", "") if thousands else text.replace(",", ".")
    head, _, tail = plain.partition(".")
    return float(f"{head}.{tail.replace('.', '') or 0}")


def _bounds(amount: float, before: str, after: str) -> tuple[float, float]:
    words_before = before.removeprefix("or ").strip()
    if words_before:
        negated = words_before.startswith("not ")
        upwards = bool(_UPWARDS.match(words_before.removeprefix("not "))) != negated
        # "not less than" has been turned twice: less is downwards, and its negation upwards.
        strict = not negated and not words_before.startswith(("at ", "up ", "min", "max"))
        edge = amount * 1e-9 if strict else 0.0
        return (amount + edge, _ENDLESS) if upwards else (0.0, amount - edge)
    if after:
        return (amount, _ENDLESS) if re.search(r"more|over|greater|above", after) else (0.0, amount)
    return amount, amount
