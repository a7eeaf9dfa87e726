"""A quote service on real stores with the packaged facts, and clients that hold its sandbox key."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from fastapi import FastAPI

from dutiful_classify.app import create_app as create_classify
from dutiful_classify.settings import ClassifySettings
from dutiful_quote.app import create_app
from dutiful_quote.settings import QuoteSettings
from dutiful_shared.account.api_key import new_key
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.account.sandbox import SANDBOX_NAME
from dutiful_shared.account.scopes import ALL_SCOPES
from dutiful_shared.service.postgres import connect
from tests.builders.listening import listening
from tests.conftest import Servers
from tests.integration.classification_service.keyword_classifier import KeywordClassifier, TableLines


@pytest.fixture(scope="session")
async def sandbox_merchant(seeded_database_url: str, sandbox: str) -> str:
    """The id of the merchant that the sandbox key is of."""
    engine = connect(QuoteSettings(database_url=seeded_database_url))
    merchant = await AccountRepository(engine).merchant(SANDBOX_NAME)
    await engine.dispose()
    return merchant.id


@pytest.fixture(scope="session")
async def quote_app(seeded_database_url: str, sandbox: str, servers: Servers) -> AsyncIterator[FastAPI]:
    """The started application. It sends no webhooks: whoever listens in a test has a sender of its own."""
    settings = QuoteSettings(
        database_url=seeded_database_url,
        redis_url=servers.redis_url,
        webhook_concurrency=0,
        # A machine that runs tests may be slow: what is answered matters here, not how fast.
        bigcommerce_tax_budget_ms=3_500,
        request_deadline_ms=20_000,
        journal_timeout_ms=9_000,
        tariff_postgres_ms=9_000,
        catalogue_timeout_ms=2_000,
        admission_late_ms=2_000,
    )
    app = create_app(settings)
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture(scope="session")
async def quote_api(quote_app: FastAPI, sandbox: str) -> AsyncIterator[httpx2.AsyncClient]:
    """A client of the quote service with the sandbox key."""
    transport = httpx2.ASGITransport(app=quote_app)
    headers = {"Authorization": f"Bearer {sandbox}"}
    async with httpx2.AsyncClient(transport=transport, base_url="http://quote", headers=headers) as client:
        yield client


@pytest.fixture(scope="session")
async def stranger_api(seeded_database_url: str, quote_app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    """A client with the key of another merchant."""
    engine = connect(QuoteSettings(database_url=seeded_database_url))
    accounts = AccountRepository(engine)
    merchant = await accounts.create_merchant("stranger", "tests")
    key = new_key("test")
    await accounts.create_key(merchant.id, key, ALL_SCOPES, "tests", "tests")
    await engine.dispose()
    transport = httpx2.ASGITransport(app=quote_app)
    headers = {"Authorization": f"Bearer {key.plain}"}
    async with httpx2.AsyncClient(transport=transport, base_url="http://quote", headers=headers) as client:
        yield client


@pytest.fixture(scope="module")
def classifier() -> KeywordClassifier:
    """What the classification service of a module finds codes with."""
    return KeywordClassifier()


@pytest.fixture(scope="module")
async def classify_port(
    seeded_database_url: str, servers: Servers, classifier: KeywordClassifier
) -> AsyncIterator[int]:
    """Where a classification service listens that knows the same merchants."""
    settings = ClassifySettings(
        database_url=seeded_database_url,
        redis_url=servers.redis_url,
        classify_lookup_timeout_ms=5_000,
        classify_journal_timeout_ms=5_000,
    )
    async with listening(create_classify(settings, classifier=classifier, national=TableLines())) as port:
        yield port
