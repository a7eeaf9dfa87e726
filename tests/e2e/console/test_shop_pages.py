"""Connecting a shop by the guide: from registering it to its first signed call."""

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
