"""The document service on a real database, with made-up lists, and clients of two merchants."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI

from dutiful_docs.app import create_app
from dutiful_docs.rooms import Rooms
from dutiful_docs.screening.list_store import ListStore, StoredEdition
from dutiful_docs.screening.lists.recognise import read_publication
from dutiful_docs.settings import DocsSettings
from dutiful_shared.account.api_key import new_key
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.client import BaseUrls, DutifulClient
from dutiful_shared.service.postgres import connect
from tests.builders import screening_files as files
from tests.builders.patience import PATIENT

#: (list id, text of its file) -> the edition, which is active then.
Load = Callable[..., Awaitable[StoredEdition]]


@pytest.fixture
def settings(database_url: str) -> DocsSettings:
    # The made-up lists are of November 2026, whenever the tests run.
    return DocsSettings(
        database_url=database_url,
        database_pool_size=4,
        **PATIENT,
        screening_list_max_age_days=365,
        screening_refresh_seconds=3600,
        document_store="memory:///",
    )


@pytest.fixture
async def load(settings: DocsSettings, tmp_path: Path) -> AsyncIterator[Load]:
    """Loads a list as the operator does, and has it found current today."""
    engine = connect(settings, "tests")
    store = ListStore(engine)

    async def loaded(list_id: str, *texts: str, stated: date | None = None, accept: str = "tests") -> StoredEdition:
        now = datetime.now(UTC)
        edition, _ = await store.load(read_publication(list_id, files.written(tmp_path, *texts), stated), now, "tests")
        await store.activate(edition.id, now, "tests", accept)
        await store.verify(list_id, now.date(), now, "tests")
        return edition

    yield loaded
    await engine.dispose()


@pytest.fixture
async def app(settings: DocsSettings) -> AsyncIterator[FastAPI]:
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        yield app


@dataclass(frozen=True, slots=True)
class Merchant:
    """A merchant with a key, and the client that holds it."""

    id: str
    key: str
    http: httpx2.AsyncClient
    client: DutifulClient


@pytest.fixture
async def merchants(app: FastAPI, settings: DocsSettings) -> AsyncIterator[Callable[..., Awaitable[Merchant]]]:
    """Makes a merchant; with `of`, another key of a merchant."""
    engine = connect(settings, "tests")
    accounts = AccountRepository(engine)
    made: list[Merchant] = []

    async def merchant(of: Merchant | None = None) -> Merchant:
        merchant_id = of.id if of else (await accounts.create_merchant(f"Shop {uuid4().hex}", "tests")).id
        key = new_key("test")
        await accounts.create_key(merchant_id, key, ["documents"], "", "tests")
        transport = httpx2.ASGITransport(app=app)
        headers = {"Authorization": f"Bearer {key.plain}"}
        http = httpx2.AsyncClient(transport=transport, base_url="http://docs", headers=headers)
        client = DutifulClient(BaseUrls(docs="http://docs"), key.plain, transport=transport)
        made.append(Merchant(merchant_id, key.plain, http, client))
        await resources(app).keys.refresh()
        return made[-1]

    yield merchant
    for one in made:
        await one.http.aclose()
        await one.client.aclose()
    await engine.dispose()


@pytest.fixture
async def merchant(merchants: Callable[..., Awaitable[Merchant]]) -> Merchant:
    return await merchants()


def resources(app: FastAPI) -> Rooms:
    found = app.state.resources
    assert isinstance(found, Rooms)
    return found
