"""Events of BigCommerce's stores, from the door to their effect."""

from collections.abc import AsyncIterator
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import httpx2
import orjson
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from prometheus_client import CollectorRegistry
from sqlalchemy import text

from dutiful_quote.channels.bigcommerce.handlers import bigcommerce_handlers
from dutiful_quote.channels.bigcommerce.stores import BigCommerceApp, Stores
from dutiful_quote.channels.bigcommerce.webhooks import LOCK_HEADER
from dutiful_quote.channels.lifecycle import channel_handlers
from dutiful_quote.shops.inbox_workers import InboxWorkers
from dutiful_quote.shops.lifecycle import ShopRooms
from dutiful_quote.shops.order_quote_repository import OrderQuoteRepository
from dutiful_quote.shops.shop import Platform, SecretName, Shop, ShopSettings
from dutiful_shared.service.signatures import sign_message
from tests.builders.bigcommerce_api import FakeBigCommerce

from .shop_messages import QUOTE_ID, now

SECRET = b"client-secret-of-the-app"
LOCK = b"a-long-random-header"
PATH = "/channels/bigcommerce/webhooks"
APP = BigCommerceApp(
    "client", SECRET, "dutiful", "http://api", "http://login", "https://duties.example", "https://hooks.example"
)


@pytest.fixture
async def shop(rooms: ShopRooms, merchant_id: str) -> Shop:
    name = f"s{uuid4().hex[:10]}"
    shop_id = await rooms.register.add(merchant_id, Platform.BIGCOMMERCE, name, ShopSettings(weight_unit="kg"))
    secrets = {
        SecretName.CLIENT_SECRET: SECRET,
        SecretName.WEBHOOK_HEADER: LOCK,
        SecretName.ACCESS_TOKEN: b"token-1",
    }
    await rooms.register.set_secrets(merchant_id, shop_id, secrets)
    await rooms.directory.refresh()
    found = rooms.directory.by_id(shop_id, Platform.BIGCOMMERCE)
    assert found is not None
    return found


@pytest.fixture
async def workers(rooms: ShopRooms, platform: FakeBigCommerce) -> AsyncIterator[InboxWorkers]:
    async with platform.client() as http:
        handlers = channel_handlers(rooms, None, bigcommerce_handlers(rooms, Stores(APP, http)))
        yield InboxWorkers(rooms.stored, rooms.inbox, rooms.directory, handlers, CollectorRegistry())


def event(shop: Shop, scope: str, data: dict[str, Any], created_at: int = 1_780_000_000) -> dict[str, Any]:
    return {
        "scope": scope,
        "store_id": "1025646",
        "data": data,
        "hash": "a833a57fadd56a32dc752fb6ca0841dc9602a495",
        "created_at": created_at,
        "producer": f"stores/{shop.external_id}",
    }


async def send(door: httpx2.AsyncClient, message: Any, *, key: bytes = SECRET, **headers: str) -> httpx2.Response:
    body = message if isinstance(message, bytes) else orjson.dumps(message)
    signed = sign_message(key, "a833a57fadd56a32", now(), body)
    sent = {**signed, LOCK_HEADER: LOCK.decode(), "content-type": "application/json", **headers}
    return await door.post(PATH, content=body, headers=sent)


async def rows(rooms: ShopRooms, table: str, shop: Shop) -> list[Any]:
    async with rooms.service_engine.connect() as connection:
        statement = text(f"SELECT * FROM quote.{table} WHERE shop_id = :shop ORDER BY 1, 2")
        return list((await connection.execute(statement, {"shop": shop.id})).all())


async def test_an_event_is_acknowledged_at_once_without_a_body(
    door: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop, platform: FakeBigCommerce
) -> None:
    response = await send(door, event(shop, "store/product/updated", {"type": "product", "id": 205}))

    assert (response.status_code, response.content) == (200, b"")
    assert platform.calls == []
    (stored,) = await rows(rooms, "inbox", shop)
    assert (stored.topic, stored.resource, stored.state) == ("store/product/updated", "products:205", "waiting")


async def test_a_delivery_that_comes_twice_is_one_event(door: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop) -> None:
    message = event(shop, "store/product/updated", {"type": "product", "id": 205})

    assert [(await send(door, message)).status_code for _ in range(2)] == [200, 200]
    assert len(await rows(rooms, "inbox", shop)) == 1


async def test_a_later_change_of_the_same_product_is_an_event_of_its_own(
    door: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop
) -> None:
    for at in (1_780_000_000, 1_780_000_900):
        await send(door, event(shop, "store/product/updated", {"type": "product", "id": 205}, at))

    assert len(await rows(rooms, "inbox", shop)) == 2


async def test_what_is_not_signed_for_the_store_is_refused(
    door: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop
) -> None:
    message = event(shop, "store/product/updated", {"type": "product", "id": 205})
    old = sign_message(SECRET, "a833a57fadd56a32", now() - timedelta(minutes=6), orjson.dumps(message))
    refused = [
        await send(door, message, key=b"another"),
        await send(door, message, **{LOCK_HEADER: "guessed"}),
        await send(door, message, **old),
        await send(door, message | {"producer": "stores/nobody"}),
        await send(door, message | {"producer": ["stores"]}),
        await door.post(PATH, json=message),
    ]

    assert [response.status_code for response in refused] == [401] * 6
    assert await rows(rooms, "inbox", shop) == []


async def test_a_product_is_asked_for_and_mirrored(
    door: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop, workers: InboxWorkers, platform: FakeBigCommerce
) -> None:
    await send(door, event(shop, "store/product/updated", {"type": "product", "id": 205}))
    await workers.drain()

    found = await rooms.mirror.find(shop.id, skus=["POT-RED", "POT-BLUE"])
    red, blue = found.by_sku["POT-RED"], found.by_sku["POT-BLUE"]
    assert (red.hs_code("US"), red.hs_code("DE"), red.origin) == ("69120035", "691200", "JP")
    assert [red.weight_grams, blue.weight_grams] == [2000, 1500]
    assert platform.tokens == {"token-1"}


async def test_a_sku_event_names_its_product_and_not_its_own_id(
    door: httpx2.AsyncClient, shop: Shop, workers: InboxWorkers, platform: FakeBigCommerce, rooms: ShopRooms
) -> None:
    data = {"type": "sku", "id": 999, "sku": {"product_id": 205, "variant_id": 71}}
    await send(door, event(shop, "store/sku/updated", data))
    await workers.drain()

    assert ("GET", "v3/catalog/products/205") in platform.calls
    assert "POT-RED" in (await rooms.mirror.find(shop.id, skus=["POT-RED"])).by_sku


async def test_a_metafield_is_not_taken_for_the_product_that_has_its_number(
    door: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop, workers: InboxWorkers, platform: FakeBigCommerce
) -> None:
    await send(door, event(shop, "store/product/metafield/created", {"type": "metafield", "id": 205}))
    await workers.drain()

    assert platform.calls == []


@pytest.mark.parametrize("scope", ["store/product/deleted", "store/product/updated"])
async def test_a_product_that_is_gone_leaves_the_mirror(
    door: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop, workers: InboxWorkers, platform: FakeBigCommerce, scope: str
) -> None:
    await send(door, event(shop, "store/product/created", {"type": "product", "id": 205}))
    await workers.drain()
    platform.product = None
    await send(door, event(shop, scope, {"type": "product", "id": 205}, 1_780_000_900))
    await workers.drain()

    assert (await rooms.mirror.find(shop.id, skus=["POT-RED"])).by_sku == {}


@pytest.mark.parametrize("scope", ["store/order/created", "store/order/updated", "store/order/statusUpdated"])
async def test_an_order_is_held_against_the_quote_it_was_committed_with(
    door: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop, workers: InboxWorkers, quote: None, scope: str
) -> None:
    kept = OrderQuoteRepository(rooms.requests_engine)
    await kept.keep(shop.merchant_id, shop.id, "250", "there", QUOTE_ID)
    await send(door, event(shop, scope, {"type": "order", "id": 250, "status": {"new_status_id": 11}}))
    await workers.drain()

    (compared,) = await rows(rooms, "order_comparison", shop)
    charged = (compared.duties_charged, compared.taxes_charged)
    assert (compared.outcome, charged) == ("equal", (Decimal("12.5"), Decimal(21)))
    assert compared.quote_id == QUOTE_ID


async def test_an_order_that_is_not_complete_is_passed_over(
    door: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop, workers: InboxWorkers, platform: FakeBigCommerce
) -> None:
    assert platform.order is not None
    platform.order["status_id"] = 0
    await send(door, event(shop, "store/order/created", {"type": "order", "id": 250}))
    await workers.drain()

    assert await rows(rooms, "order_comparison", shop) == []
    assert [one.state for one in await rows(rooms, "inbox", shop)] == ["done"]


async def test_a_refund_is_noted_with_its_order(
    door: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop, workers: InboxWorkers, platform: FakeBigCommerce
) -> None:
    platform.refunds = [{"id": 3, "total_tax": 5.5}]
    await send(door, event(shop, "store/order/updated", {"type": "order", "id": 250}))
    await workers.drain()
    await send(
        door, event(shop, "store/order/refund/created", {"type": "order", "id": 250, "refund": {"refund_id": 3}})
    )
    await workers.drain()

    (compared,) = await rows(rooms, "order_comparison", shop)
    assert compared.taxes_refunded == Decimal("5.5")


async def test_nothing_personal_of_an_order_is_kept(
    door: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop, workers: InboxWorkers, capsys: pytest.CaptureFixture[str]
) -> None:
    await send(door, event(shop, "store/order/created", {"type": "order", "id": 250}))
    await workers.drain()

    kept = repr([await rows(rooms, table, shop) for table in ("inbox", "order_comparison")]) + capsys.readouterr().out
    assert not [word for word in ("Jane", "Doe", "jane@example.com") if word in kept]


async def test_an_event_waits_while_the_store_does_not_answer(
    door: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop, workers: InboxWorkers, platform: FakeBigCommerce
) -> None:
    platform.failing = True
    await send(door, event(shop, "store/product/updated", {"type": "product", "id": 205}))
    await workers.drain()

    (stored,) = await rows(rooms, "inbox", shop)
    assert (stored.state, stored.attempts) == ("waiting", 1)


async def test_the_stores_own_settings_are_taken(
    door: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop, workers: InboxWorkers, platform: FakeBigCommerce
) -> None:
    platform.store = {"weight_units": "Ounces"}
    await send(door, event(shop, "store/information/updated", {"type": "store"}))
    await workers.drain()

    changed = rooms.directory.by_id(shop.id, Platform.BIGCOMMERCE)
    assert changed is not None
    assert changed.settings.weight_unit == "oz"


async def test_an_app_that_was_taken_out_serves_no_more(
    door: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop, workers: InboxWorkers, platform: FakeBigCommerce
) -> None:
    await send(door, event(shop, "store/app/uninstalled", {"type": "app"}))
    await workers.drain()

    changed = rooms.directory.by_id(shop.id, Platform.BIGCOMMERCE)
    assert changed is not None
    assert (changed.installed, SecretName.ACCESS_TOKEN in changed.secrets) == (False, False)
    assert ("DELETE", "v3/tax/providers/dutiful/connection") in platform.calls


async def test_a_scope_nobody_handles_is_settled(
    door: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop, workers: InboxWorkers
) -> None:
    await send(door, event(shop, "store/cart/converted", {"type": "cart", "id": "d30016e2", "orderId": 252}))
    await workers.drain()

    assert [one.state for one in await rows(rooms, "inbox", shop)] == ["done"]


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    body=st.binary(max_size=200) | st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
            st.sampled_from(["scope", "data", "id", "sku", "producer", "created_at"]), inner, max_size=5
        ),
        max_leaves=8,
    ).map(lambda plain: orjson.dumps(plain, option=orjson.OPT_PASSTHROUGH_SUBCLASS) if _fits(plain) else b"{}"),
    signed=st.booleans(),
    header=st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), max_size=40),
)  # fmt: skip
async def test_any_header_and_any_body_is_answered_without_failing(
    door: httpx2.AsyncClient, shop: Shop, body: bytes, signed: bool, header: str
) -> None:
    if signed:
        plain = _object(body) | {"producer": f"stores/{shop.external_id}"}
        response = await send(door, plain)
        assert response.status_code in (200, 400)  # NUL characters are refused before anything is read
        return
    headers = {name: header.strip() for name in ("webhook-id", "webhook-timestamp", "webhook-signature", LOCK_HEADER)}
    encoded = {name: value.encode("latin-1") for name, value in headers.items()}
    response = await door.post(PATH, content=body, headers=list(encoded.items()))
    assert response.status_code in (400, 401)


def _fits(plain: Any) -> bool:
    try:
        orjson.dumps(plain)
    except orjson.JSONEncodeError:
        return False
    return True


def _object(body: bytes) -> dict[str, Any]:
    try:
        plain = orjson.loads(body)
    except orjson.JSONDecodeError:
        return {}
    return plain if isinstance(plain, dict) else {}
