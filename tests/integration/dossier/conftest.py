"""A started document service on a fresh database, and clients that hold keys of two merchants."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI

from dutiful_docs.app import create_app
from dutiful_docs.settings import DocsSettings
from dutiful_shared.account.api_key import new_key
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.account.scopes import ALL_SCOPES
from dutiful_shared.service.postgres import connect
from tests.builders.patience import PATIENT


@dataclass(frozen=True, slots=True)
class Party:
    """A merchant with a client that holds its key."""

    merchant_id: str
    http: httpx2.AsyncClient


@pytest.fixture(scope="module")
async def docs_app(database_url: str) -> AsyncIterator[FastAPI]:
    app = create_app(DocsSettings(database_url=database_url, **PATIENT))
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def parties(docs_app: FastAPI, database_url: str) -> AsyncIterator[tuple[Party, Party]]:
    """Two merchants without anything yet."""
    engine = connect(DocsSettings(database_url=database_url))
    accounts = AccountRepository(engine)
    async with AsyncExitStack() as stack:
        made = []
        for _ in range(2):
            merchant = await accounts.create_merchant(f"Shop {uuid4().hex}", "tests")
            key = new_key("test")
            await accounts.create_key(merchant.id, key, ALL_SCOPES, "tests", "tests")
            client = httpx2.AsyncClient(
                transport=httpx2.ASGITransport(app=docs_app),
                base_url="http://docs",
                headers={"Authorization": f"Bearer {key.plain}"},
            )
            made.append(Party(merchant.id, await stack.enter_async_context(client)))
        yield made[0], made[1]
    await engine.dispose()


@pytest.fixture
async def shop(parties: tuple[Party, Party]) -> httpx2.AsyncClient:
    return parties[0].http


@pytest.fixture
async def other_shop(parties: tuple[Party, Party]) -> httpx2.AsyncClient:
    return parties[1].http
