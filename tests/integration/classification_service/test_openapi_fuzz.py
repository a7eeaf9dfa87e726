"""Requests made up from the OpenAPI document, over a real socket: answered as the document says, never by 5xx."""

import asyncio
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from dutiful_local.ports import LOOPBACK
from tests.builders.listening import listening
from tests.integration.classification_service.conftest import Shop

pytestmark = pytest.mark.integration

CHECKS = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
)


@pytest.fixture
async def port(app: FastAPI) -> AsyncIterator[int]:
    """Where the started application listens."""
    async with listening(app, lifespan="off") as number:
        yield number


async def test_made_up_requests_are_answered_as_the_document_says(port: int, shop: Shop, tmp_path: Path) -> None:
    command = (
        *(sys.executable, "-m", "schemathesis.cli", "run", f"http://{LOOPBACK}:{port}/openapi.json"),
        *("--header", f"Authorization: Bearer {shop.key}", "--checks", ",".join(CHECKS)),
        *("--phases", "examples,fuzzing", "--max-examples", "10", "--generation-deterministic", "--no-color"),
        *("--suppress-health-check", "too_slow"),
        # The generator cannot write JSON Lines; `test_lines` sends what is wrong.
        *("--exclude-path", "/v1/classifications/lines"),
    )
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, cwd=tmp_path
    )
    output, _ = await process.communicate()

    assert process.returncode == 0, output.decode()
