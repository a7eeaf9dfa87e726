"""Which published rate customs of a destination uses on which day."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from dutiful_quote.exchange.customs_rates import CustomsRates, penultimate_wednesday_before
from dutiful_quote.exchange.published_rates import PublishedRate
from dutiful_shared.contract.charge import ExchangeRate


class Daily:
    """A daily series: on day n after 2026-01-01 a euro is worth n dollars. `holidays` have no rate."""

    source = "daily rates of the test"

    def __init__(self, last_day: date, holidays: tuple[date, ...] = ()) -> None:
        self.last_day = last_day
        self._holidays = holidays

    def on_or_before(self, currency: str, day: date) -> PublishedRate | None:
        if currency == "EUR":
            return PublishedRate(Decimal(1), day)
        if currency == "RUB":
            return PublishedRate(Decimal(100), date(2022, 3, 1))
        if currency not in {"USD", "JPY"}:
            return None
        day = min(day, self.last_day)
        while day in self._holidays:
            day -= timedelta(days=1)
        return PublishedRate(Decimal((day - date(2026, 1, 1)).days) * (100 if currency == "JPY" else 1), day)


class Monthly:
    """A monthly series: in month n of 2026 a pound is worth n of any currency but the one that nobody publishes."""

    source = "monthly rates of the test"

    def __init__(self, last_month: int) -> None:
        self._last = last_month

    def of_month(self, currency: str, day: date) -> PublishedRate | None:
        if currency == "KPW":
            return None
        month = min(day.month, self._last) if day.year == 2026 else self._last
        return PublishedRate(Decimal(1 if currency == "GBP" else month), date(2026, month, 1))


def rate(jurisdiction: str, currency: str, on: date, code: str = "USD", **series: object) -> ExchangeRate | None:
    daily = series.get("daily", Daily(date(2026, 12, 31)))
    monthly = series.get("monthly", Monthly(12))
    return CustomsRates(daily, monthly).table(jurisdiction, currency, on).rates.get(code)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("on", "wednesday"),
    [
        pytest.param(date(2026, 11, 1), date(2026, 10, 21), id="a month that ends on a Saturday"),
        pytest.param(date(2026, 11, 30), date(2026, 10, 21), id="the same through the last day"),
        pytest.param(date(2026, 12, 1), date(2026, 11, 18), id="the next from the first day"),
        pytest.param(date(2026, 10, 15), date(2026, 9, 23), id="a month that ends on a Wednesday"),
        pytest.param(date(2027, 1, 5), date(2026, 12, 23), id="over the new year"),
        pytest.param(date(2026, 3, 31), date(2026, 2, 18), id="after February"),
        pytest.param(date(2024, 3, 1), date(2024, 2, 21), id="after a leap February"),
    ],
)
def test_the_penultimate_wednesday_of_the_month_before(on: date, wednesday: date) -> None:
    assert penultimate_wednesday_before(on) == wednesday


@pytest.mark.parametrize(
    ("on", "as_of"),
    [
        pytest.param(date(2026, 10, 31), date(2026, 9, 23), id="the last day of a month"),
        pytest.param(date(2026, 11, 1), date(2026, 10, 21), id="the first day of the next"),
        pytest.param(date(2026, 11, 30), date(2026, 10, 21), id="whatever the market did in the month"),
    ],
)
def test_the_union_uses_one_rate_for_the_month(on: date, as_of: date) -> None:
    found = rate("EU", "EUR", on)
    assert found is not None
    assert (found.as_of, found.rate, found.prescribed) == (
        as_of,
        (1 / Decimal((as_of - date(2026, 1, 1)).days)).quantize(found.rate),
        True,
    )


def test_the_rate_of_the_month_is_valid_through_its_last_day() -> None:
    found = rate("EU", "EUR", date(2026, 11, 3))
    assert found is not None
    assert found.valid_to == date(2026, 11, 30)


def test_on_a_wednesday_without_a_rate_the_one_published_last_counts() -> None:
    holidays = (date(2026, 10, 21), date(2026, 10, 20))
    found = rate("EU", "EUR", date(2026, 11, 10), daily=Daily(date(2026, 12, 31), holidays))
    assert found is not None
    assert (found.as_of, found.prescribed, found.valid_to) == (date(2026, 10, 19), True, date(2026, 11, 30))


def test_a_month_whose_wednesday_is_yet_to_come_has_the_last_known_rate_and_says_so() -> None:
    found = rate("EU", "EUR", date(2026, 12, 1), daily=Daily(date(2026, 11, 17)))
    assert found is not None
    assert (found.as_of, found.prescribed) == (date(2026, 11, 17), False)
    assert found.valid_to is not None
    assert found.valid_to < date(2026, 12, 1)


def test_on_the_wednesday_itself_the_next_month_is_known() -> None:
    found = rate("EU", "EUR", date(2026, 12, 1), daily=Daily(date(2026, 11, 18)))
    assert found is not None
    assert (found.as_of, found.prescribed) == (date(2026, 11, 18), True)


@pytest.mark.parametrize(
    ("on", "month"),
    [
        pytest.param(date(2026, 10, 31), 10, id="the last day of a month"),
        pytest.param(date(2026, 11, 1), 11, id="the first day of the next"),
    ],
)
@pytest.mark.parametrize("territory", ["GB", "XI"])
def test_the_united_kingdom_uses_the_monthly_table(territory: str, on: date, month: int) -> None:
    found = rate(territory, "GBP", on)
    assert found is not None
    assert (1 / found.rate).quantize(Decimal(1)) == month
    assert (found.as_of, found.prescribed) == (date(2026, month, 1), True)


def test_a_month_without_a_table_has_the_last_one_and_says_so() -> None:
    found = rate("GB", "GBP", date(2026, 12, 1), monthly=Monthly(11))
    assert found is not None
    assert (found.as_of, found.valid_to, found.prescribed) == (date(2026, 11, 1), date(2026, 11, 30), False)


def test_elsewhere_the_rate_of_the_day_before_stands_in() -> None:
    found = rate("US", "USD", date(2026, 11, 20), "EUR")
    assert found is not None
    assert (found.as_of, found.prescribed) == (date(2026, 11, 19), False)


def test_a_currency_outside_the_daily_series_is_crossed_through_the_monthly_one() -> None:
    found = rate("EU", "EUR", date(2026, 11, 20), "AED")
    assert found is not None
    assert (found.source, found.prescribed) == ("monthly rates of the test", False)


def test_a_daily_series_that_has_ended_gives_way_to_the_monthly_one() -> None:
    found = rate("RU", "RUB", date(2026, 11, 20))
    assert found is not None
    assert (found.source, found.as_of) == ("monthly rates of the test", date(2026, 11, 1))


@pytest.mark.parametrize("jurisdiction", ["GB", "EU", "US"])
def test_a_currency_that_nobody_publishes_is_not_known(jurisdiction: str) -> None:
    currency = {"GB": "GBP", "EU": "EUR", "US": "USD"}[jurisdiction]
    assert rate(jurisdiction, currency, date(2026, 11, 20), "KPW") is None


def test_the_packaged_tables_know_the_month_they_were_packed_in() -> None:
    found = CustomsRates().table("EU", "EUR", date(2026, 11, 20)).rates["USD"]
    assert (found.source, found.as_of, found.prescribed) == ("ECB euro reference rate", date(2026, 10, 21), True)
