"""From the price paid to the customs value."""

from decimal import Decimal

import pytest

from dutiful_quote.engine.valuation import counted_freight_share, net_goods, value
from tests.builders.tariff import consignment, exchange, line


def test_fob_leaves_international_freight_and_insurance_out() -> None:
    cart = consignment(line(value="100.00"), shipping=Decimal(20), insurance=Decimal(1))

    assert value(cart, "FOB", exchange()).customs_value == Decimal("100.00")


def test_cif_counts_freight_and_insurance() -> None:
    cart = consignment(line(value="100.00"), shipping=Decimal(20), insurance=Decimal(1))

    assert value(cart, "CIF", exchange()).customs_value == Decimal("121.00")


def test_freight_is_shared_by_value_and_loses_no_cent() -> None:
    cart = consignment(
        line(value="10.00"), line(value="10.00", id="2"), line(value="10.00", id="3"), shipping=Decimal(10)
    )

    shares = [valued.freight for valued in value(cart, "CIF", exchange()).lines]

    assert shares == [Decimal("3.34"), Decimal("3.33"), Decimal("3.33")]


def test_an_order_discount_lowers_the_value_of_every_line() -> None:
    cart = consignment(line(value="75.00"), line(value="25.00", id="2"), discount=Decimal(10))

    assert net_goods(cart) == [Decimal("67.50"), Decimal("22.50")]


def test_freight_that_the_price_includes_is_taken_out() -> None:
    cart = consignment(line(value="100.00"), shipping=Decimal(20), prices_include=frozenset({"freight"}))

    assert value(cart, "FOB", exchange()).customs_value == Decimal("80.00")


def test_included_freight_still_counts_in_a_cif_value() -> None:
    cart = consignment(line(value="100.00"), shipping=Decimal(20), prices_include=frozenset({"freight"}))

    assert value(cart, "CIF", exchange()).customs_value == Decimal("100.00")


@pytest.mark.parametrize(
    ("stated", "mode", "profile", "share"),
    [
        pytest.param("0.6", "air", {"freight_to_border": "yes"}, "0.6", id="stated, where the law counts so much"),
        pytest.param(None, "air", {"freight_to_border": "yes"}, "1", id="not stated"),
        pytest.param("0.6", "post", {"freight_to_border": "yes"}, "1", id="postal charges"),
        pytest.param("0.6", "ems", {"freight_to_border": "yes"}, "1", id="Express Mail Service"),
        pytest.param("0.6", "air", {}, "1", id="another law"),
        pytest.param("0", "road", {"freight_to_border": "yes"}, "0", id="none of it"),
    ],
)
def test_share_of_the_freight_that_counts(stated: str | None, mode: str, profile: dict[str, str], share: str) -> None:
    cart = consignment(transport_mode=mode, freight_share_to_border=None if stated is None else Decimal(stated))

    assert counted_freight_share(cart, profile) == Decimal(share)


@pytest.mark.parametrize(
    ("basis", "counted", "onward"),
    [
        pytest.param("CIF", "112.00", "8.00", id="CIF counts the freight to the border"),
        pytest.param("FOB", "100.00", "20.00", id="FOB counts none"),
    ],
)
def test_freight_is_counted_or_goes_on(basis: str, counted: str, onward: str) -> None:
    (valued,) = value(consignment(line(value="100.00"), shipping=Decimal(20)), basis, exchange(), Decimal("0.6")).lines

    assert (valued.customs_value, valued.onward_freight) == (Decimal(counted), Decimal(onward))


def test_the_value_is_in_the_destinations_currency() -> None:
    cart = consignment(line(value="100.00"), currency="EUR")

    assert value(cart, "FOB", exchange("USD", EUR="1.1172")).customs_value == Decimal("111.72")


@pytest.mark.parametrize(("currency", "expected"), [("JPY", "15725"), ("KWD", "30.700")], ids=["no decimals", "three"])
def test_the_value_has_the_destination_currencys_decimals(currency: str, expected: str) -> None:
    cart = consignment(line(value="100.00"))
    rates = {"JPY": "157.2503", "KWD": "0.307"}

    assert value(cart, "FOB", exchange(currency, USD=rates[currency])).customs_value == Decimal(expected)
