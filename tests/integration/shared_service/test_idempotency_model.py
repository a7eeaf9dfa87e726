"""The store of keyed requests against a model of it: any interleaving of attempts, crashes, answers and time."""

import asyncio
from collections.abc import Iterator
from uuid import uuid4

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.idempotency.store import Claimed, IdempotencyStore, InProgress, KeyedRequest, Reused, StoredAnswer
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.settings import ServiceSettings
from dutiful_shared.service.tenancy import REQUEST_ROLE, SERVICE_ROLE

pytestmark = pytest.mark.integration

#: Far longer than a run: time passes where the model says so, by moving what is stored into the past.
_LEASE, _KEEP = 10_000.0, 100_000.0
_STEPS = (0.3 * _LEASE, 1.1 * _LEASE, 1.1 * _KEEP)


class Kept:
    """What the model knows of a key."""

    def __init__(self, fingerprint: bytes, subject: str, attempt: str) -> None:
        self.fingerprint, self.subject, self.attempt = fingerprint, subject, attempt
        self.lease, self.keep = _LEASE, _KEEP
        self.answer: StoredAnswer | None = None


class Store:
    """The store, called from outside of any event loop."""

    def __init__(self, url: str) -> None:
        self.runner = asyncio.Runner()
        chosen = ServiceSettings(database_url=url)  # type: ignore[arg-type]
        self.owner: AsyncEngine = connect(chosen)
        self.engines = (connect(chosen, role=REQUEST_ROLE), connect(chosen, role=SERVICE_ROLE), self.owner)
        self.store = IdempotencyStore(self.engines[0], self.engines[1], keep_seconds=_KEEP, lease_seconds=_LEASE)
        self.merchant = self.runner.run(AccountRepository(self.owner).create_merchant(uuid4().hex, "tests")).id

    def pass_time(self, seconds: float) -> None:
        async def shift() -> None:
            async with self.owner.begin() as connection:
                await connection.execute(
                    text(
                        "UPDATE account.idempotency SET lease_until = lease_until - :seconds * interval '1 second',"
                        " expires_at = expires_at - :seconds * interval '1 second'"
                    ),
                    {"seconds": seconds},
                )

        self.runner.run(shift())

    def close(self) -> None:
        for engine in self.engines:
            self.runner.run(engine.dispose())
        self.runner.close()


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    opened = Store(database_url)
    yield opened
    opened.close()


_KEYS, _BODIES = st.sampled_from("ab"), st.sampled_from([b"x" * 32, b"y" * 32])


class Machine(RuleBasedStateMachine):
    """Two keys and two bodies, so that they meet often."""

    door: Store

    @initialize()
    def begin(self) -> None:
        self.route = uuid4().hex
        self.kept: dict[str, Kept] = {}
        self.attempts: list[tuple[KeyedRequest, str]] = []
        self.number = 0

    @rule(key=_KEYS, body=_BODIES)
    def claim(self, key: str, body: bytes) -> None:
        self.number += 1
        attempt, subject = f"attempt-{self.number}", f"subject-{self.number}"
        request = KeyedRequest(self.door.merchant, "POST", self.route, key, body)
        found = self.door.runner.run(self.door.store.claim(request, subject, attempt))
        kept = self.kept.get(key)
        if kept is not None and kept.keep <= 0:
            kept = None
        if kept is None:
            assert found == Claimed(subject, again=False)
            self.kept[key] = Kept(body, subject, attempt)
        elif kept.fingerprint != body:
            assert found == Reused()
        elif kept.answer is not None:
            assert found == kept.answer
        elif kept.lease > 0:
            assert found == InProgress()
        else:
            assert found == Claimed(kept.subject, again=True)
            kept.attempt, kept.lease, kept.keep = attempt, _LEASE, _KEEP
        if isinstance(found, Claimed):
            self.attempts.append((request, attempt))

    @rule(which=st.integers(0, 9), how=st.sampled_from(["save", "let_go", "forget"]))
    def an_attempt_ends(self, which: int, how: str) -> None:
        """Also one whose claim was taken over meanwhile: it must change nothing."""
        if not self.attempts:
            return
        request, attempt = self.attempts[which % len(self.attempts)]
        kept = self.kept.get(request.key)
        ours = kept is not None and kept.attempt == attempt and kept.answer is None
        answer = StoredAnswer(200, "application/json", attempt.encode())
        if how == "save":
            assert self.door.runner.run(self.door.store.save(request, attempt, answer)) is ours
        else:
            assert self.door.runner.run(getattr(self.door.store, how)(request, attempt)) is ours
        if kept is None or not ours:
            return
        if how == "save":
            kept.answer = answer
        elif how == "let_go":
            kept.lease = 0
        else:
            del self.kept[request.key]

    @rule(seconds=st.sampled_from(_STEPS))
    def time_passes(self, seconds: float) -> None:
        self.door.pass_time(seconds)
        for kept in self.kept.values():
            kept.lease -= seconds
            kept.keep -= seconds

    @rule()
    def clean(self) -> None:
        self.door.runner.run(self.door.store.clean())
        self.kept = {key: kept for key, kept in self.kept.items() if kept.keep > 0}


def test_any_interleaving_has_one_effect_and_one_answer(store: Store) -> None:
    run_state_machine_as_test(
        type("Bound", (Machine,), {"door": store}),
        settings=settings(
            max_examples=8,
            stateful_step_count=16,
            deadline=None,
            derandomize=True,
            suppress_health_check=[HealthCheck.too_slow],
        ),
    )
