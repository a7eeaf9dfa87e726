"""Rates of the European and the British tariff, read and computed naively; what is not read here is skipped."""

import re
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction

from tests.oracle.naive_rates import QuantityLacksError, SkippedError

_MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
_WINDOW = re.compile(r"(\d+) *(?:([A-Z]{3})[A-Z]*)? *- *(\d+) *([A-Z]{3})[A-Z]*")
#: Qualified units: how much of the goods is of that quality is never among the quantities that entries state.
_QUALIFIED = ("lactic", "drained", "dry", "gross", "br", "tot alc", "std qual", "sacchar", "eda", "mas", " m", "m2")


@dataclass(frozen=True)
class Measured:
    """What a rate is computed on: `parts` are the agricultural components in EUR per 100 kg, if known."""

    value: Fraction
    pieces: int
    kilograms: Fraction | None
    litres: Fraction | None
    strength: Fraction | None
    parts: dict[str, Fraction] = field(default_factory=dict)


class RecipeUnknownError(Exception):
    """The rate has an agricultural component, and the recipe is not known."""


class NoSeasonError(Exception):
    """No season of the rate has the day."""


def amount(text: str, on: date, measured: Measured) -> Fraction:
    """What the rate comes to, exactly, in the tariff's own currency."""
    return _bounded(_of_season(_tidy(text), on), measured)


def is_nil(text: str, on: date) -> bool:
    """Whether the rate of the day is nothing, whatever the goods are and are worth: `0.00%`, `0 EUR / tonne`."""
    price = re.sub(r"/ ?\d+", "/", _of_season(_tidy(text), on))
    return all(Fraction(number) == 0 for number in re.findall(r"\d+(?:\.\d+)?", price)) and "EA" not in price


def _tidy(text: str) -> str:
    text = text.replace("\xa0", " ").replace("€", " EUR ").replace("£", " GBP ")
    return re.sub(r"(\d),(\d{3})\b", r"\1\2", re.sub(r" +", " ", text)).strip()


def _of_season(text: str, on: date) -> str:
    if "(" not in text:
        return text
    for part in re.finditer(r"([^()]*)\(([^()]*)\)", text):
        for first_day, first_month, last_day, last_month in _WINDOW.findall(part[2]):
            first = (_MONTHS.index(first_month or last_month), int(first_day))
            last = (_MONTHS.index(last_month), int(last_day))
            today = (on.month - 1, on.day)
            inside = first <= today <= last if first <= last else today >= first or today <= last
            if inside:
                return part[1].strip(" ,")
    rest = text.rpartition(")")[2].strip(" ,")
    if rest:  # what stands without months is for the others
        return rest
    raise NoSeasonError(text)


def _bounded(text: str, measured: Measured) -> Fraction:
    """The last MIN or MAX parts what stands before it from its bound."""
    found = list(re.finditer(r" (MIN|MAX) ", text))
    if not found:
        return _sum(text, measured)
    last = found[-1]
    left, right = _bounded(text[: last.start()], measured), _sum(text[last.end() :], measured)
    if last[1] == "MIN":
        return max(left, right)
    return min(right, left)


def _sum(text: str, measured: Measured) -> Fraction:
    total = Fraction(0)
    for term in text.split("+"):
        total += _term(term.strip(), measured)
    return total


def _term(text: str, measured: Measured) -> Fraction:
    if text in ("Free", "0"):
        return Fraction(0)
    if text in ("EA", "ADSZ", "ADFM"):
        if text not in measured.parts:
            raise RecipeUnknownError(text)
        if measured.kilograms is None:
            raise QuantityLacksError("kg")
        return measured.parts[text] * measured.kilograms / 100
    match = re.fullmatch(r"([0-9.]+) ?%?", text)
    if match:
        return Fraction(match[1]) / 100 * measured.value
    match = re.fullmatch(r"([0-9.]+) ?(?:EUR|GBP) ?/ ?(.+)", text)
    if match:
        return Fraction(match[1]) * _quantity(match[2].strip(), measured)
    raise SkippedError(text)


def _quantity(unit: str, measured: Measured) -> Fraction:
    """How many of the unit there are: `100 kg`, `hl`, `% vol / hl`, `1000 items` ..."""
    unit = unit.removesuffix("/net").removesuffix("/ net").strip()
    if unit == "item":
        return Fraction(measured.pieces)
    match = re.fullmatch(r"(\d+) items", unit)
    if match:
        return Fraction(measured.pieces, int(match[1]))
    if re.fullmatch(r"% ?vol ?/ ?hl", unit):
        return _known(measured.litres, unit) / 100 * _known(measured.strength, unit)
    if unit == "hl":
        return _known(measured.litres, unit) / 100
    if unit == "tonne":
        return _known(measured.kilograms, unit) / 1000
    match = re.fullmatch(r"(\d*) ?kg", unit)
    if match:
        return _known(measured.kilograms, unit) / int(match[1] or 1)
    if any(word in f" {unit}" for word in _QUALIFIED):
        raise QuantityLacksError(unit)
    raise SkippedError(unit)


def _known(quantity: Fraction | None, unit: str) -> Fraction:
    if quantity is None:
        raise QuantityLacksError(unit)
    return quantity
