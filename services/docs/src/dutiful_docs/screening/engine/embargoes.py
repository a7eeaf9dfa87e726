"""Embargoes on places: what keeps goods from a destination, whatever they are (`embargoes.toml`)."""

import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import pycountry

from dutiful_docs.screening.engine.party import Restriction


@dataclass(frozen=True, slots=True)
class Embargo:
    """Nothing goes `to` a country (ISO 3166-1), or to its `regions` (ISO 3166-2, the part behind the country) alone.

    Attributes:
        senders: countries whose law forbids it; empty where everybody's does.
    """

    to: str
    regions: frozenset[str]
    senders: frozenset[str]
    text: str
    law: str

    def forbids(self, senders: frozenset[str], country: str, region: str | None) -> bool:
        """Whether goods of one of these senders may not go there. `region` is its code or name, None if unsaid."""
        if country != self.to or (self.senders and not self.senders & senders):
            return False
        return not self.regions or _region_code(country, region or "") in self.regions


@lru_cache(maxsize=1)
def embargoes() -> tuple[Embargo, ...]:
    """All of them."""
    table = tomllib.loads(files("dutiful_docs.screening").joinpath("embargoes.toml").read_text("utf-8"))
    return tuple(
        Embargo(row["to"], frozenset(row.get("regions", ())), frozenset(row.get("from", ())), row["text"], row["law"])
        for row in table["embargo"]
    )


def embargoed(senders: Iterable[str | None], places: Iterable[tuple[str | None, str | None]]) -> list[Restriction]:
    """What keeps an order from its destination.

    Args:
        senders: countries that it is sent from or by (ISO 3166-1), as far as they are known.
        places: country and region of where it goes, as often as that is written.
    """
    known = frozenset(one for one in senders if one)
    written = [(country, region) for country, region in places if country]
    return [
        Restriction("", one.text, "embargo", True, one.law)
        for one in embargoes()
        if any(one.forbids(known, country, region) for country, region in written)
    ]


def _region_code(country: str, written: str) -> str:
    """`UA-43`, `43` and `Avtonomna Respublika Krym` are 43; what is neither stays as it is written."""
    code = written.strip().upper().removeprefix(f"{country}-")
    return _by_name(country).get(_letters(written), code)


@lru_cache(maxsize=64)
def _by_name(country: str) -> dict[str, str]:
    parts: Iterable[Any] = pycountry.subdivisions.get(country_code=country) or ()  # type: ignore[no-untyped-call]
    return {_letters(one.name): one.code.removeprefix(f"{country}-") for one in parts}


def _letters(text: str) -> str:
    return "".join(one for one in unicodedata.normalize("NFKD", text.casefold()) if one.isalnum())
