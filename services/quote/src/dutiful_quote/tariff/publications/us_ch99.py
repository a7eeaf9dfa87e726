"""Additional duties of HTSUS chapter 99: sections 301, 232, 201 and 338, with their exemptions, dated and by heading.

Where the list or the amount of a programme is not fully known at the evidence date, its measures are `unresolved`: the
line then says what may apply, with the highest rate as the upper bound, and is never silently quoted without it.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.eu_taric import EU_MEMBERS
from dutiful_quote.tariff.publications.official_files import read_rows
from dutiful_quote.tariff.publications.us_exemptions import add_exemptions
from dutiful_quote.tariff.publications.us_hts import footnoted_headings, schedule_rows
from dutiful_quote.tariff.publications.us_unresolved import add_unresolved
from dutiful_quote.tariff.publications.writing import FactFolder, Row

EU_GROUP: Final = "US:EU"
_FEDERAL_REGISTER: Final = "https://www.federalregister.gov"
_URL: Final = "https://hts.usitc.gov"

#: Heading -> (name, rate, first day, reference). Note 31 takes its goods out of the lists of note 20: it replaces.
_CHINA: Final[dict[str, tuple[str, str, str, str]]] = {
    "9903.88.01": ("list 1", "25%", "2018-07-06", "83 FR 28710"),
    "9903.88.02": ("list 2", "25%", "2018-08-23", "83 FR 40823"),
    "9903.88.03": ("list 3", "25%", "2019-05-10", "84 FR 20459"),
    "9903.88.04": ("list 3, second part", "25%", "2019-05-10", "84 FR 20459"),
    "9903.88.15": ("list 4A", "7.5%", "2020-02-14", "FR 2020-00904"),
    "9903.91.01": ("four-year review, 25 %", "25%", "2024-09-27", "89 FR 76581"),
    "9903.91.02": ("four-year review, 50 %", "50%", "2024-09-27", "89 FR 76581"),
    "9903.91.03": ("four-year review, 100 %", "100%", "2024-09-27", "89 FR 76581"),
    "9903.91.05": ("four-year review, semiconductors and solar", "50%", "2025-01-01", "89 FR 76581"),
    "9903.91.06": ("four-year review, batteries and minerals", "25%", "2026-01-01", "89 FR 76581"),
    "9903.91.07": ("four-year review, face masks", "50%", "2026-01-01", "89 FR 76581"),
    "9903.91.08": ("four-year review, medical gloves", "100%", "2026-01-01", "89 FR 76581"),
    "9903.91.11": ("four-year review, tungsten and wafers", "25%", "2025-01-01", "89 FR 101682"),
}
#: Subheadings that U.S. note 20(g) (list 3) and 20(s)(ii) (list 4A) cover but for some statistical numbers.
_BUT_FOR: Final[dict[str, dict[str, str]]] = {
    "9903.88.04": {
        "29319090": "2931909030 2931909035 2931909040 2931909052",
        "85176200": "8517620090",
        "94016140": "9401614001",
        "94016960": "9401696001",
        "94017100": "9401710001 9401710005 9401710006 9401710007",
        "94017900": "9401790001 9401790002 9401790003 9401790004",
        "94018020": "9401802001",
        "94018040": "9401804001",
        "94018060": "9401806021 9401806023",
        "94037040": "9403704003",
        "94037080": "9403708003",
    },
    "9903.88.15": {
        "49019900": "4901990040",
        "85176200": "8517620010 8517620020",
        "94016960": "9401696011 9401696031",
        "94017100": "9401710001 9401710005 9401710006 9401710008 9401710011 9401710031",
    },
}
_STATISTICAL_DIGITS: Final = 10
_FIRST_CHINA_LIST: Final = "2018-07-06"
_REVIEW: Final = "9903.91."


def us_ch99(data: Path) -> FactFolder:
    """The facts of `us/ch99`."""
    folder = FactFolder(
        "us/ch99",
        {
            "jurisdiction": "US",
            "publication": "ch99",
            "edition": "2026-10",
            "title": "Additional duties of HTSUS chapter 99",
            "publisher": "United States International Trade Commission; Office of the U.S. Trade Representative",
            "source_url": _URL,
            "licence": "US government work, public domain; compilations CC BY 4.0 and MIT, see attribution",
            "published_on": "2026-10-05",
            "verified_until": "2026-10-05",
            "dialect": "US",
            "attribution": "rulespec-us, The Axiom Foundation, CC BY 4.0; Copyright (c) 2025-2026 The Budget Lab at "
            "Yale, MIT",
            "note": "Sections 301 China, Brazil and forced labour are computed. Section 232, 201 and 338 programmes, "
            "and every day from 2025-02-04 to 2026-07-23 (emergency and section 122 duties), are unresolved in this "
            "edition. List 4B never came into force and is not loaded. Exclusions from 301 China ended 2026-11-09 "
            "as far as is known. Not loaded: removals from the metals annexes (such lines stay unresolved), the list "
            "of drone components, changes of the metals annex after 2026-06-08.",
        },
    )
    folder.area(EU_GROUP, EU_MEMBERS)
    _add_china(folder, data)
    _add_forced_labor(folder, data)
    _add_brazil(folder)
    _add_nicaragua(folder)
    add_exemptions(folder, data)
    add_unresolved(folder, data)
    return folder


def _add_china(folder: FactFolder, data: Path) -> None:
    """One heading a code, as the footnotes of the schedule say it; the most specific code wins in a programme."""
    for heading, (name, rate, first, reference) in _CHINA.items():
        folder.programmes.append(
            {"key": f"s301_{heading}", "programme": "s301_china", "kind": "additional_duty", "areas": "CN",
             "name": f"Section 301 China, {name}", "heading": heading, "rate": rate, "valid_from": first,
             "reference": f"HTSUS {heading}; {reference}", "url": _FEDERAL_REGISTER}
        )  # fmt: skip
    folder.programmes.append(
        {"key": "s301_china_before_review", "programme": "s301_china", "kind": "additional_duty", "mode": "unresolved",
         "name": "Section 301 China, before the four-year review", "areas": "CN", "rate": "25%",
         "valid_from": _FIRST_CHINA_LIST, "reference": "HTSUS chapter 99, subchapter III, U.S. note 20", "url": _URL}
    )  # fmt: skip
    for code, heading in _china_lines(data):
        folder.measures.append({"goods_code": code, "key": f"s301_{heading}"})
        if heading.startswith(_REVIEW):
            before = date.fromisoformat(_CHINA[heading][2]) - timedelta(days=1)
            folder.measures.append(
                {"goods_code": code, "key": "s301_china_before_review", "valid_to": before.isoformat()}
            )


def _china_lines(data: Path) -> Iterator[tuple[str, str]]:
    """Goods code and its one heading.

    Where a code's footnotes name headings of both notes, those that its product list has count; and note 20 is what
    is left of the code, for the statistical numbers that note 31 took out have a footnote of their own. Subheadings
    described "except for statistical number ..." are given by their remaining statistical numbers.
    """
    listed = _listed(data)
    described = {code for codes in _BUT_FOR.values() for code in codes}
    for row in schedule_rows(data):
        code = row["code"]
        if code[:8] in described:
            if len(code) == _STATISTICAL_DIGITS:
                yield from ((code, heading) for heading in _BUT_FOR if _described(code, heading))
            continue
        found = [heading for heading in footnoted_headings(row) if heading in _CHINA]
        if not found:
            continue
        known = [heading for heading in found if heading in listed[code[:8]]]
        if not known:
            raise ValueError(f"{code} has footnotes to {found}, which its product lists do not have")
        yield code, min(known)


def _described(code: str, heading: str) -> bool:
    excepted = _BUT_FOR[heading].get(code[:8])
    return excepted is not None and code not in excepted.split()


def _listed(data: Path) -> defaultdict[str, set[str]]:
    lists: defaultdict[str, set[str]] = defaultdict(set)
    for row in read_rows(data / "us/ch99/s301_product_lists.csv"):
        lists[row["hts8"]].add(row["ch99_code"])
    return lists


def _add_forced_labor(folder: FactFolder, data: Path) -> None:
    for row in read_rows(data / "us/ch99/us_s301_forced_labor_by_country.csv"):
        economy = row["iso2"]
        folder.programmes.append(
            {"key": f"s301_forced_labor_{economy}", "programme": "s301_forced_labor", "kind": "additional_duty",
             "name": "Section 301 forced labour", "mode": row["mode"],
             "areas": EU_GROUP if economy == "EU" else economy, "heading": row["heading"], "rate": row["rate"],
             "valid_from": row["effective_from"], "reference": f"HTSUS {row['heading']}; U.S. note 52; 91 FR 47318",
             "url": _FEDERAL_REGISTER}
        )  # fmt: skip
        folder.measures.append({"key": f"s301_forced_labor_{economy}"})


def _add_brazil(folder: FactFolder) -> None:
    folder.programmes.append(
        {"key": "s301_brazil", "programme": "s301_brazil", "kind": "additional_duty", "areas": "BR", "rate": "25%",
         "name": "Section 301 Brazil", "heading": "9903.05.01", "valid_from": "2026-07-22",
         "reference": "HTSUS 9903.05.01; U.S. note 50; FR 2026-14542", "url": _FEDERAL_REGISTER}
    )  # fmt: skip
    folder.measures.append({"key": "s301_brazil"})


def _add_nicaragua(folder: FactFolder) -> None:
    """Printed at +0 % in the schedule at hand; the notice phases it in later, at rates that are not known here."""
    shared: Row = {
        "programme": "s301_nicaragua", "kind": "additional_duty", "name": "Section 301 Nicaragua", "areas": "NI",
        "reference": "HTSUS 9903.89.01; U.S. note 29; 90 FR 60850", "url": _FEDERAL_REGISTER,
    }  # fmt: skip
    folder.programmes += [
        {**shared, "key": "s301_nicaragua", "rate": "Free", "heading": "9903.89.01", "valid_from": "2026-01-01",
         "valid_to": "2026-12-31"},
        {**shared, "key": "s301_nicaragua_later", "mode": "unresolved", "valid_from": "2027-01-01"},
    ]  # fmt: skip
    folder.measures += [{"key": "s301_nicaragua"}, {"key": "s301_nicaragua_later"}]
