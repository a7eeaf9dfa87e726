"""Sealed texts under the first key of the ring, whatever key they were sealed with."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_shared.account.audit import read_audit
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.account.sealed import SealedColumn, declared_columns, reseal
from dutiful_shared.account.vault import Vault

pytestmark = pytest.mark.integration

OLD, NEW = Vault({"old": b"o" * 32}), Vault({"new": b"n" * 32, "old": b"o" * 32})
STRANGE = Vault({"strange": b"s" * 32})
COLUMN = SealedColumn("account.pocket", ("id", "name"), "sealed", "pocket:{id}:{name}")


@pytest.fixture
async def merchant(accounts: AccountRepository, engine: AsyncEngine) -> AsyncIterator[str]:
    """A merchant, beside an empty table of sealed texts."""
    async with engine.begin() as connection:
        await connection.execute(
            text("CREATE TABLE account.pocket (id int, name text, merchant_id text NOT NULL, sealed text)")
        )
    yield (await accounts.create_merchant("Sealed", "tests")).id
    async with engine.begin() as connection:
        await connection.execute(text("DROP TABLE account.pocket"))
        await connection.execute(text("DELETE FROM account.audit"))
        await connection.execute(text("DELETE FROM account.merchant"))


async def put(engine: AsyncEngine, merchant: str, row: int, sealed: str | None) -> None:
    insert = text("INSERT INTO account.pocket VALUES (:id, 'token', :merchant, :sealed)")
    async with engine.begin() as connection:
        await connection.execute(insert, {"id": row, "merchant": merchant, "sealed": sealed})


async def kept(engine: AsyncEngine) -> dict[int, str | None]:
    async with engine.connect() as connection:
        rows = await connection.execute(text("SELECT id, sealed FROM account.pocket"))
        return {row.id: row.sealed for row in rows}


async def test_what_an_older_key_sealed_is_sealed_anew(engine: AsyncEngine, merchant: str) -> None:
    for row in range(450):
        await put(engine, merchant, row, OLD.seal(b"secret %d" % row, f"pocket:{row}:token"))

    (result,) = await reseal(engine, NEW, [COLUMN], "tests")

    assert (result.done, result.unreadable) == (450, ())
    found = await kept(engine)
    assert all(sealed is not None and sealed.startswith(NEW.current_prefix) for sealed in found.values())
    assert NEW.open(found[7] or "", "pocket:7:token") == b"secret 7"


async def test_what_is_new_already_or_not_there_is_left_alone(engine: AsyncEngine, merchant: str) -> None:
    fresh = NEW.seal(b"secret", "pocket:1:token")
    await put(engine, merchant, 1, fresh)
    await put(engine, merchant, 2, None)

    (result,) = await reseal(engine, NEW, [COLUMN], "tests")

    assert (result.done, await kept(engine)) == (0, {1: fresh, 2: None})


async def test_what_opens_with_no_key_is_told_and_stays(engine: AsyncEngine, merchant: str) -> None:
    lost = STRANGE.seal(b"secret", "pocket:1:token")
    await put(engine, merchant, 1, lost)
    await put(engine, merchant, 2, OLD.seal(b"secret", "pocket:2:token"))

    (result,) = await reseal(engine, NEW, [COLUMN], "tests")

    assert (result.done, result.unreadable) == (1, ("pocket:1:token",))
    assert (await kept(engine))[1] == lost


async def test_a_rotation_stands_in_the_audit_without_a_secret(engine: AsyncEngine, merchant: str) -> None:
    await put(engine, merchant, 1, OLD.seal(b"secret", "pocket:1:token"))

    await reseal(engine, NEW, [COLUMN], "tests")

    async with engine.connect() as connection:
        newest = (await read_audit(connection, merchant, 1))[0]
    assert (newest.action, newest.subject, dict(newest.details)) == (
        "secrets.rotate",
        "account.pocket.sealed",
        {"count": 1},
    )


async def test_every_declared_column_is_there(engine: AsyncEngine) -> None:
    columns = declared_columns()
    assert columns
    for column in columns:
        names = ", ".join((*column.key, "merchant_id", column.column))
        async with engine.connect() as connection:
            assert (await connection.execute(text(f"SELECT {names} FROM {column.table}"))).all() == []
