"""The reader of British preferences on small tables of our own: rates, seasons, stages, and what is not at hand."""

import csv
import gzip
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from dutiful_quote.tariff.publications.uk_preferences import gb_preferences
from dutiful_quote.tariff.publications.writing import FactFolder

RATE_COLUMNS = ["country", "iso2", "commodity_code", "code_prefix", "preferential_rate_2022", "ad_valorem_pct",
                "season", "staged", "note_flag"]  # fmt: skip
YEARS = [str(year) for year in range(2022, 2035)]


def rate(partner: str, code: str, text: str, **changes: str) -> dict[str, str]:
    return {"iso2": partner, "code_prefix": code, "preferential_rate_2022": text, **changes}


def scheme(code: str, *countries: str, since: str = "2021-01-01", **changes: Any) -> dict[str, Any]:
    return {"scheme_code": code, "title": f"Agreement  {code}", "validity_start_date": since, "countries": countries,
            "links": [{"url": "/relative"}, {"url": "https://www.gov.uk/agreement"}], **changes}  # fmt: skip


def table(path: Path, columns: list[str], rows: list[Mapping[str, str]]) -> None:
    with gzip.open(path, "wt", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, restval="")
        writer.writeheader()
        writer.writerows(rows)


@pytest.fixture
def folder(tmp_path: Path) -> FactFolder:
    (tmp_path / "uk").mkdir()
    rates = [
        rate("JP", "61", "0%"),
        rate("JP", "6110", "4%", staged="X"),
        rate("JP", "6111", "4%", staged="Y"),
        rate("JP", "6112", "3%", note_flag="A"),
        rate("RS", "0702", "0%", season="01-01 to 30-06"),
        rate("RS", "0702", "5 %", season="01-07 to 31-12"),
        rate("RS", "0703", "1%"),
        rate("RS", "0703", "2%"),
        rate("RS", "0704", "2% (end-use)"),
        rate("EU", "61", "0%"),
        rate("CR;NI", "09", "0%"),
    ]
    table(tmp_path / "uk/uk_preferential_rates_2022-03-16.csv.gz", RATE_COLUMNS, rates)
    stages = {
        "country": "Japan", "commodity_code": "6110", "2022": "4%", "2023": "4%",
        "2024": "5% (01-05 to 15-05) ; 1% (16-05 to 30-04)", "2025": "0%",
    }  # fmt: skip
    table(tmp_path / "uk/uk_preferential_staging_2022-2034.csv.gz", ["country", "commodity_code", *YEARS], [stages])
    schemes = [
        scheme("cptpp", "JP", "AU", since="2024-12-24"), scheme("japan", "JP"), scheme("serbia", "XS"),
        scheme("eu", "EU", "FR"), scheme("gsp", "CR", unilateral=True), scheme("central-america", "CR", "NI"),
    ]  # fmt: skip
    (tmp_path / "uk/roo_schemes_uk.json").write_text(json.dumps({"schemes": schemes}), encoding="utf-8")
    return gb_preferences(tmp_path)


def rows(folder: FactFolder, key: str, code: str) -> list[dict[str, str]]:
    found = [row for row in folder.measures if row["key"] == key and row.get("goods_code", "") == code]
    return [{name: text for name, text in row.items() if text and name not in {"key", "goods_code"}} for row in found]


def test_a_rate_stands_on_its_prefix(folder: FactFolder) -> None:
    assert rows(folder, "preference_JP", "61") == [{"rate": "0%"}]


def test_years_of_one_rate_are_one_stage_and_the_last_stays(folder: FactFolder) -> None:
    assert rows(folder, "preference_JP", "6110") == [
        {"rate": "4%", "valid_from": "2022-01-01", "valid_to": "2023-12-31", "verified_until": "2022-03-24"},
        {"rate": "5% (01 MAY - 15 MAY), 1% (16 MAY - 30 APR)", "valid_from": "2024-01-01", "valid_to": "2024-12-31",
         "verified_until": "2022-03-24", "conditions": "claim=1; stage=year"},
        {"rate": "0%", "valid_from": "2025-01-01", "verified_until": "2022-03-24", "conditions": "claim=1; stage=year"},
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "code"), [("preference_JP", "6111"), ("preference_JP", "6112"), ("preference_RS", "0703")]
)
def test_what_is_not_at_hand_hides_the_shorter_codes_rate(key: str, code: str, folder: FactFolder) -> None:
    assert rows(folder, key, code) == [{"mode": "unresolved"}]


def test_rates_by_season_are_one_rate(folder: FactFolder) -> None:
    assert rows(folder, "preference_RS", "0702") == [{"rate": "0% (01 JAN - 30 JUN), 5% (01 JUL - 31 DEC)"}]


def test_an_end_use_is_a_statement(folder: FactFolder) -> None:
    assert rows(folder, "preference_RS", "0704") == [{"rate": "2%", "conditions": "claim=1; statement=authorised_use"}]


def test_programmes_name_their_agreement_and_members(folder: FactFolder) -> None:
    named = {row["key"]: (row["areas"][:11], row["reference"]) for row in folder.programmes}
    assert named["preference_JP"] == ("JP", "Agreement japan")
    assert named["preference_RS"] == ("RS", "Agreement serbia")
    assert named["preference_2200"] == ("CR NI", "Agreement central-america")
    assert named["preference_1013"][0] == "AT BE BG CY"


def test_the_agreement_with_the_union_frees_all_goods(folder: FactFolder) -> None:
    (union,) = [row for row in folder.programmes if row["key"] == "preference_1013"]
    assert (union["valid_from"], "Art. 21" in union["reference"]) == ("2021-01-01", True)
    assert [row for row in folder.measures if row["key"] == "preference_1013"] == [
        {"key": "preference_1013", "rate": "0%"}
    ]


def test_a_scheme_without_rates_can_be_claimed_from_its_first_day(folder: FactFolder) -> None:
    (pacific,) = [row for row in folder.programmes if row["key"] == "preference_2051"]
    assert (pacific["areas"], pacific["mode"], pacific["valid_from"]) == ("AU JP", "unresolved", "2024-12-24")
    assert rows(folder, "preference_2051", "") == [{}]


def test_everything_is_counted(folder: FactFolder) -> None:
    assert folder.counted == {
        "loaded: codes with a rate of 2022": 4,
        "loaded: codes with yearly stages": 1,
        "loaded: schemes whose rates are not at hand": 1,
        "not loaded: codes with two rates at one time": 1,
        "not loaded: rates under a note that the table does not print": 1,
        "not loaded: staged rates without their stages": 1,
    }
