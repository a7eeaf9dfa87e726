"""What the pictures of the console draw."""

from datetime import date
from decimal import Decimal
from types import SimpleNamespace
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutiful_quote.console.history import spans, turns
from dutiful_quote.console.waterfall import WIDTH, waterfall
from dutiful_quote.engine.measure import Measure
from dutiful_shared.contract.charge import ChargeKind
from dutiful_shared.contract.quote_answer import QuoteAnswer

FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
CENTS = st.integers(min_value=0, max_value=10_000_00)


def money(cents: int) -> Any:
    return SimpleNamespace(amount=str(Decimal(cents) / 100), currency="EUR")


def quote(goods: int, shipping: int, charges: list[tuple[str, int]], **more: Any) -> QuoteAnswer:
    """As much of a quote as the picture looks at, under DDP."""
    total = goods + shipping + sum(cents for _, cents in charges)
    made = [
        SimpleNamespace(kind=ChargeKind.DUTY, name=name, rate_text="5%", amount=money(cents), applies_to=("ddp", "dap"))
        for name, cents in charges
    ]
    fields = {
        "incoterm": "DDP",
        "goods_total": money(goods),
        "shipping": money(shipping),
        "insurance": money(0),
        "landed_cost": money(total),
        "estimate": None,
        "lines": [SimpleNamespace(charges=made)],
        "charges": [],
    }
    return cast("QuoteAnswer", SimpleNamespace(**{**fields, **more}))


@given(goods=CENTS, shipping=CENTS, charges=st.lists(st.tuples(st.sampled_from("abc"), CENTS), max_size=6))
def test_steps_lead_from_nothing_to_the_total_and_stay_inside(
    goods: int, shipping: int, charges: list[tuple[str, int]]
) -> None:
    picture = waterfall(quote(goods, shipping, charges))
    assert sum(step.amount for step in picture.steps) == picture.total.amount
    assert all(0 <= step.x <= step.x + step.width <= WIDTH for step in [*picture.steps, picture.total])


def test_what_the_charges_do_not_explain_is_a_step_of_its_own() -> None:
    picture = waterfall(quote(100_00, 0, [("a", 5_00)], landed_cost=money(108_00)))
    assert [(step.kind, step.amount) for step in picture.steps][-1] == ("other", Decimal("3.00"))


def test_an_estimate_without_an_upper_end_stays_open() -> None:
    estimate = SimpleNamespace(min="100.00", likely=None, max=None, currency="EUR")
    picture = waterfall(quote(100_00, 0, [], landed_cost=None, estimate=estimate))
    assert picture.total.open_ended
    assert picture.total.width == WIDTH
    assert picture.steps[0].width < WIDTH


def measure(name: str, begins: date | None, ends: date | None) -> Measure:
    return cast("Measure", SimpleNamespace(id=name, valid_from=begins, valid_to=ends))


@pytest.mark.parametrize(
    ("begins", "ends", "days"),
    [
        (None, None, []),
        (date(2025, 1, 1), FIRST, ["2026-01-02 ends"]),
        (date(2026, 3, 1), date(2026, 5, 31), ["2026-03-01 begins", "2026-06-01 ends"]),
        (LAST, None, ["2026-12-31 begins"]),
        (FIRST, LAST, []),
    ],
    ids=["always", "ends on the first day", "comes and goes", "begins on the last day", "the very time"],
)
def test_turns_are_what_is_other_after_the_first_day(begins: date | None, ends: date | None, days: list[str]) -> None:
    found = turns([measure("m", begins, ends)], FIRST, LAST)
    assert [f"{turn.on} {'begins' if turn.begins else 'ends'}" for turn in found] == days


def test_a_bar_covers_the_time_in_force() -> None:
    bars = spans([measure("all", None, None), measure("half", date(2026, 7, 2), None)], FIRST, LAST)
    assert [(bar.x, bar.width) for bar in bars] == [(0, WIDTH), (499, 501)]
