"""Preferential rates of the European Union: of the few commodities whose measures are at hand, and for all goods of the
United Kingdom, whose agreement leaves no duty to any.
"""

import gzip
import json
from pathlib import Path
from typing import Final

from dutiful_quote.tariff.publications.uk_tariff_files import add_payload_record, payload_records
from dutiful_quote.tariff.publications.writing import FactFolder, Row

_EUR_LEX: Final = "https://eur-lex.europa.eu"
#: Areas of measures on goods that come back after a re-import, which other conditions decide.
_OF_RETURNED_GOODS: Final = frozenset({"preference_1006", "preference_1007"})
#: The agreement with the United Kingdom.
TCA: Final = "EU-UK Trade and Cooperation Agreement (OJ L 149, 30.4.2021, p. 10), Art. 21: no duty on originating goods"
TCA_URL: Final = "https://eur-lex.europa.eu/legal-content/EN/TXT/?uri=CELEX%3A22021A0430%2801%29"
#: It was applied provisionally from this day.
TCA_FROM: Final = "2021-01-01"
#: The day of the file of schemes in force, which has it.
SCHEMES_OF: Final = "2026-08-21"
#: Codes of TARIC -> country codes of a request.
_TARIC_COUNTRIES: Final = {"XC": "EA", "XL": "EA", "XS": "RS"}


def eu_preferences(data: Path) -> FactFolder:
    """The facts of `eu/preferences`."""
    folder = FactFolder(
        "eu/preferences",
        {
            "jurisdiction": "EU",
            "publication": "preferences",
            "edition": "2025-07",
            "title": "Preferential duties of six commodities, and of all goods of the United Kingdom",
            "publisher": "European Commission (TARIC), as shown for Northern Ireland by HM Revenue and Customs",
            "source_url": "https://www.trade-tariff.service.gov.uk/xi",
            "licence": "Open Government Licence v3.0",
            "published_on": "2025-07-14",
            "verified_until": "2025-07-14",
            "dialect": "EU",
            "attribution": "© European Union; contains public sector information licensed under the Open Government "
            "Licence v3.0",
            "note": "Of the United Kingdom by the agreement, all goods; else rates for 0101 21 00, 0101 30 00, "
            "0201 10 00 21, 2924 29 70 99, 0501 and 0903 only. Beneficiaries "
            "of the Generalised Scheme that pay the ordinary duty on some of their goods from 2026 to 2028 (India, "
            "Indonesia, Kenya) are not told apart.",
        },
    )
    for path in sorted((data / "eu/api_payloads").glob("xi_*.json.gz")):
        _add_commodity(folder, path)
    folder.programmes.append(
        {"key": "tca", "programme": "preference_GB", "kind": "preference", "name": "Preference, United Kingdom",
         "areas": "GB", "conditions": "claim=1", "rate": "0%", "valid_from": TCA_FROM, "reference": TCA,
         "url": TCA_URL, "verified_until": SCHEMES_OF}
    )  # fmt: skip
    folder.measures.append({"key": "tca"})
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
