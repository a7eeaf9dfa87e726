"""Tax on imports into the EU: under IOSS or at import, its base, its territories, and the freight that is in it."""

from decimal import Decimal
from typing import Any

import pytest

from dutiful_quote.engine.findings import Assessment
from dutiful_quote.engine.measure import MeasureKind, Mode
from dutiful_shared.contract.charge import Collected
from tests.builders.european_union import eu_law, goods, notice, to_germany
from tests.builders.tariff import amounts, measure, percent

IOSS = {"registrations": frozenset({"IOSS"})}


def notes(assessment: Assessment) -> dict[str, str]:
    return {note.fact: note.text for note in assessment.assumptions}


def test_both_totals_of_the_tax_are_shown_while_its_base_is_open() -> None:
    text = notes(to_germany(*goods(("610910", "100.00", "CN")), **IOSS))["ioss_tax_base"]

    assert "20.90 EUR" in text
    assert "21.47" in text


def test_both_totals_are_those_of_the_rate_for_the_goods() -> None:
    reduced = measure(MeasureKind.VAT, "reduced", percent("7"), goods_code="610910", destination="DE")
    assessment = to_germany(*goods(("610910", "100.00", "CN")), rules=eu_law(reduced), **IOSS)

    assert "7.70 EUR" in notes(assessment)["ioss_tax_base"]
    assert ("reduced", "7.70") in amounts(assessment)


def test_the_switch_puts_the_item_duty_into_the_base_of_the_sales_tax() -> None:
    rules = eu_law(notice("item_duty_in_ioss_base"), without=("item_duty_in_ioss_base",))
    assessment = to_germany(*goods(("610910", "100.00", "CN")), rules=rules, **IOSS)

    assert amounts(assessment) == [("low_value_item", "3.00"), ("standard", "21.47")]
    assert "ioss_tax_base" not in notes(assessment)


def test_ioss_ends_at_the_border_of_the_tax_area() -> None:
    rules = eu_law(tax_area="FR AT")

    (_, tax) = to_germany(*goods(("610910", "100.00", "CN")), rules=rules, **IOSS).all_charges()

    assert tax.follows_incoterm


def test_a_local_tax_without_a_rate_is_asked_for() -> None:
    local = measure(MeasureKind.FEE, "local_tax", mode=Mode.UNRESOLVED, name="IGIC", destination="IC")
    rules = eu_law(local, destination="IC", tax_area="DE")

    assessment = to_germany(*goods(("610910", "100.00", "CN")), rules=rules)

    assert [(found.fact, found.spread is not None) for found in assessment.missing] == [("local_tax", True)]


def test_the_freight_beyond_the_border_is_taxed_and_bears_no_duty() -> None:
    lines = goods(("610910", "200.00", "CN"))

    assessment = to_germany(*lines, shipping=Decimal(100), freight_share_to_border=Decimal("0.6"))

    assert amounts(assessment) == [("column_1", "31.20"), ("standard", "62.93")]


def test_all_of_the_air_freight_is_counted_where_no_share_is_stated_and_that_is_said() -> None:
    assert "freight_share_to_border" in notes(to_germany(*goods(("610910", "200.00", "CN"))))


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"transport_mode": "post"}, id="by post"),
        pytest.param({"freight_share_to_border": Decimal("0.5")}, id="a share is stated"),
        pytest.param({"shipping": Decimal(0)}, id="no freight"),
    ],
)
def test_nothing_is_said_of_the_freight(changes: dict[str, object]) -> None:
    assert "freight_share_to_border" not in notes(to_germany(*goods(("610910", "200.00", "CN")), **changes))


def test_tax_of_a_sale_is_collected_at_checkout() -> None:
    (_, tax) = to_germany(*goods(("610910", "50.00", "CN")), **IOSS).all_charges()

    assert tax.collected is Collected.CHECKOUT


def test_outside_the_tax_area_the_item_duty_is_called_unconfirmed_with_what_the_tariff_would_be() -> None:
    text = notes(to_germany(*goods(("610910", "100.00", "CN")), rules=eu_law(tax_area="FR AT")))["item_duty_territory"]

    assert "(3.00 EUR)" in text
    assert "13.20 EUR" in text


def test_inside_it_nothing_is_said() -> None:
    assert "item_duty_territory" not in notes(
        to_germany(*goods(("610910", "100.00", "CN")), rules=eu_law(tax_area="DE"))
    )


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        pytest.param({"buyer_type": "business"}, "of a business to consumers", id="to a business"),
        pytest.param({"rules": eu_law(tax_area="FR")}, "outside the EU's VAT area", id="outside the VAT area"),
        pytest.param({"rules": eu_law(without=("ioss_limit",))}, "sold before it began", id="before it began"),
    ],
)
def test_why_a_registration_for_ioss_is_not_used_is_said(changes: dict[str, Any], why: str) -> None:
    assert why in notes(to_germany(*goods(("610910", "100.00", "CN")), **IOSS, **changes))["ioss"]


def test_a_parcel_above_the_limit_or_with_excise_goods_is_not_sold_under_ioss() -> None:
    dear = to_germany(*goods(("610910", "150.01", "CN")), **IOSS)
    wine = to_germany(*goods(("220421", "50.00", "CN")), **IOSS)

    assert "value of EUR 150" in notes(dear)["ioss"]
    assert "excise goods" in notes(wine)["ioss"]
