"""Preferences of the European Union: rates of the few commodities whose measures are at hand, and all agreements.

An agreement without rates is no rate of nothing: it says that goods of its parties may pay less than what is quoted.
"""

import gzip
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

from dutiful_quote.tariff.publications.official_files import read_json, read_rows
from dutiful_quote.tariff.publications.uk_tariff_files import add_payload_record, payload_records
from dutiful_quote.tariff.publications.writing import FactFolder, Row

_EUR_LEX: Final = "https://eur-lex.europa.eu"
#: Areas of measures on goods that come back after a re-import, which other conditions decide.
_OF_RETURNED_GOODS: Final = frozenset({"preference_1006", "preference_1007"})
#: Codes of TARIC -> country codes of a request.
_TARIC_COUNTRIES: Final = {"XC": "EA", "XL": "EA", "XS": "RS"}
#: Scheme -> its name in the list of agreements notified to the WTO, for the day on which it entered into force.
_NOTIFIED: Final = {
    "albania": "EU - Albania", "algeria": "EU - Algeria", "bosnia": "EU - Bosnia and Herzegovina",
    "cameroon": "EU - Cameroon", "canada": "EU - Canada", "cariforum": "EU - CARIFORUM States",
    "central-america": "EU - Central America", "chile": "EU - Chile", "cotedivoire": "EU - Côte d'Ivoire",
    "egypt": "EU - Egypt", "esa": "EU - Eastern and Southern Africa States", "eu": "EU - United Kingdom",
    "faroe-islands": "EU - Faroe Islands", "georgia": "EU - Georgia", "ghana": "EU - Ghana", "israel": "EU - Israel",
    "japan": "EU - Japan", "jordan": "EU - Jordan", "lebanon": "EU - Lebanon", "mexico": "EU - Mexico",
    "moldova": "EU - Moldova, Republic of", "montenegro": "EU - Montenegro", "morocco": "EU - Morocco",
    "north-macedonia": "EU - North Macedonia", "pacific": "EU - Pacific States", "palestinian-authority":
    "EU - Palestine", "sacum": "EU - SADC", "serbia": "EU - Serbia", "singapore": "EU - Singapore",
    "south-korea": "EU - Korea, Republic of", "switzerland-liechtenstein": "EU - Switzerland - Liechtenstein",
    "tunisia": "EU - Tunisia", "turkey": "EU - Turkey", "ukraine": "EU - Ukraine", "vietnam": "EU - Viet Nam",
}  # fmt: skip
#: Of agreements that are not in that list.
_ADDED: Final = {"kenya": "EU-KE"}
#: Where the list's own title does not name both sides.
_TITLES: Final = {
    "eu": "EU-UK Trade and Cooperation Agreement",
    "kenya": "EU-Kenya Economic Partnership Agreement",
    "kosovo": "EU-Kosovo Stabilisation and Association Agreement",
    "sacum": "EU-SADC Economic Partnership Agreement",
}
#: The list names the other side's partners; goods of this country come to the EU under it.
_PARTNER: Final = {"eu": ("GB",)}


def eu_preferences(data: Path) -> FactFolder:
    """The facts of `eu/preferences`."""
    folder = FactFolder(
        "eu/preferences",
        {
            "jurisdiction": "EU",
            "publication": "preferences",
            "edition": "rates of 2025-07, agreements of 2026-08",
            "title": "Preferential duties of six commodities; agreements and their parties",
            "publisher": "European Commission (TARIC), as shown for Northern Ireland by HM Revenue and Customs; WTO",
            "source_url": "https://www.trade-tariff.service.gov.uk/xi",
            "licence": "Open Government Licence v3.0; MIT (list of agreements)",
            "published_on": "2025-07-14",
            "verified_until": "2025-07-14",
            "dialect": "EU",
            "attribution": "© European Union; contains public sector information licensed under the Open Government "
            "Licence v3.0",
            "note": "Rates for 0101 21 00, 0101 30 00, 0201 10 00 21, 2924 29 70 99, 0501 and 0903 only. The other "
            "agreements have no rates here. Beneficiaries of the Generalised Scheme that pay the ordinary duty on some "
            "of their goods from 2026 to 2028 (India, Indonesia, Kenya) are not told apart.",
        },
    )
    for path in sorted((data / "eu/api_payloads").glob("xi_*.json.gz")):
        _add_commodity(folder, path)
    _add_agreements(folder, data)
    return folder


def _add_commodity(folder: FactFolder, path: Path) -> None:
    read = FactFolder(folder.path, folder.info)
    for _, record in payload_records(path.name, json.loads(gzip.decompress(path.read_bytes()))):
        if not record["declarable"]:
            add_payload_record(read, record)
    wanted = {row["key"] for row in read.measures if row["key"].startswith("preference_")} - _OF_RETURNED_GOODS
    known = {row["key"] for row in folder.programmes}
    areas = {row["area"] for row in folder.areas}
    folder.programmes += [_named(row) for row in read.programmes if row["key"] in wanted - known]
    folder.areas += [_with(row, "member") for row in read.areas if row["area"] not in areas]
    folder.measures += [_with(row, "excluded") for row in read.measures if row["key"] in wanted]
    for what, number in read.counted.items():
        folder.count(what, number)


def _named(row: Row) -> Row:
    return {**_with(row, "areas"), "url": _EUR_LEX}


def _with(row: Row, column: str) -> Row:
    codes = row.get(column, "").split()
    return {**row, column: " ".join(dict.fromkeys(_TARIC_COUNTRIES.get(code, code) for code in codes))}


def _add_agreements(folder: FactFolder, data: Path) -> None:
    entered = _entry_into_force(data)
    for scheme in read_json(data / "eu/roo_schemes_xi.json")["schemes"]:
        code = scheme["scheme_code"]
        members = _PARTNER.get(code) or _members(scheme["countries"])
        area = f"EU:scheme_{code}"
        folder.area(area, members)
        folder.programmes.append(
            {"key": f"agreement_{code}", "programme": "agreement", "kind": "notice", "areas": area, "heading": code,
             "name": _title(scheme), "valid_from": entered.get(code, ""), "reference": _title(scheme),
             "url": _EUR_LEX, "verified_until": "2026-08-31"}
        )  # fmt: skip
        folder.measures.append({"key": f"agreement_{code}"})


def _title(scheme: Mapping[str, Any]) -> str:
    return _TITLES.get(scheme["scheme_code"]) or " ".join(str(scheme["title"]).split())


def _members(codes: Iterable[str]) -> list[str]:
    return [_TARIC_COUNTRIES.get(code, code) for code in codes if len(code) == 2 and code.isupper() and code != "EU"]


def _entry_into_force(data: Path) -> dict[str, str]:
    notified = {
        row["rta_name"]: row["date_of_entry_into_force_goods"]
        for row in read_rows(data / "world/fta/wto_rta_is_2021-03.csv.gz")
    }
    added = {row["short"]: row for row in read_rows(data / "world/fta/fta_addendum_2022_2025_compiled.csv")}
    found = {scheme: notified[name] for scheme, name in _NOTIFIED.items()}
    return found | {scheme: added[code]["in_force"] for scheme, code in _ADDED.items()}
