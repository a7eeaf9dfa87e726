"""Orders against their quotes."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from dutiful_quote.shops.comparison import OrderCharges, QuotedCharges, compare

AT = datetime(2026, 11, 29, tzinfo=UTC)


def order(duties: str | None, taxes: str | None = None, currency: str = "EUR") -> OrderCharges:
    amounts = [None if one is None else Decimal(one) for one in (duties, taxes)]
    return OrderCharges("1", currency, AT, "q", *amounts)


def quoted(duties: str | None, taxes: str | None = "0") -> QuotedCharges:
    amounts = [None if one is None else Decimal(one) for one in (duties, taxes)]
    return QuotedCharges("EUR", *amounts)


@pytest.mark.parametrize(
    ("charged", "computed", "outcome"),
    [
        (order("10"), quoted("10"), "equal"),
        (order("10.004"), quoted("10"), "equal"),
        (order("10.01"), quoted("10"), "over"),
        (order("9.99"), quoted("10"), "under"),
        (order("10", "5"), quoted("10", "5.50"), "under"),
        (order("10", None), quoted("10", "5.50"), "equal"),
        (order("11", "4"), quoted("10", "5"), "equal"),
        (order(None), quoted("10"), "not_stated"),
        (order("10"), quoted(None), "not_computed"),
        (order("10", "1"), quoted("10", None), "not_computed"),
        (order("0"), None, "no_quote"),
        (order("10", currency="USD"), quoted("10"), "other_currency"),
    ],
)
def test_what_was_charged_is_held_against_what_was_computed(
    charged: OrderCharges, computed: QuotedCharges | None, outcome: str
) -> None:
    assert compare(charged, computed) == outcome


def test_the_yen_has_no_smaller_unit_to_differ_by() -> None:
    yen = QuotedCharges("JPY", Decimal(100), Decimal(0))
    assert compare(order("100.9", currency="JPY"), yen) == "equal"
