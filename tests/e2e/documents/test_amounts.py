"""What papers say goods are worth: the quote's own amounts, over HTTP."""

import io
from decimal import Decimal
from typing import Any
from uuid import uuid4

import httpx2
import pypdf
import pytest

from dutiful_shared.client import DutifulClient
from tests.builders.papers import CONSIGNEE, EXPORTER, order
from tests.e2e.documents.asked import for_quote, quoted

CARTS = {
    "in the destination's currency": {**order(), "currency": "EUR"},
    "in another currency, with a discount": {**order(), "discount": "7.77"},
    "delivered duty paid": {**order(), "incoterm": "DDP"},
    "with the tax in its prices": {**order(), "currency": "EUR", "prices_include": ["destination_tax"]},
    "to Japan": {**order(), "ship_to": {"country": "JP"}, "currency": "JPY", "shipping": "1800", "insurance": "0"},
}


@pytest.mark.parametrize("cart", [pytest.param(cart, id=name) for name, cart in CARTS.items()])
async def test_the_amounts_of_a_paper_are_those_of_the_quote(
    dutiful: DutifulClient, docs_api: httpx2.AsyncClient, quote_api: httpx2.AsyncClient, cart: dict[str, Any]
) -> None:
    quote = await quoted(quote_api, cart)
    there = {**CONSIGNEE, "country": cart["ship_to"]["country"], "postal_code": None}
    made = await dutiful.create_document(for_quote(quote, parties={"exporter": EXPORTER, "consignee": there}))
    paper = (await docs_api.get(f"/v1/documents/{made.id}.json")).json()["paper"]

    totals = paper["totals"]
    assert totals["goods"] == quote["goods_total"]["amount"]
    assert (totals["shipping"], totals["insurance"]) == (quote["shipping"]["amount"], quote["insurance"]["amount"])
    assert sum(Decimal(line["value"]) for line in paper["lines"]) == Decimal(quote["goods_total"]["amount"])
    assert [line["tariff_code"] for line in paper["lines"]] == [line["tariff_code"] for line in quote["lines"]]


async def test_a_paper_says_what_the_catalogue_says_in_its_languages(
    dutiful: DutifulClient, docs_api: httpx2.AsyncClient, quote_api: httpx2.AsyncClient
) -> None:
    sku = f"tee-{uuid4().hex[:8]}"
    words = {"en": "T-shirt of cotton", "de": "T-Shirt aus Baumwolle", "fr": "T-shirt en coton"}
    assert (await quote_api.put(f"/v1/catalog/{sku}", json={"descriptions": words})).status_code == 201
    quote = await quoted(quote_api, order(lines=[{**order()["lines"][0], "sku": sku}, *order()["lines"][1:]]))
    made = await dutiful.create_document(for_quote(quote, language="de-CH", second_language="fr"))
    lines = (await docs_api.get(f"/v1/documents/{made.id}.json")).json()["paper"]["lines"]
    pdf = await dutiful.document_form(made.id, "pdf")
    text = " ".join(pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())
    said = [(line["description"], line["second_description"]) for line in lines]
    assert said[:2] == [("T-Shirt aus Baumwolle", "T-shirt en coton"), ("Drinking mug of porcelain, 350 ml", None)]
    assert ("T-Shirt aus Baumwolle" in text, "T-shirt en coton" in text) == (True, True)


async def test_duty_paid_in_advance_stands_beside_the_total(
    dutiful: DutifulClient, quote_api: httpx2.AsyncClient
) -> None:
    quote = await quoted(quote_api, {**order(), "incoterm": "DDP"})
    made = await dutiful.create_document(for_quote(quote))
    pdf = await dutiful.document_form(made.id, "pdf")
    text = " ".join(pypdf.PdfReader(io.BytesIO(pdf)).pages[0].extract_text().split())
    paid = {name: quote[name]["amount"] for name in ("duty", "tax") if quote[name] and Decimal(quote[name]["amount"])}
    assert paid
    assert [amount for amount in paid.values() if f"USD {amount}" not in text] == []


@pytest.mark.parametrize(
    ("price", "code"), [pytest.param("9.00", 201, id="below it"), pytest.param("9000.00", 422, id="above it")]
)
async def test_h7_of_a_quote_in_dollars_is_held_against_its_limit_in_euro(
    docs_api: httpx2.AsyncClient, quote_api: httpx2.AsyncClient, price: str, code: int
) -> None:
    quote = await quoted(quote_api, order(lines=[{**one, "unit_price": price} for one in order()["lines"]]))
    response = await docs_api.post("/v1/documents", json=for_quote(quote, "eu_h7").model_dump(mode="json"))
    body = response.json()
    assert response.status_code == code, body
    assert (body.get("unchecked"), [one["pointer"] for one in body.get("errors", ())]) == (
        ([], []) if code == 201 else (None, ["/kind"])
    )


async def test_goods_that_are_given_away_are_worth_on_paper_what_the_quote_takes_them_for(
    docs_api: httpx2.AsyncClient, quote_api: httpx2.AsyncClient
) -> None:
    first, *others = order()["lines"]
    free = {**first, "unit_price": "0", "discount": "0", "declared_value": "30.00"}
    quote = await quoted(quote_api, order(lines=[free, *others]))
    made = await docs_api.post("/v1/documents", json=for_quote(quote).model_dump(mode="json"))
    paper = (await docs_api.get(f"/v1/documents/{made.json()['id']}.json")).json()["paper"]
    assert paper["totals"]["goods"] == quote["goods_total"]["amount"]
    assert [line["free"] for line in paper["lines"]] == [True, False, False]
