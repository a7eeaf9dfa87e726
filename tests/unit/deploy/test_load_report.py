"""How a load run is recorded and judged."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from loadtests.plans import SHAPES, Plan, Stage, criteria_of, mix, plan_of
from loadtests.recording import Recording, RefusedError
from loadtests.report import Outcome, outcome
from loadtests.verdict import breaches, limits_of, measure

PAGE = (Path(__file__).resolve().parents[3] / "handbook" / "load.md").read_text(encoding="utf-8")
GOOD = Outcome(requests=100, errors=0, times_ms={5: 90, 15: 9, 25: 1})


def steady(recording: Recording, seconds: range, *, answered: int = 0, refused: int = 0, ms: float = 10) -> None:
    """So many requests in each of these seconds."""
    for second in seconds:
        for _ in range(answered):
            recording.note(second, "plain", ms, None)
        for _ in range(refused):
            recording.note(second, "plain", 1, RefusedError())


def test_entries_of_all_carts_are_summed_up() -> None:
    entries = [
        {"num_requests": 3, "num_failures": 1, "response_times": {"4": 2, "9": 1}},
        {"num_requests": 2, "num_failures": 0, "response_times": {"4": 2}},
    ]
    assert outcome(entries) == Outcome(requests=5, errors=1, times_ms={4: 4, 9: 1})


@pytest.mark.parametrize(("share", "expected"), [(0.5, 5), (0.9, 5), (0.91, 15), (0.99, 15), (1.0, 25)], ids=str)
def test_a_percentile_is_the_smallest_time_that_covers_the_share(share: float, expected: int) -> None:
    assert GOOD.percentile(share) == expected


@pytest.mark.parametrize("shape", SHAPES)
def test_every_criterion_is_of_something_that_is_measured(shape: str) -> None:
    criteria = criteria_of(shape)
    measured = measure(plan_of(shape, criteria), Recording(), criteria)

    assert limits_of(criteria)
    assert {name.rpartition("_")[0] for name in limits_of(criteria)} <= set(measured)


@pytest.mark.parametrize("shape", SHAPES)
def test_the_handbook_names_every_figure_of_the_shape(shape: str) -> None:
    (section,) = [part for part in PAGE.split("\n## ") if part.startswith(f"`{shape}`")]
    rows = {f"| {name} | {value:g} |" for name, value in criteria_of(shape).items()}

    assert rows == {line for line in section.splitlines() if line.startswith("| ") and "figure" not in line} - {
        "| --- | --- |"
    }


def test_the_handbook_names_the_mix() -> None:
    for name, share in mix()["weights"].items():
        assert f"| `{name}` | {share} % |" in PAGE
    assert sum(mix()["weights"].values()) == 100
    assert f"{mix()['cold_share'] * 100:g} % of the carts" in PAGE


@pytest.mark.parametrize("shape", SHAPES)
def test_a_plan_takes_as_long_as_it_is_told_and_then_ends(shape: str) -> None:
    plan = plan_of(shape, criteria_of(shape), 37)

    assert plan.seconds == 37
    assert plan.users_at(0) == criteria_of(shape)["users"]
    assert plan.users_at(37) is None


def test_a_breakpoint_climbs_to_its_peak_and_comes_back() -> None:
    criteria = criteria_of("breakpoint")
    heights = [stage.users for stage in plan_of("breakpoint", criteria).stages]

    assert heights[:-1] == sorted(heights[:-1])
    assert (max(heights), heights[-1]) == (criteria["peak_users"], criteria["users"])


def test_what_was_written_is_what_is_read(tmp_path: Path) -> None:
    recording = Recording()
    steady(recording, range(3), answered=2, refused=1)
    recording.note(2, "plain", 5, ValueError("no lines"))
    recording.memory_mb[1] = 150.5
    recording.write(tmp_path / "recording.json")
    again = Recording.read(tmp_path / "recording.json")

    assert again.span(0, 9) == recording.span(0, 9)
    assert (again.errors, again.memory_mb) == (Counter({"plain: no lines": 1}), {1: 150.5})


CRITERIA = {
    "errors_max": 0, "refused_share_max": 0.5, "p99_ms_max": 30, "recovery_seconds_max": 10,
    "calm_p95_ms": 20,
}  # fmt: skip
SPIKE = Plan("spike", (Stage("before", 10, 1), Stage("spike", 20, 9), Stage("after", 40, 1)))


def spiked(calm_after: int) -> Recording:
    """Calm, then refusals until so many seconds after the end of the spike."""
    found = Recording()
    steady(found, range(10), answered=5)
    steady(found, range(10, 20 + calm_after), answered=5, refused=2, ms=90)
    steady(found, range(20 + calm_after, 40), answered=5)
    return found


@pytest.mark.parametrize("calm_after", [0, 4, 10])
def test_recovery_is_counted_from_the_end_of_the_spike(calm_after: int) -> None:
    measured = measure(SPIKE, spiked(calm_after), CRITERIA)

    assert measured["recovery_seconds"] == calm_after
    assert breaches(measured, CRITERIA) == []


def test_a_late_recovery_and_none_at_all_are_told() -> None:
    late, never = (breaches(measure(SPIKE, spiked(after), CRITERIA), CRITERIA) for after in (12, 19))

    assert late == ["recovery seconds is 12, allowed are 10"]
    assert never == ["recovery seconds: never reached, wanted is 10"]


def test_an_error_and_too_few_requests_are_told() -> None:
    recording, criteria = Recording(), {"rate_min": 10, "errors_max": 0}
    recording.note(5, "plain", 5, ValueError("500"))
    measured = measure(Plan("smoke", (Stage("steady", 20, 1),)), recording, criteria)

    assert breaches(measured, criteria) == ["rate is 0, wanted are 10", "errors is 1, allowed are 0"]


def test_the_knee_is_the_best_step_that_was_borne() -> None:
    steps = Plan(
        "breakpoint", (Stage("step 1", 10, 1), Stage("step 2", 20, 2), Stage("step 3", 30, 3), Stage("after", 40, 1))
    )
    recording = Recording()
    steady(recording, range(10), answered=10)
    steady(recording, range(10, 20), answered=20)
    steady(recording, range(20, 30), answered=18, refused=9)
    steady(recording, range(30, 40), answered=10)
    measured = measure(steps, recording, {"borne_p99_ms": 30, "calm_p95_ms": 20})

    assert (measured["knee_rate"], measured["goodput_share"], measured["recovery_seconds"]) == (20, 0.9, 0)


def test_memory_that_grows_and_times_that_drift_show_in_a_soak() -> None:
    recording = Recording()
    steady(recording, range(40), answered=5)
    steady(recording, range(40, 80), answered=5, ms=20)
    recording.memory_mb |= {second: 100.0 + second for second in range(80)}
    measured = measure(Plan("soak", (Stage("steady", 80, 1),)), recording, {})

    assert (measured["drift"], measured["growth_mb"]) == (2, 40)
