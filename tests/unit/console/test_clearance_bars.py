"""Clearance as bars: one scale for all groups."""

from types import SimpleNamespace
from typing import cast

from dutiful_quote.console.clearance import bars_of
from dutiful_shared.contract.kpis import KpiRow


def row(median: str | None, most: str | None, errors: str) -> KpiRow:
    fields = {"clearance_hours_median": median, "clearance_hours_p90": most, "error_rate": errors}
    return cast("KpiRow", SimpleNamespace(**fields))


def test_the_longest_hours_fill_the_width_and_a_group_without_any_has_no_bar() -> None:
    bars = bars_of([row("10.00", "40.00", "0.25"), row("5.00", "20.00", "0"), row(None, None, "0")])
    assert [(bar.median, bar.most, bar.errors) for bar in bars] == [(250, 1000, 250), (125, 500, 0), (None, None, 0)]


def test_hours_of_nothing_are_no_division_by_nothing() -> None:
    assert [(bar.median, bar.most) for bar in bars_of([row("0.00", "0.00", "0")])] == [(0, 0)]
