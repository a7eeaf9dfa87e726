"""Rates read and computed naively, in fractions. A form that is not met here is skipped and counted, never guessed."""

import re
from fractions import Fraction

#: What the schedule writes after the stroke -> (unit, how many of it are one).
_UNITS = {
    "kg": ("KGM", 1),
    "t": ("KGM", 1000),
    "g": ("GRM", 1),
    "each": ("NAR", 1),
    "no.": ("NAR", 1),
    "doz.": ("NAR", 12),
    "pr.": ("NPR", 1),
    "doz. pr.": ("NPR", 12),
    "doz. prs.": ("NPR", 12),
    "liter": ("LTR", 1),
    "liters": ("LTR", 1),
    "m": ("MTR", 1),
    "m2": ("MTK", 1),
    "m²": ("MTK", 1),
    "m3": ("MTQ", 1),
    "m³": ("MTQ", 1),
    "head": ("NHD", 1),
}


class SkippedError(Exception):
    """The oracle has no opinion."""


class QuantityLacksError(Exception):
    """The rate asks for a quantity that was not stated."""


def amount(text: str, value: Fraction, quantities: dict[str, Fraction]) -> Fraction:
    """What a rate comes to, exactly."""
    text = text.strip()
    match = re.fullmatch(r"([0-9.]+)% MIN ([0-9.]+) USD MAX ([0-9.]+) USD", text)
    if match:
        share = Fraction(match[1]) / 100 * value
        if share < Fraction(match[2]):
            return Fraction(match[2])
        if share > Fraction(match[3]):
            return Fraction(match[3])
        return share
    total = Fraction(0)
    for term in text.split("+"):
        total += _term(term.strip(), value, quantities)
    return total


def _term(text: str, value: Fraction, quantities: dict[str, Fraction]) -> Fraction:
    if text == "Free":
        return Fraction(0)
    match = re.fullmatch(r"([0-9.]+)%", text)
    if match:
        return Fraction(match[1]) / 100 * value
    match = re.fullmatch(r"([0-9]+) ([0-9]+)/([0-9]+)%", text)
    if match:
        return (int(match[1]) + Fraction(int(match[2]), int(match[3]))) / 100 * value
    match = re.fullmatch(r"([0-9.]+) USD", text)
    if match:
        return Fraction(match[1])
    match = re.fullmatch(r"(?:\$([0-9.]+)|([0-9.]+) ?¢)(?:/| )([a-z0-9²³. ]+)", text)
    if match is None or match[3] not in _UNITS:
        raise SkippedError(text)
    price = Fraction(match[1]) if match[1] else Fraction(match[2]) / 100
    unit, many = _UNITS[match[3]]
    if unit not in quantities:
        raise QuantityLacksError(unit)
    return price * quantities[unit] / many


def cents(exact: Fraction) -> Fraction:
    """Half up to the cent."""
    return Fraction((exact * 100 + Fraction(1, 2)).__floor__(), 100)
