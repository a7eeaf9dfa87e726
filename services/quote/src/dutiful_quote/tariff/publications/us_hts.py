"""Harmonized Tariff Schedule of the United States, chapters 1 to 97: both columns, special programmes, units.

The USITC export gives rates on eight digits, or on the single ten-digit line where a subheading has no statistical
split; they are kept at the level at which they are printed. Footnotes name the chapter 99 headings of Russia.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from dutiful_quote.tariff.publications.official_files import read_json
from dutiful_quote.tariff.publications.writing import FactFolder, Row

#: The stored export of the schedule, within the folder of official data.
EXPORT: Final = "us/hts/hts_2026_rev_10.json.gz"
COLUMN_2_GROUP: Final = "US:column_2"
_COLUMN_2: Final = ("BY", "CU", "KP", "RU")
HTS_URL: Final = "https://hts.usitc.gov"
_CARIBBEAN: Final = "AG AW BS BB BZ CW DM GD GY HT JM MS KN LC VC TT VG"
_AGOA: Final = "AO BJ BW CV TD KM CG CI DJ SZ GM GH GW KE LS LR MG MW MR MU MZ NA NG RW ST SN SL ZA TZ TG ZM"

#: Symbol of the special column -> (name, members, general note, condition beside the claim, last day).
_PROGRAMMES: Final[dict[str, tuple[str, str, str, str, str]]] = {
    "AU": ("Australia free trade agreement", "AU", "28", "", ""),
    "B": ("Automotive products from Canada", "CA", "5", "statement=original_motor_vehicle_equipment", ""),
    "BH": ("Bahrain free trade agreement", "BH", "30", "", ""),
    "C": ("Civil aircraft agreement", "*", "6", "statement=civil_aircraft_use", ""),
    "CL": ("Chile free trade agreement", "CL", "26", "", ""),
    "CO": ("Colombia trade promotion agreement", "CO", "34", "", ""),
    "D": ("African Growth and Opportunity Act", _AGOA, "16", "", "2026-12-31"),
    "E": ("Caribbean Basin Economic Recovery Act", _CARIBBEAN, "7", "", ""),
    "IL": ("Israel free trade agreement", "IL", "8", "", ""),
    "JO": ("Jordan free trade agreement", "JO", "18", "", ""),
    "JP": ("Japan trade agreement", "JP", "36", "", ""),
    "K": ("Agreement on pharmaceutical products", "*", "13", "statement=pharmaceutical_appendix_product", ""),
    "KR": ("Korea free trade agreement", "KR", "33", "", ""),
    "L": ("Intermediate chemicals for dyes", "*", "14", "statement=dye_intermediate_appendix_product", ""),
    "MA": ("Morocco free trade agreement", "MA", "27", "", ""),
    "OM": ("Oman free trade agreement", "OM", "31", "", ""),
    "P": ("Dominican Republic and Central America agreement", "CR DO SV GT HN NI", "29", "", ""),
    "PA": ("Panama trade promotion agreement", "PA", "35", "", ""),
    "PE": ("Peru trade promotion agreement", "PE", "32", "", ""),
    "R": ("Caribbean Basin Trade Partnership Act", "BB BZ CW GY HT JM LC TT", "17", "", ""),
    "S": ("USMCA", "CA MX", "11", "", ""),
    "SG": ("Singapore free trade agreement", "SG", "25", "", ""),
}
#: Symbols that are not loaded, and why.
_LEFT_OUT: Final = {
    **dict.fromkeys(("A", "A*", "A+"), "GSP lapsed on 2020-12-31"),
    **dict.fromkeys(("CA", "J", "J*"), "symbol of a repealed programme"),
    "E*": "CBERA articles limited by General Note 7(d)",
    "NP": "Nepal programme, status not confirmed",
    **dict.fromkeys(("P+", "S+"), "quota and special provisions of an agreement"),
}
#: Spelling of a unit in the schedule -> codes of `contract.units`; other spellings have no code there.
_UNITS: Final = {
    "kg": "KGM", "t": "KGM", "No.": "NAR", "No": "NAR", "doz.": "NAR", "gross": "NAR", "pcs": "NAR", "hundreds": "NAR",
    "thousands": "NAR", "Dz Pcs": "NAR", "No. and kg": "NAR KGM", "prs.": "NPR", "doz. prs.": "NPR", "m²": "MTK",
    "m2": "MTK", "cm2": "MTK", "m3": "MTQ", "thousand m3": "MTQ", "m": "MTR", "lin. m": "MTR", "thousand m": "MTR",
    "liters": "LTR", "bbl": "LTR", "pf.liters": "LPF", "g": "GRM", "carat": "CTM", "cy kg": "KGM.clean",
    "Cu kg": "KGM.copper", "Pb kg": "KGM.lead", "Jwls.": "JWL", "MWh": "MWH",
}  # fmt: skip
#: Chapter 99 heading -> rate that takes the place of column 2 for products of Russia (U.S. note 30).
_RUSSIA: Final = {"9903.90.08": "35%", "9903.90.09": "70%"}

_STATISTICAL_DIGITS: Final = 10
#: Chapters 98 and 99 are other publications.
FIRST_SPECIAL_CHAPTER: Final = "98"


def new_goods(data: Path, heading: str) -> list[str]:
    """The numbers below the heading that the schedule keeps for new goods, in contrast to used ones."""
    new_at, found = None, []
    for row in read_json(data / EXPORT):
        code, depth = row["htsno"].replace(".", ""), int(row["indent"])
        if new_at is None or depth <= new_at:
            new_at = depth if row["description"].strip(" :") == "New" else None
        if new_at is not None and code.startswith(heading):
            found.append(code)
    return found


def schedule_rows(data: Path) -> Iterator[dict[str, Any]]:
    """The rows of chapters 1 to 97 of the stored export, with `code` (digits) added."""
    for row in read_json(data / EXPORT):
        code = row["htsno"].replace(".", "")
        if code and code[:2] < FIRST_SPECIAL_CHAPTER:
            yield {**row, "code": code}


def footnoted_headings(row: Mapping[str, Any]) -> list[str]:
    """Chapter 99 headings that the footnotes of a row point to, in their order."""
    text = " ".join(note.get("value") or "" for note in row["footnotes"] or ())
    return re.findall(r"99[0-9]{2}\.[0-9]{2}\.[0-9]{2}", text)


def us_hts(data: Path) -> FactFolder:
    """The facts of `us/hts`."""
    folder = us_hts_folder()
    for row in schedule_rows(data):
        add_schedule_row(folder, row)
    return folder


def us_hts_folder() -> FactFolder:
    """`us/hts` before its first row: programmes, groups of countries, profile."""
    folder = FactFolder(
        "us/hts",
        {
            "jurisdiction": "US",
            "publication": "hts",
            "edition": "2026 Revision 10",
            "title": "Harmonized Tariff Schedule of the United States, chapters 1-97",
            "publisher": "United States International Trade Commission",
            "source_url": HTS_URL,
            "licence": "US government work, public domain",
            "published_on": "2026-06-08",
            "verified_until": "2026-08-03",
            "dialect": "US",
            "attribution": "rulespec-us, The Axiom Foundation, CC BY 4.0 (comparison with Revision 15)",
            "note": "Rates of Revision 10 equal those of Revision 15 (2026-08-03) in both columns. Not loaded: GSP "
            "(lapsed), Nepal, E*, P+ and S+ provisions, and special rates that point to chapters 98 and 99.",
        },
    )
    folder.programmes += _programmes()
    folder.area(COLUMN_2_GROUP, _COLUMN_2)
    for symbol, (_, members, *_) in _PROGRAMMES.items():
        if " " in members:
            folder.area(f"US:{symbol}", members.split())
    folder.profile += [
        {"key": "currency", "value": "USD"},
        {"key": "valuation_basis", "value": "FOB"},
        {"key": "tax_name", "value": "none (state sales and use tax is outside customs)"},
        {"key": "confidence", "value": "high"},
        {"key": "as_of", "value": "2026-10-01"},
        # Additional duties, mail, de minimis and fees are loaded from this day on.
        {"key": "known_from", "value": "2025-01-01"},
    ]
    return folder


def _programmes() -> list[Row]:
    shared = {"kind": "third_country_duty", "url": HTS_URL}
    rows: list[Row] = [
        {**shared, "key": "column_1", "programme": "column_1", "name": "Column 1, general", "areas": "*",
         "excluded": COLUMN_2_GROUP, "reference": "HTSUS General Note 3(a)"},
        {**shared, "key": "column_2", "programme": "column_2", "name": "Column 2", "areas": COLUMN_2_GROUP,
         "reference": "HTSUS General Note 3(b)"},
    ]  # fmt: skip
    rows += [
        {**shared, "key": f"column_2_ru_{heading[-2:]}", "programme": "column_2", "areas": "RU", "heading": heading,
         "name": "Column 2, products of Russia", "rate": rate, "reference": f"HTSUS {heading}; U.S. note 30 to chapter "
         "99, subchapter III"}
        for heading, rate in _RUSSIA.items()
    ]  # fmt: skip
    for symbol, (name, members, note, condition, valid_to) in _PROGRAMMES.items():
        rows.append(
            {"key": symbol, "programme": symbol, "kind": "preference", "name": name, "rate": "Free",
             "areas": f"US:{symbol}" if " " in members else members,
             "conditions": "; ".join(filter(None, ("claim=1", condition))), "valid_to": valid_to,
             "reference": f"HTSUS General Note {note}", "url": HTS_URL}
        )  # fmt: skip
    return rows


def add_schedule_row(folder: FactFolder, row: Mapping[str, Any]) -> None:
    """Add one row of the schedule, with its `code` in digits."""
    code = row["code"]
    general, other = row["general"].strip(), row["other"].strip()
    if general:
        folder.measures.append({"goods_code": code, "key": "column_1", "rate": general})
    if other:
        russian = next((heading for heading in footnoted_headings(row) if heading in _RUSSIA), None)
        folder.measures.append(
            {"goods_code": code, "key": "column_2", "rate": other, "excluded": "RU" if russian else ""}
        )
        if russian:
            folder.measures.append({"goods_code": code, "key": f"column_2_ru_{russian[-2:]}"})
    if general:
        _add_special(folder, code, row["special"] or "")
    if len(code) == _STATISTICAL_DIGITS:
        units = [_UNITS.get(unit.strip(), "") for unit in row["units"] or ()]
        folder.lines.append({"goods_code": code, "units": " ".join(dict.fromkeys(filter(None, units)))})


def _add_special(folder: FactFolder, code: str, text: str) -> None:
    """`Free (A,AU,...) 7.2% (E)`: rates with the symbols they belong to. Slips of the pen ("PA (PA") are mended."""
    text = " ".join(re.sub(r"\(([^()]*)\(", r"(\1,", text).split())
    for rate, symbols in re.findall(r"([^()]+)\(([^()]*)\)", text):
        if not rate.strip().startswith("Free") and not re.match(r"\s*[0-9$.]", rate):
            folder.count("not loaded: special rates that point elsewhere")
            continue
        keys = []
        for symbol in dict.fromkeys(re.split(r"[,.\s]+", symbols.strip(" ,."))):
            if symbol in _PROGRAMMES:
                keys.append(symbol)
            else:
                folder.count("not loaded: " + _LEFT_OUT.get(symbol, f"unknown symbol {symbol!r}"))
        if keys:
            free = rate.strip() == "Free"
            folder.measures.append({"goods_code": code, "key": " ".join(keys), "rate": "" if free else rate.strip()})
