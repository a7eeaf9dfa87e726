"""The forms, pages, versions and lists of papers over HTTP."""

import asyncio
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI

from dutiful_shared.client import DutifulClient
from tests.builders.papers import complete, order, request
from tests.e2e.documents.asked import for_quote, quoted


async def test_each_form_is_had_by_its_path_and_by_what_is_accepted(
    dutiful: DutifulClient, docs_api: httpx2.AsyncClient
) -> None:
    made = await dutiful.create_document(complete("commercial_invoice"))
    place = f"/v1/documents/{made.id}"
    kinds = {}
    for name, path, accept in (
        ("pdf by path", f"{place}.pdf", "*/*"),
        ("json by path", f"{place}.json", "*/*"),
        ("xml by query", f"{place}?format=xml", "*/*"),
        ("pdf accepted", place, "application/pdf"),
        ("xml accepted", place, "application/xml"),
        ("document", place, "application/json"),
    ):
        response = await docs_api.get(path, headers={"Accept": accept})
        kinds[name] = (response.status_code, response.headers["content-type"])
    assert kinds == {
        "pdf by path": (200, "application/pdf"),
        "json by path": (200, "application/json"),
        "xml by query": (200, "application/xml"),
        "pdf accepted": (200, "application/pdf"),
        "xml accepted": (200, "application/xml"),
        "document": (200, "application/json"),
    }


async def test_a_form_that_there_is_not_is_not_acceptable(dutiful: DutifulClient, docs_api: httpx2.AsyncClient) -> None:
    made = await dutiful.create_document(complete("cn23"))
    picture = await docs_api.get(f"/v1/documents/{made.id}", headers={"Accept": "image/png"})
    xml = await docs_api.get(f"/v1/documents/{made.id}?format=xml")
    assert (picture.status_code, xml.status_code, made.links.xml) == (406, 404, None)


async def test_a_paper_tells_in_which_language_it_states_origin(dutiful: DutifulClient) -> None:
    made = await dutiful.create_document(complete("origin_statement", language="it"))
    told = (await dutiful.document(made.id)).origin_wording
    assert told is not None
    assert (told.agreement, told.language, told.languages) == ("EU_UK", "en", ("en", "de", "fr"))
    assert (await dutiful.create_document(complete("commercial_invoice"))).origin_wording is None


async def test_the_pages_of_a_paper_are_pictures_and_those_it_has_not_are_not_there(
    dutiful: DutifulClient, docs_api: httpx2.AsyncClient
) -> None:
    made = await dutiful.create_document(complete("commercial_invoice"))
    assert made.links.picture is not None
    first = await docs_api.get(made.links.picture)
    assert first.headers["content-type"] == "image/png"
    assert first.content.startswith(b"\x89PNG")
    assert await dutiful.document_picture(made.id) == first.content
    beyond = await docs_api.get(f"{made.links.picture}&page={made.pages + 1}")
    data = await dutiful.create_document(complete("upu_itmatt"))
    without = await docs_api.get(f"/v1/documents/{data.id}.png")
    assert (beyond.status_code, without.status_code, data.links.picture) == (404, 404, None)


async def test_the_same_key_gives_the_same_document(docs_api: httpx2.AsyncClient) -> None:
    headers = {"Idempotency-Key": str(uuid4())}
    first = await docs_api.post("/v1/documents", json=request(), headers=headers)
    second = await docs_api.post("/v1/documents", json=request(), headers=headers)
    assert first.status_code == 201
    assert first.content == second.content


async def test_a_correction_is_a_new_version_and_the_old_one_stays(dutiful: DutifulClient) -> None:
    made = await dutiful.create_document(complete("commercial_invoice"))
    before = await dutiful.document_form(made.id, "pdf")
    fixed = await dutiful.correct_document(made.id, complete("commercial_invoice", remarks="Corrected"))
    assert (fixed.id, fixed.version, (await dutiful.document(made.id)).version) == (made.id, 2, 2)
    assert await dutiful.document_form(made.id, "pdf", version=1) == before
    assert fixed.sha256 != made.sha256


async def test_pages_list_every_document_once(dutiful: DutifulClient, quote_api: httpx2.AsyncClient) -> None:
    quote = await quoted(quote_api, order())
    made = [(await dutiful.create_document(for_quote(quote, "packing_list"))).id for _ in range(3)]
    first = await dutiful.documents(quote_id=quote["id"], limit=2)
    second = await dutiful.documents(quote_id=quote["id"], limit=2, cursor=first.next)
    assert sorted(one.id for one in (*first.documents, *second.documents)) == sorted(made)
    assert (len(first.documents), second.next) == (2, None)


@pytest.mark.parametrize("kind", ["commercial_invoice", "packing_list"])
async def test_a_paper_is_listed_by_its_number(
    dutiful: DutifulClient, quote_api: httpx2.AsyncClient, kind: str
) -> None:
    quote = await quoted(quote_api, order())
    asked = for_quote(quote, kind)
    await dutiful.create_document(asked)
    (listed,) = (await dutiful.documents(quote_id=quote["id"])).documents
    assert listed.number == asked.invoice.number is not None
    assert listed.order_reference == asked.invoice.order_reference


async def test_what_lies_in_the_store_is_named_by_its_hash(docs_app: FastAPI, dutiful: DutifulClient) -> None:
    made = await dutiful.create_document(complete("commercial_invoice"))
    folder = docs_app.state.service.settings.document_store.removeprefix("file://")
    found = await asyncio.to_thread(lambda: [path.name for path in Path(folder).rglob(made.sha256)])
    assert found == [made.sha256]
