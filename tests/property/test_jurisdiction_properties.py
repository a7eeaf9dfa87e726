"""What holds for consignments under the loaded laws of the EU, Great Britain and other countries, whatever they hold.

The consignments are those that the oracle draws (`tests/oracle`); nothing here knows what they should come to.
"""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dutiful_quote.engine.findings import Assessment
from dutiful_shared.contract.charge import ChargeKind
from tests.oracle.britain_entries import BritainEntries
from tests.oracle.country_entries import CountryEntries
from tests.oracle.europe_entries import EuropeEntries
from tests.oracle.naive_consignment import ConsignmentEntry, GoodsEntry
from tests.oracle.world_engine import world_answer

CENT = Decimal("0.01")
#: Thresholds of value, in the currency of the destination.
_STEPS = {"EU": (45, 150, 700), "GB": (39, 135)}
_SMALL_TARIFFS = ("CA", "CL", "HK", "KR", "MX", "NO", "SG", "ZA")
_COUNTRIES = ("BR", "ID", "IN", "KE", "NZ", "PE", *_SMALL_TARIFFS)


def europe(seed: int) -> ConsignmentEntry:
    return EuropeEntries(seed).draw()


def britain(seed: int) -> ConsignmentEntry:
    return BritainEntries(seed).draw()


def country(seed: int) -> ConsignmentEntry:
    return CountryEntries(seed, _COUNTRIES).draw()


anywhere = st.builds(
    lambda draw, seed: draw(seed), st.sampled_from((europe, britain, country)), st.integers(0, 2**32)
)  # fmt: skip
europe_or_britain = st.builds(
    lambda draw, seed: draw(seed), st.sampled_from((europe, britain)), st.integers(0, 2**32)
)  # fmt: skip


def totals(assessment: Assessment) -> Counter[str]:
    found: Counter[str] = Counter()
    for charge in assessment.all_charges():
        found[charge.programme] += charge.assessed.amount  # type: ignore[assignment]
    return found


def total_of(assessment: Assessment, wanted: Callable[[ChargeKind], bool]) -> Decimal:
    charges = assessment.all_charges()
    return sum((charge.assessed.amount for charge in charges if wanted(charge.kind)), Decimal(0))


def step_of(assessment: Assessment) -> Decimal:
    """The smallest unit of the destination's currency."""
    decimals = {-Decimal(str(charge.assessed.amount)).as_tuple().exponent for charge in assessment.all_charges()}
    return Decimal(1).scaleb(-max(decimals, default=2))


@settings(max_examples=120, deadline=None)
@given(entry=anywhere, order=st.randoms(use_true_random=False))
def test_the_order_of_lines_changes_no_total(entry: ConsignmentEntry, order) -> None:  # type: ignore[no-untyped-def]
    """But for the smallest units that sharing and rounding give to one line or to another."""
    lines = list(entry.lines)
    order.shuffle(lines)

    before, after = world_answer(entry), world_answer(replace(entry, lines=lines))

    one, other = totals(before), totals(after)
    assert before.customs_value == after.customs_value
    assert sorted(line.calculable for line in before.lines) == sorted(line.calculable for line in after.lines)
    assert one.keys() == other.keys()
    assert all(abs(one[name] - other[name]) <= 2 * step_of(before) * len(lines) for name in one)


@settings(max_examples=120, deadline=None)
@given(entry=anywhere)
def test_parts_sum_to_the_whole(entry: ConsignmentEntry) -> None:
    assessment = world_answer(entry)

    paid = sum((line.value for line in entry.lines), Fraction(0)) - entry.discount
    assert sum((line.customs_value for line in assessment.lines), Decimal(0)) == assessment.customs_value
    if entry.currency == assessment.currency:  # else each line is converted and rounded
        assert Fraction(sum((line.goods_value for line in assessment.lines), Decimal(0))) == paid


@settings(max_examples=120, deadline=None)
@given(entry=europe_or_britain, more=st.integers(1, 50_000))
def test_dearer_goods_lower_neither_customs_value_nor_tax(entry: ConsignmentEntry, more: int) -> None:
    """As long as they stay on their side of each threshold."""
    first, *others = entry.lines
    dearer = replace(entry, lines=[replace(first, value=first.value + Fraction(more, 100)), *others])
    assume(_side(entry) == _side(dearer))

    before, after = world_answer(entry), world_answer(dearer)

    assert after.customs_value >= before.customs_value
    if all(line.calculable for line in (*before.lines, *after.lines)):
        taxes = [total_of(one, lambda kind: kind is ChargeKind.TAX) for one in (before, after)]
        assert taxes[1] >= taxes[0] - CENT * len(entry.lines)


def _side(entry: ConsignmentEntry) -> tuple[bool, ...]:
    goods = sum((line.value for line in entry.lines), Fraction(0)) - entry.discount
    return tuple(goods <= step for step in _STEPS[entry.jurisdiction])


@settings(max_examples=120, deadline=None)
@given(entry=anywhere)
def test_the_incoterm_decides_when_and_never_how_much(entry: ConsignmentEntry) -> None:
    paid, unpaid = world_answer(replace(entry, incoterm="DDP")), world_answer(replace(entry, incoterm="DAP"))

    assert totals(paid) == totals(unpaid)
    assert paid.spreads == unpaid.spreads
    assert [line.spread for line in paid.lines] == [line.spread for line in unpaid.lines]


@settings(max_examples=120, deadline=None)
@given(entry=anywhere)
def test_nothing_at_import_is_charged_on_what_is_unknown(entry: ConsignmentEntry) -> None:
    """Import tax stands on the duty: where that has a range, so has the tax, and no part of it is charged."""
    for line in world_answer(entry).lines:
        taxes = [one for one in line.charges if one.kind is ChargeKind.TAX and one.follows_incoterm]
        assert line.calculable or not taxes, line.reason
        assert line.calculable is (line.spread is None)
        assert line.calculable or line.reason


@settings(max_examples=120, deadline=None)
@given(entry=anywhere)
def test_no_charge_is_negative_and_no_range_upside_down(entry: ConsignmentEntry) -> None:
    assessment = world_answer(entry)

    assert all(charge.assessed.amount >= 0 for charge in assessment.all_charges())
    spreads = [line.spread for line in assessment.lines if line.spread is not None]
    assert all(spread.high is None or 0 <= spread.low <= spread.high for spread in spreads)


CODES = ("6109100010", "6109100090", "4202210010", "4202210090", "4901990000", "9503009990")
goods = st.tuples(
    st.sampled_from(CODES), st.sampled_from(("CN", "IN")), st.sampled_from(("one kind", "another kind")),
    st.integers(1, 9),
)  # fmt: skip


def parcel(rows: list[tuple[str, str, str, int]]) -> ConsignmentEntry:
    """A consumer's parcel to Germany while the item duty stands; EUR 10 a line."""
    lines = [
        GoodsEntry(code, origin, Fraction(10), pieces=pieces, facts={"customs_description": kind})
        for code, origin, kind, pieces in rows
    ]
    return ConsignmentEntry("EU", "DE", "DE", "CN", "EUR", date(2026, 11, 20), "express", lines)


def item_duty(entry: ConsignmentEntry) -> Decimal:
    return Decimal(totals(world_answer(entry))["low_value_item"])


@settings(max_examples=80, deadline=None)
@given(rows=st.lists(goods, min_size=1, max_size=10))
def test_the_item_duty_counts_codes_origins_and_descriptions_only(rows: list[tuple[str, str, str, int]]) -> None:
    items = {(code[:6], origin, kind) for code, origin, kind, _ in rows}

    assert item_duty(parcel(rows)) == 3 * len(items)


@settings(max_examples=60, deadline=None)
@given(rows=st.lists(goods, min_size=1, max_size=6), pieces=st.integers(1, 9))
def test_more_of_the_same_is_no_further_item(rows: list[tuple[str, str, str, int]], pieces: int) -> None:
    code, origin, kind, _ = rows[0]

    assert item_duty(parcel([*rows, (code, origin, kind, pieces)])) == item_duty(parcel(rows))


@pytest.mark.parametrize(
    ("day", "duty"),
    [
        pytest.param(date(2026, 6, 30), 0, id="the day before"),
        pytest.param(date(2026, 7, 1), 3, id="the first day"),
        pytest.param(date(2028, 7, 1), 3, id="the last day"),
        pytest.param(date(2028, 7, 2), 0, id="the day after"),
    ],
)
def test_the_item_duty_has_its_days(day: date, duty: int) -> None:
    entry = replace(parcel([("6109100010", "CN", "one kind", 1)]), on=day)

    assert item_duty(entry) == duty
