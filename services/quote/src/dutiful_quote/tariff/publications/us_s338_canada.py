"""Section 338 duties on goods of Canada (U.S. note 51), whose lists and exemptions changed on 2026-09-15.

The stored lists are those of 2026-08-22. Of the changes, what is known by code is charged; where only the range of an
addition is known (so many codes between two), every code of the range is unresolved. From 2026-09-29 some goods may not
be imported at all, which is a control beside the duty: goods that were imported before, and enter later, pay.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.official_files import read_rows
from dutiful_quote.tariff.publications.us_chapter99 import Action
from dutiful_quote.tariff.publications.us_hts import schedule_rows
from dutiful_quote.tariff.publications.writing import FactFolder

_FROM: Final = "2026-08-22"
_CHANGED: Final = "2026-09-15"
_BEFORE_CHANGE: Final = "2026-09-14"
_BANNED: Final = "2026-09-29"
_LAW: Final = "U.S. note 51; Proclamations 11046, 11047 and 11048"
_CHANGED_LAW: Final = "U.S. note 51; Proclamations 11064 and 11065"
_BAN_LAW: Final = "U.S. note 51; Proclamations 11061, 11062 and 11063; CSMS 70050970"

#: Heading -> (end of the key, name).
_LISTS: Final = {
    "9903.03.12": ("alcohol", "Section 338 Canada, list of the alcohol measure"),
    "9903.03.13": ("dairy", "Section 338 Canada, list of the dairy measure"),
    "9903.03.14": ("motor_vehicles", "Section 338 Canada, list of the motor vehicle measure"),
}
#: Out of the lists on 2026-09-15, or narrowed to the statistical numbers below.
_OUT: Final = {
    "9903.03.12": ("22083060", "22087000"),
    "9903.03.14": ("25010000", "25232900", "29400060", "48030040", "78011000", "48189000", "85371091", "95071000"),
}
#: Into the lists on 2026-09-15, so far as the codes are known one by one.
_IN: Final = {
    "9903.03.12": (
        "2208306020", "2208306040", "2208306055", "2208306065", "2208306075", "2208700030", "04061064", "04069097",
        "15180040", "41015010", "41019010", "41071150", "43016060", "43021930", "43021945", "43021960", "89033100",
        "89033200", "89039320",
    ),
    "9903.03.14": (
        "04069099", "73089030", "73089060", "73089095", "76081000", "76082000", "8537109130", "8537109150",
        "8537109160", "8537109170", "87031050", "87032101", "89039921", "94052140", "94052160", "94052180", "94052940",
        "94052960", "94052980", "94041000", "4818900020", "9507100040",
    ),
}  # fmt: skip
#: First and last code of additions of which only the range is known.
_SOMEWHERE: Final = {
    "9903.03.12": (("04061068", "04069095"),),
    "9903.03.14": (
        ("480261", "480269"), ("7604", "7604"), ("8307", "8311"), ("940141", "940199"), ("940330", "940389"),
        ("940421", "940429"),
    ),
}  # fmt: skip
#: May not be imported from 2026-09-29; the second list where packed for consumers only, so it keeps its name.
_NO_IMPORT: Final = (
    "22042120", "22042130", "22042150", "22042160", "22042180", "22042220", "22042240", "22051030", "22082020",
    "22082030", "22082040", "2208306020", "2208306055", "2208306065", "22084020", "22084040", "22086010", "22086020",
    "2208700030", "22089012", "22089020", "22089025", "22089030", "22089050", "22089072", "04041005", "04041008",
    "04041011", "04041015", "04041020", "04041048", "04041050", "04041090", "17029035", "17031030", "17031050",
    "17039030", "17039050", "22029100", "87115000",
)  # fmt: skip
_NO_IMPORT_PACKED: Final = (
    "22030000", "22041000", "22042260", "22042280", "22042961", "22042981", "22060015", "22060030", "22060045",
    "22060060", "22060090", "22071030", "22082010", "22082050", "22082060", "22083030", "2208306040", "2208306075",
    "22084060", "22084080", "22085000", "22086050", "22089010", "22089014", "22089015", "22089035", "22089040",
    "22089075",
)  # fmt: skip
_RANKS: Final = {"9903.03.12": "10", "9903.03.13": "20", "9903.03.14": "30"}


def add_canada(folder: FactFolder, data: Path) -> None:
    """The programme `s338_canada`. What it leaves to section 232 stands with the other rules of stacking."""
    action = Action(folder, "s338_canada", _LAW, shared={"areas": "CA"})
    _add_headings(action)
    first: dict[str, set[str]] = {heading: set() for heading in _LISTS}
    for row in read_rows(data / "us/ch99/s338_canada_products_2026-08.csv"):
        first[row["ch99_heading"]].add(row["hts8"])
    known: set[str] = set()
    for heading, codes in first.items():
        known |= _add_list(action, heading, codes)
    _add_somewhere(action, data, known)
    _add_ban(action, known)
    action.exempt("aircraft", "Civil aircraft articles of General Note 6", _FROM, heading="9903.03.16", rank="50",
                  conditions="statement=civil_aircraft_use=true")  # fmt: skip
    aircraft = read_rows(data / "us/ch99/s338_gn6_aircraft_exempt_2026-08.csv")
    action.goods(action.keys("aircraft"), (row["hts8"] for row in aircraft))


def _add_headings(action: Action) -> None:
    for heading, (key, name) in _LISTS.items():
        more = {"heading": heading, "rank": _RANKS[heading]}
        action.charge(key, name, "50%", _FROM, **more)
        action.charge(f"{key}_added", name, "50%", _CHANGED, reference=f"HTSUS {heading}; {_CHANGED_LAW}", **more)
        action.charge(f"{key}_somewhere", f"{name}, range of which some codes were added", "50%", _CHANGED, **more,
                      mode="unresolved", reference=f"HTSUS {heading}; {_CHANGED_LAW}")  # fmt: skip


def _add_list(action: Action, heading: str, first: set[str]) -> set[str]:
    """Rows of one heading over its three periods; the codes it has after the change."""
    key = _LISTS[heading][0]
    out, added = set(_OUT.get(heading, ())), set(_IN.get(heading, ()))
    if not out <= first or added & first:
        raise ValueError(f"the changes of 2026-09-15 do not fit the list of {heading}")
    action.goods(action.keys(key), out, valid_to=_BEFORE_CHANGE)
    action.goods(action.keys(key), first - out)
    action.goods(action.keys(f"{key}_added"), added, valid_from=_CHANGED)
    return first - out | added


def _add_ban(action: Action, known: set[str]) -> None:
    """Of the goods on the lists, those that may not be imported."""
    # How goods are packed is not known, so the second ban is told of and the first one alone blocks.
    for key, codes, what, mode in (
        ("no_import", _NO_IMPORT, "", "block"),
        ("no_import_packed", _NO_IMPORT_PACKED, ", when packed for consumers", ""),
    ):
        name = f"Section 338 Canada: import is forbidden{what}, unless imported before {_BANNED}"
        action.control(key, name, _BANNED, reference=_BAN_LAW, mode=mode)
        action.goods(action.keys(key), set(codes) & known)


def _add_somewhere(action: Action, data: Path, known: set[str]) -> None:
    codes = sorted({row["code"][:8] for row in schedule_rows(data) if len(row["code"]) >= len("04061068")})
    for heading, ranges in _SOMEWHERE.items():
        key = f"{_LISTS[heading][0]}_somewhere"
        for first, last in ranges:
            within = {code for code in _between(codes, first, last) if code not in known}
            action.goods(action.keys(key), within, valid_from=_CHANGED)


def _between(codes: list[str], first: str, last: str) -> Iterator[str]:
    return (code for code in codes if code[: len(first)] >= first and code[: len(last)] <= last)
