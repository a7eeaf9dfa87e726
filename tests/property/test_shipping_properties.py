"""What holds for every rate table and shipment."""

from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dutiful_quote.shipping.combined import combined
from dutiful_quote.shipping.rates import services_for
from dutiful_quote.shipping.shown_price import shown_price
from dutiful_shared.contract.merchant import Rounding
from dutiful_shared.contract.money import minor_unit
from tests.builders.shipping import merchant, shipment

amounts = st.decimals(0, 10_000, places=2)
weights = st.decimals(0, 1_000, places=3)
edges = st.lists(st.decimals(Decimal("0.001"), 1_000, places=3), min_size=1, max_size=8, unique=True).map(sorted)


def one_zone(bands: list[dict[str, Any]], **service: Any) -> dict[str, Any]:
    prices = [{"zone": "all", "bands": bands}]
    return {
        "code": "t",
        "currency": "EUR",
        "zones": [{"code": "all", "destinations": [{"country": "*"}]}],
        "services": [{"code": "s", "name": "S", "prices": prices, **service}],
    }


@given(edges=edges, weight=weights, data=st.data())
def test_a_weight_pays_the_price_of_the_one_band_that_holds_it(
    edges: list[Decimal], weight: Decimal, data: st.DataObject
) -> None:
    prices = [data.draw(amounts) for _ in edges]
    bands = [{"up_to": edge, "price": price} for edge, price in zip(edges, prices, strict=True)]
    lower = [Decimal(-1), *edges[:-1]]
    holding = [price for below, edge, price in zip(lower, edges, prices, strict=True) if below < weight <= edge]

    (service,) = services_for(merchant(one_zone(bands)), shipment(weight_kg=weight))

    assert [service.price] == (holding or [None])


@given(
    price=amounts,
    fees=st.lists(st.tuples(st.decimals(0, 1, places=3), amounts, st.decimals(0, 1, places=2)), max_size=4),
)
def test_a_price_is_the_sum_of_its_band_and_its_fees(
    price: Decimal, fees: list[tuple[Decimal, Decimal, Decimal]]
) -> None:
    listed = [{"name": "fee", "share": share, "fixed": fixed, "tax_rate": tax} for share, fixed, tax in fees]
    total = price + sum((price * share + fixed) * (1 + tax) for share, fixed, tax in fees)

    (service,) = services_for(merchant(one_zone([{"price": price}], fees=listed)), shipment())

    assert service.price == shown_price(Decimal(total), "EUR", Rounding())


@given(weights=st.lists(weights, min_size=1, max_size=5))
def test_shares_of_consignments_sum_to_the_price(weights: list[Decimal]) -> None:
    profile = merchant(one_zone([{"up_to": "10", "price": "3.33"}, {"price": "7.77"}]))
    parts = {f"c{i}": services_for(profile, shipment(weight_kg=weight)) for i, weight in enumerate(weights)}

    (one,) = combined(parts)

    assert one.service.price == sum(one.shares.values())


@given(prices=st.lists(amounts, min_size=2, max_size=6))
def test_every_service_is_offered_and_not_only_the_cheapest(prices: list[Decimal]) -> None:
    table = one_zone([{"price": "1"}])
    table["services"] = [
        {"code": f"s{i}", "name": "S", "prices": [{"zone": "all", "bands": [{"price": price}]}]}
        for i, price in enumerate(prices)
    ]

    assert [service.price for service in services_for(merchant(table), shipment())] == prices


@given(
    amount=st.decimals(0, 1_000_000, places=6),
    currency=st.sampled_from(["EUR", "JPY", "KWD"]),
    step=st.sampled_from(["0.001", "0.01", "0.05", "0.5", "1", "5"]),
    direction=st.sampled_from(["half_up", "up", "down"]),
)
def test_a_shown_price_is_a_multiple_of_the_step_next_to_the_amount(
    amount: Decimal, currency: str, step: str, direction: str
) -> None:
    rounding = Rounding.model_validate({"step": step, "direction": direction})
    coarse = max(Decimal(step), minor_unit(currency))

    shown = shown_price(amount, currency, rounding)

    steps = amount / coarse
    below, above = (steps.to_integral_value(mode) * coarse for mode in (ROUND_FLOOR, ROUND_CEILING))
    assert shown in (below, above)
    assert direction != "up" or shown == above
    assert direction != "down" or shown == below
