"""What of the charges belongs to goods that come back, and what the law gives back."""

from decimal import Decimal

import pytest

from dutiful_quote.engine.jurisdictions.eu_items import ITEM_DUTY
from dutiful_quote.orders.errors import OrderConflictError, UnusableChoiceError
from dutiful_quote.orders.refund import split
from dutiful_shared.contract.orders import Recovery
from tests.builders.orders import charge, content, line

ONE = {"1": Decimal(1)}
NOTHING: dict[str, Decimal] = {}


def test_half_of_the_pieces_are_half_of_the_duty() -> None:
    (part,) = split(content(charge("3.00")), ONE, NOTHING)

    assert (part.amount, part.recovery) == (Decimal("1.50"), Recovery.ON_APPLICATION)


def test_the_last_piece_gets_what_rounding_left() -> None:
    order = content(charge("0.05"))

    amounts = [split(order, ONE, before)[0].amount for before in (NOTHING, ONE)]

    assert amounts == [Decimal("0.03"), Decimal("0.02")]


def test_a_charge_of_the_consignment_is_shared_over_its_lines_by_worth() -> None:
    lines = (line("1", "1", "10.00"), line("2", "1", "20.00"), line("3", "1", "5.00", "c2"))
    order = content(charge("1.00", None), lines=lines)

    parts = split(order, {"1": Decimal(1), "2": Decimal(1), "3": Decimal(1)}, NOTHING)

    assert [(part.line, part.amount) for part in parts] == [("1", Decimal("0.33")), ("2", Decimal("0.67"))]


def test_the_item_duty_of_the_european_union_stays_paid() -> None:
    (part,) = split(content(charge("3.00", programme=ITEM_DUTY)), ONE, NOTHING)

    assert part.recovery is Recovery.NONE
    assert "148(3)" in part.law.text


def test_a_tax_of_the_sale_is_corrected_by_whoever_declared_it() -> None:
    (part,) = split(content(charge("4.00", kind="tax", of_sale=True)), ONE, NOTHING)

    assert (part.recovery, part.charge.payer) == (Recovery.TAX_RETURN, "seller")


def test_a_fee_is_kept() -> None:
    (part,) = split(content(charge("4.00", kind="fee")), ONE, NOTHING)

    assert part.recovery is Recovery.NONE


def test_more_pieces_than_are_left_are_refused() -> None:
    with pytest.raises(OrderConflictError, match="1 of 2"):
        split(content(charge("3.00")), {"1": Decimal(2)}, ONE)


def test_a_line_that_was_never_sold_is_refused_by_name() -> None:
    with pytest.raises(UnusableChoiceError, match="no line 'x'"):
        split(content(charge("3.00")), {"x": Decimal(1)}, NOTHING)
