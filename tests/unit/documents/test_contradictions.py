"""A request that contradicts the quote or order it is made for is refused at the field that says so."""

from typing import Any

import pytest

from tests.builders.papers import CONSIGNEE, EXPORTER, complete, faults, order, request


def of(kind: str = "commercial_invoice", **changes: Any) -> list[str]:
    return [pointer for pointer, _ in faults(complete(kind, **changes))]


def parties(**changes: Any) -> dict[str, Any]:
    return {"exporter": EXPORTER, "consignee": CONSIGNEE, **changes}


def test_a_consignee_in_another_country_than_the_destination_is_told_with_both() -> None:
    ((pointer, detail),) = faults(complete("commercial_invoice", order=order(ship_to={"country": "US"})))
    assert pointer == "/parties/consignee/country"
    assert detail.startswith("the consignee is in FR 69002, and the goods go to US (ship_to of the quote or order)")


@pytest.mark.parametrize(
    ("ship_to", "pointer"),
    [
        pytest.param({"country": "FR", "postal_code": "97400"}, "/parties/consignee/postal_code", id="postal code"),
        pytest.param({"country": "FR", "region": "IDF"}, "/parties/consignee/region", id="region"),
    ],
)
def test_a_consignee_elsewhere_in_the_country_is_told_by_what_differs(ship_to: dict[str, str], pointer: str) -> None:
    consignee = {**CONSIGNEE, "region": "ARA"}
    assert of(order=order(ship_to=ship_to), parties=parties(consignee=consignee)) == [pointer]


@pytest.mark.parametrize("role", ["buyer", "importer", "producer", "forwarder"])
def test_everybody_but_the_consignee_may_be_elsewhere(role: str) -> None:
    assert of(parties=parties(**{role: {"name": "Harbour Trading Ltd", "country": "HK"}})) == []


def test_who_sells_may_be_elsewhere_than_the_goods() -> None:
    assert of(order=order(ship_from={"country": "CN"})) == []


def test_a_consignee_without_a_country_is_asked_for_it_and_not_contradicted() -> None:
    assert of(parties=parties(consignee={"name": "Camille Durand"})) == []


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        pytest.param({"order": order(ship_from={"country": "DE"})}, "/kind", id="goods that leave Germany"),
        pytest.param(
            {"parties": parties(exporter={**EXPORTER, "country": "DE"})}, "/parties/exporter/country", id="an exporter"
        ),
    ],
)
def test_a_shippers_letter_is_for_exports_from_the_united_states(changes: dict[str, Any], pointer: str) -> None:
    assert of("shippers_letter_of_instruction", **changes) == [pointer]


@pytest.mark.parametrize(
    ("country", "expected"),
    [
        pytest.param("DE", [], id="a member state"),
        pytest.param("MC", [], id="Monaco"),
        pytest.param("XI", [], id="Northern Ireland"),
        pytest.param("GB", ["/kind"], id="Great Britain"),
    ],
)
def test_h7_is_for_imports_into_the_union(country: str, expected: list[str]) -> None:
    assert of("eu_h7", order=order(ship_to={"country": country}), parties={"exporter": EXPORTER}) == expected


def test_every_line_that_is_not_sent_is_named_at_once() -> None:
    contents = [{"line": "1", "quantity": 3}, {"line": "8", "quantity": 1}]
    packages = [{**request()["packages"][0], "contents": contents}]
    assert of(goods=[{"line": "7"}, {"line": "1"}, {"line": "9"}], packages=packages) == [
        "/goods/0/line",
        "/goods/2/line",
        "/packages/0/contents/1/line",
    ]


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [pytest.param("3.000", [], id="as it is sent"), pytest.param("2", ["/goods/0/quantity"], id="another")],
)
def test_the_quantity_of_a_line_is_that_of_the_quote_or_order(quantity: str, expected: list[str]) -> None:
    assert of(goods=[{"line": "1", "quantity": quantity}]) == expected


@pytest.mark.parametrize(
    ("origin", "expected"),
    [pytest.param("US", [], id="as it is quoted"), pytest.param("CN", ["/goods/0/origin"], id="another")],
)
def test_the_origin_of_a_line_is_that_of_the_quote_or_order(origin: str, expected: list[str]) -> None:
    assert of(goods=[{"line": "1", "origin": origin}]) == expected
