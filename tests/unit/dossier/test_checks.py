"""The check before shipment: each rule finds what it is for, names the field, and is silent otherwise."""

from datetime import date
from typing import Any

import pytest

from dutiful_docs.dossier.checks.check import CODE_RULE, check
from dutiful_docs.dossier.checks.predicates import PREDICATES
from dutiful_docs.dossier.checks.rules import RULES, read_rules
from dutiful_shared.contract.classification import Classification
from dutiful_shared.contract.classification_examples import ANSWER_EXAMPLE
from dutiful_shared.contract.shipment_checks import CHECK_EXAMPLE, ShipmentCheckAnswer, ShipmentCheckRequest

TODAY = date(2026, 11, 29)
LINE = CHECK_EXAMPLE["lines"][0]


def checked(*, today: date = TODAY, line: dict[str, Any] | None = None, **changes: Any) -> ShipmentCheckAnswer:
    said = {**CHECK_EXAMPLE, **changes}
    if line is not None:
        said["lines"] = [{**LINE, **line}]
    return check(ShipmentCheckRequest.model_validate(said), today)


def found(answer: ShipmentCheckAnswer) -> list[tuple[str, str]]:
    return [(one.rule, one.pointer) for one in answer.findings]


def test_a_shipment_that_is_whole_is_ready() -> None:
    answer = checked()

    assert (answer.ready, found(answer)) == (True, [])


BREACHES: list[tuple[str, dict[str, Any], str]] = [
    ("missing_description", {"line": {"description": None}}, "/lines/0/description"),
    ("vague_description", {"line": {"description": "Spare parts"}}, "/lines/0/description"),
    ("line_value_differs", {"line": {"line_value": "41.00"}, "declared_value": None}, "/lines/0/line_value"),
    ("declared_value_differs", {"declared_value": "39.00"}, "/declared_value"),
    ("no_value", {"line": {"unit_price": "0"}, "declared_value": "0"}, "/lines/0/unit_price"),
    ("missing_origin", {"line": {"origin": None}}, "/lines/0/origin"),
    (
        "inconsistent_origin",
        {
            "lines": [{**LINE, "sku": "A"}, {**LINE, "id": "2", "sku": "A", "origin": "CN"}],
            "declared_value": "80",
            "gross_weight_kg": 1,
        },
        "/lines/1/origin",
    ),
    ("missing_hs_code", {"line": {"hs_code": None}}, "/lines/0/hs_code"),
    ("missing_hs_code_elsewhere", {"line": {"hs_code": None}, "ship_to": "AU"}, "/lines/0/hs_code"),
    ("short_us_postal_code", {"ship_from": "CA", "ship_to": "US", "postal": True, "line": {}}, "/lines/0/hs_code"),
    (
        "export_information_needed",
        {
            "ship_from": "US",
            "ship_to": "AU",
            "currency": "USD",
            "lines": [{**LINE, "unit_price": "700"}, {**LINE, "id": "2", "unit_price": "600"}],
            "declared_value": "2600",
            "gross_weight_kg": 1,
        },
        "/lines/0/hs_code",
    ),
    ("missing_net_weight", {"line": {"net_weight_kg": None}}, "/lines/0/net_weight_kg"),
    ("net_above_gross", {"gross_weight_kg": "0.3"}, "/gross_weight_kg"),
    ("gross_far_above_net", {"gross_weight_kg": "50"}, "/gross_weight_kg"),
    ("implausible_weight", {"line": {"net_weight_kg": "400"}, "gross_weight_kg": "500"}, "/lines/0/net_weight_kg"),
    ("missing_exporter_eori", {"ship_from": "GB", "line": {}}, "/exporter_eori"),
    ("missing_importer_eori", {"business_buyer": True}, "/importer_eori"),
    ("missing_ioss_number", {"ioss_number": None}, "/ioss_number"),
    ("malformed_ioss_number", {"ioss_number": "IM12"}, "/ioss_number"),
    ("ioss_above_limit", {"line": {"unit_price": "80.00"}, "declared_value": "160.00"}, "/tax_scheme"),
    ("missing_product_identifier", {"line": {"merchant_product_id": None}}, "/lines/0/merchant_product_id"),
    ("missing_consignee_phone", {"consignee_phone": None}, "/consignee_phone"),
]


@pytest.mark.parametrize(("rule", "changes", "pointer"), [pytest.param(*one, id=one[0]) for one in BREACHES])
def test_a_breach_names_the_field(rule: str, changes: dict[str, Any], pointer: str) -> None:
    assert found(checked(**changes)) == [(rule, pointer)]


@pytest.mark.parametrize(
    ("ship_from", "ship_to", "rule"),
    [
        pytest.param("US", "FR", "missing_hs_code", id="into the Union"),
        pytest.param("US", "RE", "missing_hs_code", id="into its customs territory"),
        pytest.param("DE", "FR", "missing_hs_code_elsewhere", id="within it"),
        pytest.param("FR", "US", "missing_hs_code_elsewhere", id="out of it"),
    ],
)
def test_a_code_is_missing_where_goods_come_into_the_union(ship_from: str, ship_to: str, rule: str) -> None:
    told = found(checked(line={"hs_code": None}, ship_from=ship_from, ship_to=ship_to))
    assert (rule, "/lines/0/hs_code") in told


def test_every_rule_is_broken_above() -> None:
    assert {rule for rule, _, _ in BREACHES} == PREDICATES.keys()


def test_every_rule_has_words_and_something_that_looks_for_it() -> None:
    assert RULES.keys() == PREDICATES.keys() | {CODE_RULE}


def test_a_rule_that_holds_must_name_its_law() -> None:
    with pytest.raises(ValueError, match="names no law"):
        read_rules({"rules": {"ours": {"severity": "hold", "text": "", "fix": ""}}})


@pytest.mark.parametrize(
    "description",
    ["Gift", "sample", "CLOTHES!", "2 x accessories", "the goods", "100", "Assorted tools"],
)
def test_words_that_say_nothing_are_vague(description: str) -> None:
    assert ("vague_description", "/lines/0/description") in found(checked(line={"description": description}))


@pytest.mark.parametrize(
    "description", ["Gift box of paper", "Men's cotton shirts", "Hand tools, of steel", "Spannsäge"]
)
def test_words_that_say_what_it_is_are_not(description: str) -> None:
    assert found(checked(line={"description": description})) == []


def test_product_identifiers_are_asked_for_from_november_2026() -> None:
    before = checked(today=date(2026, 10, 31), line={"merchant_product_id": None})

    assert (before.ready, found(before)) == (True, [])
    assert [one.rule for one in before.not_checked] == ["missing_product_identifier", CODE_RULE]


def test_our_own_advice_does_not_keep_a_shipment() -> None:
    assert checked(consignee_phone=None).ready


def _classified(heading: str, probability: float) -> Classification:
    best = {**ANSWER_EXAMPLE["candidates"][0], "hs6": f"{heading}10", "hs4_probability": probability}
    return Classification.model_validate({**ANSWER_EXAMPLE, "candidates": [best]})


@pytest.mark.parametrize(
    ("heading", "probability", "rules"),
    [
        pytest.param("6403", 0.95, [CODE_RULE], id="another heading, surely"),
        pytest.param("6403", 0.5, [], id="another heading, perhaps"),
        pytest.param("6109", 0.95, [], id="the same heading"),
    ],
)
def test_a_code_is_doubted_where_the_classifier_is_sure(heading: str, probability: float, rules: list[str]) -> None:
    request = ShipmentCheckRequest.model_validate(CHECK_EXAMPLE)
    answer = check(request, TODAY, {"1": _classified(heading, probability)})

    assert [one.rule for one in answer.findings] == rules
    assert CODE_RULE in answer.checked
