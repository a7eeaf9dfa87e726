"""The journal by months: quotes stand in theirs, old months leave, and what was committed stays."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.quotes.identity import new_quote_id
from dutiful_quote.quotes.months import QuoteMonths
from dutiful_quote.quotes.repository import QuoteRecord, QuoteRepository
from dutiful_quote.settings import QuoteSettings
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.tenancy import JOURNAL_ROLE, SERVICE_ROLE

OLD, NEW, NOW = (datetime(2031, month, 10, tzinfo=UTC) for month in (1, 6, 7))


@pytest.fixture
async def owner(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = connect(QuoteSettings(database_url=database_url))
    yield engine
    async with engine.begin() as connection:
        await connection.execute(text("TRUNCATE quote.quote, quote.order_event, quote.committed_order"))
    await engine.dispose()


def quote_of(moment: datetime, number: int) -> QuoteRecord:
    made = new_quote_id(moment, lambda size: bytes([number]) * size)
    return QuoteRecord(made, "mer_months", moment, moment, "complete", "1", "", "", "{}", None, "{}")


async def placed(owner: AsyncEngine) -> dict[str, str]:
    """Quote -> the table that holds it."""
    async with owner.connect() as connection:
        rows = await connection.execute(text("SELECT id, tableoid::regclass::text AS place FROM quote.quote"))
        return {row.id: row.place for row in rows}


async def test_old_months_leave_but_for_what_was_committed(owner: AsyncEngine, database_url: str) -> None:
    settings = QuoteSettings(database_url=database_url)
    journal = connect(settings, single_statements=True, role=JOURNAL_ROLE)
    service = connect(settings, role=SERVICE_ROLE)
    stale, committed, fresh = quote_of(OLD, 1), quote_of(OLD, 2), quote_of(NEW, 3)
    repository = QuoteRepository(owner, journal)
    await repository.insert([stale, committed])
    for moment in (OLD, NEW):
        await QuoteMonths(service, 0, lambda moment=moment: moment, CollectorRegistry()).turn()
    await repository.insert([fresh, stale])
    before = await placed(owner)
    async with owner.begin() as connection:
        await connection.execute(
            text(
                """
                INSERT INTO quote.committed_order (quote_id, merchant_id, state, current_quote_id, created_at)
                VALUES (:id, 'mer_months', 'open', :id, now())
                """
            ),
            {"id": committed.id},
        )
    registry = CollectorRegistry()
    await QuoteMonths(service, 3, lambda: NOW, registry).turn()
    await repository.insert([committed])
    await repository.close()
    await journal.dispose()
    await service.dispose()

    assert before == {
        stale.id: "quote.quote_2031_01",
        committed.id: "quote.quote_2031_01",
        fresh.id: "quote.quote_2031_06",
    }
    assert await placed(owner) == {committed.id: "quote.quote_other", fresh.id: "quote.quote_2031_06"}
    assert registry.get_sample_value("dutiful_quotes_expired_total") == 1
