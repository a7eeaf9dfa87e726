"""The paper of an order says what was ordered: the service, the terms, and amounts that sum to the order's."""

import asyncio
import io
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any
from uuid import uuid4

import httpx2
import pypdf
import pytest
from fastapi import FastAPI

from dutiful_docs.app import create_app
from dutiful_docs.settings import DocsSettings
from tests.builders.older_orders import as_an_older_release_kept_it
from tests.builders.papers import order, request

pytestmark = pytest.mark.e2e

SERVICES = [
    {"code": "std", "mode": "post", "shipping": "9.90"},
    {
        "code": "xp",
        "mode": "express",
        "shipping": "49.00",
        "disbursement": {"carrier": "dhl", "currency": "USD", "fixed": "4.00"},
    },
]
WAYS = {
    "the cart's own shipping, unpaid": {},
    "the cart's own shipping, paid": {"delivery": "ddp"},
    "a service, as the quote's Incoterm says": {"service": "xp"},
    "a service, paid": {"service": "xp", "delivery": "ddp"},
    "a cheaper service, paid": {"service": "std", "delivery": "ddp"},
}
INCLUDED = {
    "nothing": [],
    "tax": ["destination_tax"],
    "duty and tax": ["duty", "destination_tax"],
    "freight, insurance, duty and tax": ["freight", "insurance", "duty", "destination_tax"],
}


@pytest.fixture(scope="module")
async def docs(quote_app: FastAPI, seeded_database_url: str, sandbox: str) -> AsyncIterator[httpx2.AsyncClient]:
    settings = DocsSettings(
        database_url=seeded_database_url,  # type: ignore[arg-type]
        request_deadline_ms=30_000,
        quote_url="http://quote",
        document_store="memory:///",
        document_batch_seconds=0.1,
    )
    app = create_app(settings, transport=httpx2.ASGITransport(app=quote_app))
    headers = {"Authorization": f"Bearer {sandbox}"}
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=httpx2.ASGITransport(app=app), base_url="http://docs", headers=headers) as client,
    ):
        yield client


async def posted(client: httpx2.AsyncClient, path: str, body: Any, code: int = 200) -> dict[str, Any]:
    answer = await client.post(path, json=body)
    assert answer.status_code == code, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def quoted(quote_api: httpx2.AsyncClient, **changes: Any) -> str:
    quote_id: str = (await posted(quote_api, "/v1/quotes", order(services=SERVICES, **changes)))["id"]
    return quote_id


async def committed(quote_api: httpx2.AsyncClient, quote_id: str, chosen: dict[str, str]) -> dict[str, Any]:
    return await posted(quote_api, f"/v1/quotes/{quote_id}/commit", {"reference": uuid4().hex, **chosen})


def asked(quote_id: str, **changes: Any) -> dict[str, Any]:
    plain = {**request(), "quote_id": quote_id, **changes}
    del plain["order"]
    return plain


async def paper_of(docs: httpx2.AsyncClient, quote_id: str, **changes: Any) -> dict[str, Any]:
    made = await posted(docs, "/v1/documents", asked(quote_id, **changes), 201)
    paper: dict[str, Any] = (await docs.get(f"/v1/documents/{made['id']}.json")).json()["paper"]
    return paper


def paid_at_checkout(paper: dict[str, Any]) -> Decimal:
    totals = paper["totals"]
    return Decimal(totals["total"]) + sum(Decimal(one["amount"]) for one in totals["memo"])


@pytest.mark.parametrize("chosen", [pytest.param(chosen, id=name) for name, chosen in WAYS.items()])
@pytest.mark.parametrize("included", [pytest.param(names, id=name) for name, names in INCLUDED.items()])
async def test_the_totals_of_a_paper_are_those_of_its_order(
    docs: httpx2.AsyncClient, quote_api: httpx2.AsyncClient, chosen: dict[str, str], included: list[str]
) -> None:
    quote_id = await quoted(quote_api, prices_include=included)
    bought = await committed(quote_api, quote_id, chosen)
    paper = await paper_of(docs, quote_id)
    shipping = {"xp": "49.00", "std": "9.90"}.get(chosen.get("service", ""), "18.40")

    assert (paper["incoterm"], paper["totals"]["shipping"]) == (chosen.get("delivery", "dap").upper(), shipping)
    assert sum(Decimal(line["value"]) for line in paper["lines"]) == Decimal(paper["totals"]["goods"])
    assert f"{paid_at_checkout(paper):f}" == bought["due_at_checkout"]["amount"]
    assert bool(paper["totals"]["memo"]) == ("delivery" in chosen)


async def test_an_order_without_delivery_stated_keeps_the_incoterm_of_its_quote(
    docs: httpx2.AsyncClient, quote_api: httpx2.AsyncClient
) -> None:
    quote_id = await quoted(quote_api, incoterm="CIP")
    await committed(quote_api, quote_id, {"service": "std"})

    assert (await paper_of(docs, quote_id))["incoterm"] == "CIP"


async def test_the_paper_of_an_adjusted_order_keeps_its_service(
    docs: httpx2.AsyncClient, quote_api: httpx2.AsyncClient
) -> None:
    quote_id = await quoted(quote_api)
    await committed(quote_api, quote_id, {"service": "xp", "delivery": "ddp"})
    fewer = order(services=SERVICES, lines=[{**order()["lines"][0], "quantity": 1}, *order()["lines"][1:]])
    adjusted = await posted(quote_api, f"/v1/quotes/{quote_id}/adjust", fewer)
    packages = [{**request()["packages"][0], "contents": [{"line": "1", "quantity": 1}]}]
    paper = await paper_of(docs, adjusted["quote"]["id"], packages=packages)

    assert (paper["incoterm"], paper["totals"]["shipping"]) == ("DDP", "49.00")
    assert f"{paid_at_checkout(paper):f}" == adjusted["order"]["due_at_checkout"]["amount"]


async def test_a_batch_prints_what_was_ordered(docs: httpx2.AsyncClient, quote_api: httpx2.AsyncClient) -> None:
    quote_id = await quoted(quote_api)
    bought = await committed(quote_api, quote_id, {"service": "xp", "delivery": "ddp"})
    batch = await posted(docs, "/v1/document-batches", {"documents": [asked(quote_id)]}, 202)
    async with asyncio.timeout(60):
        while batch["state"] != "done":
            await asyncio.sleep(0.05)
            batch = (await docs.get(f"/v1/document-batches/{batch['id']}")).json()
    (made,) = (await docs.get("/v1/documents", params={"quote_id": quote_id})).json()["documents"]
    paper = (await docs.get(f"/v1/documents/{made['id']}.json")).json()["paper"]

    assert (batch["faults"], paper["totals"]["shipping"]) == ([], "49.00")
    assert f"{paid_at_checkout(paper):f}" == bought["due_at_checkout"]["amount"]


@pytest.mark.parametrize("included", [pytest.param(names, id=name) for name, names in INCLUDED.items()])
async def test_what_prices_include_is_no_discount(
    docs: httpx2.AsyncClient, quote_api: httpx2.AsyncClient, included: list[str]
) -> None:
    lines = [{**line, "discount": "0"} for line in order()["lines"]]
    paper = await paper_of(docs, await quoted(quote_api, lines=lines, prices_include=included))
    worth = [round(Decimal(line["unit_price"]) * Decimal(line["quantity"]), 2) for line in paper["lines"]]

    assert paper["totals"]["discount"] == "0.00"
    assert worth == [Decimal(line["value"]) for line in paper["lines"]]


async def test_an_invoice_names_what_its_prices_are_without(
    docs: httpx2.AsyncClient, quote_api: httpx2.AsyncClient
) -> None:
    quote_id = await quoted(quote_api, prices_include=["destination_tax", "freight"])
    made = await posted(docs, "/v1/documents", asked(quote_id, second_language="fr"), 201)
    pdf = pypdf.PdfReader(io.BytesIO((await docs.get(f"/v1/documents/{made['id']}.pdf")).content))
    text = " ".join(pdf.pages[0].extract_text().split())

    assert "Prices and discounts are without" in text
    assert "Prix et remises hors" in text
    plain = await posted(docs, "/v1/documents", asked(await quoted(quote_api)), 201)
    pdf = pypdf.PdfReader(io.BytesIO((await docs.get(f"/v1/documents/{plain['id']}.pdf")).content))
    assert "Prices and discounts" not in pdf.pages[0].extract_text()


async def test_a_discount_on_prices_with_tax_is_printed_without_the_tax(
    docs: httpx2.AsyncClient, quote_api: httpx2.AsyncClient
) -> None:
    lines = [{**order()["lines"][0], "unit_price": "20.00", "discount": "12.00"}]
    goods, packages = request()["goods"][:1], [{**request()["packages"][0], "contents": [{"line": "1", "quantity": 3}]}]
    quote_id = await quoted(quote_api, lines=lines, prices_include=["destination_tax"])
    (line,) = (await paper_of(docs, quote_id, goods=goods, packages=packages))["lines"]
    full, discount = Decimal(line["value"]) + Decimal(line["discount"]), Decimal(line["discount"])

    assert round(discount / full, 3) == Decimal("0.200")
    assert Decimal(line["value"]) < 48


async def test_an_order_of_an_older_release_that_says_nothing_of_its_service_gets_no_paper(
    docs: httpx2.AsyncClient, quote_api: httpx2.AsyncClient, seeded_database_url: str
) -> None:
    quote_id = await quoted(quote_api)
    await committed(quote_api, quote_id, {"service": "xp"})
    await as_an_older_release_kept_it(seeded_database_url, quote_id)
    refused = await posted(docs, "/v1/documents", asked(quote_id), 422)
    listed = await posted(docs, "/v1/document-batches", {"documents": [asked(quote_id)]}, 202)

    assert [(error["code"], error["pointer"]) for error in refused["errors"]] == [("not_stated", "/quote_id")]
    assert "adjust it" in refused["errors"][0]["detail"]
    assert [fault["pointer"] for fault in listed["faults"]] == ["/documents/0/quote_id"]


async def test_an_older_order_by_the_carts_own_shipping_is_as_its_quote_says(
    docs: httpx2.AsyncClient, quote_api: httpx2.AsyncClient, seeded_database_url: str
) -> None:
    quote_id = await quoted(quote_api)
    await committed(quote_api, quote_id, {})
    await as_an_older_release_kept_it(seeded_database_url, quote_id)

    assert (await paper_of(docs, quote_id))["totals"]["shipping"] == "18.40"


async def test_another_weight_than_the_quotes_is_refused(
    docs: httpx2.AsyncClient, quote_api: httpx2.AsyncClient
) -> None:
    goods = [{**request()["goods"][0], "net_weight_kg": "99"}, *request()["goods"][1:]]
    refused = await posted(docs, "/v1/documents", asked(await quoted(quote_api), goods=goods), 422)

    assert [(error["code"], error["pointer"]) for error in refused["errors"]] == [
        ("not_stated", "/goods/0/net_weight_kg")
    ]


async def test_a_weight_that_the_quote_does_not_know_is_taken(
    docs: httpx2.AsyncClient, quote_api: httpx2.AsyncClient
) -> None:
    first, *others = order()["lines"]
    goods = [{**request()["goods"][0], "net_weight_kg": "0.55"}, *request()["goods"][1:]]
    quote_id = await quoted(quote_api, lines=[{**first, "net_weight_kg": None}, *others])
    paper = await paper_of(docs, quote_id, goods=goods)

    assert paper["lines"][0]["net_weight_kg"] == "0.55"


async def test_a_draft_of_a_correction_never_takes_the_place_of_the_issued_paper(
    docs: httpx2.AsyncClient, quote_api: httpx2.AsyncClient
) -> None:
    quote_id = await quoted(quote_api)
    place = f"/v1/documents/{(await posted(docs, '/v1/documents', asked(quote_id), 201))['id']}"
    issued = await posted(docs, f"{place}/versions", asked(quote_id, remarks="Corrected"), 201)
    draft = await posted(docs, f"{place}/versions", asked(quote_id, draft=True), 201)
    listed = (await docs.get("/v1/documents", params={"quote_id": quote_id})).json()["documents"]

    shown = (await docs.get(place)).json()
    assert [(one["version"], one["sha256"]) for one in (shown, *listed)] == [(issued["version"], issued["sha256"])] * 2
    assert draft["draft"] is True
    assert (await docs.get(draft["links"]["json"])).json()["paper"]["draft"] is True
    assert (await docs.get(f"{place}.json")).json()["paper"]["remarks"] == "Corrected"
    again = await posted(docs, f"{place}/versions", asked(quote_id, remarks="Again"), 201)
    assert again["version"] > draft["version"]
    assert (await docs.get(place)).json()["sha256"] == again["sha256"]


async def test_a_paper_of_which_there_are_drafts_alone_shows_the_newest(
    docs: httpx2.AsyncClient, quote_api: httpx2.AsyncClient
) -> None:
    quote_id = await quoted(quote_api)
    first = await posted(docs, "/v1/documents?draft=true", asked(quote_id), 201)
    second = await posted(docs, f"/v1/documents/{first['id']}/versions?draft=true", asked(quote_id), 201)

    assert (await docs.get(f"/v1/documents/{first['id']}")).json()["version"] == second["version"] == 2
