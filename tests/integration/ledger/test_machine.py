"""Any series of entering, appending, proving and erasing, with crashes in between, held against a list."""

import asyncio
import hashlib
from collections.abc import Coroutine, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any, ClassVar, TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import text

from dutiful_docs.ledger.appender import Appender
from dutiful_docs.ledger.checkpoint import SigningKey, TreeHead, opened
from dutiful_docs.ledger.entries import Ledger
from dutiful_docs.ledger.leaf import Leaf, LeafPendingError
from dutiful_docs.ledger.reader import LogReader
from dutiful_docs.ledger.verification import verify_growth, verify_opening
from dutiful_docs.settings import DocsSettings
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.tenancy import REQUEST_ROLE, SERVICE_ROLE, as_merchant
from tests.builders import naive_merkle
from tests.builders.ledger import KEY, ORIGIN
from tests.integration.ledger.conftest import MERCHANT

pytestmark = pytest.mark.integration

Result = TypeVar("Result")
_EMPTY = (
    *(f"ALTER TABLE docs.ledger_{table} DISABLE TRIGGER USER" for table in ("leaf", "node", "head")),
    "TRUNCATE docs.ledger_leaf, docs.ledger_node, docs.ledger_head, docs.ledger_outbox, docs.ledger_opening",
    *(f"ALTER TABLE docs.ledger_{table} ENABLE TRIGGER USER" for table in ("leaf", "node", "head")),
)


class KilledError(Exception):
    """What ends a process in the middle of its work."""


class Dying(SigningKey):
    def sign(self, head: TreeHead) -> str:
        raise KilledError


class World:
    """A log with its own event loop."""

    def __init__(self, url: str) -> None:
        self.runner = asyncio.Runner()
        chosen = DocsSettings(database_url=url, database_pool_size=2)
        self.owner = connect(chosen, "tests")
        self.requests = connect(chosen, "tests", role=REQUEST_ROLE)
        self.service = connect(chosen, "tests", role=SERVICE_ROLE)
        self.now = datetime(2026, 11, 29, tzinfo=UTC)
        self.ledger = Ledger()
        self.reader = LogReader(self.service)

    def run(self, work: Coroutine[Any, Any, Result]) -> Result:
        return self.runner.run(work)

    async def empty(self) -> None:
        async with self.owner.begin() as connection:
            for statement in _EMPTY:
                await connection.execute(text(statement))

    async def enter(self, subject: str, *, killed: bool) -> Leaf:
        async with as_merchant(self.requests, MERCHANT) as connection:
            content = hashlib.sha256(subject.encode()).hexdigest()
            leaf = await self.ledger.enter(connection, MERCHANT, "document", subject, content)
            if killed:
                raise KilledError
        return leaf

    async def append(self, most: int, key: SigningKey) -> int:
        self.now += timedelta(seconds=1)
        return (await Appender(self.service, key, ORIGIN, lambda: self.now, most=most).append()).leaves

    async def erase(self, leaf: str) -> bool:
        async with as_merchant(self.requests, MERCHANT) as connection:
            return await self.ledger.erase(connection, MERCHANT, leaf)

    async def found(self, leaf: str) -> Leaf | None:
        async with as_merchant(self.requests, MERCHANT) as connection:
            return await self.ledger.leaf(connection, MERCHANT, leaf)

    async def close(self) -> None:
        for engine in (self.owner, self.requests, self.service):
            await engine.dispose()


@pytest.fixture
def world(log_url: str) -> Iterator[World]:
    made = World(log_url)
    yield made
    made.run(made.close())
    made.runner.close()


class LedgerMachine(RuleBasedStateMachine):
    """`waiting` and `log` are what the model says; `heads` are all that were ever seen."""

    world: ClassVar[World]

    @initialize()
    def begin(self) -> None:
        self.world.run(self.world.empty())
        self.waiting: list[Leaf] = []
        self.log: list[Leaf] = []
        self.erased: set[str] = set()
        self.heads: list[TreeHead] = []
        self.subjects = 0

    @rule(count=st.integers(1, 5))
    def enter(self, count: int) -> None:
        for _ in range(count):
            self.subjects += 1
            self.waiting.append(self.world.run(self.world.enter(f"doc_{self.subjects}:1", killed=False)))

    @rule()
    def enter_and_be_killed(self) -> None:
        self.subjects += 1
        with pytest.raises(KilledError):
            self.world.run(self.world.enter(f"doc_{self.subjects}:1", killed=True))

    @precondition(lambda self: self.waiting or self.log)
    @rule(data=st.data())
    def enter_again(self, data: st.DataObject) -> None:
        known = [one for one in (*self.waiting, *self.log) if one.name not in self.erased]
        if known:
            one = data.draw(st.sampled_from(known))
            assert self.world.run(self.world.enter(one.opening.subject, killed=False)).name == one.name

    @rule(most=st.integers(1, 6))
    def append(self, most: int) -> None:
        moved, self.waiting = self.waiting[:most], self.waiting[most:]
        assert self.world.run(self.world.append(most, KEY)) == len(moved)
        self.log += moved
        self.heads.append(opened(self.world.run(self.world.reader.head()).note, [KEY.public]))

    @precondition(lambda self: self.waiting)
    @rule(most=st.integers(1, 6))
    def append_and_be_killed(self, most: int) -> None:
        with pytest.raises(KilledError):
            self.world.run(self.world.append(most, Dying(b"d" * 32)))

    @precondition(lambda self: self.waiting or self.log)
    @rule(data=st.data())
    def erase(self, data: st.DataObject) -> None:
        leaf = data.draw(st.sampled_from([*self.waiting, *self.log]))
        assert self.world.run(self.world.erase(leaf.name)) == (leaf.name not in self.erased)
        self.erased.add(leaf.name)
        assert self.world.run(self.world.found(leaf.name)) is None

    @precondition(lambda self: self.log)
    @rule(data=st.data())
    def prove(self, data: st.DataObject) -> None:
        index = data.draw(st.integers(0, len(self.log) - 1))
        head = data.draw(st.sampled_from([one for one in self.heads if one.size > index]))
        found = self.world.run(self.world.reader.inclusion(self.log[index].name, head.size))
        assert verify_opening(self.log[index].opening, [KEY.public], found.proof).index == index

    @precondition(lambda self: self.heads)
    @rule(data=st.data())
    def prove_growth(self, data: st.DataObject) -> None:
        first, second = sorted(
            data.draw(st.lists(st.sampled_from(self.heads), min_size=2, max_size=2)), key=lambda one: one.size
        )
        path = self.world.run(self.world.reader.consistency(first.size, second.size)).path
        verify_growth(first, second, path)

    @precondition(lambda self: self.waiting)
    @rule()
    def what_waits_is_not_proven(self) -> None:
        with pytest.raises(LeafPendingError):
            self.world.run(self.world.reader.inclusion(self.waiting[0].name))

    @invariant()
    def the_newest_head_is_that_of_the_model(self) -> None:
        if self.heads:
            assert self.heads[-1].root == naive_merkle.root([leaf.opening.entry for leaf in self.log])


def test_any_series_of_steps_and_crashes_keeps_the_log_what_it_must_be(world: World) -> None:
    run_state_machine_as_test(
        type("MachineOfOneWorld", (LedgerMachine,), {"world": world}),
        settings=settings(
            max_examples=15,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
