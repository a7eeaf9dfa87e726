"""Installing the app in a shop, against a Shopify on this machine."""

import hashlib
import hmac
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx2
import orjson
import pytest
from fastapi import FastAPI

from dutiful_quote.app import create_app
from dutiful_quote.channels.shopify.admin_operations import TOPICS
from dutiful_quote.channels.shopify.oauth import session_shop
from dutiful_quote.channels.shopify.state import ShopifyRooms
from dutiful_quote.settings import QuoteSettings
from dutiful_quote.shops.shop import Platform, SecretName, Shop, ShopSettings
from tests.builders.shopify_server import FakeShopify, TowardsHere, page

CLIENT_ID, SECRET = "client-1", b"shpss_app"


@pytest.fixture
async def app(database_url: str, redis_url: str, shopify: FakeShopify) -> AsyncIterator[FastAPI]:
    settings = QuoteSettings(
        database_url=database_url,
        redis_url=redis_url,
        database_pool_size=4,
        shopify_client_id=CLIENT_ID,
        shopify_client_secret=SECRET.decode(),
        shopify_app_url="https://duties.example.com",
        shop_webhooks_url="https://hooks.example.com",
    )
    application = create_app(settings)
    async with application.router.lifespan_context(application):
        http = application.state.resources.shopify.connection.http
        http._transport = TowardsHere(shopify.port)
        yield application


@pytest.fixture
def rooms(app: FastAPI) -> ShopifyRooms:
    found: ShopifyRooms = app.state.resources.shopify
    return found


@pytest.fixture
async def shop(rooms: ShopifyRooms, merchant_id: str) -> Shop:
    name = f"loom-{uuid4().hex[:8]}.myshopify.com"
    shop_id = await rooms.shops.register.add(merchant_id, Platform.SHOPIFY, name, ShopSettings())
    await rooms.shops.directory.refresh()
    return known(rooms, shop_id)


@pytest.fixture
async def door(app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="https://duties.example.com") as client:
        yield client


def known(rooms: ShopifyRooms, shop_id: str) -> Shop:
    found = rooms.shops.directory.by_id(shop_id, Platform.SHOPIFY)
    assert found is not None
    return found


def with_hmac(query: dict[str, str], secret: bytes = SECRET) -> dict[str, str]:
    message = "&".join(f"{name}={value}" for name, value in sorted(query.items()))
    return {**query, "hmac": hmac.new(secret, message.encode(), hashlib.sha256).hexdigest()}


def session_token(shop: str, rooms: ShopifyRooms, secret: bytes = SECRET, **changes: Any) -> str:
    import base64

    at = int(rooms.shops.now().timestamp())
    claims = {"iss": f"https://{shop}/admin", "dest": f"https://{shop}", "aud": CLIENT_ID, "exp": at + 60, "nbf": at}
    parts = [{"alg": changes.pop("alg", "HS256"), "typ": "JWT"}, {**claims, **changes}]
    written = [base64.urlsafe_b64encode(orjson.dumps(part)).rstrip(b"=").decode() for part in parts]
    signature = hmac.new(secret, ".".join(written).encode(), hashlib.sha256).digest()
    return ".".join([*written, base64.urlsafe_b64encode(signature).rstrip(b"=").decode()])


async def begin(door: httpx2.AsyncClient, shop: Shop) -> str:
    """The `state` with which the merchant was sent to the shop."""
    answer = await door.get("/channels/shopify/install", params=with_hmac({"shop": shop.external_id, "timestamp": "1"}))
    assert answer.status_code == 302, answer.text
    target = urlsplit(answer.headers["location"])
    assert target.netloc == shop.external_id
    query = parse_qs(target.query)
    assert query["client_id"] == [CLIENT_ID]
    assert query["redirect_uri"] == ["https://duties.example.com/channels/shopify/callback"]
    return query["state"][0]


async def come_back(door: httpx2.AsyncClient, shop: Shop, state: str, code: str = "good") -> httpx2.Response:
    query = {"shop": shop.external_id, "code": code, "state": state, "timestamp": "1", "host": "YWRtaW4"}
    return await door.get("/channels/shopify/callback", params=with_hmac(query))


async def test_an_installation_keeps_the_token_and_connects_the_shop(
    door: httpx2.AsyncClient, rooms: ShopifyRooms, shop: Shop, shopify: FakeShopify
) -> None:
    shopify.lasts = 86_400
    state = await begin(door, shop)

    assert (await come_back(door, shop, state)).status_code == 200

    assert shopify.tokens_asked[0] | {"client_secret": ""} == {
        "client_id": CLIENT_ID,
        "client_secret": "",
        "code": "good",
        "expiring": 1,
    }
    held = known(rooms, shop.id)
    assert held.secret(SecretName.ACCESS_TOKEN, rooms.shops.now()) == b"shpat_1"
    assert held.secret(SecretName.ACCESS_TOKEN, rooms.shops.now() + timedelta(days=2)) is None
    await connected(rooms, shop, shopify)
    assert shopify.carriers[0]["callbackUrl"] == f"https://duties.example.com/channels/shopify/{shop.external_id}/rates"
    assert {one["topic"] for one in shopify.subscriptions} == set(TOPICS)
    assert {one["uri"] for one in shopify.subscriptions} == {"https://hooks.example.com/channels/shopify/webhooks"}
    assert {one["x-shopify-access-token"] for one in shopify.headers} == {"shpat_1"}


async def connected(rooms: ShopifyRooms, shop: Shop, shopify: FakeShopify) -> None:
    import asyncio

    for _ in range(200):
        if len(shopify.subscriptions) == len(TOPICS):
            return
        await asyncio.sleep(0.05)
    pytest.fail("the shop was not connected")


async def test_a_connected_shop_is_connected_again_without_doing_anything_twice(
    rooms: ShopifyRooms, shop: Shop, shopify: FakeShopify
) -> None:
    await rooms.shops.register.set_secrets(shop.merchant_id, shop.id, {SecretName.ACCESS_TOKEN: b"shpat_1"})
    await rooms.shops.directory.refresh()

    first = await rooms.connection.connect(known(rooms, shop.id))
    again = await rooms.connection.connect(known(rooms, shop.id))

    assert (len(first), again) == (1 + len(TOPICS), [])


def node(number: int, **item: Any) -> dict[str, Any]:
    return {
        "id": f"gid://shopify/ProductVariant/{number}",
        "sku": f"CAP-{number}",
        "title": "Default Title",
        "updatedAt": "2026-11-01T08:00:00Z",
        "product": {"id": "gid://shopify/Product/5", "title": "Cap"},
        "inventoryItem": {
            "id": f"gid://shopify/InventoryItem/{number}",
            "harmonizedSystemCode": "6505.00",
            "countryCodeOfOrigin": "PT",
            "countryHarmonizedSystemCodes": {"nodes": [{"countryCode": "US", "harmonizedSystemCode": "6505008090"}]},
            "measurement": {"weight": {"unit": "KILOGRAMS", "value": 0.09}},
            "updatedAt": "2026-11-01T08:00:00Z",
            **item,
        },
    }


async def test_after_the_installation_the_whole_shop_is_read(
    door: httpx2.AsyncClient, rooms: ShopifyRooms, shop: Shop, shopify: FakeShopify
) -> None:
    shopify.pages = {None: page(node(1), then="c1"), "c1": page(node(2, harmonizedSystemCode=None))}
    state = await begin(door, shop)
    await come_back(door, shop, state)
    await connected(rooms, shop, shopify)

    first, second = await read_in(rooms, shop, "1"), await read_in(rooms, shop, "2")

    assert (
        first.sku,
        first.title,
        first.hs_code("DE"),
        first.hs_code("US"),
        first.origin,
        str(first.weight_grams),
    ) == (
        "CAP-1",
        "Cap",
        "650500",
        "6505008090",
        "PT",
        "90.000",
    )
    assert second.hs_code("DE") is None


async def read_in(rooms: ShopifyRooms, shop: Shop, variant_id: str) -> Any:
    import asyncio

    for _ in range(200):
        found = await rooms.shops.stored_mirror.find(shop.id, [variant_id], ())
        if found and found[0].origin:
            return found[0]
        await asyncio.sleep(0.05)
    pytest.fail("the variant was not read in")


@pytest.mark.parametrize("fault", ["state", "cookie", "hmac", "code"])
async def test_an_installation_that_we_did_not_begin_is_refused(
    door: httpx2.AsyncClient, shop: Shop, shopify: FakeShopify, fault: str
) -> None:
    state = await begin(door, shop)
    query = {"shop": shop.external_id, "code": "good", "state": state}
    if fault == "state":
        query["state"] = state[:-1] + ("0" if state[-1] != "0" else "1")
    elif fault == "code":
        query["code"] = ""
    elif fault == "cookie":
        door.cookies.clear()
    sent = with_hmac(query, b"another" if fault == "hmac" else SECRET)

    assert (await door.get("/channels/shopify/callback", params=sent)).status_code == 401
    assert shopify.tokens_asked == []


@pytest.mark.parametrize("name", ["evil.example.com", "loom.myshopify.com.evil.example", "", "loom.myshopify.com/x"])
async def test_what_is_no_shop_of_ours_is_not_installed(door: httpx2.AsyncClient, name: str) -> None:
    assert (await door.get("/channels/shopify/install", params={"shop": name})).status_code == 404


async def test_a_code_that_the_shop_refuses_is_no_installation(
    door: httpx2.AsyncClient, rooms: ShopifyRooms, shop: Shop
) -> None:
    state = await begin(door, shop)

    assert (await come_back(door, shop, state, "wrong")).status_code == 503
    assert known(rooms, shop.id).secret(SecretName.ACCESS_TOKEN, rooms.shops.now()) is None


async def test_a_session_token_is_exchanged(
    door: httpx2.AsyncClient, rooms: ShopifyRooms, shop: Shop, shopify: FakeShopify
) -> None:
    token = session_token(shop.external_id, rooms)

    answer = await door.post("/channels/shopify/session", headers={"authorization": f"Bearer {token}"})

    assert answer.status_code == 204
    assert shopify.tokens_asked[0]["subject_token"] == token
    assert known(rooms, shop.id).secret(SecretName.ACCESS_TOKEN, rooms.shops.now()) == b"shpat_1"


@pytest.mark.parametrize(
    "changes",
    [{"aud": "another"}, {"exp": 1}, {"nbf": 99_999_999_999}, {"dest": "https://evil.example.com"}, {"alg": "none"}],
)
def test_a_session_token_that_is_not_ours_names_no_shop(rooms: ShopifyRooms, changes: dict[str, Any]) -> None:
    token = session_token("loom.myshopify.com", rooms, **changes)

    assert session_shop(token, CLIENT_ID, [SECRET], rooms.shops.now()) is None


def test_a_session_token_by_another_secret_names_no_shop(rooms: ShopifyRooms) -> None:
    token = session_token("loom.myshopify.com", rooms, b"another")

    assert session_shop(token, CLIENT_ID, [SECRET], rooms.shops.now()) is None


async def test_a_token_that_ends_soon_is_refreshed(rooms: ShopifyRooms, shop: Shop, shopify: FakeShopify) -> None:
    soon = rooms.shops.now() + timedelta(minutes=1)
    held = {SecretName.ACCESS_TOKEN: b"shpat_old", SecretName.REFRESH_TOKEN: b"shprt_old"}
    await rooms.shops.register.set_secrets(shop.merchant_id, shop.id, held, expires={SecretName.ACCESS_TOKEN: soon})
    await rooms.shops.directory.refresh()

    assert await rooms.connection.access_token(shop.id) == "shpat_1"
    assert shopify.tokens_asked[0]["refresh_token"] == "shprt_old"
