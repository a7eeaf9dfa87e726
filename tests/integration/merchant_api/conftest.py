"""A quote service without tariffs, and merchants who administer themselves over HTTP."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI

from dutiful_quote.app import create_app
from dutiful_quote.settings import QuoteSettings
from dutiful_shared.account.api_key import new_key
from dutiful_shared.account.limits import KeyLimits
from dutiful_shared.account.records import NO_LIMITS
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.account.scopes import Scope
from dutiful_shared.service.postgres import connect

#: Quicker than the 2 s of production, so that no test waits long.
REFRESH_SECONDS = 0.2


@dataclass(frozen=True, slots=True)
class Administrator:
    """A merchant's key, and a client that holds it."""

    merchant_id: str
    key_id: str
    key: str
    http: httpx2.AsyncClient


MakeAdministrator = Callable[..., Awaitable[Administrator]]


@pytest.fixture
async def app(database_url: str, redis_url: str) -> AsyncIterator[FastAPI]:
    settings = QuoteSettings(database_url=database_url, redis_url=redis_url, key_refresh_seconds=REFRESH_SECONDS)
    app = create_app(settings.model_copy(update={"request_deadline_ms": 30_000}))
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def make_administrator(app: FastAPI, database_url: str) -> AsyncIterator[MakeAdministrator]:
    """Makes a fresh merchant with a key of these scopes."""
    engine = connect(QuoteSettings(database_url=database_url))
    accounts = AccountRepository(engine)
    async with AsyncExitStack() as stack:
        stack.push_async_callback(engine.dispose)

        async def make(*scopes: Scope, environment: str = "test", limits: KeyLimits = NO_LIMITS) -> Administrator:
            merchant = await accounts.create_merchant(f"Shop {uuid4().hex}", "tests")
            key = new_key(environment)
            wanted = scopes or (Scope.ADMIN, Scope.QUOTE)
            key_id = await accounts.create_key(merchant.id, key, wanted, "admin", "tests", limits=limits)
            http = await stack.enter_async_context(client_of(app, key.plain))
            return Administrator(merchant.id, key_id, key.plain, http)

        yield make


@pytest.fixture
async def administrator(make_administrator: MakeAdministrator) -> Administrator:
    return await make_administrator()


def client_of(app: FastAPI, key: str) -> httpx2.AsyncClient:
    """A client of the service that holds this key."""
    transport = httpx2.ASGITransport(app=app)
    headers = {"Authorization": f"Bearer {key}"}
    return httpx2.AsyncClient(transport=transport, base_url="http://quote", headers=headers)
