"""A classification service with a classifier that looks words up, and merchants who use it over HTTP."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI

from dutiful_classify.app import create_app
from dutiful_classify.settings import ClassifySettings
from dutiful_shared.account.api_key import new_key
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.account.scopes import ALL_SCOPES, Scope
from dutiful_shared.service.postgres import connect
from tests.integration.classification_service.keyword_classifier import KeywordClassifier, TableLines


@dataclass(frozen=True, slots=True)
class Shop:
    """A merchant, and clients that hold keys of it: of everything, and of a checkout."""

    merchant_id: str
    http: httpx2.AsyncClient
    key: str
    key_id: str
    second: httpx2.AsyncClient
    second_id: str
    checkout: httpx2.AsyncClient

    async def classify(self, title: str, **more: Any) -> dict[str, Any]:
        response = await self.http.post("/v1/classifications", json={"title": title, **more})
        assert response.status_code == 200, response.text
        return dict(response.json())

    async def settle(self, **settings: Any) -> None:
        before = (await self.http.get("/v1/classifications/settings")).headers["etag"]
        headers = {"If-Match": before}
        response = await self.http.put("/v1/classifications/settings", json=settings, headers=headers)
        assert response.status_code == 200, response.text


MakeShop = Callable[[], Awaitable[Shop]]


@pytest.fixture
def classifier() -> KeywordClassifier:
    return KeywordClassifier()


def settings_of(database_url: str, redis_url: str, **more: Any) -> ClassifySettings:
    values: dict[str, Any] = {
        "database_url": database_url,
        "redis_url": redis_url,
        "request_deadline_ms": 30_000,
        "classify_lookup_timeout_ms": 5_000,
        "classify_journal_timeout_ms": 5_000,
    }
    return ClassifySettings(**{**values, **more})


@asynccontextmanager
async def running(app: FastAPI) -> AsyncIterator[FastAPI]:
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def app(database_url: str, redis_url: str, classifier: KeywordClassifier) -> AsyncIterator[FastAPI]:
    made = create_app(settings_of(database_url, redis_url), classifier=classifier, national=TableLines())
    async with running(made):
        yield made


def client_of(app: FastAPI, key: str) -> httpx2.AsyncClient:
    """A client of the service that holds this key."""
    return httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=app),
        base_url="http://classify",
        headers={"Authorization": f"Bearer {key}"},
        timeout=60,
    )


@asynccontextmanager
async def shop_of(app: FastAPI, database_url: str) -> AsyncIterator[Shop]:
    """A fresh merchant of the service."""
    engine = connect(ClassifySettings(database_url=database_url))  # type: ignore[arg-type]
    accounts = AccountRepository(engine)
    merchant = await accounts.create_merchant(f"Shop {uuid4().hex}", "tests")
    async with AsyncExitStack() as stack:
        stack.push_async_callback(engine.dispose)
        clients = []
        for scopes in (ALL_SCOPES, ALL_SCOPES, (Scope.QUOTE, Scope.CLASSIFY)):
            key = new_key("test")
            key_id = await accounts.create_key(merchant.id, key, scopes, "", "tests")
            clients.append((await stack.enter_async_context(client_of(app, key.plain)), key.plain, key_id))
        (http, key_text, key_id), (second, _, second_id), (checkout, _, _) = clients
        yield Shop(merchant.id, http, key_text, key_id, second, second_id, checkout)


@pytest.fixture
async def shop(app: FastAPI, database_url: str) -> AsyncIterator[Shop]:
    async with shop_of(app, database_url) as made:
        yield made


@pytest.fixture
async def make_shop(app: FastAPI, database_url: str) -> AsyncIterator[MakeShop]:
    async with AsyncExitStack() as stack:

        async def make() -> Shop:
            return await stack.enter_async_context(shop_of(app, database_url))

        yield make


async def opened(shop: Shop, title: str = "Leather handbag", **more: Any) -> str:
    """The id of a review that a classification has opened."""
    answer = await shop.classify(title, review=True, **more)
    assert answer["review_id"]
    return str(answer["review_id"])
