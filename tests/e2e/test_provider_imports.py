"""A merchant of another provider changes the address: its requests are quoted here, and its catalogue comes along."""

import asyncio
import json
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from typer.testing import CliRunner

from dutiful_shared.cli import app as command
from dutiful_shared.client import BaseUrls, DutifulClient
from dutiful_shared.contract.providers import Provider
from tests.builders.providers import AVATAX, REQUESTS, UPS, ZONOS_GRAPHQL, changed

pytestmark = pytest.mark.e2e
EVERY = [pytest.param(provider, request, id=provider.value) for provider, request in REQUESTS.items()]


async def quoted(api: httpx2.AsyncClient, provider: str, body: Any, **params: str) -> httpx2.Response:
    return await api.post(f"/v1/import/{provider}/quotes", json=body, params=params)


@pytest.mark.parametrize(("provider", "request_"), EVERY)
async def test_a_request_of_a_provider_is_quoted_as_its_cart(
    quote_api: httpx2.AsyncClient, provider: Provider, request_: dict[str, Any]
) -> None:
    response = await quoted(quote_api, provider, request_)
    assert response.status_code == 200, response.text
    answer = response.json()
    same = (await quote_api.post("/v1/quotes", json=answer["cart"])).json()

    assert answer["quote"]["status"] in {"complete", "degraded"}
    for amount in ("duty", "tax", "landed_cost"):
        assert answer["quote"][amount] == same[amount]
    recorded = await quote_api.get(f"/v1/quotes/{answer['quote']['id']}")
    assert recorded.json() == answer["quote"]


async def test_the_cart_is_told_without_a_quote(quote_api: httpx2.AsyncClient) -> None:
    answer = (await quote_api.post("/v1/import/zonos/cart", json=ZONOS_GRAPHQL)).json()

    assert (answer["provider"], answer["cart"]["lines"][0]["sku"]) == ("zonos", "TEE-1")
    assert "quote" not in answer


def _theirs_of(provider: Provider, plain: Any) -> Any:
    match provider:
        case Provider.UPS:
            return plain["shipment"]["totalDuties"]
        case Provider.ZONOS:
            return plain["data"]["landedCostCalculateWorkflow"][0]["amountSubtotals"]["duties"]
        case Provider.DHL:
            return plain["products"][0]["detailedPriceBreakdown"][0]["breakdown"][0]["price"]
        case Provider.AVATAX:
            return plain["lines"][0]["details"][0]["tax"]


@pytest.mark.parametrize(("provider", "request_"), EVERY)
async def test_amounts_come_under_the_names_of_the_provider(
    quote_api: httpx2.AsyncClient, provider: Provider, request_: dict[str, Any]
) -> None:
    response = await quoted(quote_api, provider, request_, answer="theirs")
    quote = (await quote_api.get(f"/v1/quotes/{response.headers['Dutiful-Quote-Id']}")).json()

    told = _theirs_of(provider, json.loads(response.content, parse_float=str, parse_int=str))
    assert told == quote["duty"]["amount"]
    assert response.headers["Dutiful-Status"] == quote["status"]


async def test_goods_stand_in_the_currency_of_the_document(quote_api: httpx2.AsyncClient) -> None:
    """Great Britain values them in pounds."""
    in_dollars = changed(AVATAX, "/currencyCode", "USD")
    told = (await quoted(quote_api, "avatax", in_dollars, answer="theirs")).json()

    assert (told["currencyCode"], told["totalAmount"]) == ("USD", 300)
    assert [line["lineAmount"] for line in told["lines"]] == [300]


async def test_what_is_not_known_is_null_in_their_words_too(quote_api: httpx2.AsyncClient) -> None:
    without = changed(UPS, "/shipment/shipmentItems/0/hsCode", "")
    shipment = (await quoted(quote_api, "ups", without, answer="theirs")).json()["shipment"]

    assert (shipment["totalDuties"], shipment["totalDutyAndTax"]) == (None, None)
    assert shipment["shipmentItems"][0]["isCalculable"] is False


async def test_a_fault_leads_into_the_body_that_was_sent(quote_api: httpx2.AsyncClient) -> None:
    wrong = changed(UPS, "/shipment/shipmentItems/0/hsCode", "6109.77")
    refused = await quoted(quote_api, "ups", wrong)

    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/shipment/shipmentItems/0/hsCode"


async def test_a_repeated_request_gives_the_same_quote(quote_api: httpx2.AsyncClient) -> None:
    headers = {"Idempotency-Key": uuid4().hex}
    first, again = [
        (await quote_api.post("/v1/import/ups/quotes", json=UPS, headers=headers)).json()["quote"]["id"]
        for _ in range(2)
    ]

    assert first == again


async def _imported(api: httpx2.AsyncClient, taken: dict[str, Any]) -> dict[str, Any]:
    for _ in range(200):
        answer: dict[str, Any] = (await api.get(f"/v1/catalog/imports/{taken['imported']['id']}")).json()
        if answer["state"] in {"done", "failed"}:
            return answer
        await asyncio.sleep(0.05)
    raise AssertionError("the import does not end")


async def test_a_catalogue_of_zonos_comes_along(quote_api: httpx2.AsyncClient) -> None:
    sku = f"ZNS-{uuid4().hex[:8]}"
    file = f"SKU,Name,Weight units,Weight,Country of origin,HS code\n{sku},T-shirt,gram,200,BD,6109.10\n,,,,,\n"
    response = await quote_api.post("/v1/import/zonos/catalog", content=file, headers={"Content-Type": "text/csv"})
    answer = await _imported(quote_api, response.json())
    article = (await quote_api.get(f"/v1/catalog/{sku}")).json()

    assert (response.status_code, answer["rows_written"]) == (202, 1)
    assert article["article"]["codes"] == {"HS": "610910"}
    assert article["article"]["net_weight_kg"] == "0.2"


async def test_a_file_of_another_kind_is_refused(quote_api: httpx2.AsyncClient) -> None:
    refused = await quote_api.post("/v1/import/zonos/catalog", json={"value": []})

    assert (refused.status_code, refused.json()["code"]) == (422, "invalid_request")


async def test_the_client_has_the_same_calls(quote_app: Any, sandbox: str) -> None:
    transport = httpx2.ASGITransport(app=quote_app)
    async with DutifulClient(BaseUrls(quote="http://quote"), sandbox, transport=transport) as client:
        cart = await client.translate_cart(Provider.UPS, json.dumps(UPS).encode())
        quote = await client.quote_translated(Provider.UPS, json.dumps(UPS).encode())

    assert cart.cart == quote.cart
    assert quote.quote.id is not None


def test_the_command_prints_the_cart_and_what_was_ignored(tmp_path: Path) -> None:
    file = tmp_path / "request.json"
    file.write_text(json.dumps(UPS))
    printed = CliRunner().invoke(command, ["convert", "ups", str(file)])
    refused = CliRunner().invoke(command, ["convert", "dhl", str(file)])

    assert json.loads(printed.stdout)["ship_to"] == {"country": "GB"}
    assert "ignored /shipment/shipmentItems/0/UOM" in printed.stderr
    assert refused.exit_code == 1
    assert refused.stderr.splitlines() == ["/customerDetails: is needed", "/items: is needed"]


async def test_a_body_that_lacks_several_fields_names_each_of_them(quote_api: httpx2.AsyncClient) -> None:
    refused = await quote_api.post("/v1/import/avatax/cart", json={"type": "SalesOrder"})

    assert refused.status_code == 422
    assert [one["pointer"] for one in refused.json()["errors"]] == ["/currencyCode", "/addresses", "/lines"]


def test_the_command_reads_a_document_of_graphql(tmp_path: Path) -> None:
    file = tmp_path / "quote.graphql"
    file.write_text(
        """mutation {
          partyCreateWorkflow(input: [
            {type: ORIGIN, location: {countryCode: US}}, {type: DESTINATION, location: {countryCode: GB}}
          ]) { id }
          itemCreateWorkflow(input: {amount: 150, currencyCode: GBP, quantity: 2}) { id }
        }"""
    )
    printed = CliRunner().invoke(command, ["convert", "zonos", str(file)])

    assert json.loads(printed.stdout)["lines"] == [{"id": "1", "quantity": "2", "unit_price": "150"}]
