"""PostgreSQL itself keeps merchants' catalogues apart, and keeps their history from being changed."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.catalogue.rooms import CatalogueRooms
from dutiful_quote.settings import QuoteSettings
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.row_files import RowFormat
from dutiful_shared.service.tenancy import REQUEST_ROLE, SERVICE_ROLE, as_merchant
from tests.builders.catalogue import imported, somebody

TABLES = ["article", "change", "import", "import_part", "import_fault"]


@pytest.fixture
async def requests(database_url: str) -> AsyncIterator[AsyncEngine]:
    engine = connect(QuoteSettings(database_url=database_url), role=REQUEST_ROLE)
    yield engine
    await engine.dispose()


@pytest.mark.parametrize("table", TABLES)
async def test_a_request_sees_its_own_merchants_rows_alone(
    table: str, catalogue: CatalogueRooms, requests: AsyncEngine
) -> None:
    owner, other = somebody(), somebody()
    await imported(catalogue, owner, b'{"sku": "a"}\n{"sku": ""}\n' + b"x" * 300_000, RowFormat.JSONL)
    count = text(f"SELECT count(*) FROM quote.catalogue_{table}")

    async with as_merchant(requests, other) as connection:
        assert (await connection.execute(count)).scalar_one() == 0
    async with as_merchant(requests, owner) as connection:
        assert (await connection.execute(count)).scalar_one() > 0


@pytest.mark.parametrize("role", [REQUEST_ROLE, SERVICE_ROLE])
@pytest.mark.parametrize(
    "statement", ["UPDATE quote.catalogue_change SET actor = 'x'", "DELETE FROM quote.catalogue_change"]
)
async def test_nobody_changes_history(role: str, statement: str, database_url: str) -> None:
    engine = connect(QuoteSettings(database_url=database_url), role=role)
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with engine.begin() as connection:
            await connection.execute(text(statement))
    await engine.dispose()
