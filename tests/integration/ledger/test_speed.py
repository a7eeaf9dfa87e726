"""How much the log takes: a bound far below what is measured, so that only a change of order fails it."""

import time
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_docs.ledger.appender import Appender
from dutiful_docs.ledger.reader import LogReader

pytestmark = pytest.mark.integration

_FILL = text(
    """
    INSERT INTO docs.ledger_outbox (leaf, commitment, merchant_id)
    SELECT md5(CAST(n AS text)), repeat('a', 64), 'mer_1' FROM generate_series(CAST(:start AS int), CAST(:end AS int)) n
    """
)


async def _seconds(engine: AsyncEngine, appender: Appender, start: int, count: int) -> float:
    async with engine.begin() as connection:
        await connection.execute(_FILL, {"start": start, "end": start + count - 1})
    began = time.perf_counter()
    assert (await appender.append()).leaves == count
    return time.perf_counter() - began


async def test_thousands_of_leaves_a_second_and_no_slower_when_there_are_many(
    owner: AsyncEngine, make_appender: Any, reader: LogReader
) -> None:
    appender = make_appender(most=10_000)
    first = await _seconds(owner, appender, 0, 2_000)
    for batch in range(4):
        await _seconds(owner, appender, 2_000 + batch * 5_000, 5_000)
    last = await _seconds(owner, appender, 22_000, 2_000)
    print(f"2,000 leaves: {first:.3f} s into an empty log, {last:.3f} s behind 22,000")
    assert last < 4.0
    assert last < 5 * first + 0.5


async def test_a_proof_out_of_many_leaves_is_a_matter_of_milliseconds(
    owner: AsyncEngine, make_appender: Any, reader: LogReader
) -> None:
    await _seconds(owner, make_appender(most=10_000), 0, 10_000)
    async with owner.connect() as connection:
        leaf = (await connection.execute(text("SELECT leaf FROM docs.ledger_leaf WHERE index = 4321"))).scalar_one()
    began = time.perf_counter()
    for _ in range(20):
        await reader.inclusion(leaf)
    each = (time.perf_counter() - began) / 20
    print(f"a proof out of 10,000 leaves: {each * 1000:.1f} ms")
    assert each < 0.25
