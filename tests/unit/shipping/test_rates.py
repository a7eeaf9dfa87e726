"""A merchant's rate tables: the zone, the band, the fees, and why a service is not offered."""

import copy
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from dutiful_quote.shipping.combined import combined
from dutiful_quote.shipping.rates import ShippingService, services_for
from dutiful_quote.shipping.shown_price import shown_price
from dutiful_shared.contract.cart_parties import Place
from dutiful_shared.contract.merchant import Rounding
from tests.builders.shipping import TABLE, exchange, merchant, shipment


def table(**changes: Any) -> dict[str, Any]:
    return {**copy.deepcopy(TABLE), **changes}


def express(**changes: Any) -> dict[str, Any]:
    """The table with its express service changed."""
    changed = table()
    changed["services"][0] |= changes
    return changed


def rated(profile: dict[str, Any] = TABLE, settings: Any = None, **of_shipment: Any) -> dict[str, ShippingService]:
    services = services_for(merchant(profile, **(settings or {})), shipment(**of_shipment))
    return {service.code: service for service in services}


def test_each_service_of_the_zone_has_its_price() -> None:
    assert {code: one.price for code, one in rated().items()} == {
        "dhl-express": Decimal("10.00"),
        "post": Decimal("5.00"),
    }


def test_a_price_tells_its_zone_its_band_and_its_fees_with_units() -> None:
    priced = express(fees=[{"name": "Fuel", "share": "0.15", "tax_rate": "0.20"}])

    explanation = rated(priced, weight_kg=Decimal(1))["dhl-express"].explanation

    assert explanation.endswith("up to 1 kg: 10.00 EUR + Fuel 1.8 EUR with 20 % tax")


@pytest.mark.parametrize(
    ("weight", "price"),
    [
        pytest.param("1", "10.00", id="at the edge"),
        pytest.param("1.000001", "20.00", id="just above it"),
        pytest.param("5", "20.00", id="at the last edge"),
        pytest.param("5.000001", None, id="above the last band"),
    ],
)
def test_the_upper_edge_belongs_to_its_band(weight: str, price: str | None) -> None:
    found = rated(weight_kg=Decimal(weight))["dhl-express"].price

    assert found == (None if price is None else Decimal(price))


def test_packaging_counts_towards_the_weight() -> None:
    assert rated(table(packaging_kg="0.6"))["dhl-express"].price == Decimal("20.00")


def test_without_a_weight_the_service_says_which_line_lacks_it() -> None:
    service = rated(weight_kg=None, without_weight=(2,))["dhl-express"]

    assert (service.offered, service.pointer) == (False, "/lines/2/net_weight_kg")
    assert "weight" in service.explanation


def test_a_service_priced_by_pieces_needs_no_weight() -> None:
    assert rated(weight_kg=None, without_weight=(0,))["post"].price == Decimal("5.00")


def test_goods_of_the_threshold_go_free() -> None:
    assert rated(goods_value=Decimal("199.99"))["dhl-express"].price == Decimal("10.00")
    assert rated(goods_value=Decimal("200.00"))["dhl-express"].price == 0


def test_fees_are_a_share_and_a_fixed_part_with_their_tax() -> None:
    fees = [
        {"name": "Fuel", "share": "0.15", "tax_rate": "0.20"},
        {"name": "Handling", "fixed": "1.00"},
    ]

    assert rated(express(fees=fees))["dhl-express"].price == Decimal("12.80")


def test_a_price_is_converted_and_then_rounded_as_the_shop_shows_prices() -> None:
    dollars = exchange("USD")
    exact = dollars.convert(Decimal("10.00"), "EUR")
    assert exact is not None

    price = rated(exchange=dollars, settings={"rounding": {"step": "0.50", "direction": "up"}})["dhl-express"].price

    assert price is not None
    assert price % Decimal("0.50") == 0
    assert 0 <= price - exact < Decimal("0.50")


def test_a_table_in_a_currency_without_a_rate_is_not_offered() -> None:
    assert not rated(table(currency="KPW"))["dhl-express"].offered


@pytest.mark.parametrize(
    ("place", "codes"),
    [
        pytest.param(Place(country="ES", postal_code="35 001"), set(), id="the islands have no prices"),
        pytest.param(Place(country="ES", postal_code="28001"), {"dhl-express", "post"}, id="the mainland"),
        pytest.param(Place(country="DE", region="BY"), set(), id="a region without its country"),
        pytest.param(Place(country="DE", region="DE-HH"), {"dhl-express", "post"}, id="another region"),
        pytest.param(Place(country="JP"), {"dhl-express", "post"}, id="everywhere else"),
    ],
)
def test_the_first_zone_that_holds_the_destination_counts(place: Place, codes: set[str]) -> None:
    assert set(rated(ship_to=place)) == codes


@pytest.mark.parametrize(
    ("origin", "reached"),
    [
        pytest.param({"ship_from": Place(country="CN")}, True, id="by its country"),
        pytest.param({"ship_from": Place(country="NL", postal_code="3011")}, True, id="by its place"),
        pytest.param({"ship_from": Place(country="NL"), "origin": "rotterdam"}, True, id="by its code"),
        pytest.param({"ship_from": Place(country="NL")}, False, id="elsewhere in the country"),
        pytest.param({"ship_from": Place(country="NL", postal_code="3011"), "origin": "venlo"}, False, id="another"),
    ],
)
def test_a_zone_may_hang_on_where_goods_leave(origin: dict[str, Any], reached: bool) -> None:
    assert bool(rated(to="JP", **origin)) is reached


def test_the_order_pays_for_every_consignment() -> None:
    light, heavy = (services_for(merchant(), shipment(weight_kg=Decimal(weight))) for weight in (1, 3))

    express_service = combined({"a": light, "b": heavy})[0]

    assert express_service.service.price == Decimal("30.00")
    assert express_service.shares == {"a": Decimal("10.00"), "b": Decimal("20.00")}


def test_a_service_that_one_consignment_cannot_take_is_not_offered() -> None:
    here = services_for(merchant(), shipment())
    nowhere = services_for(merchant(), shipment(ship_to=Place(country="DE", region="BY")))

    assert not combined({"a": here, "b": nowhere})[0].service.offered


@pytest.mark.parametrize(
    ("amount", "currency", "rounding", "shown"),
    [
        pytest.param("12.344", "EUR", {}, "12.34", id="to the cent"),
        pytest.param("12.345", "EUR", {}, "12.35", id="half up"),
        pytest.param("1234.4", "JPY", {}, "1234", id="never finer than the currency"),
        pytest.param("12.01", "EUR", {"step": "0.05", "direction": "up"}, "12.05", id="up"),
        pytest.param("12.09", "EUR", {"step": "1", "direction": "down"}, "12.00", id="down"),
    ],
)
def test_shown_prices_keep_to_the_merchants_step(
    amount: str, currency: str, rounding: dict[str, str], shown: str
) -> None:
    assert str(shown_price(Decimal(amount), currency, Rounding.model_validate(rounding))) == shown


@pytest.mark.parametrize(
    ("profile", "where"),
    [
        pytest.param(express(prices=[{"zone": "moon", "bands": [{"price": "1"}]}]), "moon", id="unknown zone"),
        pytest.param(
            express(prices=[{"zone": "europe", "bands": [{"price": "1"}, {"up_to": "2", "price": "2"}]}]),
            "without an upper limit",
            id="a band after the last",
        ),
        pytest.param(
            express(prices=[{"zone": "europe", "bands": [{"up_to": "2", "price": "1"}, {"up_to": "2", "price": "2"}]}]),
            "higher",
            id="falling bands",
        ),
        pytest.param(express(code="post"), "used twice", id="a code twice"),
        pytest.param(express(transit_days={"min": 5, "max": 2}), "days", id="transit days out of order"),
        pytest.param(
            table(zones=[{"code": "europe", "origins": ["hull"], "destinations": [{"country": "*"}]}]),
            "no zone|origin",
            id="unknown origin",
        ),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(profile: dict[str, Any], where: str) -> None:
    with pytest.raises(ValidationError, match=where):
        merchant(profile)
