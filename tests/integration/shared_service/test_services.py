"""The classify and docs services as a caller sees them, on real PostgreSQL."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

import dutiful_classify.app
import dutiful_docs.app
from dutiful_classify.settings import ClassifySettings
from dutiful_docs.settings import DocsSettings
from dutiful_local.ports import free_port
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.account.sandbox import sandbox_key
from dutiful_shared.client import BaseUrls, DutifulClient, DutifulProblem
from dutiful_shared.contract.classification_examples import REQUEST_EXAMPLE
from dutiful_shared.contract.documents import REQUEST_EXAMPLE as DOCUMENT_EXAMPLE
from dutiful_shared.contract.documents import DocumentRequest
from tests.integration.classification_service.keyword_classifier import KeywordClassifier

pytestmark = pytest.mark.integration

SERVICES = ["classify", "docs"]
ROUTES = {"classify": "/v1/classifications", "docs": "/v1/documents"}
EXAMPLES: dict[str, dict[str, Any]] = {"classify": REQUEST_EXAMPLE, "docs": DOCUMENT_EXAMPLE}


def app_of(service: str, database_url: str) -> FastAPI:
    values: dict[str, Any] = {"database_url": database_url, "request_deadline_ms": 10_000}
    if service == "docs":
        values["document_store"] = "memory:///"
    if service == "classify":
        return dutiful_classify.app.create_app(ClassifySettings(**values), classifier=KeywordClassifier())
    return dutiful_docs.app.create_app(DocsSettings(**values))


@asynccontextmanager
async def running(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://service") as client,
    ):
        yield client


@pytest.fixture
async def key(accounts: AccountRepository, tmp_path: Path) -> str:
    return (await sandbox_key(accounts, tmp_path / "key", "tester")).key


@pytest.mark.parametrize("service", SERVICES)
async def test_the_service_is_ready_with_its_database_and_its_keys(service: str, database_url: str) -> None:
    async with running(app_of(service, database_url)) as client:
        response = await client.get("/readyz")
    assert response.status_code == 200
    assert set(response.json()["checks"]) == {"postgres", "keys"}


@pytest.mark.parametrize("service", SERVICES)
async def test_the_service_starts_without_its_database_and_says_so(service: str) -> None:
    app = app_of(service, f"postgresql://nobody@127.0.0.1:{free_port()}/none")
    async with running(app) as client:
        response = await client.get("/readyz")
        assert (await client.get("/livez")).status_code == 200
    assert response.status_code == 503
    assert response.json()["checks"]["postgres"]["ok"] is False


async def test_the_example_of_the_contract_is_classified(database_url: str, key: str) -> None:
    async with running(app_of("classify", database_url)) as client:
        headers = {"authorization": f"Bearer {key}"}
        response = await client.post(ROUTES["classify"], json=EXAMPLES["classify"], headers=headers)
    assert (response.status_code, response.json()["candidates"][0]["hs6"]) == (200, "610910")


@pytest.mark.parametrize("service", SERVICES)
async def test_an_invalid_request_is_told_its_faults_all_the_same(service: str, database_url: str, key: str) -> None:
    async with running(app_of(service, database_url)) as client:
        headers = {"authorization": f"Bearer {key}"}
        body = {**EXAMPLES[service], "language": "Klingon"}
        response = await client.post(ROUTES[service], json=body, headers=headers)
    assert response.status_code == 422
    assert [error["pointer"] for error in response.json()["errors"]] == ["/language"]


@pytest.mark.parametrize("service", SERVICES)
async def test_nobody_gets_in_without_a_key(service: str, database_url: str) -> None:
    async with running(app_of(service, database_url)) as client:
        response = await client.post(ROUTES[service], json=EXAMPLES[service])
    assert response.status_code == 401


@pytest.mark.parametrize("service", SERVICES)
def test_the_document_declares_the_contract(service: str, database_url: str) -> None:
    operation = app_of(service, database_url).openapi()["paths"][ROUTES[service]]["post"]
    assert {"401", "403", "422", "503"} <= set(operation["responses"])


async def test_the_client_raises_what_the_services_answer(database_url: str, key: str) -> None:
    docs = app_of("docs", database_url)
    async with running(docs), DutifulClient(BaseUrls(), key, transport=httpx2.ASGITransport(app=docs)) as client:
        with pytest.raises(DutifulProblem, match="unavailable"):  # no quote service runs here
            await client.create_document(DocumentRequest.model_validate(DOCUMENT_EXAMPLE))
