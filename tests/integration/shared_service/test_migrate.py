import asyncio
from importlib.resources import files

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from dutiful_shared.service.migrate import declared_schemas, migrate

pytestmark = pytest.mark.integration

ACCOUNT = "dutiful_shared.account.migrations"


def test_every_owner_of_a_schema_declares_it() -> None:
    assert {"account", "classify", "docs"} <= set(declared_schemas())


async def test_a_schema_is_brought_to_its_newest_revision_and_stays_there(empty_database_url: str) -> None:
    first = await migrate(empty_database_url, ACCOUNT, "account")
    again = await migrate(empty_database_url, ACCOUNT, "account")
    newest = max(file.name for file in files(ACCOUNT).joinpath("versions").iterdir() if file.name[0].isdigit())
    assert (first.before, first.after, first.changed) == (None, newest.removesuffix(".py"), True)
    assert (again.before, again.changed) == (first.after, False)


async def test_processes_that_start_at_once_do_not_collide(empty_database_url: str) -> None:
    outcomes = await asyncio.gather(*(migrate(empty_database_url, ACCOUNT, "account") for _ in range(4)))
    assert sorted(outcome.changed for outcome in outcomes) == [False, False, False, True]


async def test_every_declared_schema_migrates_and_keeps_its_version_to_itself(empty_database_url: str) -> None:
    engine = create_async_engine(empty_database_url)
    try:
        for schema, package in declared_schemas().items():
            await migrate(engine, package, schema)
        async with engine.connect() as connection:
            query = text("SELECT schemaname FROM pg_tables WHERE tablename = 'schema_version' ORDER BY 1")
            found = list((await connection.execute(query)).scalars())
    finally:
        await engine.dispose()
    assert found == sorted(declared_schemas())


async def test_a_schema_name_that_could_be_sql_is_refused(empty_database_url: str) -> None:
    with pytest.raises(ValueError, match="plain lower-case"):
        await migrate(empty_database_url, ACCOUNT, 'account"; DROP')
