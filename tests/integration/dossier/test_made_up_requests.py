"""Requests made up from the OpenAPI document, over a real socket: answered as it says, never by 5xx."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import httpx2
import pytest
from fastapi import FastAPI

import dutiful_docs.app
from dutiful_docs.settings import DocsSettings
from dutiful_local.ports import LOOPBACK
from tests.builders.listening import listening
from tests.builders.patience import PATIENT

pytestmark = pytest.mark.integration

CHECKS = "not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance"
#: Papers have tests of their own.
PATHS = "^/(v1/(shipments|charges|kpis|carrier-feeds)|channels/carriers)"


@pytest.fixture
async def port(docs_app: FastAPI, database_url: str) -> AsyncIterator[int]:
    """Where a document service listens that asks, for quotes, a service that has none."""
    settings = DocsSettings(database_url=database_url, **PATIENT)
    app = dutiful_docs.app.create_app(settings, transport=httpx2.ASGITransport(app=docs_app))
    # It is made once, and a busy machine takes longer for that than the command waits.
    app.openapi()
    async with listening(app) as number:
        yield number


async def test_made_up_requests_are_answered_as_the_document_says(
    port: int, shop: httpx2.AsyncClient, tmp_path: Path
) -> None:
    command = (
        *(sys.executable, "-m", "schemathesis.cli", "run", f"http://{LOOPBACK}:{port}/openapi.json"),
        *("--header", f"Authorization: {shop.headers['Authorization']}", "--checks", CHECKS),
        *("--phases", "examples,fuzzing", "--max-examples", "5", "--generation-deterministic", "--no-color"),
        *("--suppress-health-check", "too_slow", "--include-path-regex", PATHS),
    )
    log = tmp_path / "schemathesis.log"
    with log.open("wb") as target:
        process = await asyncio.create_subprocess_exec(
            *command, stdout=target, stderr=asyncio.subprocess.STDOUT, cwd=tmp_path
        )
        status = await process.wait()

    assert status == 0, log.read_text()
