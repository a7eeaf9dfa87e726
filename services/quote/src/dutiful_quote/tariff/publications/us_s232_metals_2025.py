"""Section 232 steel, aluminium and copper from 2025-01-01 to 2026-04-05: three duties, some on the metal's share.

Where the lists of 2025 are not in the stored publications, a code of the annexes of 2026 is `unresolved` for those
days: it may have been listed, and at what rate is known.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.official_files import read_rows
from dutiful_quote.tariff.publications.writing import FactFolder, Row

_URL: Final = "https://www.federalregister.gov"
_BEFORE: Final = ("2025-01-01", "2025-03-11")
_AT_25: Final = ("2025-03-12", "2025-06-03")
_AT_50: Final = ("2025-06-04", "2026-04-05")
_DERIVATIVES_FROM: Final = "2025-08-18"
_STEEL: Final = "U.S. note 16 of 2025"
_ALUMINUM: Final = "U.S. note 19 of 2025"
#: Tariff quotas, absolute quotas, and conditions on where the metal was melted or smelted.
_STEEL_ARRANGED: Final = "AR BR GB JP KR MX UA US:EU"
_ALUMINUM_ARRANGED: Final = "AR GB MX US:EU"

#: (key, programme, name, mode, areas, excluded, heading, rank, base, rate, days, reference)
_HEADINGS: Final = (
    ("steel_2018", "s232_steel", "steel", "", "", f"AU CA {_STEEL_ARRANGED}", "9903.80.01", "", "", "25%", _BEFORE,
     "83 FR 11625"),
    ("steel_2018_arranged", "s232_steel", "steel, quotas and origin of the melt", "unresolved", _STEEL_ARRANGED, "",
     "", "", "", "25%", _BEFORE, f"HTSUS 9903.80.05-9903.81.86; {_STEEL}"),
    ("steel_25", "s232_steel", "steel", "", "", "", "9903.81.87", "", "", "25%", _AT_25,
     f"{_STEEL}; Proclamation 10896"),
    ("steel_50", "s232_steel", "steel", "", "", "GB", "9903.81.87", "", "", "50%", _AT_50, f"{_STEEL}; 90 FR 24199"),
    ("steel_50_gb", "s232_steel", "steel of Britain", "", "GB", "", "9903.81.94", "", "", "25%", _AT_50,
     f"{_STEEL}; 90 FR 24199"),
    ("steel_share_50", "s232_steel", "steel derivatives", "", "", "GB", "9903.81.91", "", "share:steel_share", "50%",
     (_DERIVATIVES_FROM, _AT_50[1]), f"{_STEEL}, subdivision (n)"),
    ("steel_share_50_gb", "s232_steel", "steel derivatives of Britain", "", "GB", "", "9903.81.98", "",
     "share:steel_share", "25%", (_DERIVATIVES_FROM, _AT_50[1]), f"{_STEEL}, subdivision (u)"),
    ("steel_listed_25", "s232_steel", "steel derivatives, list not known", "unresolved", "", "", "", "95", "", "25%",
     _AT_25, f"HTSUS 9903.81.89-9903.81.91; {_STEEL}"),
    ("steel_listed_50", "s232_steel", "steel derivatives, list not known", "unresolved", "", "", "", "95", "", "50%",
     _AT_50, f"HTSUS 9903.81.89-9903.81.91; {_STEEL}"),
    ("aluminum_2018", "s232_aluminum", "aluminium", "", "", f"AU CA {_ALUMINUM_ARRANGED}", "9903.85.01", "", "", "10%",
     _BEFORE, "83 FR 11619"),
    ("aluminum_2018_derivative", "s232_aluminum", "aluminium derivatives", "", "", f"AU CA {_ALUMINUM_ARRANGED}",
     "9903.85.03", "", "", "10%", _BEFORE, "U.S. note 19(a)(iii)"),
    ("aluminum_2018_arranged", "s232_aluminum", "aluminium, quotas and origin of the smelt", "unresolved",
     _ALUMINUM_ARRANGED, "", "", "", "", "10%", _BEFORE, f"HTSUS 9903.85.05-9903.85.72; {_ALUMINUM}"),
)  # fmt: skip
#: (key, heading, heading of Britain, base, subdivision) of the aluminium lists since 2025-03-12.
_ALUMINUM_LISTS: Final = (
    ("aluminum", "9903.85.02", "9903.85.12", "", "(g)"),
    ("aluminum_first", "9903.85.04", "9903.85.13", "", "(i)"),
    ("aluminum_second", "9903.85.07", "9903.85.14", "", "(j)"),
    ("aluminum_share", "9903.85.08", "9903.85.15", "share:aluminum_share", "(k)"),
)
_LISTS: Final = {heading: key for key, heading, *_ in _ALUMINUM_LISTS}
#: The derivatives of 2020: those of heading 9903.85.03 were the same goods as 9903.85.04 took over.
_FIRST_DERIVATIVES: Final = ("76141050", "76149020", "76149040", "76149050", "87081030", "87082921")
_COPPER: Final = ("2025-08-01", "2026-04-05")
_STEEL_CHAPTERS: Final = "72 7304 7305 7306 73011000 730210 73024000 730290"
_ALUMINUM_CHAPTER: Final = "7601 7604 7605 7606 7607 7608 7609 7616995160 7616995170"


def add_metals_of_2025(
    folder: FactFolder,
    data: Path,
    annexes: Mapping[str, Mapping[str, Mapping[str, set[str]]]],
    steel_articles: Iterable[str],
    aluminum_articles: Iterable[str],
) -> None:
    """Programmes, measures and exemptions of `s232_steel`, `s232_aluminum` and `s232_copper`."""
    for key, programme, name, mode, areas, excluded, heading, rank, base, rate, days, reference in _HEADINGS:
        folder.programmes.append(
            {"key": key, "programme": programme, "kind": "additional_duty", "name": f"Section 232 {name}",
             "mode": mode, "areas": areas, "excluded": excluded, "heading": heading, "rank": rank, "base": base,
             "rate": rate, "valid_from": days[0], "valid_to": days[1],
             "reference": f"HTSUS {heading}; {reference}" if heading else reference, "url": _URL}
        )  # fmt: skip
    _add_aluminum_headings(folder)
    derivatives = list(read_rows(data / "us/ch99/s232_derivative_products.csv"))
    _add_steel(folder, derivatives, annexes, tuple(steel_articles))
    _add_aluminum(folder, derivatives, tuple(aluminum_articles))
    _add_copper(folder, data)
    _add_american_metal(folder)


def _add_aluminum_headings(folder: FactFolder) -> None:
    for key, heading, british, base, subdivision in _ALUMINUM_LISTS:
        shared: Row = {"programme": "s232_aluminum", "kind": "additional_duty", "base": base, "url": _URL}
        law = f"U.S. note 19{subdivision}"
        folder.programmes += [
            {**shared, "key": f"{key}_25", "name": "Section 232 aluminium", "heading": heading, "rate": "25%",
             "valid_from": _AT_25[0], "valid_to": _AT_25[1], "reference": f"HTSUS {heading}; {law}; 90 FR 9807"},
            {**shared, "key": f"{key}_50", "name": "Section 232 aluminium", "heading": heading, "rate": "50%",
             "excluded": "GB", "valid_from": _AT_50[0], "valid_to": _AT_50[1],
             "reference": f"HTSUS {heading}; {law}; 90 FR 24199"},
            {**shared, "key": f"{key}_50_gb", "name": "Section 232 aluminium of Britain", "heading": british,
             "areas": "GB", "rate": "25%", "valid_from": _AT_50[0], "valid_to": _AT_50[1],
             "reference": f"HTSUS {british}; {law}; 90 FR 24199"},
        ]  # fmt: skip


def _add_steel(
    folder: FactFolder,
    derivatives: list[dict[str, str]],
    annexes: Mapping[str, Mapping[str, Mapping[str, set[str]]]],
    articles: tuple[str, ...],
) -> None:
    for code in articles:
        folder.measures += [
            {"goods_code": code, "key": "steel_2018 steel_2018_arranged steel_25 steel_50_gb"},
            {"goods_code": code, "key": "steel_50", "valid_from": _AT_50[0]},
        ]
    listed = {row["hts_prefix"] for row in derivatives if row["derivative_type"] == "steel"}
    folder.measures += [{"goods_code": code, "key": "steel_share_50 steel_share_50_gb"} for code in sorted(listed)]
    for code in sorted(annexes):
        metals = set().union(*(metal for then in annexes[code].values() for metal in then.values()))
        if "steel" not in metals or code.startswith((*articles, "76")):
            continue
        known = code[:8] in listed
        folder.measures += [
            {"goods_code": code, "key": "steel_listed_25"},
            {"goods_code": code, "key": "steel_listed_50", "valid_to": "2025-08-17" if known else ""},
        ]


def _add_aluminum(folder: FactFolder, derivatives: list[dict[str, str]], articles: tuple[str, ...]) -> None:
    for code in articles:
        folder.measures += [
            {"goods_code": code, "key": "aluminum_2018 aluminum_2018_arranged"}, *_aluminum_rows(code, "aluminum", ""),
        ]  # fmt: skip
    for code in _FIRST_DERIVATIVES:
        folder.measures.append({"goods_code": code, "key": "aluminum_2018_derivative aluminum_2018_arranged"})
    seen = set()
    rows = [row for row in derivatives if row["derivative_type"] == "aluminum"]
    for row in sorted(rows, key=lambda row: (row["hts_prefix"], row["effective_date"])):
        if row["hts_prefix"] not in seen:
            seen.add(row["hts_prefix"])
            folder.measures += _aluminum_rows(row["hts_prefix"], _LISTS[row["ch99_code"]], row["effective_date"])


def _aluminum_rows(code: str, key: str, first: str) -> list[Row]:
    """Rows of one code; `first` is the day of its listing, where that is later than 2025-03-12."""
    if first:
        return [
            {"goods_code": code, "key": f"{key}_50", "valid_from": first},
            {"goods_code": code, "key": f"{key}_50_gb", "valid_from": first},
        ]
    return [
        {"goods_code": code, "key": f"{key}_25 {key}_50_gb"},
        {"goods_code": code, "key": f"{key}_50", "valid_from": _AT_50[0]},
    ]


def _add_copper(folder: FactFolder, data: Path) -> None:
    """On the value of the copper content, the articles of chapter 74 included."""
    folder.programmes.append(
        {"key": "copper", "programme": "s232_copper", "kind": "additional_duty", "name": "Section 232 copper",
         "heading": "9903.78.01", "rate": "50%", "base": "share:copper_share", "valid_from": _COPPER[0],
         "valid_to": _COPPER[1], "reference": "HTSUS 9903.78.01; U.S. note 36 of 2025; FR 2025-14893", "url": _URL}
    )  # fmt: skip
    for row in read_rows(data / "us/ch99/s232_copper_products.csv"):
        folder.measures.append({"goods_code": row["hts10"], "key": "copper"})


def _add_american_metal(folder: FactFolder) -> None:
    """Derivatives made abroad of metal that was melted, or smelted and cast, in the United States."""
    for programme, heading, articles in (
        ("s232_steel", "9903.81.92", _STEEL_CHAPTERS), ("s232_aluminum", "9903.85.09", _ALUMINUM_CHAPTER),
    ):  # fmt: skip
        key = f"{programme}_american"
        folder.programmes.append(
            {"key": key, "programme": programme, "kind": "exemption", "name": "Derivatives of American metal",
             "heading": heading, "rank": "50", "conditions": f"statement=us_metal_share>=1; not_goods={articles}",
             "valid_from": _AT_25[0], "valid_to": _AT_50[1],
             "reference": f"HTSUS {heading}; U.S. notes 16 and 19 of 2025", "url": _URL}
        )  # fmt: skip
        folder.measures.append({"key": key})
