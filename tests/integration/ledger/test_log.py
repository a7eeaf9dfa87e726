"""The log in PostgreSQL: what is entered gets into it exactly once, and nothing in it changes."""

import asyncio
import hashlib
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_docs.ledger.appender import Appended, Appender
from dutiful_docs.ledger.checkpoint import SigningKey, TreeHead, opened
from dutiful_docs.ledger.entries import Ledger
from dutiful_docs.ledger.leaf import (
    Leaf,
    LeafPendingError,
    LedgerUnavailableError,
    UnknownHeadError,
    UnknownLeafError,
)
from dutiful_docs.ledger.merkle import EMPTY_ROOT
from dutiful_docs.ledger.opening import new_leaf
from dutiful_docs.ledger.reader import LogReader
from dutiful_docs.ledger.verification import verify_growth, verify_opening
from dutiful_shared.contract.documents import LedgerStatus
from dutiful_shared.service.tenancy import as_merchant
from tests.builders import naive_merkle
from tests.builders.ledger import KEY
from tests.integration.ledger.conftest import MERCHANT, Clock, head_of

pytestmark = pytest.mark.integration

HASH = hashlib.sha256(b"content").hexdigest()


async def test_the_first_head_is_of_the_empty_log(appender: Appender, reader: LogReader) -> None:
    await appender.append()
    head = await head_of(reader)
    assert (head.size, head.root) == (0, EMPTY_ROOT)


async def test_what_was_entered_is_pending_until_it_is_appended(
    enter: Any, appender: Appender, ledger: Ledger, requests_engine: AsyncEngine
) -> None:
    leaf = await enter("doc_1:1")
    await appender.append()
    async with as_merchant(requests_engine, MERCHANT) as connection:
        later = await ledger.leaf(connection, MERCHANT, leaf.name)
    assert (leaf.status, later and later.status) == (LedgerStatus.PENDING, LedgerStatus.INCLUDED)


async def test_every_leaf_is_proven_by_what_the_log_gives(enter: Any, appender: Appender, reader: LogReader) -> None:
    leaves: list[Leaf] = []
    for batch in (1, 2, 5, 8, 1):
        leaves += [await enter(f"doc_{len(leaves) + number}:1") for number in range(batch)]
        await appender.append()
    places = []
    for leaf in leaves:
        found = await reader.inclusion(leaf.name)
        places.append(verify_opening(leaf.opening, [KEY.public], found.proof).index)
    assert places == list(range(17))


async def test_the_root_is_that_of_the_entries_in_the_order_of_arrival(
    enter: Any, appender: Appender, reader: LogReader
) -> None:
    leaves = [await enter(f"doc_{number}:1") for number in range(11)]
    await appender.append()
    head = await head_of(reader)
    assert head.root == naive_merkle.root([leaf.opening.entry for leaf in leaves])


async def test_the_log_is_proven_to_have_only_grown(enter: Any, appender: Appender, reader: LogReader) -> None:
    sizes = []
    for batch in range(1, 8):
        for number in range(batch):
            await enter(f"doc_{batch}_{number}:1")
        await appender.append()
        sizes.append((await head_of(reader)).size)
    checked = 0
    for first in sizes:
        for second in [one for one in sizes if one >= first]:
            found = await reader.consistency(first, second)
            verify_growth(await head_of(reader, first), await head_of(reader, second), found.path)
            checked += 1
    assert checked == 28


async def test_an_earlier_head_proves_a_leaf_too(enter: Any, appender: Appender, reader: LogReader) -> None:
    leaf = await enter("doc_1:1")
    await appender.append()
    await enter("doc_2:1")
    await appender.append()
    found = await reader.inclusion(leaf.name, 1)
    assert verify_opening(leaf.opening, [KEY.public], found.proof).head.size == 1


async def test_a_head_without_the_leaf_proves_nothing(enter: Any, appender: Appender, reader: LogReader) -> None:
    await enter("doc_1:1")
    await appender.append()
    leaf = await enter("doc_2:1")
    await appender.append()
    with pytest.raises(UnknownHeadError):
        await reader.inclusion(leaf.name, 1)


async def test_a_size_between_two_batches_has_no_head(enter: Any, appender: Appender, reader: LogReader) -> None:
    for number in range(3):
        await enter(f"doc_{number}:1")
    await appender.append()
    with pytest.raises(UnknownHeadError):
        await reader.head(2)


async def test_a_pending_leaf_is_not_unknown(enter: Any, reader: LogReader) -> None:
    leaf = await enter("doc_1:1")
    with pytest.raises(LeafPendingError):
        await reader.inclusion(leaf.name)


async def test_a_leaf_that_nobody_entered_is_unknown(reader: LogReader) -> None:
    with pytest.raises(UnknownLeafError):
        await reader.inclusion(new_leaf())


async def test_appenders_side_by_side_append_everything_once(
    enter: Any, make_appender: Callable[..., Appender], reader: LogReader
) -> None:
    leaves: list[Leaf] = []
    appenders = [make_appender(most=7) for _ in range(3)]

    async def keep_entering(worker: int) -> None:
        for number in range(25):
            leaves.append(await enter(f"doc_{worker}_{number}:1"))

    async def keep_appending(one: Appender) -> int:
        done = 0
        for _ in range(12):
            done += (await one.append()).leaves
            await asyncio.sleep(0.005)
        return done

    counts = await asyncio.gather(*map(keep_appending, appenders), *map(keep_entering, range(3)))
    rest = 0
    while done := (await appenders[0].append()).leaves:
        rest += done
    places = sorted([(await reader.inclusion(leaf.name)).proof.index for leaf in leaves])
    assert sum(one or 0 for one in counts[:3]) + rest == 75
    assert places == list(range(75))


async def test_a_batch_takes_no_more_than_it_may(enter: Any, make_appender: Callable[..., Appender]) -> None:
    for number in range(5):
        await enter(f"doc_{number}:1")
    one = make_appender(most=2)
    assert [(await one.append()).leaves for _ in range(4)] == [2, 2, 1, 0]


async def test_a_row_that_somebody_holds_is_left_for_later(
    enter: Any, appender: Appender, service_engine: AsyncEngine
) -> None:
    held = await enter("doc_1:1")
    await enter("doc_2:1")
    async with service_engine.begin() as connection:
        await connection.execute(
            text("SELECT 1 FROM docs.ledger_outbox WHERE leaf = :leaf FOR UPDATE"), {"leaf": held.name}
        )
        first = (await appender.append()).leaves
    assert (first, (await appender.append()).leaves) == (1, 1)


async def test_an_appender_that_dies_before_it_signs_has_appended_nothing(
    enter: Any, appender: Appender, make_appender: Callable[..., Appender], reader: LogReader
) -> None:
    leaf = await enter("doc_1:1")

    class Dying(SigningKey):
        def sign(self, head: TreeHead) -> str:
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await make_appender(key=Dying(b"k" * 32)).append()
    assert await appender.append() == Appended(1, signed=True)
    assert (await reader.inclusion(leaf.name)).proof.index == 0


async def test_an_appender_whose_connection_is_killed_has_appended_nothing(
    enter: Any, appender: Appender, owner: AsyncEngine, service_engine: AsyncEngine
) -> None:
    await enter("doc_1:1")
    lock = text("SELECT pg_advisory_xact_lock(hashtextextended('dutiful:ledger', 0))")
    waiting = text("SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")
    async with owner.begin() as holding:
        await holding.execute(lock)
        turn = asyncio.create_task(appender.append())
        while not (pids := (await holding.execute(waiting)).scalars().all()):
            await asyncio.sleep(0.01)
        await holding.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pids[0]})
        with pytest.raises(LedgerUnavailableError):
            await turn
    assert (await appender.append()).leaves == 1


async def test_appending_to_a_large_log_reads_and_writes_no_more_than_to_a_small_one(
    enter: Any, appender: Appender, service_engine: AsyncEngine
) -> None:
    statements: list[str] = []
    event.listen(service_engine.sync_engine, "before_cursor_execute", lambda *args: statements.append(args[2]))
    await enter("doc_0:1")
    await appender.append()
    small = len(statements)
    for number in range(300):
        await enter(f"doc_{number + 1}:1")
    await appender.append()
    statements.clear()
    await enter("doc_last:1")
    await appender.append()
    assert len(statements) == small


async def test_a_head_is_signed_anew_when_it_is_old(appender: Appender, reader: LogReader, clock: Clock) -> None:
    await appender.append()
    clock.pass_by(3_599)
    fresh = await appender.append()
    clock.pass_by(1)
    old = await appender.append()
    assert (fresh.signed, old.signed, (await head_of(reader)).signed_at) == (False, True, clock.at)


async def test_a_head_is_signed_anew_when_the_key_changes(
    appender: Appender, make_appender: Callable[..., Appender], reader: LogReader
) -> None:
    await appender.append()
    next_key = SigningKey(b"n" * 32)
    await make_appender(key=next_key).append()
    assert opened((await reader.head()).note, [next_key.public]).size == 0


async def test_a_clock_that_goes_back_makes_no_older_head(
    enter: Any, appender: Appender, reader: LogReader, clock: Clock
) -> None:
    await appender.append()
    before = clock.at
    clock.pass_by(-7_200)
    await enter("doc_1:1")
    await appender.append()
    assert (await head_of(reader)).signed_at >= before
