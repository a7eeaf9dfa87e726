"""Exemptions from the section 301 duties on forced labour and Brazil: in transit, by agreement, code, article or use.

They are tested in the order of their ranks: what was in transit, agreements, lists by code, lists by country, what an
importer must state. Displacement by section 232 stands in the stacking table.
"""

from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.official_files import read_rows
from dutiful_quote.tariff.publications.us_informational import add_informational
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
    "fta": ("exempt_agreement", "claim={symbol}"),
}
#: Programme -> condition -> heading, where the lists leave it out.
_HEADINGS: Final = {
    "s301_forced_labor": {"aircraft": "9903.05.88", "pharma": "9903.05.89"},
    "s301_brazil": {"ex": "9903.05.04", "aircraft": "9903.05.05", "pharma": "9903.05.06"},
}
_COMMON_RANK: Final = "30"
_COUNTRY_RANK: Final = "40"
_STATED_RANK: Final = "50"
_UNCONDITIONAL: Final = {"full", "fta"}
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
#: Programme -> (reference, first day, first day of entry without relief, headings of what is in transit, donated and
#: informational).
_ACTIONS: Final = {
    "s301_forced_labor": ("U.S. note 52; 91 FR 47318", _FORCED_LABOR_FROM, "2026-07-27", "9903.05.85", "9903.05.91",
                          "9903.05.92"),
    "s301_brazil": ("U.S. note 50; FR 2026-14542", _BRAZIL_FROM, "2026-07-28", "9903.05.02", "9903.05.08",
                    "9903.05.09"),
}  # fmt: skip


def add_exemptions(folder: FactFolder, data: Path) -> None:
    """Programmes and measures of kind `exemption` of forced labour and Brazil."""
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
    for programme in _ACTIONS:
        _add_common(folder, programme)
    add_informational(folder)


def _add(folder: FactFolder, row: Row, programme: str, suffix: str, areas: str) -> None:
    condition = row["condition"]
    ending, conditions = _BY_CONDITION[condition]
    key = "_".join(filter(None, (programme, ending, suffix)))
    if not any(known["key"] == key for known in reversed(folder.programmes)):
        rank = _COMMON_RANK if not suffix else _COUNTRY_RANK
        heading = _HEADINGS[programme].get(condition, "") or row["ch99_heading"]
        conditions = conditions.format(symbol="P" if suffix == "CAFTA" else suffix)
        folder.programmes.append(
            _exempting(
                key,
                programme,
                heading,
                areas=areas,
                conditions=conditions,
                rank=rank if condition in _UNCONDITIONAL else _STATED_RANK,
            )
        )
    article = f"article={ARTICLES[row['hts_code']]}" if condition == "ex" else ""
    folder.measures.append({"goods_code": row["hts_code"], "key": key, "conditions": article})


def _exempting(key: str, programme: str, heading: str, **more: str) -> Row:
    law, first, *_ = _ACTIONS[programme]
    return {
        "key": key, "programme": programme, "kind": "exemption", "heading": heading, "valid_from": first,
        "name": "Exempt from section 301 " + ("Brazil" if programme == "s301_brazil" else "forced labour"),
        "reference": f"HTSUS {heading}; {law}", "url": _URL, **more,
    }  # fmt: skip


def _add_usmca(folder: FactFolder) -> None:
    """Goods that enter free under the agreement with Canada and Mexico."""
    for country, heading in (("CA", "9903.05.93"), ("MX", "9903.05.94")):
        key = f"s301_forced_labor_exempt_usmca_{country}"
        folder.programmes.append(
            _exempting(key, "s301_forced_labor", heading, areas=country, conditions="claim=S", rank="20")
        )
        folder.measures.append({"key": key})


def _add_common(folder: FactFolder, programme: str) -> None:
    """What both notes say of goods of every code.

    Loaded and on the way before the first day, and entered within the days that follow: no duty. The law counts from
    00:01 Eastern; days are the finest that is known of a shipment here.
    """
    _, first, last, transit, donation, information = _ACTIONS[programme]
    folder.programmes += [
        _exempting(
            f"{programme}_in_transit", programme, transit, rank="10", valid_to=last,
            conditions=f"exported_before={first}; transport_modes=sea",
        ),
        _exempting(
            f"{programme}_donation", programme, donation, rank=_STATED_RANK, conditions="statement=donation"
        ),
        _exempting(
            f"{programme}_information", programme, information, rank=_STATED_RANK,
            conditions="statement=informational_material",
        ),
    ]  # fmt: skip
    folder.measures += [{"key": f"{programme}_{ending}"} for ending in ("in_transit", "donation", "information")]
