"""What holds for every exchange table, whatever the destination, the day and the currencies."""

from datetime import date
from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from dutiful_quote.exchange.customs_rates import CustomsRates

RATES = CustomsRates()
#: Crossed rates keep twelve digits, so products of two agree to about eleven.
TOLERANCE = Decimal("0.00000001")
territories = st.sampled_from(["EU", "GB", "US", "JP", "AE"])
currencies = st.sampled_from(["USD", "EUR", "GBP", "JPY", "CHF", "CNY", "AED", "VND"])
days = st.dates(date(2024, 1, 1), date(2027, 6, 30))


@given(territory=territories, one=currencies, other=currencies, on=days)
def test_a_rate_and_its_inverse_make_one(territory: str, one: str, other: str, on: date) -> None:
    there, back = (RATES.table(territory, target, on) for target in (other, one))

    amount = there.convert(Decimal(1), one)
    returned = None if amount is None else back.convert(amount, other)

    assert returned is not None
    assert abs(returned - 1) < TOLERANCE


@given(one=currencies, middle=currencies, other=currencies, on=days)
def test_monthly_rates_agree_by_any_way_round(one: str, middle: str, other: str, on: date) -> None:
    direct = RATES.table("GB", other, on).convert(Decimal(1), one)
    step = RATES.table("GB", middle, on).convert(Decimal(1), one)
    round_about = None if step is None else RATES.table("GB", other, on).convert(step, middle)

    assert direct is not None
    assert round_about is not None
    assert abs(round_about / direct - 1) < TOLERANCE


@given(territory=territories, source=currencies, target=currencies, on=days)
def test_no_rate_is_of_a_later_day_than_the_import(territory: str, source: str, target: str, on: date) -> None:
    rate = RATES.table(territory, target, on).rates.get(source)

    assert rate is None or rate.as_of <= on


@given(territory=territories, source=currencies, target=currencies, on=days)
def test_a_rate_that_is_used_after_its_last_day_is_not_called_prescribed(
    territory: str, source: str, target: str, on: date
) -> None:
    rate = RATES.table(territory, target, on).rates.get(source)

    assert rate is None or not rate.prescribed or (rate.valid_to is not None and on <= rate.valid_to)


@given(cents=st.integers(1, 10_000_000), territory=territories, source=currencies, target=currencies, on=days)
def test_an_amount_comes_back_as_it_went(cents: int, territory: str, source: str, target: str, on: date) -> None:
    table = RATES.table(territory, target, on)
    amount = Decimal(cents) / 100

    converted = table.convert(amount, source)

    assert converted is not None
    assert abs(table.back(converted, source) - amount) < TOLERANCE
