"""The docs service beside a real quote service, PostgreSQL and a store."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from fastapi import FastAPI

from dutiful_docs.app import create_app
from dutiful_docs.settings import DocsSettings
from dutiful_shared.client import BaseUrls, DutifulClient


class ByHost(httpx2.AsyncBaseTransport):
    """Sends a request to the application of its host, as a network would."""

    def __init__(self, **apps: FastAPI) -> None:
        self._transports = {name: httpx2.ASGITransport(app=app) for name, app in apps.items()}

    async def handle_async_request(self, asked: httpx2.Request) -> httpx2.Response:
        return await self._transports[asked.url.host].handle_async_request(asked)


@pytest.fixture(scope="module")
async def docs_app(
    quote_app: FastAPI, seeded_database_url: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[FastAPI]:
    settings = DocsSettings(
        database_url=seeded_database_url,  # type: ignore[arg-type]
        request_deadline_ms=30_000,
        quote_url="http://quote",
        document_store=f"file://{tmp_path_factory.mktemp('papers')}",
        document_batch_seconds=0.1,
    )
    app = create_app(settings, transport=ByHost(quote=quote_app))
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def dutiful(docs_app: FastAPI, quote_app: FastAPI, sandbox: str) -> AsyncIterator[DutifulClient]:
    urls = BaseUrls(quote="http://quote", docs="http://docs")
    async with DutifulClient(urls, sandbox, transport=ByHost(quote=quote_app, docs=docs_app)) as client:
        yield client


@pytest.fixture
async def docs_api(docs_app: FastAPI, sandbox: str) -> AsyncIterator[httpx2.AsyncClient]:
    headers = {"Authorization": f"Bearer {sandbox}"}
    transport = httpx2.ASGITransport(app=docs_app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://docs", headers=headers) as client:
        yield client
