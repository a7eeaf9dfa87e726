"""A salt that was erased: the leaf stays, and nobody can tell what it was about."""

from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_docs.ledger.appender import Appender
from dutiful_docs.ledger.desk import LedgerDesk
from dutiful_docs.ledger.entries import Ledger
from dutiful_docs.ledger.leaf import UnknownLeafError
from dutiful_docs.ledger.opening import Opening
from dutiful_docs.ledger.reader import LogReader
from dutiful_docs.ledger.verification import verify_opening
from dutiful_shared.service.tenancy import as_merchant
from tests.builders.ledger import KEY
from tests.integration.ledger.conftest import MERCHANT

pytestmark = pytest.mark.integration

#: Everything that the ledger's tables hold, row by row as text.
_ALL = text(
    """
    SELECT t::text FROM docs.ledger_opening t UNION ALL SELECT t::text FROM docs.ledger_outbox t
    UNION ALL SELECT t::text FROM docs.ledger_leaf t UNION ALL SELECT encode(hash, 'hex') FROM docs.ledger_node
    UNION ALL SELECT note FROM docs.ledger_head UNION ALL SELECT t::text FROM account.audit t
    """
)


@pytest.fixture
def desk(ledger: Ledger, requests_engine: AsyncEngine, service_engine: AsyncEngine) -> LedgerDesk:
    return LedgerDesk(ledger, requests_engine, service_engine)


@pytest.fixture
async def merchant(owner: AsyncEngine) -> str:
    async with owner.begin() as connection:
        await connection.execute(
            text("INSERT INTO account.merchant (id, name) VALUES (:id, 'A shop')"), {"id": MERCHANT}
        )
    return MERCHANT


async def kept(owner: AsyncEngine) -> str:
    async with owner.connect() as connection:
        return "\n".join((await connection.execute(_ALL)).scalars())


async def test_before_it_is_erased_the_ledger_links_leaf_and_content(
    merchant: str, enter: Any, appender: Appender, owner: AsyncEngine
) -> None:
    leaf = await enter("doc_secret:1")
    await appender.append()
    everything = await kept(owner)
    assert all(one in everything for one in (leaf.opening.salt, "doc_secret", leaf.opening.content_sha256))


async def test_after_it_was_erased_nothing_kept_links_leaf_and_content(
    merchant: str, enter: Any, appender: Appender, desk: LedgerDesk, owner: AsyncEngine
) -> None:
    leaf = await enter("doc_secret:1")
    await appender.append()
    await desk.erase(merchant, leaf.name, "tests")
    everything = await kept(owner)
    assert not [one for one in (leaf.opening.salt, "doc_secret", leaf.opening.content_sha256) if one in everything]
    # Whoever knows all of the content, and guesses that it is this leaf, still cannot confirm it.
    guess = Opening(leaf.name, "00" * 32, "document", "doc_secret:1", leaf.opening.content_sha256)
    assert guess.commitment not in everything


async def test_the_log_stays_whole_and_who_kept_the_salt_can_still_prove(
    merchant: str, enter: Any, appender: Appender, desk: LedgerDesk, reader: LogReader
) -> None:
    leaf = await enter("doc_secret:1")
    await appender.append()
    await desk.erase(merchant, leaf.name, "tests")
    await enter("doc_other:1")
    await appender.append()
    found = await reader.inclusion(leaf.name)
    assert verify_opening(leaf.opening, [KEY.public], found.proof).head.size == 2


async def test_what_waits_may_be_erased_and_is_appended_all_the_same(
    merchant: str, enter: Any, appender: Appender, desk: LedgerDesk, owner: AsyncEngine
) -> None:
    leaf = await enter("doc_secret:1")
    await desk.erase(merchant, leaf.name, "tests")
    done = (await appender.append()).leaves
    assert (done, "doc_secret" in await kept(owner)) == (1, False)


async def test_what_is_erased_is_not_there_to_be_asked_for(merchant: str, enter: Any, desk: LedgerDesk) -> None:
    leaf = await enter("doc_secret:1")
    await desk.erase(merchant, leaf.name, "tests")
    with pytest.raises(UnknownLeafError):
        await desk.openings(merchant, "doc_secret:1")


async def test_it_is_erased_once(merchant: str, enter: Any, desk: LedgerDesk) -> None:
    leaf = await enter("doc_secret:1")
    await desk.erase(merchant, leaf.name, "tests")
    with pytest.raises(UnknownLeafError):
        await desk.erase(merchant, leaf.name, "tests")


async def test_nobody_erases_what_is_anothers(
    merchant: str, enter: Any, desk: LedgerDesk, ledger: Ledger, requests_engine: AsyncEngine
) -> None:
    leaf = await enter("doc_secret:1", merchant="mer_other")
    with pytest.raises(UnknownLeafError):
        await desk.erase(merchant, leaf.name, "tests")
    async with as_merchant(requests_engine, "mer_other") as connection:
        assert await ledger.leaf(connection, "mer_other", leaf.name) is not None


async def test_the_audit_says_that_it_was_erased_and_not_what_it_was(
    merchant: str, enter: Any, desk: LedgerDesk, owner: AsyncEngine
) -> None:
    leaf = await enter("doc_secret:1")
    await desk.erase(merchant, leaf.name, "key:k1")
    async with owner.connect() as connection:
        row = (await connection.execute(text("SELECT actor, action, subject, details FROM account.audit"))).one()
    assert tuple(row) == ("key:k1", "ledger.erase", leaf.name, {})
