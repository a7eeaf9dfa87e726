"""The adaptive limit against a naive model of it, and beside a simulated server whose time we know."""

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from dutiful_shared.service.adaptive_limit import AdaptiveLimit, LimitPolicy

POLICY = LimitPolicy(
    least=4, most=40, first=10, late_seconds=0.02, window_seconds=1, samples=3, step=2, back_off=0.8, floor_seconds=10
)


class LimitMachine(RuleBasedStateMachine):
    """Measurements of any kind at any time. The model keeps all of them, and works each window out from the start."""

    def __init__(self) -> None:
        super().__init__()
        self.time = 0.0
        self.limit = AdaptiveLimit(POLICY, lambda: self.time)
        self.window: list[tuple[float, int]] = []
        self.window_began = 0.0
        self.epochs: list[list[float]] = [[]]
        self.epoch_began = 0.0
        self.expected = POLICY.first

    @rule(seconds=st.sampled_from([0.0, 0.3, 1.0, 4.0, 11.0]))
    def time_passes(self, seconds: float) -> None:
        self.time += seconds

    @rule(delay=st.sampled_from([0.0, 0.001, 0.015, 0.025, 0.05, 3.0]), in_flight=st.integers(0, 60))
    def the_loop_comes_round(self, delay: float, in_flight: int) -> None:
        self.limit.observe(delay, in_flight)
        self.window.append((delay, in_flight))
        told = len(self.window) >= POLICY.samples or sum(one for one, _ in self.window) >= POLICY.window_seconds
        if self.time >= self.window_began + POLICY.window_seconds and told:
            self._close()

    def _close(self) -> None:
        mean = sum(delay for delay, _ in self.window) / len(self.window)
        peak = max(in_flight for _, in_flight in self.window)
        if self.time >= self.epoch_began + POLICY.floor_seconds:
            self.epochs.append([])
            self.epoch_began = self.time
        self.epochs[-1].append(mean)
        best = min(one for epoch in self.epochs[-2:] for one in epoch)
        allowed = min(best, POLICY.late_seconds) + POLICY.late_seconds
        late = mean > allowed
        if late and peak > POLICY.least:
            share = max(POLICY.least_back_off, min(POLICY.back_off, allowed / mean))
            self.expected = max(POLICY.least, int(min(self.expected, peak) * share))
        elif not late and peak >= self.expected / 2:
            self.expected = min(POLICY.most, self.expected + POLICY.step)
        self.window, self.window_began = [], self.time

    @invariant()
    def it_is_as_expected_and_within_its_bounds(self) -> None:
        assert POLICY.least <= self.limit.current <= POLICY.most
        assert self.limit.current == self.expected


TestLimitModel = LimitMachine.TestCase
TestLimitModel.settings = settings(max_examples=40, stateful_step_count=40)


def settled(seconds_a_request: float, windows: int = 400) -> float:
    """How late the loop comes round, once settled, when as many requests as may be are in flight all the time."""
    time = 0.0
    policy = LimitPolicy()
    limit = AdaptiveLimit(policy, lambda: time)
    late: list[float] = []
    for window in range(windows):
        for _ in range(policy.samples):
            delay = limit.current * seconds_a_request
            late.append(delay)
            time += max(delay, policy.window_seconds / policy.samples)
            limit.observe(delay, limit.current)
        if window == windows // 2:
            late.clear()
    return sum(late) / len(late)


def test_under_endless_load_the_loop_stays_about_as_late_as_it_may_be() -> None:
    policy = LimitPolicy()
    assert policy.late_seconds <= settled(0.0005) <= 2 * policy.late_seconds


def test_one_turn_that_fills_a_window_is_enough_to_lower_it() -> None:
    time = 0.0
    policy = LimitPolicy()
    limit = AdaptiveLimit(policy, lambda: time)
    time = 2 * policy.window_seconds
    limit.observe(time, policy.first)
    assert limit.current == policy.first * policy.least_back_off


def test_requests_that_are_slow_by_themselves_lower_it_to_the_least_and_no_further() -> None:
    assert settled(0.020) == pytest.approx(LimitPolicy().least * 0.020)


def test_cheap_requests_raise_it_to_the_most() -> None:
    assert settled(0.000_001) == pytest.approx(LimitPolicy().most * 0.000_001)
