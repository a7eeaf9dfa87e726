"""The background of the ledger: it appends, counts, and notices a log that is not the one before."""

from typing import Any

import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_docs.ledger.appender import Appender
from dutiful_docs.ledger.leaf import LedgerDamagedError
from dutiful_docs.ledger.reader import LogReader
from dutiful_docs.ledger.worker import LedgerMetrics, LedgerWorker, SelfMonitor
from tests.builders.ledger import KEY
from tests.integration.ledger.conftest import Clock

pytestmark = pytest.mark.integration


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
def metrics(registry: CollectorRegistry, clock: Clock) -> LedgerMetrics:
    return LedgerMetrics(registry, clock)


@pytest.fixture
def worker(appender: Appender, reader: LogReader, metrics: LedgerMetrics) -> LedgerWorker:
    return LedgerWorker(appender, reader, SelfMonitor(reader, [KEY.public], metrics), metrics, 60)


def value(registry: CollectorRegistry, name: str) -> float | None:
    return registry.get_sample_value(f"dutiful_ledger_{name}")


async def cut_back(owner: AsyncEngine, *statements: str) -> None:
    """Do to the log what its triggers refuse."""
    async with owner.begin() as connection:
        for table in ("leaf", "node", "head"):
            await connection.execute(text(f"ALTER TABLE docs.ledger_{table} DISABLE TRIGGER USER"))
        for statement in statements:
            await connection.execute(text(statement))


async def test_a_turn_appends_and_counts(enter: Any, worker: LedgerWorker, registry: CollectorRegistry) -> None:
    for number in range(3):
        await enter(f"doc_{number}:1")
    await worker.turn()
    names = ("appended_total", "size", "pending_entries", "append_failures_total", "monitor_failures_total")
    assert [value(registry, name) for name in names] == [3, 3, 0, 0, 0]


async def test_a_turn_appends_all_of_a_backlog(
    enter: Any, make_appender: Any, reader: LogReader, metrics: LedgerMetrics, registry: CollectorRegistry
) -> None:
    for number in range(7):
        await enter(f"doc_{number}:1")
    worker = LedgerWorker(make_appender(most=2), reader, SelfMonitor(reader, [KEY.public], metrics), metrics, 60)
    await worker.turn()
    assert value(registry, "appended_total") == 7


async def test_a_process_that_does_not_append_counts_what_waits(
    enter: Any, reader: LogReader, metrics: LedgerMetrics, registry: CollectorRegistry
) -> None:
    await enter("doc_1:1")
    await LedgerWorker(None, reader, SelfMonitor(reader, [KEY.public], metrics), metrics, 60).turn()
    assert value(registry, "pending_entries") == 1


async def test_the_age_of_the_head_grows_between_turns(
    worker: LedgerWorker, registry: CollectorRegistry, clock: Clock
) -> None:
    await worker.turn()
    clock.pass_by(42)
    assert value(registry, "head_age_seconds") == 42


async def test_a_log_that_was_cut_back_is_noticed(
    enter: Any, worker: LedgerWorker, registry: CollectorRegistry, owner: AsyncEngine
) -> None:
    await worker.turn()
    await enter("doc_1:1")
    await worker.turn()
    await cut_back(owner, "TRUNCATE docs.ledger_leaf, docs.ledger_node", "DELETE FROM docs.ledger_head WHERE size > 0")
    await worker.turn()
    assert value(registry, "monitor_failures_total") == 1


async def test_a_log_that_was_written_anew_is_noticed(
    enter: Any, worker: LedgerWorker, registry: CollectorRegistry, owner: AsyncEngine
) -> None:
    await enter("doc_1:1")
    await worker.turn()
    await cut_back(owner, "TRUNCATE docs.ledger_leaf, docs.ledger_node, docs.ledger_head")
    await enter("doc_2:1")
    await enter("doc_3:1")
    await worker.turn()
    assert value(registry, "monitor_failures_total") == 1


async def test_a_head_signed_with_a_foreign_key_is_noticed(
    reader: LogReader, metrics: LedgerMetrics, registry: CollectorRegistry, make_appender: Any
) -> None:
    foreign = type(KEY)(b"f" * 32)
    worker = LedgerWorker(make_appender(key=foreign), reader, SelfMonitor(reader, [KEY.public], metrics), metrics, 60)
    await worker.turn()
    assert value(registry, "monitor_failures_total") == 1


async def test_a_damaged_log_counts_as_not_appended(
    enter: Any, worker: LedgerWorker, registry: CollectorRegistry, owner: AsyncEngine
) -> None:
    await enter("doc_1:1")
    await worker.turn()
    await cut_back(owner, "UPDATE docs.ledger_node SET hash = sha256('forged')")
    with pytest.raises(LedgerDamagedError):
        await worker.turn()
    assert value(registry, "append_failures_total") == 1
