"""The breaker against a naive model of it, with a clock that is ours; and the places of a dependency."""

import asyncio

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from prometheus_client import CollectorRegistry

from dutiful_shared.service.breaker import Breaker, BreakerOpenError, BreakerPolicy, BreakerState
from dutiful_shared.service.dependency import Dependency, DependencyBusyError, DependencyMetrics

POLICY = BreakerPolicy(window_seconds=10, volume=4, ratio=0.5, pause_seconds=3)


class BreakerMachine(RuleBasedStateMachine):
    """Calls that succeed, fail, are given up or overlap. The model keeps every outcome since the breaker last moved."""

    def __init__(self) -> None:
        super().__init__()
        self.time = 0.0
        self.heard: list[BreakerState] = [BreakerState.CLOSED]
        self.breaker = Breaker(POLICY, lambda: self.time, self.heard.append)
        self.outcomes: list[tuple[float, bool]] = []
        self.expected = BreakerState.CLOSED
        self.opened_at = 0.0

    @rule(seconds=st.floats(0, 6))
    def time_passes(self, seconds: float) -> None:
        self.time += seconds

    @rule(outcome=st.sampled_from(["succeeded", "failed", "abandoned"]), others=st.integers(0, 2))
    def call(self, outcome: str, others: int) -> None:
        """One call, while others ask whether they may call too."""
        due = self.expected is BreakerState.OPEN and self.time >= self.opened_at + POLICY.pause_seconds
        assert self.breaker.allows() is (self.expected is BreakerState.CLOSED or due)
        if self.expected is BreakerState.OPEN and not due:
            return
        probe = self.expected is BreakerState.OPEN
        for _ in range(others):
            assert self.breaker.allows() is not probe  # beside a probe nobody calls
        getattr(self.breaker, outcome)()
        if probe:
            self._after_probe(outcome)
        elif outcome != "abandoned":
            self._after_call(failed=outcome == "failed")

    def _after_probe(self, outcome: str) -> None:
        self.outcomes = []
        if outcome == "succeeded":
            self.expected = BreakerState.CLOSED
        elif outcome == "failed":
            self.opened_at = self.time

    def _after_call(self, *, failed: bool) -> None:
        self.outcomes.append((self.time, failed))
        recent = [one for at, one in self.outcomes if at > self.time - POLICY.window_seconds]
        if failed and len(recent) >= POLICY.volume and sum(recent) >= POLICY.ratio * len(recent):
            self.expected, self.opened_at, self.outcomes = BreakerState.OPEN, self.time, []

    @invariant()
    def the_state_is_as_expected_and_was_told(self) -> None:
        assert self.breaker.state is self.expected is self.heard[-1]


TestBreakerModel = BreakerMachine.TestCase
TestBreakerModel.settings = settings(max_examples=100, stateful_step_count=40)


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
def store(registry: CollectorRegistry) -> Dependency:
    return Dependency(
        "store", DependencyMetrics(registry), places=2, failures=(OSError,), policy=POLICY, clock=lambda: 0.0
    )


def test_one_call_more_than_there_are_places_is_refused(store: Dependency) -> None:
    with store.call(), store.call(), pytest.raises(DependencyBusyError), store.call():
        pass
    with store.call():
        pass


def test_failures_of_the_server_open_its_breaker_and_show_in_its_gauge(
    store: Dependency, registry: CollectorRegistry
) -> None:
    for _ in range(POLICY.volume):
        with pytest.raises(OSError, match="gone"), store.call():
            raise OSError("gone")
    with pytest.raises(BreakerOpenError), store.call():
        pass

    assert registry.get_sample_value("dutiful_breaker_state", {"dependency": "store"}) == BreakerState.OPEN


def test_errors_of_the_caller_do_not(store: Dependency) -> None:
    for _ in range(POLICY.volume):
        with pytest.raises(ValueError, match="mine"), store.call():
            raise ValueError("mine")

    assert store.breaker.state is BreakerState.CLOSED


async def test_a_call_that_is_given_up_leaves_its_place(store: Dependency) -> None:
    async def hang() -> None:
        with store.call():
            await asyncio.Event().wait()

    tasks = [asyncio.create_task(hang()) for _ in range(2)]
    await asyncio.sleep(0)
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
    entered = 0
    for _ in tasks:
        with store.call(), store.call():
            entered += 1
    assert entered == len(tasks)
