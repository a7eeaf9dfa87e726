"""Days, countries and kinds as the publishers write them."""

import re
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Final

import pycountry

from dutiful_docs.screening.engine.listed import Birth, ListedName, NameQuality, SubjectKind

_MONTHS: Final = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
_ISO: Final = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[t ].*)?")
_SLASHED: Final = re.compile(r"([a-z\d]{1,2})/([a-z\d]{1,2})/(\d{4})")
_WORDED: Final = re.compile(r"(?:(\d{1,2})[ -])?([a-z]{3})[a-z]*[ -](\d{4})")
_YEAR: Final = re.compile(r"(\d{4})(?:-00-00)?")
#: What the lists say of countries in other words than ISO 3166.
_COUNTRIES: Final = {
    "russia": "RU", "iran": "IR", "syria": "SY", "north korea": "KP", "korea, north": "KP", "south korea": "KR",
    "korea, south": "KR", "democratic people's republic of korea": "KP", "democratic republic of the congo": "CD",
    "congo, democratic republic of the": "CD", "congo (democratic republic)": "CD", "burma": "MM", "turkey": "TR",
    "palestinian": "PS", "west bank": "PS", "gaza": "PS", "ivory coast": "CI", "the gambia": "GM", "laos": "LA",
    "vietnam": "VN", "venezuela": "VE", "bolivia": "BO", "tanzania": "TZ", "moldova": "MD", "brunei": "BN",
    "kosovo": "XK", "taiwan": "TW", "hong kong": "HK", "macau": "MO", "czech republic": "CZ", "macedonia": "MK",
    "united states": "US", "united kingdom": "GB", "uae": "AE", "swaziland": "SZ", "cape verde": "CV",
    "occupied palestinian territories": "PS", "the bahamas": "BS", "the netherlands": "NL",
}  # fmt: skip


def day_of(text: str, *, month_first: bool = False) -> date | None:
    """A whole day: 2026-02-27 (with or without a time), 27/02/2026, or with `month_first` 02/27/2026; 27-Feb-2026."""
    birth = birth_of(text, month_first=month_first)
    if birth is None or birth.month is None or birth.day is None:
        return None
    try:
        return date(birth.year, birth.month, birth.day)
    except ValueError:
        return None


def birth_of(text: str, *, month_first: bool = False) -> Birth | None:
    """A birthday as far as the text tells it; None where it is not understood. `dd/mm/1960` is a year."""
    plain = text.strip().lower()
    circa = "circa" in plain or plain.startswith(("c.", "approx"))
    plain = re.sub(r"^(circa|c\.|approximately|approx\.?|dob)\s*", "", plain).strip()
    if found := _ISO.fullmatch(plain):
        return Birth(int(found[1]), int(found[2]) or None, int(found[3]) or None, circa)
    if found := _SLASHED.fullmatch(plain):
        one, other = (int(part) if part.isdigit() and int(part) else None for part in found.groups()[:2])
        month, day = (one, other) if month_first else (other, one)
        return Birth(int(found[3]), month, day if month else None, circa)
    if (found := _WORDED.fullmatch(plain)) and found[2] in _MONTHS:
        return Birth(int(found[3]), _MONTHS[found[2]], int(found[1]) if found[1] else None, circa)
    if found := _YEAR.fullmatch(plain):
        return Birth(int(found[1]), circa=circa)
    return None


def births_of(texts: Iterable[str], *, month_first: bool = False) -> tuple[Birth, ...]:
    """Those of the texts that are understood."""
    found = (birth_of(text, month_first=month_first) for text in texts)
    return tuple(dict.fromkeys(birth for birth in found if birth is not None))


@lru_cache(maxsize=4096)
def country_of(name: str) -> str | None:
    """ISO 3166-1 alpha-2 of a country's name or code; None where it is not understood."""
    plain = " ".join(name.lower().replace("(the)", "").split())
    if plain in _COUNTRIES:
        return _COUNTRIES[plain]
    try:
        return str(pycountry.countries.lookup(plain).alpha_2)
    except LookupError:
        return None


def countries_of(names: Iterable[str]) -> frozenset[str]:
    """Those of the countries that are understood."""
    return frozenset(code for name in names if name and (code := country_of(name)) is not None)


def kind_of(text: str) -> SubjectKind:
    """Of `Individual`, `Entity`, `Ship`, `person`, `enterprise` and the like."""
    plain = text.strip().lower()
    if plain in {"individual", "person", "p"}:
        return SubjectKind.PERSON
    if plain in {"entity", "enterprise", "e", "organisation", "organization"}:
        return SubjectKind.ORGANISATION
    if plain in {"vessel", "ship"}:
        return SubjectKind.VESSEL
    return SubjectKind.AIRCRAFT if plain == "aircraft" else SubjectKind.UNKNOWN


def names_of(found: Iterable[tuple[str, NameQuality]]) -> tuple[ListedName, ...]:
    """The names without empty ones and repetitions, the primary first."""
    order = {NameQuality.PRIMARY: 0, NameQuality.ALIAS: 1, NameQuality.WEAK: 2}
    kept: dict[str, NameQuality] = {}
    for text, quality in found:
        plain = " ".join(text.split())
        if plain and (plain not in kept or order[quality] < order[kept[plain]]):
            kept[plain] = quality
    return tuple(ListedName(text, quality) for text, quality in sorted(kept.items(), key=lambda one: order[one[1]]))
