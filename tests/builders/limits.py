"""Processes that share a key's budget, driven step by step with a clock of their own, beside a naive bucket."""

import asyncio
from collections.abc import Coroutine
from fractions import Fraction
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from prometheus_client import CollectorRegistry

from dutiful_shared.account.limits import Policy
from dutiful_shared.account.limits_budget import Budget
from dutiful_shared.account.limits_gate import Limits, RateLimitedError
from dutiful_shared.account.limits_lease import Lease, Leases

KEY = "key_1"
POLICIES = st.builds(
    Policy,
    requests_per_second=st.sampled_from([0.25, 1.0, 3.0, 7.5, 40.0, 500.0]),
    burst=st.integers(1, 60),
    concurrency=st.just(10_000),
)
#: A key that is soon at its limits.
SMALL = Policy(requests_per_second=2.0, burst=4, concurrency=3)


class NaiveLeases:
    """One shared bucket in exact fractions. `now` is in microseconds; out of reach while `away`."""

    def __init__(self) -> None:
        self.now = 0
        self.away = False
        self.asked = 0
        self.processes = 1
        self._tokens: Fraction | None = None
        self._at = 0

    async def lease(self, key_id: str, policy: Policy, wanted: int) -> Lease:
        self.asked += 1
        await asyncio.sleep(0)
        if self.away:
            raise TimeoutError("unplugged")
        rate = Fraction(policy.requests_per_second) / 1_000_000
        before = Fraction(policy.burst) if self._tokens is None else self._tokens + (self.now - self._at) * rate
        tokens = min(Fraction(policy.burst), before)
        granted = min(wanted, int(tokens))
        self._tokens, self._at = tokens - granted, self.now
        wait = float((1 - self._tokens) / rate / 1_000_000) if self._tokens < 1 else 0.0
        return Lease(granted, int(self._tokens), wait, self.processes)


class SharedBudget(RuleBasedStateMachine):
    """Any interleaving of processes that ask, restart and wait."""

    def __init__(self) -> None:
        super().__init__()
        self.loop = asyncio.Runner()
        self.now = 0
        self.history: list[tuple[int, int, int]] = [(0, 0, 0)]  # time, granted so far, tokens held by processes
        self.granted = 0
        self.processes: list[Limits] = []
        self.budgets: dict[int, Budget] = {}
        self.leases: list[Leases] = []

    def make_leases(self, process: int) -> Leases:
        raise NotImplementedError

    def set_time(self) -> None:
        raise NotImplementedError

    def run(self, work: Coroutine[Any, Any, int]) -> int:
        return self.loop.run(_settled(work))

    @initialize(policy=POLICIES, processes=st.integers(1, 4))
    def begin(self, policy: Policy, processes: int) -> None:
        self.policy = policy
        for process in range(processes):
            self.leases.append(self.make_leases(process))
            self.processes.append(self.fresh(process))

    def fresh(self, process: int) -> Limits:
        return Limits(self.leases[process], self.policy, CollectorRegistry(), clock=lambda: self.now / 1_000_000)

    @precondition(lambda self: self.processes)
    @rule(microseconds=st.integers(0, 3_000_000))
    def wait(self, microseconds: int) -> None:
        self.now += microseconds
        self.set_time()

    @precondition(lambda self: self.processes)
    @rule(data=st.data(), requests=st.integers(1, 25))
    def ask(self, data: st.DataObject, requests: int) -> None:
        process = data.draw(st.integers(0, len(self.processes) - 1))
        self.granted += self.run(self._ask(process, requests))

    @precondition(lambda self: self.processes)
    @rule(data=st.data())
    def restart(self, data: st.DataObject) -> None:
        process = data.draw(st.integers(0, len(self.processes) - 1))
        self.processes[process] = self.fresh(process)
        self.budgets.pop(process, None)

    async def _ask(self, process: int, requests: int) -> int:
        limits = self.processes[process]
        answers = await asyncio.gather(*(limits.admit(KEY, None) for _ in range(requests)), return_exceptions=True)
        let_in = [answer for answer in answers if isinstance(answer, Budget)]
        assert all(isinstance(answer, RateLimitedError | Budget) for answer in answers), answers
        for budget in let_in:
            budget.leave()
            self.budgets[process] = budget
        return len(let_in)

    @invariant()
    def never_more_than_the_policy_in_any_window(self) -> None:
        if not self.processes:
            return
        held = sum(budget.tokens for budget in self.budgets.values())
        for since, granted, outstanding in self.history:
            allowed = self.policy.burst + (self.now - since) / 1_000_000 * self.policy.requests_per_second + outstanding
            assert self.granted - granted <= allowed + 1e-6
        self.history.append((self.now, self.granted, held))

    def teardown(self) -> None:
        self.loop.close()


async def _settled(work: Coroutine[Any, Any, int]) -> int:
    """Do the work, and let what it started in the background come to its end."""
    result = await work
    while others := asyncio.all_tasks() - {asyncio.current_task()}:
        await asyncio.wait(others)
    return result


class Clock:
    """The clock of a process, and of the shared bucket with it."""

    def __init__(self, leases: NaiveLeases) -> None:
        self.seconds = 0.0
        self._leases = leases

    def __call__(self) -> float:
        return self.seconds

    def advance(self, seconds: float) -> None:
        self.seconds += seconds
        self._leases.now = round(self.seconds * 1_000_000)
