"""Customs and tax territories: which tariff and whose VAT a place falls under (MC -> EU tariff, French VAT).

Most special territories are written with the country of the state that they belong to: the Canary Islands are `ES` with
a postal code of 35 or 38. So a place is first brought to its territory, by postal code, region or town, and the
territory then names the tariff and the tax.
"""

import csv
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Final

from dutiful_quote.tariff.subdivisions import plain_name, region_code

#: Between these customs territories goods in free circulation move without an import (Windsor Framework: goods of the
#: EU and of Northern Ireland, and goods of Northern Ireland on their way to Great Britain).
_WITHOUT_BORDER: Final = frozenset({("EU", "XI"), ("XI", "EU"), ("XI", "GB")})

#: Addresses are short, so these take a few hundred kilobytes.
_MOST_ADDRESSES: Final = 4096


@dataclass(frozen=True, slots=True)
class Territory:
    """Where goods sent to `code` are declared and taxed.

    `customs_territory` names the jurisdiction of the tariff, `tax_territory` the destination of its tax measures.
    """

    code: str
    customs_territory: str
    tax_territory: str


@dataclass(frozen=True, slots=True)
class SpecialPlace:
    """Addresses of `country` that lie in another territory: all of the other parts that are not empty must agree.

    `postal_prefix` begins the postal code without spaces, `region` is the part of ISO 3166-2 behind the country, `city`
    is in plain small letters.
    """

    country: str
    postal_prefix: str
    region: str
    city: str
    territory: str

    def covers(self, postal_code: str, region: str, city: str) -> bool:
        """Whether an address of its country lies there. Postal code and city are written as the row's are."""
        return (
            postal_code.startswith(self.postal_prefix)
            and self.region in {"", region}
            and (not self.city or self.city == city)
        )

    @property
    def rank(self) -> tuple[int, bool, bool]:
        """The more a row says, the sooner it is believed."""
        return len(self.postal_prefix), bool(self.city), bool(self.region)


class Territories:
    """The table of territories; a code that is not in it is its own customs and tax territory."""

    def __init__(self, rows: Mapping[str, Territory], places: Iterable[SpecialPlace] = ()) -> None:
        self._rows = rows
        #: The last addresses asked for; a shop's customers live in few countries.
        self._at = lru_cache(maxsize=_MOST_ADDRESSES)(self._find)
        self._places: dict[str, list[SpecialPlace]] = {}
        for place in sorted(places, key=lambda place: place.rank, reverse=True):
            self._places.setdefault(place.country, []).append(place)

    @classmethod
    def packaged(cls) -> "Territories":
        """The tables that come with the service (`facts/territories.csv`, `facts/places.csv`)."""
        rows = {
            row["code"]: Territory(row["code"], row["customs_territory"], row["tax_territory"])
            for row in _table("territories.csv")
        }
        places = (
            SpecialPlace(row["country"], row["postal_prefix"], row["region"], row["city"], row["territory"])
            for row in _table("places.csv")
        )
        return cls(rows, places)

    def move_freely(self, sent_from: str, customs_territory: str) -> bool:
        """Whether goods in free circulation where they are sent from cross no customs border on their way."""
        home = self.of(sent_from).customs_territory
        return home == customs_territory or (home, customs_territory) in _WITHOUT_BORDER

    def of(self, code: str) -> Territory:
        """The territory of a code; an unknown one is a territory of its own."""
        return self._rows.get(code) or Territory(code, code, code)

    def at(self, country: str, postal_code: str | None, region: str | None, city: str | None) -> Territory:
        """The territory of an address; what is not given does not point to a special one."""
        return self._at(country, postal_code, region, city)

    def _find(self, country: str, postal_code: str | None, region: str | None, city: str | None) -> Territory:
        places = self._places.get(country)
        if not places:
            return self.of(country)
        address = _postal(country, postal_code), region_code(country, region or ""), plain_name(city or "")
        return self.of(next((place.territory for place in places if place.covers(*address)), country))


def _table(name: str) -> Iterator[dict[str, str]]:
    text = files("dutiful_quote.tariff.facts").joinpath(name).read_text(encoding="utf-8")
    return iter(csv.DictReader(text.splitlines()))


def postal_signs(text: str) -> str:
    """A postal code in capitals and the digits 0 to 9, which keyboards of Asia also write wide and in digits of their
    own."""
    narrow = unicodedata.normalize("NFKC", text).upper()
    return "".join(str(unicodedata.decimal(sign, sign)) for sign in narrow)


def _postal(country: str, text: str | None) -> str:
    """`ES-35 001` -> `35001`."""
    plain = "".join(letter for letter in postal_signs(text or "") if letter.isalnum())
    return plain.removeprefix(country) if plain.removeprefix(country)[:1].isdigit() else plain
