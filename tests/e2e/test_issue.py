"""Issuing a paper: screened before, sealed and entered with it, found in the dossier, told to the merchant."""

import asyncio
import hashlib
import io
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pikepdf
import pypdf
import pytest
from fastapi import FastAPI

from dutiful_docs.app import create_app
from dutiful_docs.ledger.attachment import attachment_in, content_sha256
from dutiful_docs.ledger.merkle import leaf_hash
from dutiful_docs.settings import DocsSettings
from dutiful_shared.contract.shipments import SHIPMENT_EXAMPLE
from tests.builders.listening import listening
from tests.builders.papers import CONSIGNEE, request

LISTED = "Jaroslava Example-Listed"
BLOCKED = {**CONSIGNEE, "name": LISTED}


@asynccontextmanager
async def started(**changes: Any) -> AsyncIterator[FastAPI]:
    values = {"request_deadline_ms": 30_000, "document_store": "memory:///", "ledger_batch_seconds": 0.05, **changes}
    app = create_app(DocsSettings(**values))
    async with app.router.lifespan_context(app):
        yield app


@asynccontextmanager
async def client_of(app: FastAPI, key: str) -> AsyncIterator[httpx2.AsyncClient]:
    headers = {"Authorization": f"Bearer {key}"}
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://docs", headers=headers) as client:
        yield client


@pytest.fixture(scope="module")
async def app(seeded_database_url: str) -> AsyncIterator[FastAPI]:
    async with started(database_url=seeded_database_url, ledger_public_url="https://docs.example.com") as one:
        yield one


@pytest.fixture
async def docs(app: FastAPI, sandbox: str) -> AsyncIterator[httpx2.AsyncClient]:
    async with client_of(app, sandbox) as client:
        yield client


async def issued(docs: httpx2.AsyncClient, kind: str = "commercial_invoice", **changes: Any) -> dict[str, Any]:
    response = await docs.post("/v1/documents", json=request(kind, **changes))
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json()
    return made


async def test_a_paper_holds_the_opening_of_its_leaf(docs: httpx2.AsyncClient) -> None:
    made = await issued(docs)
    pdf = (await docs.get(made["links"]["pdf"])).content
    inside = attachment_in(pdf)
    assert (inside.leaf, inside.kind, inside.subject) == (made["ledger"]["leaf"], "document", f"{made['id']}:1")
    assert inside.verify_url == f"https://docs.example.com/v1/ledger/verify/{inside.leaf}"
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert "dutiful-ledger.json" in opened.attachments


async def test_a_paper_comes_into_the_log_as_it_lies_in_the_hand(docs: httpx2.AsyncClient) -> None:
    made = await issued(docs)
    assert made["ledger"]["status"] == "pending"
    async with asyncio.timeout(30):
        while (await docs.get(f"/v1/documents/{made['id']}")).json()["ledger"]["status"] != "included":
            await asyncio.sleep(0.05)
    pdf = (await docs.get(made["links"]["pdf"])).content
    proof = (await docs.get(f"/v1/ledger/leaves/{made['ledger']['leaf']}/proof")).json()
    opening = attachment_in(pdf).opening(content_sha256(pdf))
    assert proof["entry"].encode() == opening.entry
    assert leaf_hash(opening.entry) == leaf_hash(proof["entry"].encode())


async def test_a_paper_proves_itself_by_the_key_alone(app: FastAPI, docs: httpx2.AsyncClient, tmp_path: Path) -> None:
    made = await issued(docs)
    key, file = tmp_path / "public.pem", tmp_path / "paper.pdf"
    async with (
        listening(app, lifespan="off") as port,
        httpx2.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=docs.headers) as client,
        asyncio.timeout(60),
    ):
        key.write_text((await client.get("/v1/ledger/keys")).json()["keys"][0]["pem"])
        while (answer := await client.get(f"/v1/documents/{made['id']}.pdf?proof=true")).status_code == 409:
            assert answer.json()["code"] == "conflict"
            await asyncio.sleep(0.05)
    file.write_bytes(answer.content)
    verified = await ledger_command("verify", file, "--key", key, "--offline")
    file.write_bytes(answer.content.replace(b"%%EOF", b"%%EOg", 1))
    changed = await ledger_command("verify", file, "--key", key, "--offline")
    assert (answer.status_code, verified, changed) == (200, 0, 1)
    assert answer.headers["etag"] != f'"{made["sha256"]}"'


async def ledger_command(*arguments: object) -> int | None:
    """The status of `dutiful ledger`, in a process of its own as people run it."""
    dutiful = Path(sys.executable).with_name("dutiful")
    command = await asyncio.create_subprocess_exec(dutiful, "ledger", *(str(one) for one in arguments))
    return await command.wait()


async def test_a_draft_has_nothing_to_prove(docs: httpx2.AsyncClient) -> None:
    made = await issued(docs, draft=True)
    answer = await docs.get(f"/v1/documents/{made['id']}.pdf?proof=true")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_a_form_without_pages_is_entered_as_it_is_served(docs: httpx2.AsyncClient) -> None:
    made = await issued(docs, "eu_h7")
    served = await docs.get(made["links"]["json"])
    (opening,) = (await docs.get("/v1/ledger/entries", params={"subject_id": f"{made['id']}:1"})).json()["openings"]
    digest = hashlib.sha256(served.content).hexdigest()
    assert (opening["leaf"], opening["content_sha256"], made["sha256"]) == (made["ledger"]["leaf"], digest, digest)


async def test_a_draft_is_neither_entered_nor_screened(docs: httpx2.AsyncClient) -> None:
    made = await issued(docs, draft=True)
    openings = await docs.get("/v1/ledger/entries", params={"subject_id": f"{made['id']}:1"})
    assert (made["ledger"], made["screening"]) == ({"leaf": None, "status": "none"}, None)
    assert openings.status_code == 404


async def test_without_lists_a_paper_is_issued_and_never_called_clear(docs: httpx2.AsyncClient) -> None:
    made = await issued(docs)
    assert made["screening"]["state"] == "no_lists"
    assert "not a clearance" in made["screening"]["notice"]


async def test_an_operator_may_want_lists_before_papers(seeded_database_url: str, sandbox: str) -> None:
    async with (
        started(database_url=seeded_database_url, document_needs_lists=True) as strict,
        client_of(strict, sandbox) as docs,
    ):
        refused = await docs.post("/v1/documents", json=request())
        draft = await docs.post("/v1/documents?draft=true", json=request())
    assert (refused.status_code, refused.json()["code"], draft.status_code) == (409, "conflict", 201)


async def test_the_papers_of_an_order_stand_in_its_dossier(docs: httpx2.AsyncClient) -> None:
    reference = f"order-{uuid4().hex[:8]}"
    invoice = {**request()["invoice"], "order_reference": reference}
    made = await issued(docs, invoice=invoice)
    await issued(docs, invoice=invoice, draft=True)
    shipment = {**SHIPMENT_EXAMPLE, "order_reference": reference, "parcels": [{"tracking_number": uuid4().hex}]}
    told = (await docs.post("/v1/shipments", json=shipment)).json()
    pack = (await docs.get(f"/v1/shipments/{told['id']}/handoff")).json()
    assert [one["id"] for one in told["documents"]] == [made["id"]]
    assert [one["id"] for one in pack["documents"]] == [made["id"]]


async def test_packs_are_had_on_paper_with_the_papers_behind(docs: httpx2.AsyncClient) -> None:
    parcel = uuid4().hex
    made = await issued(docs, invoice={**request()["invoice"], "order_reference": parcel})
    shipment = {**SHIPMENT_EXAMPLE, "order_reference": parcel, "parcels": [{"tracking_number": parcel}]}
    told = (await docs.post("/v1/shipments", json=shipment)).json()
    line = {"tracking_number": parcel, "kind": "duty", "name": "Zoll", "amount": "99.00", "currency": "EUR"}
    invoice = {"carrier": SHIPMENT_EXAMPLE["carrier"], "number": parcel, "issued": "2026-11-20", "lines": [line]}
    taken = (await docs.post("/v1/charges/invoices", json=invoice)).json()
    texts = []
    for path in (f"/v1/shipments/{told['id']}/handoff.pdf", f"/v1/charges/invoices/{taken['id']}/dispute.pdf"):
        answer = await docs.get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (200, "application/pdf"), answer.text
        pages = pypdf.PdfReader(io.BytesIO(answer.content)).pages
        # Long words have places where they may break.
        texts.append("".join(page.extract_text() for page in pages).replace("\u200b", ""))
        assert len(pages) == 2
        assert pages[1].extract_text() == pypdf.PdfReader(io.BytesIO(await _pdf(docs, made))).pages[0].extract_text()
    assert "610910" in texts[0]
    assert "EUR 94.20" in texts[1]
    assert made["id"] in texts[1]


async def _pdf(docs: httpx2.AsyncClient, made: dict[str, Any]) -> bytes:
    return (await docs.get(f"/v1/documents/{made['id']}.pdf")).content
