"""When an exchange rate makes a quote degraded."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from dutiful_quote.engine.assessment import assess
from dutiful_quote.engine.exchange import Exchange
from dutiful_quote.engine.measure import MeasureKind
from dutiful_quote.quotes.freshness import FreshnessPolicy, grounds_of, staleness
from dutiful_quote.quotes.totals import AssessedConsignment
from dutiful_shared.contract.charge import ExchangeRate
from tests.builders.tariff import ON, consignment, duty, law, measure, percent

POLICY = FreshnessPolicy(max_tariff_age=timedelta(days=180), max_fx_age=timedelta(days=45))


def stale(as_of: date, valid_to: date, *, prescribed: bool) -> bool:
    rate = ExchangeRate("EUR", "USD", Decimal("1.1"), "rates of the test", as_of, valid_to, prescribed)
    table = Exchange("USD", {"EUR": rate})
    goods = consignment(currency="EUR")
    part = AssessedConsignment(goods, assess(goods, law([duty("610910", percent("12"))]), table), table)
    return bool(staleness([part], grounds_of([part]), ON, POLICY))


@pytest.mark.parametrize(
    ("age", "expected"),
    [pytest.param(45, False, id="45 days old"), pytest.param(46, True, id="46 days old")],
)
def test_a_rate_that_stands_in_ages(age: int, expected: bool) -> None:
    published = ON - timedelta(days=age)
    assert stale(published, published + timedelta(days=7), prescribed=False) is expected


def test_a_prescribed_rate_is_not_stale_on_a_day_it_is_prescribed_for() -> None:
    assert not stale(ON - timedelta(days=50), ON, prescribed=True)


def test_it_is_stale_after_that_day() -> None:
    assert stale(ON - timedelta(days=50), ON - timedelta(days=1), prescribed=True)


@pytest.mark.parametrize(
    ("age", "expected"),
    [pytest.param(180, False, id="180 days old"), pytest.param(181, True, id="181 days old")],
)
def test_a_relief_that_frees_of_a_charge_ages_like_one(age: int, expected: bool) -> None:
    freed = measure(MeasureKind.RELIEF, "duty_threshold", verified_until=ON - timedelta(days=age))
    table = Exchange("USD", {})
    part = AssessedConsignment(consignment(), assess(consignment(), law([freed]), table), table)
    assert bool(staleness([part], grounds_of([part]), ON, POLICY)) is expected


@pytest.mark.parametrize(
    ("first", "expected"),
    [pytest.param(ON, False, id="the first day"), pytest.param(ON + timedelta(days=1), True, id="the day before")],
)
def test_a_day_before_the_facts_of_a_territory_is_said(first: date, expected: bool) -> None:
    rules = law([duty("610910", percent("10"))], profile={"known_from": first.isoformat()})
    table = Exchange("USD", {})
    part = AssessedConsignment(consignment(), assess(consignment(), rules, table), table)
    assert any("hold its law from" in text for text in staleness([part], grounds_of([part]), ON, POLICY)) is expected
