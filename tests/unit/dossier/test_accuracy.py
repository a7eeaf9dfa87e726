"""Accuracy, shortfalls and reserves out of what was quoted and invoiced."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from dutiful_docs.dossier.accuracy.bound import needed, upper_bound
from dutiful_docs.dossier.accuracy.lanes import accuracy
from dutiful_docs.dossier.accuracy.measured import Measured, Sums, measured
from dutiful_docs.dossier.accuracy.reserve import Exposure, reserve, shortfalls
from dutiful_docs.dossier.accuracy_page import OfMerchant, Shown, accuracy_page
from dutiful_docs.dossier.shipment import Shipment
from dutiful_shared.contract.accuracy import NotMeasured, ReserveStatus
from dutiful_shared.contract.money import Money
from tests.builders.dossier import TOLD_AT, charged, shipment_of

LEVEL = CONFIDENCE = Decimal("0.9")


def quoted(**changes: Any) -> Shipment:
    told = shipment_of(**changes)
    return Shipment(told.id, told.merchant_id, told.content, "quote", TOLD_AT)


def one(quote: str, invoice: str, lane: str = "US-FR") -> Measured:
    sums = Sums(Decimal(quote), Decimal(invoice))
    return Measured("shp_1", lane, "EUR", sums, sums)


def test_a_shipment_that_was_invoiced_in_full_is_measured() -> None:
    found = measured(quoted(), [charged("duty", "4.80"), charged("tax", "12.26"), charged("fee", "15.00")])

    assert isinstance(found, Measured)
    assert found.border == Sums(Decimal("16.66"), Decimal("17.06"))
    assert found.whole == Sums(Decimal("16.66"), Decimal("32.06"))


@pytest.mark.parametrize(
    ("shipment", "lines", "why"),
    [
        pytest.param(shipment_of(), [charged("duty", "4.80")], NotMeasured.NOT_QUOTED, id="given-by-hand"),
        pytest.param(quoted(), [charged("duty", "4.80")], NotMeasured.NOT_ALL_CHARGED, id="tax-still-to-come"),
        pytest.param(
            quoted(), [charged("duty", "4.80", "GBP"), charged("tax", "1")], NotMeasured.NO_RATE, id="no-rate"
        ),
        pytest.param(quoted(expected=[]), [charged("fee", "4.80")], NotMeasured.NOTHING_QUOTED, id="nothing-quoted"),
    ],
)
def test_what_says_nothing_of_a_quote_is_left_out(shipment: Shipment, lines: Any, why: NotMeasured) -> None:
    assert measured(shipment, lines) is why


def test_accuracy_is_told_by_lane() -> None:
    found = [one("10", "10"), one("10", "10.10"), one("10", "10.50"), one("10", "20"), one("1", "1", "US-DE")]
    germany, france = accuracy(found, "duties_and_taxes")

    assert (germany.lane, germany.nearness.shipments, germany.nearness.exact) == ("US-DE", 1, Decimal(1))
    assert (france.nearness.exact, france.nearness.within_1, france.nearness.within_5) == (
        Decimal("0.25"),
        Decimal("0.5"),
        Decimal("0.75"),
    )
    assert france.median_absolute == Decimal("0.30")


def test_an_invoice_of_nothing_has_no_relative_error() -> None:
    (lane,) = accuracy([one("10", "0")], "duties_and_taxes")

    assert (lane.nearness.median_relative, lane.nearness.within_5) == (None, Decimal(0))


@pytest.mark.parametrize(("level", "least"), [("0.9", 22), ("0.95", 45), ("0.5", 4)])
def test_so_many_values_bound_a_quantile_by_their_greatest(level: str, least: int) -> None:
    values = [Decimal(n) for n in range(least)]

    assert needed(Decimal(level), CONFIDENCE) == least
    assert upper_bound(values[1:], Decimal(level), CONFIDENCE) is None
    bound = upper_bound(values, Decimal(level), CONFIDENCE)
    assert bound is not None
    assert (bound.rank, bound.value) == (least, Decimal(least - 1))


def test_with_many_values_the_bound_lies_near_the_quantile() -> None:
    bound = upper_bound([Decimal(n) for n in range(1000)], LEVEL, CONFIDENCE)

    assert bound is not None
    assert bound.rank == 913  # normal approximation: 900.5 + 1.2816 * sqrt(90)


def _exposure(interval: str | None = "0", **said: Any) -> Exposure:
    return Exposure(
        "US-FR", Money(Decimal(100), "EUR"), None if interval is None else Money(Decimal(interval), "EUR"), **said
    )


MUCH = [one("100", "100")] * 20 + [one("100", "103.333")] * 5


@pytest.mark.parametrize(("interval", "amount"), [("0", "3.34"), ("2.00", "3.34"), ("9.00", "9.00")])
def test_a_reserve_is_the_greater_of_interval_and_history(interval: str, amount: str) -> None:
    found = reserve(_exposure(interval), shortfalls(MUCH, LEVEL, CONFIDENCE))

    assert (found.status, found.amount) == (ReserveStatus.COMPLETE, Money(Decimal(amount), "EUR"))


def test_with_too_few_invoices_there_is_no_reserve_but_what_the_interval_asks_for() -> None:
    found = reserve(_exposure("2.00"), shortfalls(MUCH[:21], LEVEL, CONFIDENCE))

    assert (found.status, found.amount) == (ReserveStatus.INSUFFICIENT_HISTORY, None)
    assert found.at_least == Money(Decimal("2.00"), "EUR")


def test_an_open_interval_leaves_the_reserve_unknown() -> None:
    found = reserve(_exposure(None), shortfalls(MUCH, LEVEL, CONFIDENCE))

    assert (found.status, found.amount, found.at_least.amount) == (ReserveStatus.UNBOUNDED, None, Decimal("3.34"))


def test_what_the_buyer_pays_on_delivery_needs_no_reserve() -> None:
    found = reserve(_exposure("2.00", borne=False), shortfalls(MUCH, LEVEL, CONFIDENCE))

    assert (found.status, found.amount) == (ReserveStatus.NOT_BORNE, Money.zero("EUR"))


def test_invoices_below_their_quotes_ask_for_nothing() -> None:
    found = reserve(_exposure(), shortfalls([one("100", "90")] * 22, LEVEL, CONFIDENCE))

    assert found.amount == Money.zero("EUR")


DAYS = (date(2026, 1, 1), date(2026, 6, 30))
OF_THREE = [OfMerchant(f"mer_{n % 3}", one("10", "10")) for n in range(30)]


def test_the_published_page_shows_lanes_with_enough_merchants() -> None:
    page = accuracy_page(OF_THREE, *DAYS, Shown(30, 3))

    assert "| US-FR | 30 | 100.00 % | 100.00 % | 100.00 % | 0.00 % |" in page
    assert "mer_" not in page


@pytest.mark.parametrize(
    ("found", "left_out"),
    [
        pytest.param([], 0, id="nothing"),
        pytest.param(OF_THREE[:29], 1, id="too-few-shipments"),
        pytest.param([OfMerchant("mer_1", one("10", "10"))] * 40, 1, id="one-merchant"),
    ],
)
def test_the_published_page_says_that_it_has_no_figure(found: list[OfMerchant], left_out: int) -> None:
    page = accuracy_page(found, *DAYS, Shown(30, 3))

    assert "there is no figure to publish" in page
    assert f"Left out: {left_out}." in page
    assert "%" not in page
