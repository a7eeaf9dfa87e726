"""Connecting a shop by the guide: from registering it to its first signed call."""

import asyncio
import base64
import hashlib
import hmac
import re
from typing import Final
from uuid import uuid4

import httpx2
import orjson
import pytest
from fastapi import FastAPI

from tests.e2e.console.forms import form_token, sign_in

pytestmark = pytest.mark.e2e

SECRET: Final = re.compile(r'id="value-secret">([^<]+)<')
SHOP: Final = re.compile(r"shop_[0-9a-f]{20}")


async def registered(browser: httpx2.AsyncClient, platform: str, name: str) -> httpx2.Response:
    token = await form_token(browser, f"/console/shops/guide/{platform}")
    sent = {"platform": platform, "external_id": name, "form_token": token}
    return await browser.post("/console/shops", data=sent)


def found(pattern: re.Pattern[str], page: httpx2.Response) -> str:
    match = pattern.search(page.text)
    assert match is not None
    return match[match.lastindex or 0]


async def test_a_shop_is_registered_signs_a_call_and_is_heard(
    browser: httpx2.AsyncClient, quote_api: httpx2.AsyncClient, sandbox: str
) -> None:
    await sign_in(browser, sandbox)
    name = f"https://guide-{uuid4().hex}.example"
    page = await registered(browser, "woocommerce", name)
    secret, shop_id = found(SECRET, page), found(SHOP, page)
    assert f"/channels/woocommerce/{shop_id}/webhooks" in page.text
    assert "No signed call has come yet" in page.text

    body = orjson.dumps({"id": 7, "name": "Tea", "date_modified_gmt": "2026-11-29T08:00:00"})
    signature = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
    headers = {"X-WC-Webhook-Topic": "product.updated", "X-WC-Webhook-Signature": signature}
    told = await quote_api.post(f"/channels/woocommerce/{shop_id}/webhooks", content=body, headers=headers)
    assert told.status_code == 200

    calls = await browser.get(f"/console/shops/{shop_id}/calls")
    assert "We have received a signed call at" in calls.text
    assert "product.updated" in calls.text
    assert shop_id in (await browser.get("/console/shops")).text


CART: Final = {
    "rate": {
        "currency": "EUR",
        "locale": "en",
        "origin": {"country": "NL", "postal_code": "3011"},
        "destination": {"country": "US", "province": "CA", "postal_code": "94105"},
        "items": [{"name": "Tea", "sku": "T", "quantity": 1, "grams": 200, "price": 900, "requires_shipping": True}],
    }
}


async def asked_for_rates(api: httpx2.AsyncClient, name: str, secret: str = "") -> int:
    body = orjson.dumps(CART)
    signature = base64.b64encode(hmac.new(secret.encode(), body, hashlib.sha256).digest()).decode()
    headers = {"Content-Type": "application/json"} | ({"X-Shopify-Hmac-Sha256": signature} if secret else {})
    return (await api.post(f"/channels/shopify/{name}/rates", content=body, headers=headers)).status_code


async def heard(browser: httpx2.AsyncClient, shop_id: str, said: str) -> str:
    """What the guide says of the shop's calls, once it says so: they are noted beside the answer."""
    async with asyncio.timeout(20):
        while said not in (calls := (await browser.get(f"/console/shops/{shop_id}/calls")).text):
            await asyncio.sleep(0.05)
    return calls


async def test_a_callback_for_rates_counts_as_a_call_and_one_without_a_signature_is_warned_of(
    browser: httpx2.AsyncClient, quote_api: httpx2.AsyncClient, sandbox: str
) -> None:
    await sign_in(browser, sandbox)
    name = f"guide-{uuid4().hex}.myshopify.com"
    asked = {"platform": "shopify", "external_id": name, "client_secret": "secret-of-the-app"}
    shop_id = (await quote_api.post("/v1/shops", json=asked)).json()["id"]
    guide = (await browser.get(f"/console/shops/{shop_id}")).text
    assert f"dutiful shop set {shop_id} require_rate_signature=true" in guide

    assert await asked_for_rates(quote_api, name) != 401
    calls = await heard(browser, shop_id, "Rates were asked for without a signature")
    assert "No signed call has come yet" in calls

    assert await asked_for_rates(quote_api, name, "secret-of-another") == 401
    assert await asked_for_rates(quote_api, name, "secret-of-the-app") != 401
    calls = await heard(browser, shop_id, "We have received a signed call at")
    assert "<code>rates</code>" in calls
    assert "rates" in (await browser.get("/console/shops")).text
    metrics = (await quote_api.get("/metrics")).text
    assert 'dutiful_shop_calls_total{door="rates",signature="none"}' in metrics
    assert 'dutiful_shop_calls_total{door="rates",signature="signed"}' in metrics


async def test_a_secret_is_shown_once_and_another_one_on_request(browser: httpx2.AsyncClient, sandbox: str) -> None:
    await sign_in(browser, sandbox)
    page = await registered(browser, "generic", f"guide-{uuid4().hex}")
    secret, shop_id = found(SECRET, page), found(SHOP, page)
    again = await browser.get(f"/console/shops/{shop_id}")
    assert secret not in again.text
    token = await form_token(browser, f"/console/shops/{shop_id}")
    made = await browser.post(f"/console/shops/{shop_id}/secret", data={"form_token": token})
    assert found(SECRET, made) != secret


@pytest.mark.parametrize("platform", ["shopify", "bigcommerce", "woocommerce", "generic"])
async def test_every_platform_has_its_guide(browser: httpx2.AsyncClient, sandbox: str, platform: str) -> None:
    await sign_in(browser, sandbox)
    page = await browser.get(f"/console/shops/guide/{platform}")
    assert page.status_code == 200
    assert "When it fails" in page.text


async def test_a_shop_of_another_merchant_is_not_there(
    browser: httpx2.AsyncClient, stranger_api: httpx2.AsyncClient, quote_app: FastAPI, sandbox: str
) -> None:
    asked = {"platform": "generic", "external_id": f"stranger-{uuid4().hex}"}
    foreign = (await stranger_api.post("/v1/shops", json=asked)).json()["id"]
    await sign_in(browser, sandbox)
    token = await form_token(browser, "/console/shops/guide/generic")
    answers = [
        await browser.get(f"/console/shops/{foreign}"),
        await browser.get(f"/console/shops/{foreign}/calls"),
        await browser.post(f"/console/shops/{foreign}/secret", data={"form_token": token}),
        await browser.post(f"/console/shops/{foreign}/password", data={"form_token": token}),
    ]
    assert [answer.status_code for answer in answers] == [404, 404, 404, 404]


async def test_a_name_that_the_platform_does_not_have_is_said(browser: httpx2.AsyncClient, sandbox: str) -> None:
    await sign_in(browser, sandbox)
    page = await registered(browser, "shopify", "no shop of theirs")
    assert page.status_code == 422
    assert "/external_id" in page.text
