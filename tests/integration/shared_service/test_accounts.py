import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_local.postgres import Postgres
from dutiful_local.stack import asyncpg_url
from dutiful_shared.account.api_key import new_key
from dutiful_shared.account.directory import KeyDirectory, UnknownKeyError
from dutiful_shared.account.records import MerchantExistsError, RegisterUnavailableError, UnknownMerchantError
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.service.migrate import migrate
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.settings import ServiceSettings

pytestmark = pytest.mark.integration


def directory_of(accounts: AccountRepository) -> KeyDirectory:
    return KeyDirectory(accounts, token_secret=b"s" * 32, refresh_seconds=3_600)


async def test_a_merchants_name_is_taken_once(accounts: AccountRepository) -> None:
    merchant = await accounts.create_merchant("Once", "tester")
    assert await accounts.merchant("Once") == await accounts.merchant(merchant.id) == merchant
    with pytest.raises(MerchantExistsError):
        await accounts.create_merchant("Once", "tester")


async def test_a_merchant_nobody_registered_is_unknown(accounts: AccountRepository) -> None:
    with pytest.raises(UnknownMerchantError):
        await accounts.merchant("Nobody")


async def test_the_directory_reads_new_and_revoked_keys(accounts: AccountRepository) -> None:
    merchant = await accounts.create_merchant("Reader", "tester")
    key = new_key("live")
    directory = directory_of(accounts)
    await directory.start()
    key_id = await accounts.create_key(merchant.id, key, ["quote"], "shop", "tester")
    caller = await directory.identify(key.plain)
    assert (caller.merchant_id, caller.key_id, caller.scopes) == (merchant.id, key_id, {"quote"})
    assert await accounts.revoke_key(key_id, "tester")
    await directory.refresh()
    with pytest.raises(UnknownKeyError):
        await directory.identify(key.plain)
    await directory.close()


async def test_a_key_is_revoked_once(accounts: AccountRepository) -> None:
    merchant = await accounts.create_merchant("Revoker", "tester")
    key_id = await accounts.create_key(merchant.id, new_key("test"), ["quote"], "", "tester")
    assert await accounts.revoke_key(key_id, "tester")
    assert not await accounts.revoke_key(key_id, "tester")


async def test_the_use_of_a_key_is_recorded(accounts: AccountRepository) -> None:
    merchant = await accounts.create_merchant("User", "tester")
    key_id = await accounts.create_key(merchant.id, new_key("test"), ["quote"], "", "tester")
    await accounts.mark_used([key_id])
    (record,) = await accounts.keys(merchant.id)
    assert record.last_used_at is not None


async def test_the_database_never_holds_a_key_in_plain(accounts: AccountRepository, engine: AsyncEngine) -> None:
    merchant = await accounts.create_merchant("Secretive", "tester")
    key = new_key("test")
    await accounts.create_key(merchant.id, key, ["quote"], "", "tester")
    async with engine.connect() as connection:
        rows = (await connection.execute(text("SELECT k::text FROM account.api_key k"))).scalars().all()
        audit = (await connection.execute(text("SELECT a::text FROM account.audit a"))).scalars().all()
    assert not any(key.plain.rpartition("_")[2] in row for row in [*rows, *audit])


async def test_whoever_changed_something_stands_in_the_audit(accounts: AccountRepository, engine: AsyncEngine) -> None:
    merchant = await accounts.create_merchant("Audited", "tester")
    key_id = await accounts.create_key(merchant.id, new_key("test"), ["quote"], "", "tester")
    await accounts.revoke_key(key_id, "other")
    query = text("SELECT actor, action FROM account.audit WHERE subject IN (:merchant, :key) ORDER BY id")
    async with engine.connect() as connection:
        rows = (await connection.execute(query, {"merchant": merchant.id, "key": key_id})).all()
    assert [tuple(row) for row in rows] == [
        ("tester", "merchant.create"),
        ("tester", "key.create"),
        ("other", "key.revoke"),
    ]


async def test_known_keys_work_while_postgres_is_down_and_unknown_ones_wait(spare_postgres: Postgres) -> None:
    settings = ServiceSettings(database_url=asyncpg_url(spare_postgres.url), database_connect_timeout_ms=500)
    await migrate(settings.database_url.get_secret_value(), "dutiful_shared.account.migrations", "account")
    engine = connect(settings)
    accounts = AccountRepository(engine)
    merchant = await accounts.create_merchant("Survivor", "tester")
    key = new_key("test")
    await accounts.create_key(merchant.id, key, ["quote"], "", "tester")
    directory = directory_of(accounts)
    await directory.start()
    spare_postgres.stop()
    assert (await directory.identify(key.plain)).merchant_id == merchant.id
    with pytest.raises(RegisterUnavailableError):
        await directory.identify(new_key("test").plain)
    await directory.close()
    await engine.dispose()
