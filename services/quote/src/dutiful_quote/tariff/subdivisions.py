"""Parts of countries (ISO 3166-2, by pycountry): their codes, and the names by which people write them."""

import unicodedata
from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Final

import pycountry

#: Addresses are short, so these take a few hundred kilobytes.
_MOST_WRITINGS: Final = 4096
#: Parts that ISO 3166-2 does not have but addresses do, by Google's address data: Jervis Bay; posts of the United
#: States' forces and of the states in free association with them.
_ALSO: Final[Mapping[str, frozenset[str]]] = {
    "US": frozenset({"AA", "AE", "AP", "FM", "MH", "PW"}),
    "AU": frozenset({"JBT"}),
}


@lru_cache(maxsize=_MOST_WRITINGS)
def region_code(country: str, written: str) -> str:
    """The part of ISO 3166-2 behind the country: of `US-CA`, `ca` and `California` it is `CA`. What is neither a code
    nor a name of the country's parts stays as it is written, in capitals."""
    code = written.strip().upper().removeprefix(f"{country}-")
    codes, names = parts_of(country)
    return code if code in codes else names.get(plain_name(written), code)


@cache
def parts_of(country: str) -> tuple[frozenset[str], Mapping[str, str]]:
    """The codes of the country's parts, and their names in plain small letters with the code of each; both are empty
    where ISO 3166-2 divides the country into none."""
    found = _parts().get(country, {})
    names = {plain_name(name): code for code, name in found.items()}
    return frozenset(found) | _ALSO.get(country, frozenset()), names


@cache
def _parts() -> Mapping[str, Mapping[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for one in pycountry.subdivisions:
        country, _, code = one.code.partition("-")
        found.setdefault(country, {})[code] = one.name
    return found


def plain_name(text: str) -> str:
    """A name as people of any keyboard may write it: `CAMPIONE-D'ITALIA` -> `campione d italia`."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join("".join(c if c.isalnum() else " " for c in letters if not unicodedata.combining(c)).split())
