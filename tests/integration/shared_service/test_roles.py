"""The roles on a server where the role that migrates may not make roles, as managed PostgreSQL often has it."""

import asyncio
from collections.abc import Iterator
from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from dutiful_local.postgres import Postgres
from dutiful_local.stack import asyncpg_url
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.cli import app
from dutiful_shared.service.migrate import declared_schemas, migrate
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.roles import ROLES
from dutiful_shared.service.settings import ServiceSettings
from dutiful_shared.service.tenancy import REQUEST_ROLE

pytestmark = pytest.mark.integration

PASSWORD = uuid4().hex


@pytest.fixture
async def plain_url(spare_postgres: Postgres) -> str:
    """Of a database whose owner may log in and nothing else, on a server without the roles."""
    connection = await asyncpg.connect(spare_postgres.admin_url)
    await connection.execute(f"CREATE ROLE plain LOGIN PASSWORD '{PASSWORD}'")
    await connection.execute("CREATE DATABASE plain OWNER plain")
    await connection.close()
    return f"postgresql://plain:{PASSWORD}@127.0.0.1:{spare_postgres.port}/plain"


@pytest.fixture
def _environment(monkeypatch: pytest.MonkeyPatch, plain_url: str) -> Iterator[None]:
    monkeypatch.setenv("DUTIFUL_DATABASE_URL", plain_url)
    return


def migrated() -> Result:
    return CliRunner().invoke(app, ["migrate"])


@pytest.mark.usefixtures("_environment")
def test_the_roles_to_make_are_told_with_the_statements_that_make_them() -> None:
    result = migrated()
    assert result.exit_code == 1
    assert all(f"CREATE ROLE {role} NOLOGIN;" in " ".join(result.output.split()) for role in ROLES)


@pytest.mark.usefixtures("_environment")
async def test_once_an_administrator_has_made_them_the_owner_migrates(spare_postgres: Postgres) -> None:
    told = " ".join((await asyncio.to_thread(migrated)).output.split())
    connection = await asyncpg.connect(spare_postgres.admin_url)
    await connection.execute(told.partition("and repeat: ")[2])
    await connection.close()

    assert (await asyncio.to_thread(migrated)).exit_code == 0


@pytest.mark.usefixtures("_environment")
async def test_roles_that_pass_by_row_level_security_are_refused(spare_postgres: Postgres) -> None:
    told = " ".join((await asyncio.to_thread(migrated)).output.split())
    connection = await asyncpg.connect(spare_postgres.admin_url)
    await connection.execute(told.partition("and repeat: ")[2])
    await connection.execute("ALTER ROLE dutiful_request BYPASSRLS")
    await connection.close()

    result = await asyncio.to_thread(migrated)

    assert result.exit_code == 1
    assert "dutiful_request may pass by row-level security" in " ".join(result.output.split())


async def test_a_superuser_that_owns_the_tables_serves_behind_the_wall_too(spare_postgres: Postgres) -> None:
    settings = ServiceSettings(database_url=asyncpg_url(spare_postgres.admin_url))
    for schema, package in declared_schemas().items():
        await migrate(settings.database_url.get_secret_value(), package, schema)
    owner, requests = connect(settings), connect(settings, role=REQUEST_ROLE)
    await AccountRepository(owner).create_merchant("Shop", "tests")
    count = text("SELECT count(*) FROM account.merchant")
    async with owner.connect() as all_rows, requests.connect() as none:
        seen = [(await connection.execute(count)).scalar_one() for connection in (all_rows, none)]
    await owner.dispose()
    await requests.dispose()
    assert seen == [1, 0]
