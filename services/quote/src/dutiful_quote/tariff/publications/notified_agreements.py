"""Agreements in force that are notified to the WTO (list of March 2021): parties and the day of entry into force.

Only what the list says plainly is read: agreements on goods, in force, of which no party joined later. Customs unions
are left out, since free circulation counts in them and not origin.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import pycountry

from dutiful_quote.tariff.publications.eu_taric import EU_MEMBERS
from dutiful_quote.tariff.publications.official_files import read_rows

_LIST: Final = "world/fta/wto_rta_is_2021-03.csv.gz"
_IN_FORCE: Final = "In Force"
_CUSTOMS_UNION: Final = "CU"
#: A party that has left is none of the current ones; one that joined later has a day of its own.
_LEFT: Final = re.compile(r"\( - \d\d-[A-Z][a-z]{2}-\d{4}\)$")
#: Parties that are groups; those that stand as agreements of their own in the list are read from there.
_EU: Final = "European Union"
_EFTA: Final = "European Free Trade Association (EFTA)"
_GROUPS: Final = {_EU: tuple(EU_MEMBERS), _EFTA: ("CH", "IS", "LI", "NO")}
#: Names of the list that the register of country names does not have.
_NAMES: Final = {
    "Bahrain, Kingdom of": "BH", "Chinese Taipei": "TW", "CÙte d'Ivoire": "CI", "Faeroe Islands": "FO",
    "Democratic Republic of the Congo": "CD", "Hong Kong, China": "HK", "Kuwait, the State of": "KW",
    "Macao, China": "MO", "Palestine": "PS", "Saudi Arabia, Kingdom of": "SA", "The Gambia": "GM", "Turkey": "TR",
    "UNMIK/Kosovo": "XK",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Notified:
    """An agreement; each side is a country or a group whose members have no border of origin among them."""

    name: str
    first: str
    sides: tuple[tuple[str, ...], ...]

    def partners_of(self, country: str) -> list[str]:
        """The countries on the other sides; none for a country that is no party."""
        if not any(country in side for side in self.sides):
            return []
        return [other for side in self.sides if country not in side for other in side]


def notified_agreements(data: Path) -> Iterator[Notified]:
    """Every agreement that is plain."""
    rows = list(read_rows(data / _LIST))
    groups = {row["rta_name"]: row for row in rows}
    for row in rows:
        if not _plain(row):
            continue
        sides = [_side(name.strip(), groups) for name in row["current_signatories"].split(";")]
        if all(sides):
            yield Notified(row["rta_name"], row["date_of_entry_into_force_goods"], tuple(map(tuple, sides)))


def _plain(row: Mapping[str, str]) -> bool:
    of_goods = row["status"] == _IN_FORCE and row["coverage"].startswith("Goods")
    dates = filter(None, (one.strip() for one in row["specific_entry_exit_dates"].split(";")))
    return of_goods and not row["type"].startswith(_CUSTOMS_UNION) and all(map(_LEFT.search, dates))


def _side(name: str, groups: Mapping[str, Mapping[str, str]]) -> Sequence[str]:
    """The countries behind a party's name; empty where they are not plain."""
    if name in _GROUPS:
        return _GROUPS[name]
    code = _country(name)
    if code:
        return (code,)
    group = groups.get(name)
    if group is None or group["specific_entry_exit_dates"]:
        return ()
    members = [_country(member.strip()) for member in group["current_signatories"].split(";")]
    return members if all(members) else ()


def _country(name: str) -> str:
    if name in _NAMES:
        return _NAMES[name]
    try:
        found: str = pycountry.countries.lookup(name).alpha_2
    except LookupError:
        return ""
    return found
