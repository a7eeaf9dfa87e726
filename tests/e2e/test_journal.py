"""What the journal takes, and that one quote that it cannot take costs no other its place."""

import asyncio
import json
from dataclasses import replace
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from dutiful_quote.quotes.journal import JournalUnavailableError
from dutiful_quote.quotes.repository import QuoteRecord

CART: dict[str, Any] = {
    "ship_from": {"country": "CN"},
    "ship_to": {"country": "GB"},
    "currency": "GBP",
    "incoterm": "DDP",
    "transport_mode": "express",
    "lines": [{"id": "1", "hs_code": "610910", "origin": "CN", "quantity": 1, "unit_price": "20.00"}],
}


async def test_a_body_with_a_byte_order_mark_is_recorded(quote_api: httpx2.AsyncClient) -> None:
    body = b"\xef\xbb\xbf" + json.dumps(CART).encode()
    headers = {"content-type": "application/json"}
    answer = (await quote_api.post("/v1/quotes", content=body, headers=headers)).json()

    assert (await quote_api.get(f"/v1/quotes/{answer['id']}")).json() == answer


async def test_a_record_that_cannot_be_written_leaves_those_beside_it_alone(
    quote_app: FastAPI, quote_api: httpx2.AsyncClient, sandbox: str
) -> None:
    await quote_api.post("/v1/quotes", json=CART)
    quotes = quote_app.state.resources.quotes
    caller = await quote_app.state.resources.keys.identify(sandbox)
    (known,) = await quotes.repository.recent(caller.merchant_id, 1)
    records: list[QuoteRecord] = [replace(known, id=f"{known.id}{i}") for i in range(3)]
    records[1] = replace(records[1], request="no JSON")

    found = await asyncio.gather(*(quotes.journal.record(one) for one in records), return_exceptions=True)

    assert [type(one) for one in found] == [type(None), JournalUnavailableError, type(None)]
    assert await quotes.repository.find(records[2].id, known.merchant_id) is not None


async def test_a_quote_that_is_written_twice_stays_as_it_was(
    quote_app: FastAPI, quote_api: httpx2.AsyncClient, sandbox_merchant: str
) -> None:
    await quote_api.post("/v1/quotes", json=CART)
    repository = quote_app.state.resources.quotes.repository
    (known,) = await repository.recent(sandbox_merchant, 1)

    await repository.insert([replace(known, answer="{}")])

    assert await repository.find(known.id, sandbox_merchant) == known


@pytest.mark.parametrize("text", ["NaN", "Infinity"])
async def test_numbers_that_are_not_json_are_refused_before_they_get_there(
    quote_api: httpx2.AsyncClient, text: str
) -> None:
    body = json.dumps(CART).replace('"20.00"', text)
    response = await quote_api.post("/v1/quotes", content=body, headers={"content-type": "application/json"})

    assert response.json()["code"] == "malformed_json"
