"""Section 232 steel, aluminium and copper since 2026-04-06: one duty on the full value, by annex.

Annex 1a pays 50 %, 1b 25 %, 1c (mobile machinery) 25 % with lower ways, 3 (equipment) is topped up to 15 %. Each code
stands once for each period in which its annex or the share asked of American metal stays the same.
"""

from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.official_files import read_rows
from dutiful_quote.tariff.publications.us_note_lists import ChapterNotes
from dutiful_quote.tariff.publications.us_s232_metals_2025 import add_metals_of_2025
from dutiful_quote.tariff.publications.us_s232_russia import add_russian_aluminum
from dutiful_quote.tariff.publications.writing import FactFolder, Row

VERIFIED_UNTIL: Final = "2026-06-08"
#: First and last day of each period of the regime.
_FIRST: Final = ("2026-04-06", "2026-06-07")
_AMENDED: Final = ("2026-06-08", "")
_LOWERED: Final = ("2026-06-08", "2027-12-31")
_LATER: Final = ("2028-01-01", "")
_URL: Final = "https://www.federalregister.gov"
_LAW: Final = "U.S. note 16; 91 FR 18201"
_AMENDING: Final = "U.S. note 16; 91 FR 18201; 91 FR 34085"
_NAME: Final = "Section 232 metals"
_PARTNERS: Final = "AR CH EC GB GT JP KR LI SV TW US:EU"
_STEEL_MILLS: Final = "article=steel of a mill in Canada or Mexico, within a quantity that Commerce has authorised"
_ALUMINUM_MILLS: Final = "article=aluminium of a smelter in Canada or Mexico, within a quantity Commerce has authorised"

#: (key, what, heading, rate, mode, rank, areas, conditions). The first of a code's headings that holds is charged.
_HEADINGS: Final = (
    ("metals_50", "articles", "9903.82.02", "50%", "", "90", "", ""),
    ("metals_50_ru", "articles of Russia", "9903.82.14", "50%", "", "80", "RU", ""),
    ("metals_25_gb", "articles of British metal", "9903.82.04", "25%", "", "40", "GB", "when=uk_metal_share>=0.95"),
    ("metals_25_steel", "North American steel", "9903.82.18", "25%", "", "45", "CA MX", f"claim=S S+; {_STEEL_MILLS}"),
    ("metals_25_aluminum", "North American aluminium", "9903.82.19", "25%", "", "45", "CA MX",
     f"claim=S S+; {_ALUMINUM_MILLS}"),
    ("metals_10_us95", "derivatives of American metal", "9903.82.06", "10%", "", "30", "",
     "statement=us_metal_share>=0.95"),
    ("metals_10_us85", "derivatives of American metal", "9903.82.06", "10%", "", "30", "",
     "statement=us_metal_share>=0.85"),
    ("metals_25", "derivatives", "9903.82.09", "25%", "", "90", "", ""),
    ("metals_25_ru", "derivatives of Russia", "9903.82.16", "25%", "", "80", "RU", ""),
    ("metals_15_gb", "derivatives of British metal", "9903.82.05", "15%", "", "40", "GB", "when=uk_metal_share>=0.95"),
    ("equipment", "equipment", "9903.82.10", "15%", "minimum_total", "90", "", ""),
    ("equipment_us95", "equipment of American metal", "9903.82.07", "10%", "minimum_total", "30", "",
     "statement=us_metal_share>=0.95"),
    ("equipment_us85", "equipment of American metal", "9903.82.07", "10%", "minimum_total", "30", "",
     "statement=us_metal_share>=0.85"),
    ("equipment_column_2", "equipment of column 2 countries", "9903.82.12", "25%", "", "20", "BY CU KP", ""),
    ("equipment_ru", "equipment of Russia", "9903.82.17", "25%", "", "20", "RU", ""),
    ("mobile", "mobile machinery", "9903.82.09", "25%", "", "90", "", ""),
    ("mobile_ru", "mobile machinery of Russia", "9903.82.16", "25%", "", "20", "RU", ""),
    ("mobile_us85", "mobile machinery of American metal", "9903.82.23", "10%", "minimum_total", "30", "",
     "statement=us_metal_share>=0.85"),
    ("mobile_partners", "mobile machinery of partners", "9903.82.22", "15%", "minimum_total", "40", _PARTNERS, ""),
    ("mobile_usmca", "mobile machinery, non-American content", "9903.82.20", "25%", "", "50", "CA MX",
     "claim=S S+; statement=us_content_share>0 and us_content_share<=0.4"),
    ("mobile_usmca_least", "mobile machinery, mostly American content", "", "15%", "minimum_total", "50", "CA MX",
     "claim=S S+; statement=us_content_share>0.4"),
)  # fmt: skip
_HS_DIGITS: Final = 6
#: Base metal articles of subdivisions (c)(i), (iii) and (v); the rest of annex 1a are derivatives.
STEEL_ARTICLES: Final = (
    "7206", "7207", "7208", "7209", "7210", "7211", "7212", "7213", "7214", "7215", "72161000", "72162100", "72162200",
    "72163100", "72163200", "72163300", "72164000", "72165000", "72169900", "7217", "7218", "7219", "7220", "7221",
    "7222", "7223", "7224", "7225", "7226", "7227", "7228", "7229", "73011000", "730210", "73024000", "730290", "7304",
    "7305", "7306",
)  # fmt: skip
ALUMINUM_ARTICLES: Final = (
    "7601", "7604", "7605", "7606", "7607", "7608", "7609", "7616995160", "7616995170",
)  # fmt: skip
#: The table of annexes names the wrong metal for these.
_METALS_OF: Final = {**dict.fromkeys(ALUMINUM_ARTICLES, "aluminum"), "76141010": "aluminum"}


def add_metals(folder: FactFolder, data: Path) -> None:
    """Programmes, measures and exemptions of the metals."""
    annexes = annexes_of(data)
    _add_headings(folder)
    for code in sorted(annexes):
        folder.measures += _rows(code, annexes[code])
    _add_exemptions(folder, annexes)
    add_metals_of_2025(folder, data, annexes, STEEL_ARTICLES, ALUMINUM_ARTICLES)
    add_russian_aluminum(folder, data, annexes, ALUMINUM_ARTICLES)


#: Day -> annex -> its metals, for one code.
Annexes = dict[str, dict[str, set[str]]]


def annexes_of(data: Path) -> dict[str, Annexes]:
    """What the annexes say of each code, by the day from which they say it."""
    found: defaultdict[str, Annexes] = defaultdict(dict)
    printed = _printed_in_note(data)
    for row in read_rows(data / "us/ch99/s232_annex_products.csv"):
        short = len(row["hts_prefix"]) <= _HS_DIGITS and row["annex"] != "2"
        if short and row["source"] == "proclamation" and row["hts_prefix"] not in printed:
            continue  # it heads the lines of the list below it, and is none of them
        metal = _METALS_OF.get(row["hts_prefix"], row["metal_type"])
        of_day = found[row["hts_prefix"]].setdefault(row["effective_date"], {})
        of_day.setdefault(row["annex"], set()).add(metal)
    return dict(found)


def _printed_in_note(data: Path) -> frozenset[str]:
    """The codes, headings among them, that U.S. note 16(c) lists."""
    notes = ChapterNotes.stored(data)
    return frozenset(
        notes.codes("(c) Headings 9903.82.02-9903.82.19 apply to the full customs value", "17. (a) Subheadings")
    )


def _add_headings(folder: FactFolder) -> None:
    for key, what, heading, rate, mode, rank, areas, conditions in _HEADINGS:
        law = _AMENDING if key.startswith("mobile") or key.endswith("85") else _LAW
        folder.programmes.append(
            {"key": key, "programme": "s232_metals", "kind": "additional_duty", "name": f"{_NAME}, {what}",
             "mode": mode, "areas": areas, "heading": heading, "rank": rank, "rate": rate, "conditions": conditions,
             "base": "rest:us_content_share" if key == "mobile_usmca" else "",
             "reference": f"HTSUS {heading}; {law}" if heading else law, "url": _URL,
             "verified_until": VERIFIED_UNTIL}
        )  # fmt: skip


def _rows(code: str, by_day: Annexes) -> Iterator[Row]:
    """One row a period; a code that is in annex II (no duty) has none."""
    first = by_day.get(_FIRST[0], {})
    now = by_day.get(_AMENDED[0], first)
    yield from _row(code, first, _FIRST, "95")
    lowered = bool({"1c", "3"} & now.keys())
    yield from _row(code, now, _LOWERED if lowered else _AMENDED, "85")
    if lowered:
        yield from _row(code, {"1b": set().union(*now.values())}, _LATER, "85")


def _row(code: str, annexes: dict[str, set[str]], period: tuple[str, str], share: str) -> Iterator[Row]:
    for annex, metals in sorted(annexes.items()):
        if annex != "2":
            keys = " ".join(_keys(code, annex, metals, share))
            yield {"goods_code": code, "key": keys, "valid_from": period[0], "valid_to": period[1]}


def _keys(code: str, annex: str, metals: set[str], share: str) -> Iterator[str]:
    british = metals != {"copper"}
    russian = metals != {"aluminum"}
    if annex == "1a":
        yield "metals_50"
        if code.startswith(STEEL_ARTICLES):
            yield "metals_25_steel"
        elif code.startswith(ALUMINUM_ARTICLES):
            yield "metals_25_aluminum"
        elif british:  # articles of copper, subdivision (c)(v), have no lower heading
            yield f"metals_10_us{share}"
        yield from ("metals_25_gb",) if british else ()
        yield from ("metals_50_ru",) if russian else ()
    elif annex == "1b":
        yield from ("metals_25", f"metals_10_us{share}")
        yield from ("metals_15_gb",) if british else ()
        yield from ("metals_25_ru",) if russian else ()
    elif annex == "1c":
        yield from ("mobile", "mobile_us85", "mobile_partners", "mobile_usmca", "mobile_usmca_least", "mobile_ru")
    else:
        yield from ("equipment", f"equipment_us{share}", "equipment_column_2")
        yield from ("equipment_ru",) if russian else ()


#: Origin -> (heading of its civil aircraft, days for the former three programmes and for that of 2026).
_AIRCRAFT: Final = {
    "GB": ("9903.96.01", "2025-06-30"),
    "JP": ("9903.96.02", "2025-09-16"),
    "US:EU": ("9903.02.76", "2025-09-25"),
    "KR": ("9903.02.81", "2025-12-05"),
}


def _add_exemptions(folder: FactFolder, annexes: dict[str, Annexes]) -> None:
    shared: Row = {
        "programme": "s232_metals", "kind": "exemption", "valid_from": _FIRST[0], "url": _URL,
        "verified_until": VERIFIED_UNTIL,
    }  # fmt: skip
    folder.programmes += [
        {**shared, "key": "metals_none", "name": "Goods without steel, aluminium or copper", "heading": "9903.82.01",
         "rank": "50", "conditions": "when=metal_weight_share<=0; not_goods=72 73 74 76",
         "reference": f"HTSUS 9903.82.01; {_LAW}"},
        {**shared, "key": "metals_light", "name": "Goods with less than 15 % of metal by weight",
         "heading": "9903.82.03", "rank": "51", "conditions": "when=metal_weight_share<0.15; not_goods=72 73 74 76",
         "reference": f"HTSUS 9903.82.03; {_LAW}"},
        {**shared, "key": "metals_motorcycle", "name": "Parts for making motorcycles", "heading": "9903.82.13",
         "rank": "49", "conditions": "article=parts for the manufacture of motorcycles in the United States",
         "reference": f"HTSUS 9903.82.13; {_LAW}"},
        {**shared, "key": "metals_removed", "name": "Removed from the metals annexes", "rank": "40",
         "reference": "91 FR 18201, annex II"},
    ]  # fmt: skip
    folder.measures += [{"key": "metals_none"}, {"key": "metals_light"}]
    for code, by_day in sorted(annexes.items()):
        if code[:2] in {"84", "85", "87"} and any("1b" in annexes_then for annexes_then in by_day.values()):
            folder.measures.append({"goods_code": code, "key": "metals_motorcycle"})
    folder.measures += _removed(annexes)
    _add_aircraft(folder)


def _removed(annexes: dict[str, Annexes]) -> Iterator[Row]:
    """Codes of annex II below a listed code; any other code of annex II needs no row to be free."""
    for code, by_day in sorted(annexes.items()):
        if not any(code != other and code.startswith(other) for other in annexes):
            continue
        for day, then in by_day.items():
            if "2" in then:
                again = any(later > day and "2" not in there for later, there in by_day.items())
                yield {"goods_code": code, "key": "metals_removed", "valid_from": day,
                       "valid_to": _FIRST[1] if again else ""}  # fmt: skip


def _add_aircraft(folder: FactFolder) -> None:
    """Civil aircraft of partners stay free of the duties on metals, as clause (10) of Proclamation 11021 says."""
    for area, (heading, first) in _AIRCRAFT.items():
        for programme in ("s232_steel", "s232_aluminum", "s232_copper", "s232_metals"):
            key = f"{programme}_aircraft_{area[-2:]}"
            folder.programmes.append(
                {"key": key, "programme": programme, "kind": "exemption", "name": "Civil aircraft of trade partners",
                 "areas": area, "rank": "30", "conditions": "statement=civil_aircraft_use",
                 "valid_from": _FIRST[0] if programme == "s232_metals" else first,
                 "valid_to": "" if programme == "s232_metals" else "2026-04-05",
                 "reference": f"HTSUS {heading}; 91 FR 18201, clause (10)", "url": _URL}
            )  # fmt: skip
            folder.measures.append({"key": key})
