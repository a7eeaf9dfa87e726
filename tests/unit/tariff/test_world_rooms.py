"""Readers of the compiled tables of restricted goods and of agreements, on small files of our own."""

import gzip
import json
from pathlib import Path

import pytest

from dutiful_quote.tariff.publications.world_agreements import world_agreements
from dutiful_quote.tariff.publications.world_control_rows import CONTROLS, NOT_BY_CODE
from dutiful_quote.tariff.publications.world_controls import world_controls
from dutiful_quote.tariff.publications.writing import FactFolder

NOTIFIED = (
    "rta_name,coverage,type,status,date_of_entry_into_force_goods,current_signatories,specific_entry_exit_dates",
    "EU - Japan,Goods,FTA,In Force,2019-02-01,Japan; European Union,United Kingdom( - 31-Jan-2020)",
    "Group,Goods,FTA,In Force,2000-01-01,Peru; Chile,",
    "Japan - Group,Goods & Services,FTA & EIA,In Force,2012-03-01,Japan; Group,",
    "Late,Goods,FTA,In Force,2012-03-01,Japan; Chile,Chile(01-Jan-2015 - )",
    "Union,Goods,CU,In Force,2012-03-01,Japan; Chile,",
    "Over,Goods,FTA,Inactive,2012-03-01,Japan; Chile,",
    "Strange,Goods,FTA,In Force,2012-03-01,Japan; Atlantis,",
)
SCHEME = {
    "scheme_code": "albania",
    "title": "UK-Albania Agreement",
    "countries": ["AL", "EU"],
    "validity_start_date": "2021-01-01",
    "validity_end_date": None,
    "links": [],
    "ord": {"ord_title": "Document", "ord_version": "1.1", "ord_date": "28 December 2021"},
    "articles": {"article 1": "general", "article 12": "direct transport"},
    "proofs": [
        {"proof_class": "eur1", "subtext": ""},
        {"proof_class": "origin-declaration", "subtext": "with a number over £5500  / 6000 euros"},
    ],
}


def controls(tmp_path: Path, confidence: str = "high", *more: str) -> FactFolder:
    folder = tmp_path / "world/reference"
    folder.mkdir(parents=True)
    rows = sorted({control.row for control in CONTROLS} | NOT_BY_CODE)
    text = "".join(f'"{codes}",{category},goods,a rule,,,{confidence}\n' for codes, category in rows)
    header = "hs_prefixes,category,what,regime,un_numbers,scope_or_hint,confidence\n"
    (folder / "restricted_goods_hs_compiled.csv").write_text(header + text + "".join(more))
    (folder / "customs_territories.csv").write_text(
        "territory,customs_territory_treatment,legal_basis,confidence\n"
        "Place,embargoed,an act,high\nOther,own,an act,high\n"
    )
    (tmp_path / "world/destinations.csv").write_text("country\nDE\nFR\nLI\nCH\nRU\nAU\n")
    return world_controls(tmp_path)


def test_a_worldwide_control_stands_once_in_each_customs_territory(tmp_path: Path) -> None:
    rows = controls(tmp_path).measures
    assert [row["jurisdiction"] for row in rows if row["key"] == "caviar"] == ["AU", "CH", "EU", "RU"]


def test_a_control_of_a_member_state_is_its_alone(tmp_path: Path) -> None:
    knives = [row for row in controls(tmp_path).measures if row["key"] == "knives" and row["jurisdiction"] == "EU"]
    assert {row["destination"] for row in knives} == {"DE"}


def test_each_control_states_how_well_it_is_known(tmp_path: Path) -> None:
    programmes = [row for row in controls(tmp_path).programmes if row["key"] != "embargo"]
    assert all(row["reference"].endswith("(general knowledge, confidence high)") for row in programmes)


def test_nothing_is_forbidden_on_less_than_high_confidence(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="forbids goods, but its row is no longer of high confidence"):
        controls(tmp_path, "medium")


def test_what_every_member_of_the_united_nations_forbids_is_told_where_no_own_act_is(tmp_path: Path) -> None:
    rows = [row for row in controls(tmp_path).measures if row["key"].endswith("lists_north_korea")]
    told = {row["jurisdiction"]: row["key"] for row in rows}
    assert told == {"EU": "eu_lists_north_korea", "GB": "gb_lists_north_korea"} | dict.fromkeys(
        ["AU", "CH", "RU"], "un_lists_north_korea"
    )


def test_a_row_that_nobody_reads_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="are not carried over"):
        controls(tmp_path, "high", "9999,new,goods,a rule,,,high\n")


def groups(scheme: dict[str, object]) -> list[dict[str, object]]:
    """The arrangements of the Generalised Scheme as an answer of the tariff has them."""
    members = {"2005": ["BD"], "2020": ["KE"], "2027": [] if scheme.get("empty") else ["PK"], "1013": ["FR"]}
    return [
        {"type": "geographical_area", "id": group, "relationships": {"children_geographical_areas": {"data": rows}}}
        for group, codes in members.items()
        for rows in [[{"id": code} for code in codes]]
    ]


def agreements(
    tmp_path: Path, scheme: dict[str, object], parties: str = "AU;CN;JP (2022-01-01);KR (2022-02-01)"
) -> FactFolder:
    for place in ("uk", "eu", "world/fta"):
        (tmp_path / place).mkdir(parents=True)
    (tmp_path / "uk/roo_schemes_uk.json").write_text(json.dumps({"schemes": [scheme]}))
    (tmp_path / "eu/roo_schemes_xi.json").write_text(json.dumps({"schemes": [{**scheme, "proofs": None}]}))
    rows = [
        f"Partnership,RCEP,2022-01-01,{parties},high",
        "New Zealand,EU-NZ,2024-05-01,EU;NZ,high",
        "Kenya,EU-KE,2024-07-01,EU;KE,high",
        "Weak,W,2024-07-01,AU;JP,medium",
    ]
    answer = tmp_path / "eu/api_payloads/xi_commodities_2924297099_2025-07-14.json.gz"
    answer.parent.mkdir(parents=True)
    answer.write_bytes(gzip.compress(json.dumps({"included": groups(scheme)}).encode()))
    table = tmp_path / "world/fta/fta_addendum_2022_2025_compiled.csv"
    table.write_text("name,short,in_force,parties,confidence\n" + "\n".join(rows) + "\n")
    (tmp_path / "world/destinations.csv").write_text("country\nDE\nAU\nJP\nKR\n")
    (tmp_path / "world/fta/wto_rta_is_2021-03.csv.gz").write_bytes(gzip.compress("\n".join(NOTIFIED).encode()))
    return world_agreements(tmp_path)


def conditions(folder: FactFolder, territory: str) -> list[str]:
    keys = {row["key"] for row in folder.measures if row["jurisdiction"] == territory}
    return [row["conditions"] for row in folder.programmes if row["key"] in keys and "new-zealand" not in row["key"]]


def test_a_scheme_has_one_row_for_each_way_of_proof(tmp_path: Path) -> None:
    limit = "value_at_most=6000; value_currency=EUR; value_of=claimed"
    assert conditions(agreements(tmp_path, SCHEME), "GB") == [
        "proof=eur1; direct_transport=1",
        f"proof=origin-declaration; direct_transport=1; {limit}",
        "proof=origin-declaration; direct_transport=1; exporter=registered",
    ]


def test_a_scheme_without_an_article_on_transport_asks_for_none(tmp_path: Path) -> None:
    found = conditions(agreements(tmp_path, {**SCHEME, "articles": {}}), "GB")
    assert not any("direct_transport" in one for one in found)


def test_codes_of_groups_are_no_members(tmp_path: Path) -> None:
    folder = agreements(tmp_path, SCHEME)
    assert {row["areas"] for row in folder.programmes if row["key"].startswith("gb_albania")} == {"AL"}


def test_parties_are_bound_to_each_other_since_both_have_joined(tmp_path: Path) -> None:
    rows = [row for row in agreements(tmp_path, SCHEME).measures if row["key"] == "rcep"]
    assert [(row["jurisdiction"], row["areas"], row["valid_from"]) for row in rows] == [
        ("AU", "CN JP", "2022-01-01"),
        ("AU", "KR", "2022-02-01"),
        ("JP", "AU CN", "2022-01-01"),
        ("JP", "KR", "2022-02-01"),
        ("KR", "AU CN JP", "2022-02-01"),
    ]


def test_agreements_of_lower_confidence_are_counted_and_left_out(tmp_path: Path) -> None:
    folder = agreements(tmp_path, SCHEME)
    assert folder.counted["not loaded: agreements of lower confidence"] == 1
    assert not any(row["key"] == "w" for row in folder.measures)


def test_a_party_that_cannot_be_read_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="no party with its day"):
        agreements(tmp_path, SCHEME, "Australia;CN")


def test_notified_agreements_bind_across_their_sides_if_nobody_joined_later(tmp_path: Path) -> None:
    folder = agreements(tmp_path, SCHEME)
    rows = {row["key"]: row["areas"] for row in folder.measures if row["key"].startswith("wto_")}
    assert rows.keys() == {"wto_eu_japan", "wto_japan_group"}
    assert rows["wto_japan_group"] == "PE CL"
    assert {"DE", "FR"} <= set(rows["wto_eu_japan"].split())


GSP = {**SCHEME, "scheme_code": "gsp", "title": "Generalised Scheme", "countries": ["DZ", "VN"], "unilateral": True}


def test_beneficiaries_of_the_union_are_those_of_its_tariff_and_who_left_is_dated(tmp_path: Path) -> None:
    rows = [row for row in agreements(tmp_path, GSP).programmes if row["key"].startswith("eu_gsp")]
    assert {(row["areas"], row["valid_to"]) for row in rows} == {("BD KE PK", ""), ("VN", "2022-12-31")}
    assert {row["url"] for row in rows} == {"https://eur-lex.europa.eu/eli/reg/2012/978/oj"}


def test_an_arrangement_without_members_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="does not name the members of"):
        agreements(tmp_path, {**GSP, "empty": True})
