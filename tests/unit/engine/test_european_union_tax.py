"""Tax on imports into the EU: under IOSS or at import, its base, its territories, and the freight that is in it."""

from decimal import Decimal

import pytest

from dutiful_quote.engine.findings import Assessment
from dutiful_quote.engine.measure import MeasureKind, Mode
from dutiful_shared.contract.charge import Collected
from tests.builders.european_union import amounts, eu_law, goods, notice, to_germany
from tests.builders.tariff import measure

IOSS = {"registrations": frozenset({"IOSS"})}


def notes(assessment: Assessment) -> dict[str, str]:
    return {note.fact: note.text for note in assessment.assumptions}


def test_both_totals_of_the_tax_are_shown_while_its_base_is_open() -> None:
    text = notes(to_germany(*goods(("610910", "100.00", "CN")), **IOSS))["ioss_tax_base"]

    assert "20.90 EUR" in text
    assert "21.47" in text


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
