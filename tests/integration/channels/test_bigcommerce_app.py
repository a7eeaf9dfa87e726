"""The app in BigCommerce's control panel: installed, opened, taken out."""

import base64
import hashlib
import hmac
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any, cast
from uuid import uuid4

import httpx2
import orjson
import pytest
from fastapi import FastAPI
from prometheus_client import CollectorRegistry

from dutiful_quote.channels.bigcommerce import install
from dutiful_quote.channels.bigcommerce.connection import SCOPES
from dutiful_quote.channels.bigcommerce.handlers import bigcommerce_handlers
from dutiful_quote.channels.bigcommerce.rooms import BigCommerceRooms
from dutiful_quote.channels.bigcommerce.stores import BigCommerceApp, Stores
from dutiful_quote.channels.bigcommerce.webhooks import LOCK_HEADER
from dutiful_quote.channels.lifecycle import channel_handlers
from dutiful_quote.settings import QuoteSettings
from dutiful_quote.shops.inbox_workers import InboxWorkers
from dutiful_quote.shops.lifecycle import ShopRooms
from dutiful_quote.shops.register import password_hash
from dutiful_quote.shops.shop import Platform, SecretName, Shop, ShopSettings
from dutiful_shared.service.app import create_service
from tests.builders.bigcommerce_api import FakeBigCommerce

from .shop_messages import now

SECRET = b"client-secret-of-the-app"
APP = BigCommerceApp(
    "client-1", SECRET, "dutiful", "http://api", "http://login", "https://duties.example", "https://hooks.example"
)
PATH = "/channels/bigcommerce"


@dataclass(frozen=True, slots=True)
class PanelRooms:
    bigcommerce: BigCommerceRooms


@pytest.fixture
def platform() -> FakeBigCommerce:
    return FakeBigCommerce()


@pytest.fixture
async def stores(platform: FakeBigCommerce) -> AsyncIterator[Stores]:
    async with platform.client() as http:
        yield Stores(APP, http)


@pytest.fixture
async def panel(rooms: ShopRooms, stores: Stores, settings: QuoteSettings) -> AsyncIterator[httpx2.AsyncClient]:
    """The control panel's way in; nothing of it quotes."""
    quoting = cast("Any", None)

    async def start(_: FastAPI, __: AsyncExitStack) -> PanelRooms:
        return PanelRooms(BigCommerceRooms(quoting, quoting, quoting, rooms, stores))

    app = create_service("panel", title="Panel", settings=settings, routers=(install.router,), lifespan=start)
    transport = httpx2.ASGITransport(app=app)
    async with (
        app.router.lifespan_context(app),
        httpx2.AsyncClient(transport=transport, base_url="http://panel") as client,
    ):
        yield client


@pytest.fixture
async def shop(rooms: ShopRooms, merchant_id: str) -> Shop:
    name = f"s{uuid4().hex[:10]}"
    shop_id = await rooms.register.add(merchant_id, Platform.BIGCOMMERCE, name, ShopSettings())
    await rooms.directory.refresh()
    return as_it_is(rooms, shop_id)


@pytest.fixture
def workers(rooms: ShopRooms, stores: Stores) -> InboxWorkers:
    handlers = channel_handlers(rooms, None, bigcommerce_handlers(rooms, stores))
    return InboxWorkers(rooms.stored, rooms.inbox, rooms.directory, handlers, CollectorRegistry())


def as_it_is(rooms: ShopRooms, shop_id: str) -> Shop:
    found = rooms.directory.by_id(shop_id, Platform.BIGCOMMERCE)
    assert found is not None
    return found


def signed(shop: Shop, key: bytes = SECRET, header: Mapping[str, Any] | None = None, **changes: Any) -> dict[str, str]:
    """The query of a callback."""
    at = int(now().timestamp())
    claims = {
        "aud": APP.client_id,
        "iss": "bc",
        "iat": at,
        "nbf": at - 5,
        "exp": at + 86_400,
        "jti": uuid4().hex,
        "sub": f"stores/{shop.external_id}",
        "user": {"id": 1, "email": "jane@example.com", "locale": "en-US"},
        **changes,
    }
    head = _encoded(orjson.dumps(header or {"alg": "HS256", "typ": "JWT"}))
    content = f"{head}.{_encoded(orjson.dumps(claims))}"
    signature = _encoded(hmac.new(key, content.encode(), hashlib.sha256).digest())
    return {"signed_payload_jwt": f"{content}.{signature}"}


def _encoded(plain: bytes) -> str:
    return base64.urlsafe_b64encode(plain).decode().rstrip("=")


async def installed(panel: httpx2.AsyncClient, shop: Shop, code: str = "good-code") -> httpx2.Response:
    query = {"code": code, "scope": "store_v2_orders", "context": f"stores/{shop.external_id}", "account_uuid": "x"}
    return await panel.get(f"{PATH}/auth", params=query)


async def test_an_installed_store_is_connected_and_tells_us_of_its_events(
    panel: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop, workers: InboxWorkers, platform: FakeBigCommerce
) -> None:
    response = await installed(panel, shop)
    assert (response.status_code, response.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert platform.logins[0]["redirect_uri"] == "https://duties.example/channels/bigcommerce/auth"
    await workers.drain()

    ready = as_it_is(rooms, shop.id)
    connection = platform.connections["dutiful"]
    assert connection["username"] == shop.external_id
    assert ready.secret(SecretName.PASSWORD_HASH, now()) == password_hash(connection["password"])
    assert {hook["scope"] for hook in platform.hooks} == set(SCOPES)
    assert {hook["destination"] for hook in platform.hooks} == {"https://hooks.example/channels/bigcommerce/webhooks"}
    lock = ready.secret(SecretName.WEBHOOK_HEADER, now())
    assert lock
    assert {hook["headers"][LOCK_HEADER] for hook in platform.hooks} == {lock.decode()}
    assert (ready.settings.weight_unit, ready.settings.tax_provider_user) == ("kg", shop.external_id)


async def test_a_store_that_is_installed_again_has_each_hook_once(
    panel: httpx2.AsyncClient, shop: Shop, workers: InboxWorkers, platform: FakeBigCommerce
) -> None:
    for _ in range(2):
        await installed(panel, shop)
        await workers.drain()

    assert len(platform.hooks) == len(SCOPES)


@pytest.mark.parametrize(
    ("code", "context", "status"),
    [("bad-code", "", 401), ("good-code", "stores/nobody", 404), ("good-code", "../secrets", 400)],
    ids=["wrong code", "unknown store", "no store"],
)
async def test_what_is_no_installation_is_refused(
    panel: httpx2.AsyncClient, shop: Shop, rooms: ShopRooms, code: str, context: str, status: int
) -> None:
    query = {"code": code, "scope": "s", "context": context or f"stores/{shop.external_id}"}

    assert (await panel.get(f"{PATH}/auth", params=query)).status_code == status
    await rooms.directory.refresh()
    assert SecretName.ACCESS_TOKEN not in as_it_is(rooms, shop.id).secrets


async def test_the_app_opens_with_a_signed_payload(panel: httpx2.AsyncClient, shop: Shop) -> None:
    response = await panel.get(f"{PATH}/load", params=signed(shop))

    assert (response.status_code, shop.external_id in response.text) == (200, True)


@pytest.mark.parametrize(
    "changes",
    [
        {"key": b"another"},
        {"key": b""},
        {"aud": "another-app"},
        {"iss": "somebody"},
        {"exp": 1},
        {"exp": None},
        {"nbf": 4_000_000_000},
        {"sub": "stores/"},
        {"sub": 7},
        {"header": {"alg": "none"}},
        {"header": {"alg": "HS512"}},
    ],
    ids=str,
)
async def test_a_payload_that_is_not_bigcommerces_is_refused(
    panel: httpx2.AsyncClient, shop: Shop, changes: dict[str, Any]
) -> None:
    assert (await panel.get(f"{PATH}/load", params=signed(shop, **changes))).status_code == 401


@pytest.mark.parametrize("token", ["", "a", "a.b.c", "...", "e30.e30.", "e30.e30.e30"])
async def test_what_is_no_payload_is_refused(panel: httpx2.AsyncClient, token: str) -> None:
    assert (await panel.get(f"{PATH}/uninstall", params={"signed_payload_jwt": token})).status_code == 401


async def test_a_token_of_other_letters_than_a_tokens_is_no_token(panel: httpx2.AsyncClient) -> None:
    assert (await panel.get(f"{PATH}/uninstall", params={"signed_payload_jwt": "é.é.é"})).status_code == 422


async def test_a_store_that_takes_the_app_out_is_let_go(
    panel: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop, workers: InboxWorkers, platform: FakeBigCommerce
) -> None:
    await installed(panel, shop)
    await workers.drain()
    assert (await panel.get(f"{PATH}/uninstall", params=signed(shop))).status_code == 200
    await workers.drain()

    gone = as_it_is(rooms, shop.id)
    assert (gone.installed, set(gone.secrets) & {SecretName.ACCESS_TOKEN, SecretName.PASSWORD_HASH}) == (False, set())
    assert platform.connections == {}


async def test_a_removed_user_leaves_nothing_to_do(panel: httpx2.AsyncClient, shop: Shop) -> None:
    assert (await panel.get(f"{PATH}/remove_user", params=signed(shop))).status_code == 200


async def test_nobody_who_uses_the_app_is_logged(
    panel: httpx2.AsyncClient, shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    query = signed(shop)
    await panel.get(f"{PATH}/load", params=query)

    logged = capsys.readouterr().out
    assert not [text for text in ("jane@example.com", query["signed_payload_jwt"]) if text in logged]
