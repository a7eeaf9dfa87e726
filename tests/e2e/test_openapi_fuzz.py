"""Requests made up from the OpenAPI document, over a real socket: answered as the document says, never by 5xx."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from fastapi import FastAPI

from dutiful_docs.app import create_app as docs_app
from dutiful_docs.settings import DocsSettings
from dutiful_local.ports import LOOPBACK
from dutiful_quote.settings import QuoteSettings
from dutiful_quote.webhook_app import create_app as webhook_app
from dutiful_shared.account.api_key import new_key
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.account.scopes import ALL_SCOPES
from dutiful_shared.service.internal import InternalSettings
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.ticket import TICKET_LIFETIME, Purpose, issue_ticket
from tests.builders.listening import listening
from tests.conftest import PROJECT, Servers
from tests.contract.openapi_documents import SERVICES, document
from tests.e2e.openapi_cases import WHOLE

#: Statuses with which a request that follows the document may be refused: for who asks, for what is there, or for what
#: its fields say together. That no 422 is for what the document could have said, `openapi_checks` sees to.
_REFUSALS = (401, 403, 404, 409, 412, 422, 428)


@dataclass(frozen=True, slots=True)
class Exclusion:
    """An operation of which a check cannot be true."""

    operation: str
    check: str
    why: str


EXCLUDED = (
    Exclusion(
        "GET /channels/bigcommerce/auth",
        "positive_data_acceptance",
        "BigCommerce alone knows which codes and contexts it has given; others are answered with 400, in its list",
    ),
    Exclusion(
        "POST /channels/bigcommerce/webhooks",
        "positive_data_acceptance",
        "the body is read as the bytes that were signed, so the document has no schema of it",
    ),
    Exclusion(
        "POST /v1/quotes/batch",
        "negative_data_rejection",
        "each request of a batch is answered by itself: the 422 of one that is not valid stands inside of the 200",
    ),
    Exclusion(
        "GET /v1/overrides/{override_id}",
        "use_after_free",
        "what is deleted no longer holds, and stays to be read with its `valid_to`: codes were decided by it",
    ),
    Exclusion(
        "PUT /v1/catalog/{sku}/overrides",
        "stated_faults_alone",
        "what a value may be depends on the field that it names beside it",
    ),
)
#: Operations whose large body another has too. To make up every case of one takes seconds: only `make fuzz` does.
_REPEATED = (
    "POST /v1/quotes/batch",
    "POST /v1/quotes/{quote_id}/adjust",
    "POST /v1/documents/{document_id}/versions",
    "POST /v1/document-batches",
    "PUT /v1/order-papers/{quote_id}",
)
#: Series of requests of which one asks for what another made.
_SERIES = 10
#: So many times more of what is made up at random where all is sent.
_MORE = 10
_LEDGER = "^/v1/ledger"
_FILES = "/v1/classifications/lines"


@pytest.fixture
async def port(quote_app: FastAPI) -> AsyncIterator[int]:
    """Where the started application listens."""
    # The fixture of the application has run its lifespan already.
    async with listening(quote_app, lifespan="off") as number:
        yield number


@pytest.fixture
async def docs_port(seeded_database_url: str, servers: Servers, port: int) -> AsyncIterator[int]:
    """Where the docs service listens, beside a quote service."""
    settings = DocsSettings(
        database_url=seeded_database_url,
        redis_url=servers.redis_url,
        request_deadline_ms=30_000,
        quote_url=f"http://{LOOPBACK}:{port}",
        document_store="memory:///",
    )
    app = docs_app(settings)
    # It is made once, and a busy machine takes longer for that than the command waits.
    app.openapi()
    async with listening(app) as number:
        yield number


@pytest.fixture
async def webhook_port(seeded_database_url: str, servers: Servers) -> AsyncIterator[int]:
    """Where the host of shops' events listens."""
    settings = QuoteSettings(database_url=seeded_database_url, redis_url=servers.redis_url, request_deadline_ms=30_000)
    async with listening(webhook_app(settings)) as number:
        yield number


@pytest.fixture
async def own_key(seeded_database_url: str) -> str:
    """A key of a merchant without papers: other tests' lie in stores that this service does not have."""
    engine = connect(QuoteSettings(database_url=seeded_database_url))
    accounts, key = AccountRepository(engine), new_key("test")
    merchant = await accounts.create_merchant(f"Fuzz {uuid4().hex}", "tests")
    await accounts.create_key(merchant.id, key, ALL_SCOPES, "", "tests")
    await engine.dispose()
    return key.plain


async def test_made_up_requests_are_answered_as_the_document_says(port: int, sandbox: str, tmp_path: Path) -> None:
    code, output = await _run(port, sandbox, tmp_path)
    assert code == 0, output


async def test_made_up_requests_for_papers_and_shipments_are_answered_as_the_document_says(
    docs_port: int, own_key: str, tmp_path: Path
) -> None:
    code, output = await _run(docs_port, own_key, tmp_path, "--exclude-path-regex", _LEDGER, most=3)
    assert code == 0, output


async def test_made_up_questions_to_the_classifier_are_answered_as_the_document_says(
    classify_port: int, sandbox: str, tmp_path: Path
) -> None:
    # Schemathesis makes no JSON Lines up.
    code, output = await _run(classify_port, sandbox, tmp_path, "--exclude-path", _FILES, most=3)
    assert code == 0, output


async def test_made_up_events_of_shops_are_answered_as_the_document_says(
    webhook_port: int, sandbox: str, tmp_path: Path
) -> None:
    code, output = await _run(webhook_port, sandbox, tmp_path)
    assert code == 0, output


@pytest.mark.parametrize("key", ["merchant", "internal"])
async def test_made_up_questions_to_the_ledger_are_answered_as_the_document_says(
    key: str, docs_port: int, sandbox: str, tmp_path: Path
) -> None:
    soon = datetime.now(UTC) + TICKET_LIFETIME * 0.9  # as late as one that is taken may be dated
    ticket = issue_ticket(InternalSettings(), Purpose.ENTER_INTO_LEDGER, "quote", soon)
    bearer = {"merchant": sandbox, "internal": ticket}[key]
    code, output = await _run(docs_port, bearer, tmp_path, "--include-path-regex", _LEDGER)
    assert code == 0, output


@pytest.mark.parametrize("excluded", [pytest.param(one, id=f"{one.check} {one.operation}") for one in EXCLUDED])
def test_what_is_excluded_is_there_and_says_why(excluded: Exclusion) -> None:
    method, path = excluded.operation.split()
    assert any(method.lower() in document(service)["paths"].get(path, {}) for service in SERVICES)
    assert excluded.why


def _configuration() -> str:
    """`schemathesis.toml`: what may be answered, and what is excluded."""
    statuses = ", ".join(str(status) for status in _REFUSALS)
    lines = [
        "[checks]",
        "enabled = true",
        "[checks.positive_data_acceptance]",
        f'expected-statuses = ["2xx", {statuses}]',
        "[phases.stateful.generation]",
        f"max-examples = {_SERIES * (_MORE if WHOLE in os.environ else 1)}",
    ]
    for one in EXCLUDED:
        lines += ["[[operations]]", f'include-name = "{one.operation}"', f"checks.{one.check}.enabled = false"]
    if WHOLE not in os.environ:
        for name in _REPEATED:
            lines += ["[[operations]]", f'include-name = "{name}"', "phases.coverage.enabled = false"]
    return "\n".join(lines)


async def _run(port: int, key: str, folder: Path, *paths: str, most: int = 6) -> tuple[int | None, str]:
    (folder / "schemathesis.toml").write_text(_configuration(), encoding="utf-8")
    command = (
        *(sys.executable, "-m", "schemathesis.cli", "run", f"http://{LOOPBACK}:{port}/openapi.json"),
        *("--header", f"Authorization: Bearer {key}"),
        *("--phases", "examples,coverage,fuzzing,stateful", "--generation-deterministic", "--no-color"),
        *("--max-examples", str(most * (_MORE if WHOLE in os.environ else 1))),
        # How long a large document takes to be made up says nothing of the service.
        *("--suppress-health-check", "too_slow", "--wait-for-schema", "60"),
        # PostgreSQL keeps no NUL in a text, and no pattern of each text says so: it is a malformed body (400).
        *("--generation-allow-x00", "false"),
        *paths,
    )
    hooks = {"PYTHONPATH": str(PROJECT), "SCHEMATHESIS_HOOKS": "tests.e2e.openapi_checks"}
    process = await asyncio.create_subprocess_exec(
        *command, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT, cwd=folder, env=os.environ | hooks
    )
    output, _ = await process.communicate()
    return process.returncode, output.decode()
