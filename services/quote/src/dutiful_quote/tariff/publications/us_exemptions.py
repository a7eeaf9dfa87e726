"""Exemptions from the section 301 duties: by code, by article, by use, by trade agreement, by product exclusion."""

from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.official_files import read_rows
from dutiful_quote.tariff.publications.writing import FactFolder, Row

_URL: Final = "https://www.federalregister.gov"
_FORCED_LABOR_FROM: Final = "2026-07-24"
_BRAZIL_FROM: Final = "2026-07-22"
_CAFTA: Final = "CR;DO;GT;HN;NI;SV"

#: Condition of the official lists -> (end of the key, condition of the measure).
_BY_CONDITION: Final = {
    "full": ("exempt", ""),
    "ex": ("exempt_article", ""),
    "pharma": ("exempt_pharmaceutical", "statement=pharmaceutical_use"),
    "aircraft": ("exempt_aircraft", "statement=civil_aircraft_use"),
    "fta": ("exempt_agreement", "claim=1"),
}
#: Goods code -> the one article of that code that is exempt, in the project's own words.
ARTICLES: Final = {
    "08059001": "etrogs",
    "08119080": "frozen tropical fruit",
    "12073000": "castor seeds for sowing",
    "12074000": "sesame seeds for sowing",
    "12075000": "mustard seeds for sowing",
    "12076000": "safflower seeds for sowing",
    "12079903": "other oil seeds for sowing",
    "12119089": "psyllium husks",
    "13019091": "boswellia resin",
    "13021991": "extracts of aloe, Tasmanian pepper, coconut or centella",
    "15159081": "argan oil",
    "19059010": "baked goods for religious use",
    "19059090": "wafers and bakery wares for religious use",
    "20089921": "acai",
    "20093160": "concentrated citrus juice up to Brix 20, neither lemon nor lime, orange or grapefruit",
    "20098970": "coconut water or acai juice",
    "20099040": "blends of coconut water in retail packs, not from concentrate",
    "21069099": "acai preparations for making beverages",
    "44123357": "eucalyptus plywood up to 6 mm, faced, with an outer ply of a listed non-coniferous wood",
    "33012951": "non-citrus essential oils for religious use",
}
#: Chapter 99 headings of the product exclusions that stood last, and the days they are known to have covered.
_CHINA_EXCLUSIONS: Final = {"9903.88.69": "2024-06-15", "9903.88.70": "2024-01-01"}
_CHINA_EXCLUSIONS_TO: Final = "2026-11-09"


def add_exemptions(folder: FactFolder, data: Path) -> None:
    """Programmes and measures of kind `exemption` of `us/ch99`."""
    for row in read_rows(data / "us/ch99/s301_forced_labor_exempt_common_FINAL_2026-07-24.csv"):
        _add(folder, row, "s301_forced_labor", "", "")
    for row in read_rows(data / "us/ch99/s301_forced_labor_exempt_by_country_FINAL_2026-07-24.csv"):
        countries = row["countries"]
        suffix = "CAFTA" if countries == _CAFTA else countries
        areas = "US:EU" if countries == "EU" else countries.replace(";", " ")
        _add(folder, row, "s301_forced_labor", suffix, areas)
    for row in read_rows(data / "us/ch99/s301_brazil_exempt_FINAL_2026-07-22.csv"):
        _add(folder, row, "s301_brazil", "", "BR")
    _add_usmca(folder)
    _add_china_exclusions(folder, data)


def _add(folder: FactFolder, row: Row, programme: str, suffix: str, areas: str) -> None:
    ending, conditions = _BY_CONDITION[row["condition"]]
    key = "_".join(filter(None, (programme, ending, suffix)))
    if not any(known["key"] == key for known in reversed(folder.programmes)):
        folder.programmes.append(_exempting(key, programme, areas, conditions, row["ch99_heading"]))
    article = f"article={ARTICLES[row['hts_code']]}" if row["condition"] == "ex" else ""
    folder.measures.append({"goods_code": row["hts_code"], "key": key, "conditions": article})


def _exempting(key: str, programme: str, areas: str, conditions: str, heading: str) -> Row:
    brazil = programme == "s301_brazil"
    law = "U.S. note 50; FR 2026-14542" if brazil else "U.S. note 52; 91 FR 47318"
    return {
        "key": key, "programme": programme, "kind": "exemption", "areas": areas, "conditions": conditions,
        "name": "Exempt from section 301 " + ("Brazil" if brazil else "forced labour"), "heading": heading,
        "valid_from": _BRAZIL_FROM if brazil else _FORCED_LABOR_FROM,
        "reference": f"HTSUS {heading}; {law}" if heading else law, "url": _URL,
    }  # fmt: skip


def _add_usmca(folder: FactFolder) -> None:
    """Goods that enter free under the agreement with Canada and Mexico."""
    for country, heading in (("CA", "9903.05.93"), ("MX", "9903.05.94")):
        key = f"s301_forced_labor_exempt_usmca_{country}"
        folder.programmes.append(_exempting(key, "s301_forced_labor", country, "claim=1", heading))
        folder.measures.append({"key": key})


def _add_china_exclusions(folder: FactFolder, data: Path) -> None:
    """The exclusions are of described articles; the codes only say where such an article may stand."""
    for heading, first in _CHINA_EXCLUSIONS.items():
        folder.programmes.append(
            {"key": f"s301_exclusion_{heading}", "programme": "s301_china", "kind": "exemption", "areas": "CN",
             "name": "Product exclusion from section 301 China", "heading": heading, "valid_from": first,
             "conditions": f"article=the article that an exclusion of heading {heading} describes",
             "valid_to": _CHINA_EXCLUSIONS_TO, "reference": f"HTSUS {heading}; 90 FR 55232", "url": _URL}
        )  # fmt: skip
    for row in read_rows(data / "us/ch99/s301_exclusion_lines.csv"):
        if row["ch99_code"] in _CHINA_EXCLUSIONS:
            folder.measures.append({"goods_code": row["hts10"], "key": f"s301_exclusion_{row['ch99_code']}"})
        else:
            folder.count("not loaded: lines of exclusions whose window is not known")
