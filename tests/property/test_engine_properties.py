"""What holds for every cart, whatever its numbers."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutiful_quote.engine.assessment import assess
from dutiful_quote.engine.duty_rate import AtLeast, AtMost, RateBasis, Specific, Sum, evaluate
from dutiful_quote.engine.measure import MeasureKind, Mode
from dutiful_shared.contract.money import apportion
from tests.builders.tariff import ON, consignment, duty, exchange, law, line, measure, percent

CENT = Decimal("0.01")
prices = st.decimals(min_value="0.01", max_value="5000", places=2)
weights = st.lists(st.decimals(min_value=0, max_value="10000", places=2), min_size=1, max_size=20)

RULES = law(
    [
        duty("610910", Sum((percent("9.5"), Specific(Decimal("0.30"), "USD", Decimal(1), "NAR")))),
        duty("851713", percent("0")),
        measure(MeasureKind.ADDITIONAL_DUTY, "china", percent("7.5"), areas=("CN",)),
        measure(MeasureKind.ADDITIONAL_DUTY, "floor", percent("12.5"), mode=Mode.MINIMUM_TOTAL),
        measure(MeasureKind.VAT, "standard", percent("19")),
    ],
    codes=["610910", "851713"],
    profile={"valuation_basis": "CIF", "tax_base": "customs_value duty"},
)
carts = st.lists(
    st.tuples(st.sampled_from(["610910", "851713"]), prices, st.sampled_from(["CN", "VN"])), min_size=1, max_size=8
)


def cart_of(rows: list[tuple[str, Decimal, str]], **changes: object):
    lines = [line(code, str(price), origin=origin, id=str(i), index=i) for i, (code, price, origin) in enumerate(rows)]
    return consignment(*lines, **changes)


def total(rows: list[tuple[str, Decimal, str]], **changes: object) -> Decimal:
    charges = assess(cart_of(rows, **changes), RULES, exchange()).all_charges()
    return sum((charge.amount.amount for charge in charges), Decimal(0))


@given(cents=st.integers(0, 10_000_000), parts=weights)
def test_shares_sum_to_the_whole(cents: int, parts: list[Decimal]) -> None:
    whole = cents * CENT

    assert sum(apportion(whole, parts, CENT)) == whole


@given(cents=st.integers(0, 10_000_000), parts=weights)
def test_no_share_is_a_step_away_from_its_exact_size(cents: int, parts: list[Decimal]) -> None:
    whole, weight = cents * CENT, sum(parts)

    shares = apportion(whole, parts, CENT)

    assert all(
        not weight or abs(share - whole * part / weight) < CENT for share, part in zip(shares, parts, strict=True)
    )


@pytest.mark.parametrize(
    ("total_", "parts"),
    [
        pytest.param("1.00", [], id="nobody"),
        pytest.param("1.005", ["1"], id="no multiple of the step"),
        pytest.param("-1.00", ["1"], id="negative total"),
        pytest.param("1.00", ["1", "-1"], id="negative weight"),
    ],
)
def test_shares_of_nonsense_are_refused(total_: str, parts: list[str]) -> None:
    with pytest.raises(ValueError, match=r"share|multiple|nobody"):
        apportion(Decimal(total_), [Decimal(part) for part in parts], CENT)


@given(rows=carts, seed=st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_no_lines_charges(rows: list[tuple[str, Decimal, str]], seed) -> None:
    def by_line(cart):
        assessment = assess(cart, RULES, exchange())
        return {row.id: [charge.amount for charge in row.charges] for row in assessment.lines}

    cart = cart_of(rows)
    shuffled = list(cart.lines)
    seed.shuffle(shuffled)

    assert by_line(cart) == by_line(replace(cart, lines=tuple(shuffled)))


@given(rows=carts, more=prices)
def test_dearer_goods_never_cost_less_to_land(rows: list[tuple[str, Decimal, str]], more: Decimal) -> None:
    code, price, origin = rows[0]

    assert total([(code, price + more, origin), *rows[1:]]) >= total(rows)


@given(rows=carts, shipping=prices)
def test_dearer_shipping_never_lowers_the_charges(rows: list[tuple[str, Decimal, str]], shipping: Decimal) -> None:
    assert total(rows, shipping=shipping) >= total(rows)


@given(rows=carts)
def test_no_charge_is_negative(rows: list[tuple[str, Decimal, str]]) -> None:
    charges = assess(cart_of(rows), RULES, exchange()).all_charges()

    assert all(charge.amount.amount >= 0 for charge in charges)


@given(rows=carts)
def test_every_amount_can_be_recomputed_from_its_formula(rows: list[tuple[str, Decimal, str]]) -> None:
    for charge in assess(cart_of(rows), RULES, exchange()).all_charges():
        assert abs(Decimal(charge.formula["unrounded"]) - charge.assessed.amount) <= Decimal("0.005")


@given(rows=carts, floor_percent=st.decimals("0", "40", places=1))
def test_a_minimum_total_is_reached_and_not_exceeded(
    rows: list[tuple[str, Decimal, str]], floor_percent: Decimal
) -> None:
    rules = law(
        [
            duty("610910", percent("9.5")),
            duty("851713", percent("0")),
            measure(MeasureKind.ADDITIONAL_DUTY, "floor", percent(str(floor_percent)), mode=Mode.MINIMUM_TOTAL),
        ],
        codes=["610910", "851713"],
    )
    for row in assess(cart_of(rows), rules, exchange()).lines:
        ordinary = row.charges[0].amount.amount
        floor = (row.customs_value * floor_percent / 100).quantize(CENT, rounding="ROUND_HALF_UP")
        assert sum(charge.amount.amount for charge in row.charges) == max(ordinary, floor)


@given(value=prices, kilos=prices, share=st.decimals("0", "100", places=2), per_kilo=st.decimals("0", "50", places=2))
def test_min_is_a_floor_and_max_a_ceiling(value: Decimal, kilos: Decimal, share: Decimal, per_kilo: Decimal) -> None:
    basis = RateBasis(value, "USD", {"KGM": kilos}, ON, exchange().convert)
    ad_valorem, specific = percent(str(share)), Specific(per_kilo, "USD", Decimal(1), "KGM")
    one, other = evaluate(ad_valorem, basis).amount, evaluate(specific, basis).amount
    assert one is not None
    assert other is not None

    assert evaluate(AtLeast(ad_valorem, specific), basis).amount == max(one, other)
    assert evaluate(AtMost(ad_valorem, specific), basis).amount == min(one, other)
