"""Whether two addresses can be of one place, in whatever way people write them.

A territory is written by its own code or by that of the state whose post serves it: a parcel to Northern Ireland goes
to `XI` or to `GB`, one to Réunion to `RE` or to `FR`. Only what cannot be one place in any way of writing counts.
"""

import csv
import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Final

import pycountry

#: Towns that two countries' posts serve, each by a code of its own: Büsingen (Directive 2006/112/EC, Art. 6(2)) and
#: Campione d'Italia (Directive (EU) 2019/475).
_OF_TWO_POSTS: Final = (
    frozenset({("DE", "78266"), ("CH", "8238")}),
    frozenset({("IT", "22061"), ("CH", "6911")}),
)
#: Whose leading letters do not tell places apart: London alone has eight such areas.
_WITHOUT_ORDER: Final = "GB"
_LETTERS: Final = re.compile("[A-Z]+")


@dataclass(frozen=True, slots=True)
class Whereabouts:
    """`country` is ISO 3166-1 alpha-2, or XI, XK, IC, EA; the others are None where they are not said."""

    country: str
    region: str | None = None
    postal_code: str | None = None


@dataclass(frozen=True, slots=True)
class _Territory:
    """Has a code of its own and the post of `state`, whose codes there begin with one of `prefixes`, if with any of
    their own."""

    code: str
    state: str
    prefixes: tuple[str, ...]


@lru_cache(maxsize=1)
def _territories() -> dict[str, _Territory]:
    text = files("dutiful_docs.documents").joinpath("postal_states.csv").read_text("utf-8")
    rows = csv.DictReader(text.splitlines())
    return {row["code"]: _Territory(row["code"], row["state"], tuple(row["postal_prefixes"].split())) for row in rows}


def postal_state(country: str) -> str:
    """The state whose post serves a country, itself as a rule: `GB` of `XI`, `US` of `PR`."""
    known = _territories().get(country)
    return known.state if known else country


def contradicted(one: Whereabouts, other: Whereabouts) -> str | None:
    """The part of an address by which these cannot be one place: `country`, `region` or `postal_code`; None where
    they can."""
    state = postal_state(one.country)
    codes = _plain(one), _plain(other)
    if state != postal_state(other.country):
        both = {(one.country, codes[0]), (other.country, codes[1])}
        return None if any(both <= town for town in _OF_TWO_POSTS) else "country"
    first, second = _territory(one), _territory(other)
    if first != second:
        if first and second:
            return "country" if one.country != other.country else "postal_code"
        special, elsewhere = (first, codes[1]) if first else (second, codes[0])
        # Written by the state's code, and with a postal code that is none of the territory's.
        return "postal_code" if special and special.prefixes and elsewhere else None
    if _regions_differ(one, other):
        return "region"
    return "postal_code" if state != _WITHOUT_ORDER and _postal_codes_differ(*codes) else None


def _territory(place: Whereabouts) -> _Territory | None:
    """The territory of an address that lies in one: by its code, else by the longest beginning of the postal code."""
    found = _territories().get(place.country)
    if found is not None:
        return found
    code = _plain(place)
    of_state = [one for one in _territories().values() if one.state == place.country]
    fitting = {prefix: one for one in of_state for prefix in one.prefixes if code.startswith(prefix)}
    return fitting[max(fitting, key=len)] if fitting else None


def _regions_differ(one: Whereabouts, other: Whereabouts) -> bool:
    """Two subdivisions of one kind, such as two provinces; what is no code of ISO 3166-2 may be any of them."""
    first, second = _subdivision(one), _subdivision(other)
    return first is not None and second is not None and first.type == second.type and first.code != second.code


def _subdivision(place: Whereabouts) -> Any:
    state = postal_state(place.country)
    region = (place.region or "").strip().upper().removeprefix(f"{state}-")
    return pycountry.subdivisions.get(code=f"{state}-{region}") if region else None  # type: ignore[no-untyped-call]


def _postal_codes_differ(one: str, other: str) -> bool:
    """By the letters that they begin with, or by the first digit: so much of a code names a part of the country, and
    post boxes and great receivers share it with the streets around them."""
    first, second = _LETTERS.match(one), _LETTERS.match(other)
    if first and second:
        return first.group() != second.group()
    return len(one) == len(other) and bool(one) and not first and not second and one[0] != other[0]


def _plain(place: Whereabouts) -> str:
    """`FR-69 002` -> `69002`; of the United States the five digits that every code has."""
    state = postal_state(place.country)
    code = "".join(letter for letter in (place.postal_code or "").upper() if letter.isascii() and letter.isalnum())
    bare = code.removeprefix(state)
    code = bare if bare[:1].isdigit() else code
    return code[:5] if state == "US" else code
