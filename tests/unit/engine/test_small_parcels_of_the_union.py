"""Small parcels into the European Union: the item duty, the limit of 150 euro, and who pays."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from dutiful_quote.engine.assessment import assess
from dutiful_quote.engine.duty_rate import Fixed
from dutiful_quote.engine.findings import Assessment
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.measure import MeasureKind
from dutiful_shared.contract.charge import Collected
from tests.builders.tariff import amounts, consignment, duty, exchange, law, line, measure, percent, relief_up_to


def eu_law(vat: str = "19") -> Law:
    return law(
        [
            duty("640399", percent("8")),
            duty("610910", percent("12")),
            measure(MeasureKind.VAT, "standard", percent(vat), destination="DE"),
            measure(
                MeasureKind.FLAT_DUTY,
                "low_value_item",
                Fixed(Decimal(3), "EUR"),
                conditions={"value_at_most": "150", "value_currency": "EUR", "value_of": "goods", "buyer": "consumer"},
                valid_from=date(2026, 7, 1),
            ),
            replace(relief_up_to("low_value_duty", "150", "EUR"), valid_to=date(2026, 6, 30)),
            relief_up_to("ioss_limit", "150", "EUR"),
        ],
        codes=["640399", "610910"],
        jurisdiction="EU",
        destination="DE",
        profile={"currency": "EUR", "valuation_basis": "CIF", "tax_base": "customs_value duty excise"},
    )


def to_de(*lines: tuple[str, str, str], on: date = date(2026, 11, 20), **changes: object) -> Assessment:
    goods = [line(code, value, origin=origin, id=str(i), index=i) for i, (code, value, origin) in enumerate(lines)]
    cart = consignment(
        *goods,
        jurisdiction="EU",
        tax_territory="DE",
        currency="EUR",
        shipping=Decimal("10.00"),
        import_date=on,
        **changes,
    )
    rules = eu_law()
    return assess(cart, Law(rules.territory, rules.goods, on, "DE"), exchange("EUR"))


def test_eu_small_parcel_pays_three_euro_and_import_vat_on_it() -> None:
    assert amounts(to_de(("640399", "100.00", "VN"))) == [("low_value_item", "3.00"), ("standard", "21.47")]


def test_eu_ioss_seller_collects_vat_at_checkout_without_the_item_duty_in_its_base() -> None:
    assessment = to_de(("640399", "100.00", "VN"), registrations=frozenset({"IOSS"}))

    assert amounts(assessment) == [("low_value_item", "3.00"), ("standard", "20.90")]
    assert assessment.all_charges()[1].collected is Collected.CHECKOUT


def test_eu_items_are_counted_by_subheading_and_origin_not_by_pieces() -> None:
    assessment = to_de(("610910", "20.00", "CN"), ("610910", "25.00", "CN"), ("610910", "15.00", "IN"))

    assert [amount for name, amount in amounts(assessment) if name == "low_value_item"] == ["3.00", "3.00"]


def test_eu_above_150_pays_the_tariff_on_the_cif_value() -> None:
    assert amounts(to_de(("640399", "200.00", "VN"))) == [("column_1", "16.80"), ("standard", "43.09")]


@pytest.mark.parametrize(
    ("value", "first"),
    [pytest.param("150.00", "low_value_item", id="at 150"), pytest.param("150.01", "column_1", id="above 150")],
)
def test_eu_limit_is_the_intrinsic_value_without_shipping(value: str, first: str) -> None:
    assert amounts(to_de(("640399", value, "VN")))[0][0] == first


@pytest.mark.parametrize(
    ("day", "programmes"),
    [
        pytest.param(date(2026, 6, 30), ["standard"], id="last day of the relief"),
        pytest.param(date(2026, 7, 1), ["low_value_item", "standard"], id="first day of the item duty"),
    ],
)
def test_eu_relief_ends_when_the_item_duty_begins(day: date, programmes: list[str]) -> None:
    assert [name for name, _ in amounts(to_de(("640399", "100.00", "VN"), on=day))] == programmes


def test_eu_business_buyer_pays_the_ordinary_tariff_below_150() -> None:
    assessment = to_de(("640399", "100.00", "VN"), buyer_type="business")

    assert amounts(assessment)[0] == ("column_1", "8.80")


def test_eu_product_identifiers_are_asked_for_without_touching_the_amount() -> None:
    assessment = to_de(("640399", "100.00", "VN"))

    assert [(found.fact, found.affects.value) for found in assessment.missing] == [("product_identifier", "clearance")]
    assert assessment.lines[0].calculable
