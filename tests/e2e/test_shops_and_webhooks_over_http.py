"""Shops and webhook endpoints over the API of the quote service."""

import asyncio
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

import httpx2
import orjson
from fastapi import FastAPI

from dutiful_shared.service.signatures import sign_message, standard_key

ORDER = {
    "type": "order.created",
    "timestamp": "2026-11-29T08:00:00Z",
    "data": {"id": "1", "currency": "EUR", "updated_at": "2026-11-29T08:00:00Z"},
}
ENDPOINT = {"url": "https://orders.example/hooks", "event_types": ["quote.committed"]}


async def test_a_shop_is_registered_listed_and_taken_out(quote_api: httpx2.AsyncClient) -> None:
    asked = {"platform": "generic", "external_id": f"outlet-{uuid4().hex}", "settings": {"budget_ms": 900}}
    made = await quote_api.post("/v1/shops", json=asked)
    assert made.status_code == 201
    shop = made.json()
    assert len(shop["client_secret"]) >= 32
    listed = (await quote_api.get("/v1/shops")).json()["shops"]
    assert shop["id"] in {one["id"] for one in listed}
    assert shop["client_secret"] not in (await quote_api.get("/v1/shops")).text
    assert (await quote_api.delete(f"/v1/shops/{shop['id']}")).status_code == 204
    assert (await quote_api.delete(f"/v1/shops/{shop['id']}")).status_code == 404


async def test_a_shops_webhook_is_taken_in_with_the_secret_it_was_given(quote_api: httpx2.AsyncClient) -> None:
    shop = (await quote_api.post("/v1/shops", json={"platform": "generic", "external_id": "signing"})).json()
    body = orjson.dumps(ORDER)
    headers = sign_message(shop["client_secret"].encode(), "msg_1", datetime.now(UTC), body)
    answer = await quote_api.post(f"/channels/generic/{shop['id']}/webhooks", content=body, headers=headers)
    assert answer.status_code == 202


async def test_a_product_that_a_shop_tells_of_is_in_the_catalogue(quote_api: httpx2.AsyncClient) -> None:
    shop = (await quote_api.post("/v1/shops", json={"platform": "generic", "external_id": "tea"})).json()
    variant = {"id": "v1", "sku": "told-1", "weight_grams": "250", "hs_codes": {"*": "0902.10"}, "origin": "LK"}
    await _send_product(quote_api, shop, "msg_1", {"variants": [variant], "updated_at": "2026-11-29T08:00:00Z"})

    told = await _article(quote_api, "told-1", 200)

    assert told["values"]["origin"] == {"value": "LK", "source": f"shop:{shop['id']}"}
    assert told["values"]["codes.HS"]["value"] == "090210"
    assert Decimal(told["values"]["net_weight_kg"]["value"]) == Decimal("0.25")


async def test_a_product_that_a_shop_has_no_more_leaves_the_catalogue(quote_api: httpx2.AsyncClient) -> None:
    shop = (await quote_api.post("/v1/shops", json={"platform": "generic", "external_id": "coffee"})).json()
    variant = {"id": "v1", "sku": "told-2", "origin": "ET"}
    await _send_product(quote_api, shop, "msg_1", {"variants": [variant], "updated_at": "2026-11-29T08:00:00Z"})
    await _article(quote_api, "told-2", 200)

    await _send_product(quote_api, shop, "msg_2", {"deleted": True, "updated_at": "2026-11-29T09:00:00Z"})

    gone = await _article(quote_api, "told-2", 404)
    assert gone["code"] == "not_found"


async def _send_product(api: httpx2.AsyncClient, shop: dict[str, Any], message: str, product: dict[str, Any]) -> None:
    told = {"type": "product.updated", "timestamp": "2026-11-29T08:00:00Z", "data": {"id": "p1"} | product}
    body = orjson.dumps(told)
    headers = sign_message(shop["client_secret"].encode(), message, datetime.now(UTC), body)
    answer = await api.post(f"/channels/generic/{shop['id']}/webhooks", content=body, headers=headers)
    assert answer.status_code == 202


async def _article(api: httpx2.AsyncClient, sku: str, status: int) -> dict[str, Any]:
    """The article once its answer has this status; a worker of the inbox may still be at it."""
    async with asyncio.timeout(15):
        while (answer := await api.get(f"/v1/catalog/{sku}")).status_code != status:
            await asyncio.sleep(0.05)
    return dict(answer.json())


async def test_a_fault_of_an_event_is_told_in_plain_words(quote_api: httpx2.AsyncClient) -> None:
    shop = (await quote_api.post("/v1/shops", json={"platform": "generic", "external_id": "plain"})).json()
    body = orjson.dumps({**ORDER, "data": {"id": "1", "currency": "EUR"}})
    headers = sign_message(shop["client_secret"].encode(), "msg_1", datetime.now(UTC), body)

    answer = await quote_api.post(f"/channels/generic/{shop['id']}/webhooks", content=body, headers=headers)

    assert answer.json()["errors"] == [{"code": "missing", "detail": "is required", "pointer": "/data/updated_at"}]


async def test_a_secret_in_the_standards_form_can_be_brought_along(quote_api: httpx2.AsyncClient) -> None:
    secret = "whsec_MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY="
    asked = {"platform": "generic", "external_id": "standard", "client_secret": secret}
    shop = (await quote_api.post("/v1/shops", json=asked)).json()
    assert shop["client_secret"] is None
    body = orjson.dumps(ORDER)
    headers = sign_message(standard_key(secret.encode()), "msg_1", datetime.now(UTC), body)
    answer = await quote_api.post(f"/channels/generic/{shop['id']}/webhooks", content=body, headers=headers)
    assert answer.status_code == 202


async def test_a_shop_is_registered_once_and_only_under_a_name_of_its_platform(quote_api: httpx2.AsyncClient) -> None:
    asked = {"platform": "shopify", "external_id": "twice.myshopify.com"}
    assert (await quote_api.post("/v1/shops", json=asked)).status_code == 201
    assert (await quote_api.post("/v1/shops", json=asked)).json()["code"] == "conflict"
    refused = await quote_api.post("/v1/shops", json=asked | {"external_id": "shop.example"})
    assert refused.json()["errors"][0]["pointer"] == "/external_id"


async def test_an_endpoint_is_made_changed_and_removed(quote_api: httpx2.AsyncClient) -> None:
    made = (await quote_api.post("/v1/webhook-endpoints", json=ENDPOINT)).json()
    path = f"/v1/webhook-endpoints/{made['id']}"
    assert made["secret"].startswith("whsec_")
    assert "secret" not in (await quote_api.get(path)).json()
    changed = await quote_api.put(path, json=ENDPOINT | {"event_types": ["release.changed"]})
    assert changed.json()["event_types"] == ["release.changed"]
    rotated = (await quote_api.post(f"{path}/secret")).json()
    assert rotated["secret"] != made["secret"]
    assert rotated["previous_secret_until"] is not None
    replayed = await quote_api.post(f"{path}/replay", json={"since": "2026-11-01T00:00:00Z"})
    assert (replayed.status_code, replayed.json()) == (202, {"events": 0})
    assert (await quote_api.delete(path)).status_code == 204
    assert (await quote_api.get(path)).status_code == 404


async def test_an_endpoint_inside_a_network_is_refused(quote_api: httpx2.AsyncClient) -> None:
    for url in ("http://orders.example/", "https://169.254.169.254/latest", "https://[::1]/", "https://10.0.0.1/"):
        answer = await quote_api.post("/v1/webhook-endpoints", json=ENDPOINT | {"url": url})
        assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/url")


async def test_shops_and_endpoints_need_the_scope_admin(quote_app: FastAPI) -> None:
    transport = httpx2.ASGITransport(app=quote_app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://quote") as nobody:
        for path in ("/v1/shops", "/v1/webhook-endpoints"):
            assert (await nobody.get(path)).status_code == 401
