"""A merchant of whom neither service has heard, and quote services that ask a classifier."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from typing import Any, Final
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI

from dutiful_quote.app import create_app
from dutiful_quote.settings import QuoteSettings
from dutiful_shared.account.api_key import new_key
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.account.scopes import ALL_SCOPES, Scope
from dutiful_shared.service.postgres import connect
from tests.conftest import Servers
from tests.e2e.classified_lines.quoting import Merchant, Open, Quoting

#: Long enough for a machine that is busy with other tests.
_PATIENT_MS: Final = 2_000


@pytest.fixture
async def merchant(seeded_database_url: str, quote_app: FastAPI) -> Merchant:
    """A merchant of whom neither service has heard."""
    engine = connect(QuoteSettings(database_url=seeded_database_url))
    accounts = AccountRepository(engine)
    made = await accounts.create_merchant(f"Shop {uuid4().hex}", "tests")
    keys = [new_key("test"), new_key("test")]
    for key, scopes in zip(keys, (ALL_SCOPES, (Scope.QUOTE,)), strict=True):
        await accounts.create_key(made.id, key, scopes, "", "tests")
    await engine.dispose()
    return Merchant(made.id, *(key.plain for key in keys))


@pytest.fixture
async def open_quoting(seeded_database_url: str, servers: Servers, quote_app: FastAPI) -> AsyncIterator[Open]:
    """Opens quote services that ask the classifier at a port."""
    async with AsyncExitStack() as stack:

        async def opened(port: int, **settings: Any) -> Quoting:
            values = {"classify_url": f"http://127.0.0.1:{port}", "classify_budget_ms": _PATIENT_MS, **settings}
            app = create_app(
                QuoteSettings(
                    database_url=seeded_database_url, redis_url=servers.redis_url, webhook_concurrency=0, **values
                )
            )
            await stack.enter_async_context(app.router.lifespan_context(app))
            transport = httpx2.ASGITransport(app=app)
            http = httpx2.AsyncClient(transport=transport, base_url="http://quote", timeout=30)
            return Quoting(app, await stack.enter_async_context(http))

        yield opened
