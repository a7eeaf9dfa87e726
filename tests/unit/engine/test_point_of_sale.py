"""Tax at the sale by registered sellers, thresholds of each item, and the value of personal imports in Japan."""

from decimal import Decimal

import pytest

from dutiful_quote.engine.assessment import assess
from dutiful_quote.engine.goods import Consignment
from dutiful_quote.engine.measure import Measure, MeasureKind
from dutiful_shared.contract.charge import Collected
from dutiful_shared.contract.incoterm import Incoterm
from tests.builders.tariff import consignment, duty, exchange, law, line, measure, percent

LIMIT = {"value_at_most": "100", "value_currency": "USD", "value_of": "goods"}
REGISTERED = frozenset({"VOEC"})


def supply(**conditions: str) -> Measure:
    return measure(MeasureKind.VAT, "supply", percent("25"), conditions={**LIMIT, "scheme": "VOEC", **conditions})


def collected(cart: Consignment, *measures: Measure) -> list[tuple[str, Collected]]:
    import_tax = measure(MeasureKind.VAT, "standard", percent("25"))
    rules = law([duty("610910", percent("0")), import_tax, *measures])
    return [(charge.programme, charge.collected) for charge in assess(cart, rules, exchange()).all_charges()]


def test_a_registered_seller_charges_at_checkout_under_dap() -> None:
    cart = consignment(registrations=REGISTERED, incoterm=Incoterm.DAP)

    assert ("supply", Collected.CHECKOUT) in collected(cart, supply())


def test_an_unregistered_sellers_goods_are_taxed_at_import() -> None:
    cart = consignment(incoterm=Incoterm.DAP)

    assert ("standard", Collected.DELIVERY) in collected(cart, supply())


def test_the_sale_is_taxed_once() -> None:
    assert [name for name, _ in collected(consignment(registrations=REGISTERED), supply())] == ["column_1", "supply"]


def test_excluded_goods_are_taxed_at_import() -> None:
    assert "supply" not in dict(collected(consignment(registrations=REGISTERED), supply(not_goods="61")))


@pytest.mark.parametrize(
    ("price", "pieces", "taxed"),
    [("100.00", "1", True), ("100.01", "1", False), ("200.00", "2", True), ("200.02", "2", False)],
)
def test_a_limit_for_each_item_looks_at_one_piece(price: str, pieces: str, taxed: bool) -> None:
    cart = consignment(line(value=price, quantity=Decimal(pieces)), registrations=REGISTERED)

    assert ("supply" in dict(collected(cart, supply(value_of="item")))) is taxed


def test_goods_without_a_code_may_be_excluded_and_are_asked_about() -> None:
    """A relief that leaves leather out is not given to goods that nobody has classified."""
    relief = measure(MeasureKind.RELIEF, "duty_threshold", conditions={**LIMIT, "not_goods": "4203"})
    cart = consignment(line(code=""), registrations=REGISTERED)

    assessment = assess(cart, law([relief, supply(not_goods="4203")]), exchange())

    assert (assessment.reliefs, [gap.fact for gap in assessment.missing]) == ((), ["hs_code", "tax_rate"])


def test_a_relief_for_all_goods_needs_no_code() -> None:
    relief = measure(MeasureKind.RELIEF, "duty_threshold", conditions=LIMIT)

    assessment = assess(consignment(line(code=""), registrations=REGISTERED), law([relief, supply()]), exchange())

    assert [charge.programme for charge in assessment.all_charges()] == ["supply"]


def test_a_sale_from_another_country_is_outside_a_rule_on_where_it_ships_from() -> None:
    cart = consignment(registrations=REGISTERED, ship_from="CN")

    assert "supply" not in dict(collected(cart, supply(ship_from="US MX")))


@pytest.mark.parametrize(("buyer", "expected"), [("consumer", "6.00"), ("business", "10.00")])
def test_japan_values_personal_imports_below_their_price(buyer: str, expected: str) -> None:
    share = measure(MeasureKind.RELIEF, "personal_import", percent("60"), conditions={"buyer": "consumer"})
    rules = law([duty("610910", percent("0")), measure(MeasureKind.VAT, "standard", percent("10")), share])
    cart = consignment(jurisdiction="JP", buyer_type=buyer)

    taxes = [one.amount.amount for one in assess(cart, rules, exchange()).all_charges() if one.programme == "standard"]

    assert taxes == [Decimal(expected)]


def test_goods_of_the_limit_are_within_it_in_every_currency() -> None:
    """USD 100 is 97320.37 pesos and would round above the limit of USD 100 if the limit were not exact."""
    relief = measure(MeasureKind.RELIEF, "duty_threshold", conditions=LIMIT)
    rules = law([duty("610910", percent("6")), measure(MeasureKind.VAT, "standard", percent("19")), relief])

    assessment = assess(consignment(), rules, exchange("CLP", USD="973.20370"))

    assert [charge.programme for charge in assessment.all_charges()] == ["standard"]
