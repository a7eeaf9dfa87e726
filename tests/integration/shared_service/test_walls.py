"""The wall between merchants, as PostgreSQL itself keeps it: whatever a query forgets to ask for."""

from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_shared.account.api_key import new_key
from dutiful_shared.account.profile_repository import ProfileRepository
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.contract.merchant import MerchantProfile
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.roles import ROLES
from dutiful_shared.service.settings import ServiceSettings
from dutiful_shared.service.tenancy import JOURNAL_ROLE, REQUEST_ROLE, SERVICE_ROLE, as_merchant
from tests.integration.shared_service.walled_tables import ROWS, WALLED

pytestmark = pytest.mark.integration


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Two merchants, each with a row in every walled table."""

    mine: str
    other: str


@pytest.fixture
async def neighbours(accounts: AccountRepository, engine: AsyncEngine, request: pytest.FixtureRequest) -> Neighbours:
    ids = []
    for side in ("mine", "other"):
        merchant = await accounts.create_merchant(f"{side} of {request.node.name}", "tests")
        await accounts.create_key(merchant.id, new_key("test"), ["quote"], "", "tests")
        await ProfileRepository(engine).replace(merchant.id, MerchantProfile(language="fr"), 0, "tests")
        async with engine.begin() as connection:
            for row in ROWS:
                await connection.execute(text(row), {"merchant": merchant.id})
        ids.append(merchant.id)
    return Neighbours(*ids)


async def _engine_of(settings: ServiceSettings, role: str) -> AsyncIterator[AsyncEngine]:
    made = connect(settings, "tests", role=role)
    yield made
    await made.dispose()


@pytest.fixture
async def requests_engine(settings: ServiceSettings) -> AsyncIterator[AsyncEngine]:
    async for made in _engine_of(settings, REQUEST_ROLE):
        yield made


@pytest.fixture
async def service_engine(settings: ServiceSettings) -> AsyncIterator[AsyncEngine]:
    async for made in _engine_of(settings, SERVICE_ROLE):
        yield made


@pytest.fixture
async def journal_engine(settings: ServiceSettings) -> AsyncIterator[AsyncEngine]:
    async for made in _engine_of(settings, JOURNAL_ROLE):
        yield made


async def test_the_roles_own_nothing_and_pass_by_no_wall(engine: AsyncEngine) -> None:
    roles = text("SELECT count(*) FROM pg_roles WHERE rolname = ANY(:roles) AND NOT rolsuper AND NOT rolbypassrls")
    owned = text(
        "SELECT c.relname FROM pg_class c JOIN pg_roles r ON r.oid = c.relowner WHERE r.rolname = ANY(:roles)"
        " UNION ALL SELECT n.nspname FROM pg_namespace n JOIN pg_roles r ON r.oid = n.nspowner"
        " WHERE r.rolname = ANY(:roles)"
    )
    members = text(
        "SELECT count(*) FROM pg_auth_members m JOIN pg_roles r ON r.oid = m.member WHERE r.rolname = ANY(:roles)"
    )
    async with engine.connect() as connection:
        assert (await connection.execute(roles, {"roles": list(ROLES)})).scalar_one() == len(ROLES)
        assert (await connection.execute(owned, {"roles": list(ROLES)})).all() == []
        assert (await connection.execute(members, {"roles": list(ROLES)})).scalar_one() == 0


async def test_every_table_that_names_a_merchant_is_behind_the_wall(engine: AsyncEngine) -> None:
    query = text(
        """
        SELECT n.nspname || '.' || c.relname AS name, c.relrowsecurity AS walled, a.attnotnull AS filled
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attname = 'merchant_id' AND NOT a.attisdropped
        WHERE c.relkind IN ('r', 'p')
        """
    )
    async with engine.connect() as connection:
        tables = {row.name: (row.walled, row.filled) for row in await connection.execute(query)}
    assert WALLED.keys() - {"account.merchant"} <= tables.keys()
    assert {name for name, state in tables.items() if state != (True, True)} == set()


@pytest.mark.parametrize("table", WALLED)
async def test_without_a_merchant_a_request_sees_nothing(
    table: str, neighbours: Neighbours, requests_engine: AsyncEngine
) -> None:
    async with requests_engine.connect() as connection:
        assert (await connection.execute(text(f"SELECT * FROM {table}"))).all() == []


@pytest.mark.parametrize(("table", "column"), WALLED.items())
async def test_with_a_merchant_a_request_sees_the_own_rows_alone(
    table: str, column: str, neighbours: Neighbours, requests_engine: AsyncEngine
) -> None:
    async with as_merchant(requests_engine, neighbours.mine) as connection:
        seen = (await connection.execute(text(f"SELECT DISTINCT {column} FROM {table}"))).scalars().all()
    assert seen == [neighbours.mine]


@pytest.mark.parametrize(("table", "column"), WALLED.items())
async def test_the_background_sees_every_merchant(
    table: str, column: str, neighbours: Neighbours, service_engine: AsyncEngine
) -> None:
    async with service_engine.connect() as connection:
        seen = set((await connection.execute(text(f"SELECT {column} FROM {table}"))).scalars())
    assert {neighbours.mine, neighbours.other} <= seen


async def test_the_merchant_of_one_transaction_is_forgotten_in_the_next(
    neighbours: Neighbours, requests_engine: AsyncEngine
) -> None:
    async with as_merchant(requests_engine, neighbours.mine):
        pass
    async with requests_engine.connect() as connection:
        assert (await connection.execute(text("SELECT * FROM quote.quote"))).all() == []


async def test_a_request_cannot_write_in_the_name_of_another(
    neighbours: Neighbours, requests_engine: AsyncEngine
) -> None:
    with pytest.raises(ProgrammingError, match="row-level security"):
        await _write_document(requests_engine, neighbours.mine, neighbours.other)


async def _write_document(engine: AsyncEngine, acting: str, named: str) -> None:
    async with as_merchant(engine, acting) as connection:
        await connection.execute(text(ROWS[2].replace("'d_'", "'e_'")), {"merchant": named})


async def test_a_request_cannot_change_a_recorded_quote(neighbours: Neighbours, requests_engine: AsyncEngine) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with as_merchant(requests_engine, neighbours.mine) as connection:
            await connection.execute(text("UPDATE quote.quote SET status = 'partial'"))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE classify.classification SET decision = 'auto'",
        "DELETE FROM classify.memory",
        "UPDATE classify.review_event SET actor = ''",
        "DELETE FROM classify.feedback",
        "UPDATE classify.batch_row SET number = 2",
    ],
)
async def test_a_request_rewrites_nothing_that_was_answered_or_decided(
    statement: str, neighbours: Neighbours, requests_engine: AsyncEngine
) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with as_merchant(requests_engine, neighbours.mine) as connection:
            await connection.execute(text(statement))


@pytest.mark.parametrize("statement", ["UPDATE account.audit SET actor = ''", "DELETE FROM account.audit"])
async def test_nobody_who_serves_rewrites_the_audit(
    statement: str, requests_engine: AsyncEngine, service_engine: AsyncEngine
) -> None:
    for engine in (requests_engine, service_engine):
        with pytest.raises(ProgrammingError, match="permission denied"):
            await _run(engine, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "SELECT id FROM quote.quote",
        "UPDATE quote.quote SET status = 'partial'",
        "DELETE FROM quote.quote",
        "SELECT * FROM quote.tariff_release",
        "SELECT * FROM account.merchant",
        "SELECT * FROM docs.document",
        "SELECT id FROM classify.classification",
        "DELETE FROM classify.review",
        "SELECT * FROM classify.memory",
    ],
)
async def test_the_journal_can_do_nothing_but_append(statement: str, journal_engine: AsyncEngine) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"):
        await _run(journal_engine, statement)


async def test_the_journal_appends_for_any_merchant(journal_engine: AsyncEngine) -> None:
    async with journal_engine.begin() as connection:
        quote = await connection.execute(text(ROWS[0]), {"merchant": "mer_appended"})
        answer = await connection.execute(text(ROWS[1]), {"merchant": "mer_appended"})
    assert (quote.rowcount, answer.rowcount) == (1, 1)


async def test_feeds_are_written_by_the_background_and_read_by_all(
    requests_engine: AsyncEngine, service_engine: AsyncEngine
) -> None:
    insert = (
        "INSERT INTO quote.tariff_feed (feed, jurisdiction, publication, url, interval_seconds)"
        " VALUES ('wall', 'US', 'hts', 'https://example.org', 60)"
    )
    await _run(service_engine, insert)
    async with requests_engine.connect() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM quote.tariff_feed"))).scalar_one() >= 1
    with pytest.raises(ProgrammingError, match="permission denied"):
        await _run(requests_engine, "DELETE FROM quote.tariff_feed")


async def _run(engine: AsyncEngine, statement: str) -> None:
    async with engine.begin() as connection:
        await connection.execute(text(statement))
