"""How a load run is judged."""

from __future__ import annotations

from dataclasses import replace

import pytest

from loadtests.report import Criteria, Outcome, outcome

CRITERIA = Criteria(
    users=1, seconds=1, seed=1, requests_min=10, errors_max=0, p50_ms_max=10, p95_ms_max=20, p99_ms_max=30
)
GOOD = Outcome(requests=100, errors=0, times_ms={5: 90, 15: 9, 25: 1})


def test_the_committed_criteria_can_be_read_and_rise_with_the_percentile() -> None:
    criteria = Criteria.read()
    assert 0 < criteria.p50_ms_max < criteria.p95_ms_max < criteria.p99_ms_max
    assert criteria.errors_max == 0


def test_entries_of_all_carts_are_summed_up() -> None:
    entries = [
        {"num_requests": 3, "num_failures": 1, "response_times": {"4": 2, "9": 1}},
        {"num_requests": 2, "num_failures": 0, "response_times": {"4": 2}},
    ]
    assert outcome(entries) == Outcome(requests=5, errors=1, times_ms={4: 4, 9: 1})


@pytest.mark.parametrize(("share", "expected"), [(0.5, 5), (0.9, 5), (0.91, 15), (0.99, 15), (1.0, 25)], ids=str)
def test_a_percentile_is_the_smallest_time_that_covers_the_share(share: float, expected: int) -> None:
    assert GOOD.percentile(share) == expected


def test_a_good_run_breaches_nothing() -> None:
    assert GOOD.breaches(CRITERIA) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        pytest.param({"times_ms": {11: 100}}, "p50 is 11 ms, allowed are 10 ms", id="median"),
        pytest.param({"times_ms": {5: 90, 21: 10}}, "p95 is 21 ms, allowed are 20 ms", id="p95"),
        pytest.param({"times_ms": {5: 97, 31: 3}}, "p99 is 31 ms, allowed are 30 ms", id="p99"),
        pytest.param({"errors": 1}, "1 of 100 requests failed, allowed are 0", id="errors"),
        pytest.param({"requests": 9}, "only 9 requests were made, at least 10 were expected", id="too-few"),
    ],
)
def test_each_breach_is_told_in_a_sentence(change: dict[str, object], sentence: str) -> None:
    assert replace(GOOD, **change).breaches(CRITERIA) == [sentence]
