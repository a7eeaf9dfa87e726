"""The reciprocal duty (HTSUS 9903.01.25 and following, 9903.02): rates by country and day, and what is outside it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pycountry

from dutiful_quote.tariff.publications.eu_taric import EU_MEMBERS
from dutiful_quote.tariff.publications.official_files import read_rows
from dutiful_quote.tariff.publications.us_emergency_countries import (
    ENDED,
    LAST_DAY,
    LISTS_FROM,
    URL,
    add_articles,
    add_list,
    exempting,
)
from dutiful_quote.tariff.publications.us_note_lists import ChapterNotes
from dutiful_quote.tariff.publications.writing import FactFolder

EU_GROUP: Final = "US:EU"
_HEADINGS: Final = "us/ch99/us_ieepa_headings_2025_rev_32_ENDED_2026-02-24.csv"
_FIRST_DAY: Final = "2025-04-05"
#: Names of the headings that are not a country's name in the ISO list.
_NAMES: Final = {
    "Bolivia": "BO", "Bosnia and Herzegovina": "BA", "Brunei": "BN", "Côte d\u2019Ivoire": "CI", "Côte d`Ivoire": "CI",
    "Democratic Republic of the Congo": "CD", "Falkland Islands": "FK", "Iran": "IR", "Laos": "LA", "Moldova": "MD",
    "Myanmar (Burma)": "MM", "South Korea": "KR", "Syria": "SY", "Taiwan": "TW", "Turkey": "TR", "Venezuela": "VE",
    "Vietnam": "VN", "Tanzania": "TZ", "the European Union": EU_GROUP, "European Union": EU_GROUP,
}  # fmt: skip
#: Partners whose duty is, since a day of 2025 or 2026, a minimum total of 15 %: (areas, heading, first day, reference).
_FLOORS: Final = (
    (EU_GROUP, "9903.02.20", "2025-08-07", "EO 14326 (90 FR 37963)"),
    ("JP", "9903.02.73", "2025-08-07", "EO 14345; 90 FR 2025-17908"),
    ("KR", "9903.02.80", "2025-11-14", "90 FR 55964"),
    ("CH", "9903.02.83", "2025-11-14", "90 FR 59281"),
    ("LI", "9903.02.88", "2025-11-14", "90 FR 59281"),
)
#: Partners without a flat rate of the second phase: their minimum totals apply to all of it.
_FLOORS_FROM_THE_START: Final = frozenset({EU_GROUP, "JP"})
#: The last day of the flat country rate of partners that have a minimum total later.
_FLAT_UNTIL: Final = {"KR": "2025-11-13", "CH": "2025-11-13", "LI": "2025-11-13"}
#: China, Hong Kong and Macau: (rate, first day, last day).
_CHINA: Final = (("84%", "2025-04-09", "2025-04-09"), ("125%", "2025-04-10", "2025-05-13"))
_CHINA_AREAS: Final = "CN HK MO"
#: Column 2 countries (9903.01.29), Canada and Mexico (9903.01.26, 9903.01.27), and the country itself.
_NEVER: Final = "BY CA CU KP MX RU US"
_IN_TRANSIT: Final = "exported_before={}; transport_modes=sea"


def add_reciprocal(folder: FactFolder, data: Path, notes: ChapterNotes) -> None:
    """Rates and exemptions of the programme `ieepa_reciprocal`."""
    folder.area(EU_GROUP, EU_MEMBERS)
    _duty(folder, "reciprocal_10", "*", "9903.01.25", "10%", _FIRST_DAY, LAST_DAY, "90 FR 2025-06063", rank="90",
          excluded=_NEVER)  # fmt: skip
    for heading, rate, areas in country_rates(data):
        first_phase = heading < "9903.02"
        first, last = ("2025-04-09", "2025-04-09") if first_phase else ("2025-08-07", LAST_DAY)
        reference = "EO 14257 (90 FR 15041)" if first_phase else "EO 14326 (90 FR 37963)"
        left = [area for area in areas if area != "CN" and (first_phase or area not in _FLOORS_FROM_THE_START)]
        for until in sorted({last if first_phase else _FLAT_UNTIL.get(area, last) for area in left}):
            members = [area for area in left if first_phase or _FLAT_UNTIL.get(area, last) == until]
            _duty(folder, f"reciprocal_{heading}", " ".join(members), heading, rate, first, until, reference)
    for rate, first, last in _CHINA:
        _duty(folder, f"reciprocal_cn_{first}", _CHINA_AREAS, "9903.01.63", rate, first, last, "90 FR 2025-06378")
    for partners, heading, first, reference in _FLOORS:
        _duty(folder, f"reciprocal_floor_{heading}", partners, heading, "15%", first, LAST_DAY, reference,
              mode="minimum_total")  # fmt: skip
    _add_transit(folder)
    _add_exemptions(folder, notes)


def country_rates(data: Path) -> Iterator[tuple[str, str, list[str]]]:
    """(heading, rate, countries) of the headings that add a country's rate."""
    for row in read_rows(data / _HEADINGS):
        heading = row["htsno"]
        added = re.search(r"\+\s*([0-9]+)%", row["general"])
        product = re.search(r"articles the product of ([^\[]+?),? (?:as )?provided for", row["description"])
        in_table = "9903.01.43" <= heading <= "9903.01.76" or "9903.02.02" <= heading <= "9903.02.71"
        if in_table and added and product:
            yield (
                heading,
                f"{added[1]}%",
                [_iso(name) for name in re.split(r", or |, | or ", product[1].strip(" ,")) if name],
            )


def _iso(name: str) -> str:
    name = name.strip()
    if name.startswith("China"):
        return "CN"
    if name in {"including Hong Kong and Macau", "including Hong Kong"}:
        return "CN"
    known = _NAMES.get(name) or _NAMES.get(name.removeprefix("the "))
    if known:
        return known
    country = pycountry.countries.get(name=name.removeprefix("the "))
    if country is None:
        raise ValueError(f"{name!r} is no country that is known here")
    return str(country.alpha_2)


def _duty(
    folder: FactFolder,
    key: str,
    areas: str,
    heading: str,
    rate: str,
    first: str,
    last: str,
    reference: str,
    *,
    mode: str = "add",
    rank: str = "50",
    excluded: str = "",
    conditions: str = "",
) -> None:
    folder.programmes.append(
        {"key": key, "programme": "ieepa_reciprocal", "kind": "additional_duty", "name": "Reciprocal duty",
         "mode": mode, "areas": areas, "excluded": excluded, "heading": heading, "rank": rank, "rate": rate,
         "conditions": conditions, "valid_from": first, "valid_to": last,
         "reference": f"HTSUS {heading}; {reference}; {ENDED}", "url": URL}
    )  # fmt: skip
    folder.measures.append({"key": key, "valid_from": first})


def _add_transit(folder: FactFolder) -> None:
    """Cargo under way by vessel: free before 2025-04-05, and at 10 % when a higher country rate began."""
    folder.programmes.append(
        exempting(
            "reciprocal_transit",
            "ieepa_reciprocal",
            "9903.01.28",
            areas="*",
            first=_FIRST_DAY,
            last=LAST_DAY,
            conditions=_IN_TRANSIT.format(_FIRST_DAY),
            rank="10",
        )
    )
    folder.measures.append({"key": "reciprocal_transit"})
    for key, areas, before, first, last in (
        ("april", "*", "2025-04-09", "2025-04-09", "2025-04-09"),
        ("china", _CHINA_AREAS, "2025-04-10", "2025-04-10", "2025-05-13"),
        ("august", "*", "2025-08-07", "2025-08-07", "2025-10-04"),
    ):
        _duty(folder, f"reciprocal_transit_{key}", areas, "9903.01.25", "10%", first, last,
              "goods in transit before the higher rate", rank="10",
              excluded=_NEVER if areas == "*" else "", conditions=_IN_TRANSIT.format(before))  # fmt: skip


def _add_exemptions(folder: FactFolder, notes: ChapterNotes) -> None:
    shared = {"areas": "*", "first": _FIRST_DAY, "last": LAST_DAY}
    rows = [
        exempting("reciprocal_donation", "ieepa_reciprocal", "9903.01.30", conditions="statement=donation", rank="50",
                  **shared),
        exempting("reciprocal_information", "ieepa_reciprocal", "9903.01.31",
                  conditions="statement=informational_material", rank="50", **shared),
        exempting("reciprocal_us_content", "ieepa_reciprocal", "9903.01.34",
                  conditions="statement=us_content_share>=0.20", rank="60", base="share:us_content_share", **shared),
        exempting("reciprocal_aircraft_gb", "ieepa_reciprocal", "9903.96.01", areas="GB", first="2025-06-30",
                  last=LAST_DAY, conditions="statement=civil_aircraft_use", rank="50"),
        exempting("reciprocal_aircraft_jp", "ieepa_reciprocal", "9903.96.02", areas="JP", first="2025-09-16",
                  last=LAST_DAY, conditions="statement=civil_aircraft_use", rank="50"),
    ]  # fmt: skip
    folder.programmes += rows
    folder.measures += [{"key": row["key"]} for row in rows]
    annex_2 = notes.codes("(a) As provided for in heading 9903.01.32", "(b) As provided in heading 9903.02.78")
    add_list(folder, annex_2, "reciprocal_list", "ieepa_reciprocal", "9903.01.32", "*", _FIRST_DAY, LAST_DAY)
    add_list(folder, annex_2, "india_list", "ieepa_india", "9903.01.86", "IN", "2025-08-27", "2026-02-06")
    described = notes.codes("(b) As provided in heading 9903.02.78", "(iv) As provided in 9903.01.26")
    add_articles(folder, described, "reciprocal_articles", "ieepa_reciprocal", "9903.02.78", "*", LISTS_FROM)
    oils = notes.codes("(xxi) As provided in heading 9903.02.75", "(xxii) As provided in heading 9903.02.76")
    add_articles(folder, oils, "reciprocal_eu_articles", "ieepa_reciprocal", "9903.02.75", EU_GROUP, "2025-09-01")
    for key, areas, heading, first, condition, opening, ending in _PARTNER_LISTS:
        folder.programmes.append(
            exempting(f"reciprocal_{key}", "ieepa_reciprocal", heading, areas=areas, first=first, last=LAST_DAY,
                      conditions=condition, rank="50" if condition else "40")
        )  # fmt: skip
        folder.measures += [{"goods_code": code, "key": f"reciprocal_{key}"} for code in notes.codes(opening, ending)]


_AIRCRAFT: Final = "statement=civil_aircraft_use"
_PHARMA: Final = "statement=pharmaceutical_use"
#: (key, areas, heading, first day, condition, how the list opens, how the next subdivision does)
_PARTNER_LISTS: Final = (
    ("eu_list", EU_GROUP, "9903.02.74", "2025-09-01", "", "(xx) As provided in heading 9903.02.74",
     "(xxi) As provided in heading 9903.02.75"),
    ("eu_aircraft", EU_GROUP, "9903.02.76", "2025-09-01", _AIRCRAFT, "(xxii) As provided in heading 9903.02.76",
     "(xxiii) As provided in heading 9903.02.77"),
    ("eu_pharma", EU_GROUP, "9903.02.77", "2025-09-01", _PHARMA, "(xxiii) As provided in heading 9903.02.77",
     "As provided in headings 9903.02.79 and 9903.02.80, for articles"),
    ("kr_aircraft", "KR", "9903.02.81", "2025-11-14", _AIRCRAFT, "(b) As provided in heading 9903.02.81",
     "As provided in headings 9903.02.82 and 9903.02.83, for articles"),
    ("ch_list", "CH LI", "9903.02.84", "2025-11-14", "", "(b) As provided in headings 9903.02.84 and 9903.02.89",
     "(c) As provided in headings 9903.02.85 and 9903.02.90"),
    ("ch_aircraft", "CH LI", "9903.02.85", "2025-11-14", _AIRCRAFT,
     "(c) As provided in headings 9903.02.85 and 9903.02.90", "(d) As provided in headings 9903.02.86 and 9903.02.91"),
    ("ch_pharma", "CH LI", "9903.02.86", "2025-11-14", _PHARMA, "(d) As provided in headings 9903.02.86 and 9903.02.91",
     "Except as provided in headings 9903.01.78-9903.01.83 and 9903.01.90"),
)  # fmt: skip
