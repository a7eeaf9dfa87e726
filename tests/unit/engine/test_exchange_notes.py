"""What the answer says where the cart's exchange rate is not the prescribed one of the day."""

from datetime import date
from decimal import Decimal

from dutiful_quote.engine.assessment import assess
from dutiful_quote.engine.exchange import Exchange
from dutiful_quote.engine.findings import Assumption
from dutiful_shared.contract.charge import ExchangeRate
from tests.builders.tariff import ON, consignment, duty, law, percent

FREE = duty("610910", percent("0"))


def notes(valid_to: date | None, *, prescribed: bool) -> list[Assumption]:
    rate = ExchangeRate("EUR", "USD", Decimal("1.1"), "rates of the test", date(2026, 11, 1), valid_to, prescribed)
    result = assess(consignment(currency="EUR"), law([FREE]), Exchange("USD", {"EUR": rate}))
    return [found for found in result.assumptions if found.fact == "exchange_rate"]


def test_a_prescribed_rate_of_the_day_needs_no_word() -> None:
    assert notes(ON, prescribed=True) == []


def test_a_rate_that_stands_in_is_told_with_its_day() -> None:
    (found,) = notes(ON, prescribed=False)
    assert "rates of the test of 2026-11-01 stands in" in found.text
    assert (found.value, found.pointer) == ("1.1", "/currency")


def test_a_rate_older_than_the_import_is_told_as_the_last_known() -> None:
    (found,) = notes(date(2026, 11, 19), prescribed=False)
    assert "the last one known is used" in found.text
    assert found.pointer == "/import_date"


def test_a_cart_in_the_currency_of_the_destination_has_no_rate_to_tell_of() -> None:
    assert assess(consignment(), law([FREE]), Exchange("USD", {})).assumptions == ()
