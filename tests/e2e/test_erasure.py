"""A buyer asks to be forgotten: nothing that is stored names the person any more, and amounts and law stay."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import asyncpg
import httpx2
import pytest
from fastapi import FastAPI
from typer.testing import CliRunner

from dutiful_docs.app import create_app
from dutiful_docs.settings import DocsSettings
from dutiful_shared.account.sandbox import SANDBOX_NAME
from dutiful_shared.cli import app as dutiful
from tests.builders.papers import CONSIGNEE as ANYBODY
from tests.builders.papers import EXPORTER, order, request

pytestmark = pytest.mark.e2e
_HOLDS = "one::text LIKE ANY($1::text[])"

#: A small town's postal code in the Canary Islands: another tax territory than the rest of Spain.
SHIP_TO = {"country": "ES", "postal_code": "35637", "city": "Betancuria"}
VAT_NUMBER = "ESB58378431"
BUYER = {"type": "business", "tax_ids": [{"type": "EU_VAT", "number": VAT_NUMBER}]}
#: Nobody whom another test's papers name.
CONSIGNEE = {
    **ANYBODY, "name": "Aurelia Quintana Betancor", "street": ["Calle Erasmo 77"], "phone": "+34 928 551 907",
    "postal_code": None, "country": "ES",
}  # fmt: skip
#: The postal code with its quotes: five digits alone stand in many a digest of other rows.
WHO = (CONSIGNEE["name"], CONSIGNEE["street"][0], CONSIGNEE["phone"], VAT_NUMBER, '"35637"', SHIP_TO["city"])


@pytest.fixture
async def docs(
    quote_app: FastAPI, seeded_database_url: str, sandbox: str, tmp_path: Path
) -> AsyncIterator[httpx2.AsyncClient]:
    """The docs service, whose papers lie in `tmp_path`."""
    settings = DocsSettings(
        database_url=seeded_database_url,  # type: ignore[arg-type]
        request_deadline_ms=30_000,
        quote_url="http://quote",
        document_store=f"file://{tmp_path}",
    )
    app = create_app(settings, transport=httpx2.ASGITransport(app=quote_app))
    headers = {"Authorization": f"Bearer {sandbox}"}
    async with app.router.lifespan_context(app):
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://docs", headers=headers) as client:
            yield client


@pytest.fixture
async def sold(quote_api: httpx2.AsyncClient, docs: httpx2.AsyncClient) -> dict[str, Any]:
    """A committed order with a paper, for which the consignee was screened."""
    reference = f"order-{uuid4().hex[:8]}"
    cart = order(ship_to=SHIP_TO, buyer=BUYER)
    quote = (await quote_api.post("/v1/quotes", json=cart)).json()
    committed = await quote_api.post(f"/v1/quotes/{quote['id']}/commit", json={"reference": reference})
    assert committed.status_code == 200, committed.text
    asked = {**request(), "quote_id": quote["id"], "parties": {"exporter": EXPORTER, "consignee": CONSIGNEE}}
    asked["invoice"] = {**asked["invoice"], "order_reference": reference}
    del asked["order"]
    beside = {"provider": "somebody", "quote_id": quote["id"], "provider_reference": CONSIGNEE["name"]}
    shadow = await docs.post("/v1/shadow-quotes", json={**beside, "amounts": {"currency": "EUR", "duty": "1.00"}})
    assert shadow.status_code == 201, shadow.text
    made = await docs.post("/v1/documents", json={**asked, "remarks": f"For {CONSIGNEE['name']}"})
    assert made.status_code == 201, made.text
    return {"reference": reference, "quote": quote, "paper": made.json()}


@pytest.mark.parametrize("way", ["order", "buyer"])
async def test_an_erased_buyer_is_in_no_table_and_no_file_and_the_amounts_stay(
    way: str,
    quote_api: httpx2.AsyncClient,
    docs: httpx2.AsyncClient,
    sold: dict[str, Any],
    seeded_database_url: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    quote_id, paper_id = sold["quote"]["id"], sold["paper"]["id"]
    recorded = (await quote_api.get(f"/v1/quotes/{quote_id}")).content
    assert await _tables_that_name(seeded_database_url) >= {
        *("quote.quote", "docs.document", "docs.screening", "docs.shadow_quote")
    }
    before = (await docs.get(f"/v1/documents/{paper_id}.json")).json()["paper"]

    monkeypatch.setenv("DUTIFUL_DATABASE_URL", seeded_database_url)
    monkeypatch.setenv("DUTIFUL_DOCUMENT_STORE", f"file://{tmp_path}")
    named = {"order": sold["reference"], "buyer": VAT_NUMBER}[way]
    done = await asyncio.to_thread(CliRunner().invoke, dutiful, ["merchant", "erase", SANDBOX_NAME, f"--{way}", named])

    assert done.exit_code == 0, done.output
    assert await _tables_that_name(seeded_database_url) == set()
    assert _files(tmp_path) == []
    assert (await quote_api.get(f"/v1/quotes/{quote_id}")).content == recorded
    replayed = (await quote_api.post(f"/v1/quotes/{quote_id}/replay")).json()
    assert replayed["identical"], replayed["differences"]
    after = (await docs.get(f"/v1/documents/{paper_id}.json")).json()["paper"]
    assert (after["totals"], after["lines"]) == (before["totals"], before["lines"])
    assert (await docs.get(f"/v1/documents/{paper_id}.pdf")).status_code == 404
    assert (await docs.get(f"/v1/ledger/entries?subject_id={paper_id}:1")).status_code == 404
    audit = (await quote_api.get("/v1/merchant/audit")).json()["entries"]
    line = next(one for one in audit if one["action"] == "buyer.erase")
    assert sold["reference"] in line["details"]["orders"]
    assert quote_id in line["details"]["quotes"]


def _files(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]


async def _tables_that_name(url: str) -> set[str]:
    """All tables of the three services and the account in which a row tells who the buyer was."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        tables = await connection.fetch(
            "SELECT relnamespace::regnamespace || '.' || relname AS name FROM pg_class WHERE relkind IN ('r', 'p')"
            " AND NOT relispartition AND relnamespace::regnamespace::text IN ('account', 'quote', 'classify', 'docs')"
            " AND relname !~ '^(tariff|nomenclature|screening_entry)'"
        )
        found = set()
        for table in tables:
            rows = f"SELECT count(*) FROM {table['name']} AS one WHERE {_HOLDS}"
            if await connection.fetchval(rows, [f"%{text}%" for text in WHO]):
                found.add(table["name"])
        return found
    finally:
        await connection.close()
