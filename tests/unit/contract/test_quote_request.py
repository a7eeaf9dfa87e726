"""What a quote request refuses, and that the refusal names the field."""

import copy
import json
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from dutiful_quote.examples import EXAMPLES, example
from dutiful_shared.contract.quote_request import QuoteRequest


def cart(**changes: Any) -> dict[str, Any]:
    request: dict[str, Any] = {
        "ship_from": {"country": "CN"},
        "ship_to": {"country": "US"},
        "currency": "USD",
        "lines": [{"id": "1", "quantity": 1, "unit_price": "10.00"}],
    }
    return {**request, **changes}


def line(**changes: Any) -> dict[str, Any]:
    return cart(lines=[{**cart()["lines"][0], **changes}])


def faults(request: dict[str, Any]) -> list[str]:
    """Where pydantic found fault, with the place that a consistency check names."""
    with pytest.raises(ValidationError) as caught:
        QuoteRequest.model_validate_json(json.dumps(request))
    return [
        "/".join(str(part) for part in error["loc"])
        + ("/" + error["ctx"]["where"] if "where" in error.get("ctx", {}) else "")
        for error in caught.value.errors()
    ]


def many(lines: int, services: int) -> dict[str, Any]:
    options = [{"code": f"s{i}", "mode": "post", "shipping": "1.00"} for i in range(services)]
    return cart(lines=[{**cart()["lines"][0], "id": str(i)} for i in range(lines)], services=options)


def test_a_large_cart_is_not_quoted_by_many_services_at_once() -> None:
    assert faults(many(lines=101, services=3)) == ["/services"]


@pytest.mark.parametrize(("lines", "services"), [(200, 1), (100, 3), (36, 10)])
def test_a_cart_may_have_services_up_to_the_limit(lines: int, services: int) -> None:
    assert len(QuoteRequest.model_validate_json(json.dumps(many(lines, services))).services) == services


def parted(cart_shipping: str, *own: str | None) -> dict[str, Any]:
    """A cart of two consignments with a line each."""
    parts = [{"id": f"c{i}", "ship_from": {"country": "CN"}, "shipping": one} for i, one in enumerate(own)]
    lines = [{**cart()["lines"][0], "id": str(i), "consignment": f"c{i}"} for i in range(2)]
    return cart(shipping=cart_shipping, consignments=parts, lines=lines)


def test_a_consignment_that_no_line_is_in_is_refused() -> None:
    assert faults(parted("0", None, None, "5.00")) == ["/consignments/2/id"]


@pytest.mark.parametrize("own", [("7.00", "4.00"), ("3.00", "4.00"), ("11.00", None)])
def test_shipping_that_would_not_be_counted_is_refused(own: tuple[str | None, str | None]) -> None:
    assert faults(parted("10.00", *own)) == ["/shipping"]


@pytest.mark.parametrize(
    ("whole", "own"), [("10.00", ("3.00", "7.00")), ("10.00", ("3.00", None)), ("0", ("3.00", "4.00"))]
)
def test_shipping_of_consignments_may_be_a_part_of_the_carts(whole: str, own: tuple[str | None, str | None]) -> None:
    assert QuoteRequest.model_validate_json(json.dumps(parted(whole, *own))).consignments


def test_the_smallest_cart_is_enough() -> None:
    assert QuoteRequest.model_validate_json(json.dumps(cart())).lines[0].gross == 10


@pytest.mark.parametrize("name", sorted(EXAMPLES))
def test_every_packaged_example_is_valid(name: str) -> None:
    assert QuoteRequest.model_validate_json(json.dumps(example(name))).lines


def test_the_documented_example_is_valid() -> None:
    (documented,) = QuoteRequest.model_json_schema()["examples"]

    assert QuoteRequest.model_validate_json(json.dumps(documented)).lines


@pytest.mark.parametrize(
    ("request_", "where"),
    [
        pytest.param(cart(ship_to={"country": "ZZ"}), "ship_to/country", id="unknown country"),
        pytest.param(cart(ship_to={"country": "us"}), "ship_to/country", id="country in small letters"),
        pytest.param(cart(currency="XXX"), "currency", id="unknown currency"),
        pytest.param(cart(incoterm="DDU"), "incoterm", id="Incoterm of 2000"),
        pytest.param(cart(incoterm="FOB", transport_mode="air"), "/incoterm", id="sea term by air"),
        pytest.param(cart(import_date="1900-01-01"), "import_date", id="date in 1900"),
        pytest.param(cart(import_date="2200-01-01"), "import_date", id="date in 2200"),
        pytest.param(cart(import_date="2026-02-30"), "import_date", id="no such day"),
        pytest.param(cart(sale_date="2026-11-20", import_date="2026-11-19"), "/import_date", id="import before sale"),
        pytest.param(cart(shipping="-1"), "shipping", id="negative shipping"),
        pytest.param(cart(shipping="10000000001"), "shipping", id="absurd shipping"),
        pytest.param(cart(shipping="1.1234567"), "shipping", id="too many decimals"),
        pytest.param(cart(discount="10.01"), "/discount", id="discount above the goods"),
        pytest.param(cart(lines=[]), "lines", id="no lines"),
        pytest.param(cart(lines=[cart()["lines"][0]] * 2), "/lines/1/id", id="line id used twice"),
        pytest.param(cart(colour="red"), "colour", id="unknown field"),
        pytest.param(line(hs_code="61"), "lines/0/hs_code", id="code too short"),
        pytest.param(line(hs_code="61091000123"), "lines/0/hs_code", id="code too long"),
        pytest.param(line(hs_code="6109.10.AB"), "lines/0/hs_code", id="letters in the code"),
        pytest.param(line(code_system="TARIC"), "lines/0/code_system", id="unknown code system"),
        pytest.param(line(quantity=0), "lines/0/quantity", id="nothing bought"),
        pytest.param(line(quantity="many"), "lines/0/quantity", id="quantity in words"),
        pytest.param(line(unit_price="NaN"), "lines/0/unit_price", id="not a number"),
        pytest.param(line(unit_price="Infinity"), "lines/0/unit_price", id="infinite price"),
        pytest.param(line(unit_price=None), "lines/0/unit_price", id="no price"),
        pytest.param(line(line_total="10.00"), "lines/0/unit_price", id="two prices"),
        pytest.param(line(discount="10.01"), "lines/0/discount", id="line discount above its value"),
        pytest.param(line(quantities={"PARSEC": "1"}), "lines/0/quantities/PARSEC", id="unknown unit"),
        pytest.param(line(consignment="c9"), "/lines/0/consignment", id="unknown consignment"),
        pytest.param(line(facts={"Bad Name": "1"}), "lines/0/facts", id="fact with a bad name"),
    ],
)
def test_a_refusal_names_the_field(request_: dict[str, Any], where: str) -> None:
    assert any(found.startswith(where) for found in faults(request_)), faults(request_)


def test_ten_thousand_lines_are_refused_as_too_many() -> None:
    many = cart(lines=[{**copy.copy(cart()["lines"][0]), "id": str(i)} for i in range(10_000)])

    assert faults(many) == ["lines"]


@pytest.mark.parametrize(
    "price", ["19.99", 19.99, 0.1], ids=["text", "number", "a number without an exact binary form"]
)
def test_prices_are_exact_decimals_however_they_are_sent(price: object) -> None:
    (read,) = QuoteRequest.model_validate_json(json.dumps(line(unit_price=price))).lines

    assert str(read.unit_price) == str(price)


NOT_PLAIN = [
    "1_000",
    " 12 ",
    "12.50\n",
    "\uff11\uff12",
    "\u0663",
    "1e3",
    "+5",
    "-5",
    "NaN",
    "inf",
    ".5",
    "1.",
    "",
    "0x10",
    "1,000.00",
]


@pytest.mark.parametrize("text", [pytest.param(text, id=ascii(text)) for text in NOT_PLAIN])
@pytest.mark.parametrize("field", ["unit_price", "quantity", "discount", "net_weight_kg"])
def test_a_number_in_other_than_plain_decimal_notation_is_refused(field: str, text: str) -> None:
    assert faults(line(**{field: text}))[0] == f"lines/0/{field}"


@pytest.mark.parametrize("value", ["12.50", "0012.50", 12.5])
def test_a_plain_decimal_is_read_whether_it_is_text_or_a_number(value: Any) -> None:
    assert QuoteRequest.model_validate_json(json.dumps(line(unit_price=value))).lines[0].gross == Decimal("12.5")


@pytest.mark.parametrize(
    "day",
    ["2026-11-20T00:00:00", "2026-11-20T00:00:00Z", 1763596800, "1763596800", "20261120", " 2026-11-20", "0001-01-01"],
)
def test_a_day_is_written_in_one_way_only(day: Any) -> None:
    assert faults(cart(import_date=day)) == ["import_date"]


@pytest.mark.parametrize("system", ["HS", "EU", "US", "KR", "XI"])
def test_a_code_may_be_of_the_harmonized_system_or_of_any_national_tariff(system: str) -> None:
    assert QuoteRequest.model_validate_json(json.dumps(line(code_system=system))).lines[0].code_system == system


@pytest.mark.parametrize("system", ["ZZ", "AA", "UN", "us", ""])
def test_a_system_of_codes_that_does_not_exist_is_refused(system: str) -> None:
    assert faults(line(code_system=system))[0] == "lines/0/code_system"


def test_a_code_of_other_than_ascii_digits_is_refused() -> None:
    assert faults(line(hs_code="\uff16\uff11\uff10\uff19\uff11\uff10"))[0] == "lines/0/hs_code"


def test_the_schema_says_how_a_decimal_is_written() -> None:
    price = QuoteRequest.model_json_schema()["$defs"]["Line"]["properties"]["unit_price"]

    assert {"type": "string", "pattern": "^[0-9]+([.][0-9]+)?$"} in price["anyOf"]
