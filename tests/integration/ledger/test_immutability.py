"""Nothing in the log changes: neither its owner nor who serves requests can do it, and a damaged log is not signed."""

import hashlib
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_docs.ledger.appender import Appender
from dutiful_docs.ledger.leaf import (
    LedgerDamagedError,
)
from dutiful_docs.ledger.opening import new_leaf
from dutiful_docs.ledger.reader import LogReader
from dutiful_shared.service.tenancy import as_merchant
from tests.integration.ledger.conftest import MERCHANT

pytestmark = pytest.mark.integration


@pytest.mark.parametrize("table", ["ledger_leaf", "ledger_node", "ledger_head"])
@pytest.mark.parametrize("how", ["UPDATE docs.{0} SET {1} = {1}", "DELETE FROM docs.{0}", "TRUNCATE docs.{0}"])
async def test_not_even_the_owner_changes_the_log(
    table: str, how: str, enter: Any, appender: Appender, owner: AsyncEngine
) -> None:
    await enter("doc_1:1")
    await appender.append()
    column = {"ledger_leaf": "leaf", "ledger_node": "hash", "ledger_head": "note"}[table]
    with pytest.raises(ProgrammingError, match="append-only"):
        async with owner.begin() as connection:
            await connection.execute(text(how.format(table, column)))


@pytest.mark.parametrize("table", ["ledger_leaf", "ledger_node", "ledger_head"])
async def test_who_serves_may_not_even_try(
    table: str, requests_engine: AsyncEngine, service_engine: AsyncEngine
) -> None:
    refused = []
    for engine in (requests_engine, service_engine):
        for how in ("DELETE FROM", "TRUNCATE"):
            try:
                async with engine.begin() as connection:
                    await connection.execute(text(f"{how} docs.{table}"))
            except ProgrammingError as exc:
                refused.append("permission denied" in str(exc))
    assert refused == [True] * 4


async def test_a_request_cannot_append_to_the_log(requests_engine: AsyncEngine) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with as_merchant(requests_engine, MERCHANT) as connection:
            await connection.execute(
                text("INSERT INTO docs.ledger_leaf VALUES (0, :leaf, :hash, :merchant)"),
                {"leaf": new_leaf(), "hash": hashlib.sha256(b"content").hexdigest(), "merchant": MERCHANT},
            )


async def test_an_outbox_is_not_emptied_by_a_request(enter: Any, requests_engine: AsyncEngine) -> None:
    await enter("doc_1:1")
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with as_merchant(requests_engine, MERCHANT) as connection:
            await connection.execute(text("DELETE FROM docs.ledger_outbox"))


@pytest.mark.parametrize(
    "damage",
    [
        pytest.param("UPDATE docs.ledger_node SET hash = sha256('forged')", id="hashes"),
        pytest.param("DELETE FROM docs.ledger_node WHERE level = 1", id="hashes that are gone"),
        pytest.param("DELETE FROM docs.ledger_leaf WHERE index = 2", id="a leaf that is gone"),
        pytest.param("DELETE FROM docs.ledger_head WHERE size = 3", id="a head that is gone"),
    ],
)
async def test_over_a_damaged_log_nothing_is_signed(
    damage: str, enter: Any, appender: Appender, owner: AsyncEngine, reader: LogReader
) -> None:
    await appender.append()
    for number in range(3):
        await enter(f"doc_{number}:1")
    await appender.append()
    async with owner.begin() as connection:
        for table in ("leaf", "node", "head"):
            await connection.execute(text(f"ALTER TABLE docs.ledger_{table} DISABLE TRIGGER USER"))
        await connection.execute(text(damage))
    before = await reader.head()
    await enter("doc_9:1")
    with pytest.raises(LedgerDamagedError):
        await appender.append()
    assert (await reader.head(), await reader.waiting()) == (before, 1)
