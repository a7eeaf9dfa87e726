"""Entering a leaf: the same content of a subject once, and no name twice."""

import asyncio
import hashlib
from typing import Any

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_docs.ledger.appender import Appender
from dutiful_docs.ledger.entries import Ledger
from dutiful_docs.ledger.leaf import (
    LeafTakenError,
)
from dutiful_docs.ledger.reader import LogReader
from dutiful_shared.contract.documents import LedgerStatus
from dutiful_shared.service.tenancy import as_merchant
from tests.integration.ledger.conftest import MERCHANT, head_of

pytestmark = pytest.mark.integration

HASH = hashlib.sha256(b"content").hexdigest()


async def test_the_same_content_of_a_subject_has_one_leaf(enter: Any, appender: Appender, reader: LogReader) -> None:
    before = await enter("doc_1:1")
    await appender.append()
    again = await enter("doc_1:1")
    await appender.append()
    assert (again.name, again.status, (await head_of(reader)).size) == (before.name, LedgerStatus.INCLUDED, 1)


async def test_the_same_content_entered_at_once_has_one_leaf(enter: Any, appender: Appender, reader: LogReader) -> None:
    leaves = await asyncio.gather(*(enter("doc_1:1") for _ in range(6)))
    await appender.append()
    assert (len({leaf.name for leaf in leaves}), (await head_of(reader)).size) == (1, 1)


async def test_another_content_of_a_subject_has_another_leaf(enter: Any) -> None:
    assert (await enter("doc_1:1", "a")).name != (await enter("doc_1:1", "b")).name


async def test_what_is_rolled_back_was_never_entered(
    ledger: Ledger, requests_engine: AsyncEngine, appender: Appender
) -> None:
    async def break_off() -> None:
        async with as_merchant(requests_engine, MERCHANT) as connection:
            await ledger.enter(connection, MERCHANT, "document", "doc_1:1", HASH)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await break_off()
    assert (await appender.append()).leaves == 0


@pytest.mark.parametrize("appended", [False, True], ids=["waiting", "in the log"])
async def test_a_name_that_is_taken_is_refused(
    appended: bool, enter: Any, ledger: Ledger, requests_engine: AsyncEngine, appender: Appender
) -> None:
    leaf = await enter("doc_1:1")
    if appended:
        await appender.append()
    with pytest.raises(LeafTakenError):
        async with as_merchant(requests_engine, "mer_other") as connection:
            await ledger.enter(connection, "mer_other", "document", "doc_9:1", HASH, leaf=leaf.name)


async def test_a_name_in_the_log_is_taken_also_after_its_opening_was_erased(
    enter: Any, ledger: Ledger, requests_engine: AsyncEngine, appender: Appender
) -> None:
    leaf = await enter("doc_1:1")
    await appender.append()
    async with as_merchant(requests_engine, MERCHANT) as connection:
        await ledger.erase(connection, MERCHANT, leaf.name)
    with pytest.raises(LeafTakenError):
        async with as_merchant(requests_engine, MERCHANT) as connection:
            await ledger.enter(connection, MERCHANT, "document", "doc_9:1", HASH, leaf=leaf.name)
