"""From the wire to consignments: defaults are written down, codes keep the digits that hold."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dutiful_quote.quotes.translate import Order, for_service, to_order
from dutiful_quote.tariff.territories import SpecialPlace, Territories, Territory
from dutiful_shared.contract.quote_request import QuoteRequest

TODAY = date(2026, 11, 24)
TERRITORIES = Territories(
    {
        "DE": Territory("DE", "EU", "DE"),
        "MC": Territory("MC", "EU", "FR"),
        "IC": Territory("IC", "EU", "IC"),
        "XI": Territory("XI", "XI", "GB"),
    },
    [SpecialPlace("ES", "35", "", "", "IC")],
)


def order(**changes: Any) -> Order:
    request: dict[str, Any] = {
        "ship_from": {"country": "CN"},
        "ship_to": {"country": "DE"},
        "currency": "EUR",
        "lines": [{"id": "1", "quantity": 1, "unit_price": "10.00"}],
    }
    return to_order(QuoteRequest.model_validate({**request, **changes}), TERRITORIES, TODAY)


def test_every_default_is_written_down() -> None:
    assert {note.fact: note.value for note in order().assumptions} == {
        "incoterm": "DDP",
        "transport_mode": "express",
        "import_date": "2026-11-24",
        "origin": "CN",
    }


def test_what_is_given_is_not_assumed() -> None:
    given = order(
        incoterm="DAP",
        transport_mode="post",
        import_date="2026-12-01",
        lines=[{"id": "1", "quantity": 1, "unit_price": "10.00", "origin": "VN"}],
    )

    assert given.assumptions == ()


def test_goods_are_declared_and_taxed_where_the_territory_says() -> None:
    (consignment,) = order(ship_to={"country": "MC"}).consignments

    assert (consignment.jurisdiction, consignment.tax_territory) == ("EU", "FR")


def test_an_address_in_a_special_territory_is_declared_and_taxed_there() -> None:
    (consignment,) = order(ship_to={"country": "ES", "postal_code": "35001"}).consignments

    assert (consignment.ship_to, consignment.jurisdiction, consignment.tax_territory) == ("IC", "EU", "IC")


def test_goods_from_a_special_territory_have_the_origin_of_its_country() -> None:
    (consignment,) = order(ship_from={"country": "ES", "postal_code": "35001"}).consignments

    assert (consignment.ship_from, consignment.lines[0].origin) == ("IC", "ES")


@pytest.mark.parametrize(
    ("code", "system", "usable"),
    [
        pytest.param("6109.10.00.12", "US", "610910", id="foreign code: six digits carry over"),
        pytest.param("6109100010", "EU", "6109100010", id="the destination's own code: all digits"),
        pytest.param("6109100010", "DE", "6109100010", id="a member state's code is the union's"),
        pytest.param("6109100010", "XI", "6109100010", id="so is that of Northern Ireland"),
        pytest.param("6109100010", "HS", "610910", id="the Harmonized System has six digits"),
        pytest.param("6109", "HS", "6109", id="a heading stays a heading"),
        pytest.param(None, "HS", "", id="no code"),
    ],
)
def test_the_digits_that_hold(code: str | None, system: str, usable: str) -> None:
    line = {"id": "1", "quantity": 1, "unit_price": "10.00", "hs_code": code, "code_system": system}

    assert order(lines=[line]).consignments[0].lines[0].code == usable


@pytest.mark.parametrize(
    ("system", "code", "code_of"),
    [
        pytest.param("GB", "6109100010", "GB", id="British"),
        pytest.param("FR", "6109100010", "EU", id="of a member state"),
        pytest.param("XI", "6109100010", "EU", id="its own, which is the union's"),
        pytest.param("US", "610910", "", id="foreign"),
    ],
)
def test_goods_to_northern_ireland_may_have_codes_of_two_tariffs(system: str, code: str, code_of: str) -> None:
    request = {
        "ship_from": {"country": "CN"},
        "ship_to": {"country": "XI"},
        "currency": "GBP",
        "lines": [{"id": "1", "quantity": 1, "unit_price": "9", "hs_code": "6109100010", "code_system": system}],
    }
    found = to_order(QuoteRequest.model_validate(request), Territories.packaged(), TODAY)

    (line,) = found.consignments[0].lines
    assert (line.code, line.code_of) == (code, code_of)


def test_goods_given_away_are_valued_as_declared() -> None:
    given = order(lines=[{"id": "1", "quantity": 1, "unit_price": "0.00", "declared_value": "25.00"}])

    assert given.consignments[0].lines[0].value == Decimal("25.00")


def test_an_orders_shipping_is_shared_among_consignments_by_value() -> None:
    parts = order(
        shipping="9.00",
        consignments=[{"id": "a", "ship_from": {"country": "CN"}}, {"id": "b", "ship_from": {"country": "VN"}}],
        lines=[
            {"id": "1", "consignment": "a", "quantity": 1, "unit_price": "20.00"},
            {"id": "2", "consignment": "b", "quantity": 1, "unit_price": "10.00"},
        ],
    ).consignments

    assert [(part.ship_from, part.shipping) for part in parts] == [("CN", Decimal("6.00")), ("VN", Decimal("3.00"))]


def test_a_service_changes_mode_and_shipping_only() -> None:
    by_cart = order(services=[{"code": "post", "mode": "post", "shipping": "4.00"}])

    by_post = for_service(by_cart, by_cart.request.services[0])

    assert (by_post.consignments[0].transport_mode, by_post.consignments[0].shipping) == ("post", Decimal("4.00"))
    assert by_post.consignments[0].lines == by_cart.consignments[0].lines


def test_litres_and_strength_give_pure_alcohol() -> None:
    (consignment,) = order(
        lines=[{"id": "1", "quantity": 2, "unit_price": "10.00", "quantities": {"LTR": "1.4", "ASV": "40"}}]
    ).consignments

    assert consignment.lines[0].quantities["LPA"] == Decimal("0.56")


def test_a_long_code_that_names_no_tariff_counts_by_six_digits_and_says_so() -> None:
    lines = [{"id": "1", "quantity": 1, "unit_price": "10.00", "hs_code": "6109.10.00.12", "origin": "CN"}]
    asked = order(lines=lines)

    assert asked.consignments[0].lines[0].code == "610910"
    assert "/lines/0/code_system" in [note.pointer for note in asked.assumptions]


def test_consignments_without_shipping_of_their_own_share_what_the_others_leave() -> None:
    parts = [{"id": name, "ship_from": {"country": "CN"}} for name in "abc"]
    parts[0]["shipping"] = "4.00"
    lines = [{"id": name, "quantity": 1, "unit_price": "10.00", "consignment": name} for name in "abc"]

    found = order(shipping="10.00", consignments=parts, lines=lines).consignments

    assert [one.shipping for one in found] == [Decimal("4.00"), Decimal("3.00"), Decimal("3.00")]


@pytest.mark.parametrize(
    ("kind", "meant"),
    [
        pytest.param("CPF", "did you mean BR_CPF?", id="without its country"),
        pytest.param("KR_PCC", "did you mean KR_PCCC?", id="misspelt"),
        pytest.param("LIBRARY", "passed over.", id="nothing alike"),
    ],
)
def test_a_number_of_a_kind_that_is_not_known_is_told(kind: str, meant: str) -> None:
    (told,) = (
        one for one in order(buyer={"tax_ids": [{"type": kind, "number": "1"}]}).assumptions if one.value == kind
    )
    assert (told.pointer, told.text.endswith(meant)) == ("/buyer/tax_ids/0/type", True)
