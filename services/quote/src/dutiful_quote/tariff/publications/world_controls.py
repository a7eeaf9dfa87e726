"""Controls on imports by goods code and destination, from the compiled table of restricted goods."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.eu_taric import EU_MEMBERS
from dutiful_quote.tariff.publications.import_bans import add_import_bans
from dutiful_quote.tariff.publications.official_files import read_rows
from dutiful_quote.tariff.publications.world_control_rows import CONTROLS, EVERYWHERE, NOT_BY_CODE, Control
from dutiful_quote.tariff.publications.writing import FactFolder, Row

_SWISS: Final = {"LI": "CH"}


def world_controls(data: Path) -> FactFolder:
    """The facts of `world/controls`.

    Raises:
        ValueError: the table has rows that nothing carries over.
    """
    folder = FactFolder(
        "world/controls",
        {
            "jurisdiction": "*",
            "publication": "controls",
            "edition": "2026-11",
            "title": "Restricted and prohibited goods by code",
            "publisher": "Compiled from the rules that each row cites",
            "source_url": "https://www.wcoomd.org",
            "licence": "facts",
            "published_on": "2026-11-22",
            "dialect": "plain",
            "note": "General knowledge of the cited rules, not an official list and not checked against one; each row "
            "states its confidence. A control is a prohibition only where the table says so without exception and with "
            "high confidence. Lists by species, substance or product within a code are not loaded.",
        },
    )
    table = read_rows(data / "world/reference/restricted_goods_hs_compiled.csv")
    rows = {(row["hs_prefixes"], row["category"]): row for row in table}
    unread = rows.keys() - {control.row for control in CONTROLS} - NOT_BY_CODE
    if unread:
        raise ValueError(f"rows of the table of restricted goods are not carried over: {sorted(unread)}")
    territories = _territories(data)
    for control in CONTROLS:
        _add(folder, control, rows[control.row], territories)
    _add_embargo(folder, data)
    add_import_bans(folder, territories)
    folder.count("not loaded: rows that name no code", len(NOT_BY_CODE & rows.keys()))
    folder.measures.sort(key=lambda row: (row["jurisdiction"], row.get("destination", ""), row["goods_code"]))
    return folder


def _add_embargo(folder: FactFolder, data: Path) -> None:
    """Places to which nothing may be sent, whatever it is."""
    rows = read_rows(data / "world/reference/customs_territories.csv")
    (row,) = (row for row in rows if row["customs_territory_treatment"] == "embargoed")
    if row["confidence"] != "high":
        raise ValueError("the embargo on occupied areas is no longer of high confidence")
    folder.programmes.append(
        {
            "key": "embargo", "programme": "embargo", "kind": "control", "areas": "*", "mode": "block",
            "name": "Comprehensive trade restrictions of the EU, the United Kingdom and the United States on the "
            "occupied areas of Crimea, Donetsk and Luhansk", "reference": row["legal_basis"],
        }
    )  # fmt: skip
    folder.measures.append({"jurisdiction": "UA", "goods_code": "", "key": "embargo", "destination": "UA-OCCUPIED"})


def _territories(data: Path) -> Sequence[str]:
    """Every customs territory that a destination lies in."""
    countries = (row["country"] for row in read_rows(data / "world/destinations.csv"))
    return sorted({"EU" if country in EU_MEMBERS else _SWISS.get(country, country) for country in countries})


def _add(folder: FactFolder, control: Control, row: Mapping[str, str], territories: Sequence[str]) -> None:
    if control.blocks and row["confidence"] != "high":
        raise ValueError(f"{control.key} forbids goods, but its row is no longer of high confidence")
    folder.programmes.append(
        {
            "key": control.key, "programme": control.key, "kind": "control", "name": control.name, "areas": "*",
            "mode": "block" if control.blocks else "", "conditions": "; ".join(control.conditions),
            "reference": f"{row['regime']} (general knowledge, confidence {row['confidence']})",
        }
    )  # fmt: skip
    where = territories if control.where == EVERYWHERE else control.where.split()
    for place in where:
        destination, _, territory = place.rpartition("@")
        folder.measures += [_measure(control, code, territory, destination) for code in control.codes.split()]


def _measure(control: Control, code: str, territory: str, destination: str) -> Row:
    return {"jurisdiction": territory, "goods_code": code, "key": control.key, "destination": destination}
