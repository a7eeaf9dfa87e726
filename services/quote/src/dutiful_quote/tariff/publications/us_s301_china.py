"""Section 301 duties on China: lists 1 to 4A of U.S. note 20, the four-year review of note 31, exclusions, cranes.

The schedule's footnotes name one heading a code as the law stands in the edition at hand. What stood before a review
step that came after 2025-01-01 is taken from annex A of the notice of 2024-09-18 (89 FR 76581), which the footnotes of
the editions of 2025 confirm.
"""

import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.official_files import read_rows, read_text
from dutiful_quote.tariff.publications.us_hts import footnoted_headings, schedule_rows
from dutiful_quote.tariff.publications.writing import FactFolder, Row

_URL: Final = "https://www.federalregister.gov"
NOTES: Final = "us/us_notes/chapter99_2026_rev_6.txt.gz"

#: Heading -> (name, rate, first day, reference). Note 31 takes its goods out of the lists of note 20: it replaces.
_LISTS: Final[dict[str, tuple[str, str, str, str]]] = {
    "9903.88.01": ("list 1", "25%", "2018-07-06", "83 FR 28710"),
    "9903.88.02": ("list 2", "25%", "2018-08-23", "83 FR 40823"),
    "9903.88.03": ("list 3", "25%", "2019-05-10", "84 FR 20459"),
    "9903.88.04": ("list 3, second part", "25%", "2019-05-10", "84 FR 20459"),
    "9903.88.15": ("list 4A", "7.5%", "2020-02-14", "FR 2020-00904"),
    "9903.91.01": ("four-year review, 25 %", "25%", "2024-09-27", "89 FR 76581"),
    "9903.91.02": ("four-year review, 50 %", "50%", "2024-09-27", "89 FR 76581"),
    "9903.91.03": ("four-year review, 100 %", "100%", "2024-09-27", "89 FR 76581"),
    "9903.91.04": ("four-year review, disposable face masks", "25%", "2025-01-01", "89 FR 76581"),
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
#: (code, heading, first day, last day) of goods that a later step of the review moved.
_UNTIL_2026: Final = (
    ("40151210", "9903.91.05", "", "2025-12-31"),
    ("6307909842", "9903.91.01", "", "2025-12-31"),
    ("6307909844", "9903.91.01", "", "2025-12-31"),
    ("6307909850", "9903.91.01", "", "2025-12-31"),
    ("6307909870", "9903.91.04", "", "2025-12-31"),
    ("6307909875", "9903.91.01", "", "2025-12-31"),
    ("85076000", "9903.88.15", "", "2025-12-31"),
    ("8507600010", "9903.91.01", "", "2025-12-31"),
)
_STATISTICAL_DIGITS: Final = 10
_FIRST_LIST: Final = "2018-07-06"
#: First day of a step -> the day before it. What stood before 2025 is not resolved.
_BEFORE_REVIEW: Final = {"2024-09-27": "2024-09-26", "2025-01-01": "2024-12-31"}

#: Chapter 99 heading of the product exclusions that stand -> (first day, subdivision of note 20).
_EXCLUSIONS: Final = {"9903.88.69": ("2024-06-15", "(vvv)"), "9903.88.70": ("2024-01-01", "(www)")}
_EXCLUSIONS_TO: Final = "2026-11-09"
_WHOLE_NUMBER: Final = re.compile(r"\s*\(\d+\)\s+(\d{4})\.(\d{2})\.(\d{4})\s*")
#: The heading whose rate goes up on a day that is known, to one that is not.
_RISING: Final = ("9903.91.05", "2027-06-22", "2027-06-23")
_CHASSIS: Final = ("8716390090", "87169030", "87169050")
_CRANES: Final = "84261900"


def add_china(folder: FactFolder, data: Path) -> None:
    """Duties and exclusions of programmes `s301_china`, `s301_china_chassis` and `s301_china_cranes`."""
    for heading, (name, rate, first, reference) in _LISTS.items():
        folder.programmes.append(
            {"key": f"s301_{heading}", "programme": "s301_china", "kind": "additional_duty", "areas": "CN",
             "name": f"Section 301 China, {name}", "heading": heading, "rate": rate, "valid_from": first,
             "valid_to": _RISING[1] if heading == _RISING[0] else "", "reference": f"HTSUS {heading}; {reference}",
             "url": _URL}
        )  # fmt: skip
    folder.programmes.append(
        {"key": f"s301_{_RISING[0]}_raised", "programme": "s301_china", "kind": "additional_duty", "areas": "CN",
         "name": "Section 301 China, semiconductors and solar, raised", "heading": _RISING[0], "mode": "unresolved",
         "valid_from": _RISING[2], "reference": f"HTSUS {_RISING[0]}; U.S. note 31(f)(ii)", "url": _URL}
    )  # fmt: skip
    folder.programmes.append(
        {"key": "s301_china_before_review", "programme": "s301_china", "kind": "additional_duty", "mode": "unresolved",
         "name": "Section 301 China, before the four-year review", "areas": "CN", "rate": "25%",
         "valid_from": _FIRST_LIST, "reference": "HTSUS chapter 99, subchapter III, U.S. note 20", "url": _URL}
    )  # fmt: skip
    for code, heading in _lines(data):
        folder.measures.append({"goods_code": code, "key": f"s301_{heading}"})
        if heading == _RISING[0]:
            folder.measures.append({"goods_code": code, "key": f"s301_{heading}_raised", "valid_from": _RISING[2]})
        before = _BEFORE_REVIEW.get(_LISTS[heading][2])
        if before:
            folder.measures.append({"goods_code": code, "key": "s301_china_before_review", "valid_to": before})
    for code, heading, first, last in _UNTIL_2026:
        folder.measures.append(
            {"goods_code": code, "key": f"s301_{heading}", "valid_from": first, "valid_to": last}
        )  # fmt: skip
    _add_exclusions(folder, data)
    _add_chassis(folder)
    _add_cranes(folder)


def _lines(data: Path) -> Iterator[tuple[str, str]]:
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
        found = [heading for heading in footnoted_headings(row) if heading in _LISTS]
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


def _add_exclusions(folder: FactFolder, data: Path) -> None:
    """Most exclusions are of described articles: the codes only say where such an article may stand.

    A few are of whole statistical numbers; those need no description.
    """
    lines = read_text(data / NOTES, "cp1252").splitlines()
    codes = {heading: set[str]() for heading in _EXCLUSIONS}
    for row in read_rows(data / "us/ch99/s301_exclusion_lines.csv"):
        if row["ch99_code"] in codes:
            codes[row["ch99_code"]].add(row["hts10"])
        else:
            folder.count("not loaded: lines of exclusions that ended before 2025")
    for heading, (first, subdivision) in _EXCLUSIONS.items():
        shared: Row = {
            "programme": "s301_china", "kind": "exemption", "areas": "CN", "rank": "50", "heading": heading,
            "name": "Product exclusion from section 301 China", "valid_from": first, "valid_to": _EXCLUSIONS_TO,
            "reference": f"HTSUS {heading}; U.S. note 20{subdivision}; 90 FR 55232", "url": _URL,
        }  # fmt: skip
        article = f"article=the article that an exclusion of heading {heading} describes"
        whole = whole_numbers(lines, subdivision)
        if whole:
            folder.programmes.append({**shared, "key": f"s301_exclusion_{heading}_whole"})
        folder.programmes.append({**shared, "key": f"s301_exclusion_{heading}", "conditions": article})
        for code in sorted(codes[heading] | whole):
            ending = "_whole" if code in whole else ""
            folder.measures.append({"goods_code": code, "key": f"s301_exclusion_{heading}{ending}"})
    _add_single_exclusion(folder, "9903.91.10", "9018310080", "enteral syringes", "2025-12-31")


def _add_single_exclusion(folder: FactFolder, heading: str, code: str, article: str, last: str) -> None:
    folder.programmes.append(
        {"key": f"s301_exclusion_{heading}", "programme": "s301_china", "kind": "exemption", "areas": "CN",
         "rank": "50", "heading": heading, "name": "Product exclusion from section 301 China",
         "conditions": f"article={article}", "valid_from": "2024-09-27", "valid_to": last,
         "reference": f"HTSUS {heading}; 89 FR 76581", "url": _URL}
    )  # fmt: skip
    folder.measures.append({"goods_code": code, "key": f"s301_exclusion_{heading}"})


def whole_numbers(lines: list[str], subdivision: str) -> set[str]:
    """Statistical numbers that stand alone in a subdivision of U.S. note 20, without the words of an article."""
    opening = re.compile(rf"\s*{re.escape(subdivision)}\s+(\(i\)\s+)?The U\.S\. Trade Representative")
    start = next(number for number, line in enumerate(lines) if opening.match(line))
    found: set[str] = set()
    for line in lines[start + 1 :]:
        if re.match(r"\s*(\([w-x]{3}\)|\d\d\.)\s", line):
            break
        match = _WHOLE_NUMBER.fullmatch(line)
        if match:
            found.add("".join(match.groups()))
    return found


def _add_chassis(folder: FactFolder) -> None:
    """In force for one day, then put off for a year; whether they were put off again is not known."""
    shared: Row = {
        "programme": "s301_china_chassis", "kind": "additional_duty", "areas": "CN", "heading": "9903.91.12",
        "name": "Section 301 China, intermodal chassis and their parts", "rate": "100%", "url": _URL,
        "conditions": "when=intermodal_chassis",
        "reference": "HTSUS 9903.91.12; U.S. note 31(k); 90 FR 48320, suspended by 90 FR 50947",
    }  # fmt: skip
    folder.programmes += [
        {**shared, "key": "s301_china_chassis_one_day", "valid_from": "2025-11-09", "valid_to": "2025-11-09"},
        {**shared, "key": "s301_china_chassis", "valid_from": "2026-11-10", "mode": "unresolved"},
    ]
    for code in _CHASSIS:
        folder.measures += [
            {"goods_code": code, "key": "s301_china_chassis_one_day", "valid_from": "2025-11-09"},
            {"goods_code": code, "key": "s301_china_chassis", "valid_from": "2026-11-10"},
        ]


def _add_cranes(folder: FactFolder) -> None:
    """25 % since the review; the 100 % on top went as that of the chassis did."""
    shared: Row = {
        "kind": "additional_duty", "areas": "CN", "url": _URL, "conditions": "when=ship_to_shore_crane",
        "name": "Section 301 China, ship-to-shore gantry cranes",
    }  # fmt: skip
    raised: Row = {
        **shared, "programme": "s301_china_cranes_raised", "heading": "9903.91.14", "rate": "100%",
        "reference": "HTSUS 9903.91.14; U.S. note 31(l); 90 FR 48320, suspended by 90 FR 50947",
    }  # fmt: skip
    folder.programmes += [
        {**shared, "key": "s301_china_cranes", "programme": "s301_china_cranes", "heading": "9903.92.10",
         "rate": "25%", "valid_from": "2024-09-27", "reference": "HTSUS 9903.92.10; U.S. note 31; 89 FR 76581"},
        {**raised, "key": "s301_china_cranes_one_day", "valid_from": "2025-11-09", "valid_to": "2025-11-09"},
        {**raised, "key": "s301_china_cranes_raised", "valid_from": "2026-11-10", "mode": "unresolved"},
        {"key": "s301_china_cranes_contracts", "programme": "s301_china_cranes", "kind": "exemption", "areas": "CN",
         "name": "Ship-to-shore cranes under earlier contracts", "heading": "9903.91.09", "rank": "50",
         "conditions": "article=cranes under a contract made before 2024-05-14", "valid_from": "2024-09-27",
         "valid_to": "2026-05-13", "reference": "HTSUS 9903.91.09; 89 FR 76581", "url": _URL},
        {"key": "s301_china_cranes_raised_contracts", "programme": "s301_china_cranes_raised", "kind": "exemption",
         "name": "Ship-to-shore cranes under earlier contracts", "heading": "9903.91.16", "rank": "50", "areas": "CN",
         "conditions": "article=cranes under a contract made before 2025-04-17", "valid_to": "2027-04-17",
         "reference": "HTSUS 9903.91.16; U.S. note 31(l); 90 FR 48320", "url": _URL},
    ]  # fmt: skip
    days = {"_one_day": "2025-11-09", "_raised": "2026-11-10"}
    folder.measures += [
        {"goods_code": _CRANES, "key": f"s301_china_cranes{ending}", "valid_from": days.get(ending, "")}
        for ending in ("", "_one_day", "_raised", "_contracts", "_raised_contracts")
    ]
