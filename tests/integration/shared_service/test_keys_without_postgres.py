"""PostgreSQL is stopped for real: known keys go on for a day, unknown ones are asked to come again."""

import pytest

from dutiful_local.postgres import Postgres
from dutiful_local.stack import asyncpg_url
from dutiful_shared.account.api_key import new_key
from dutiful_shared.account.directory import KeyDirectory, UnknownKeyError
from dutiful_shared.account.records import RegisterUnavailableError
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.account.scopes import ALL_SCOPES
from dutiful_shared.service.migrate import declared_schemas, migrate
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.settings import ServiceSettings
from tests.integration.shared_service.test_services import app_of, running

pytestmark = pytest.mark.integration

HOUR = 3_600.0


async def live_key(url: str) -> str:
    await migrate(url, declared_schemas()["account"], "account")
    engine = connect(ServiceSettings(database_url=url))
    accounts = AccountRepository(engine)
    merchant = await accounts.create_merchant("Shop", "tests")
    key = new_key("test")
    await accounts.create_key(merchant.id, key, ALL_SCOPES, "", "tests")
    await engine.dispose()
    return key.plain


async def test_a_known_key_is_served_and_an_unknown_one_is_not_known(spare_postgres: Postgres) -> None:
    url = asyncpg_url(spare_postgres.url)
    key = await live_key(url)

    async with running(app_of("docs", url)) as client:

        async def status(plain: str) -> tuple[int, str]:
            answer = await client.post("/v1/documents", json={}, headers={"authorization": f"Bearer {plain}"})
            return answer.status_code, answer.json()["code"]

        spare_postgres.stop()
        assert await status(key) == (422, "invalid_request")
        assert await status(new_key("test").plain) == (503, "authentication_unavailable")


async def test_known_keys_stay_valid_for_24_hours(spare_postgres: Postgres) -> None:
    url = asyncpg_url(spare_postgres.url)
    key = await live_key(url)
    seconds = 0.0
    engine = connect(ServiceSettings(database_url=url))
    directory = KeyDirectory(AccountRepository(engine), token_secret=b"s" * 32, clock=lambda: seconds)
    await directory.refresh()
    spare_postgres.stop()

    seconds = 23.9 * HOUR
    assert (await directory.identify(key)).key_id
    with pytest.raises(RegisterUnavailableError):
        await directory.identify(new_key("test").plain)
    seconds = 24.1 * HOUR
    with pytest.raises(RegisterUnavailableError):
        await directory.identify(key)
    with pytest.raises(UnknownKeyError):
        await directory.identify("no key at all")
    await engine.dispose()
