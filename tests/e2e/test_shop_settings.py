"""Settings and secrets of shops over the API, what the audit says of them, and orders compared."""

from uuid import uuid4

import asyncpg
import httpx2
import pytest
from fastapi import FastAPI

from dutiful_quote.shops.shop import Platform, SecretName
from dutiful_shared.client import BaseUrls, DutifulClient
from dutiful_shared.contract.order_comparisons import OrderComparisonPage, Outcome

NEW_SECRET = "new-secret-of-the-shop"
OLD_SECRET = "old-secret-of-the-shop"


@pytest.fixture
async def shop(quote_api: httpx2.AsyncClient) -> str:
    asked = {"platform": "generic", "external_id": uuid4().hex, "client_secret": OLD_SECRET}
    return str((await quote_api.post("/v1/shops", json=asked)).json()["id"])


async def test_settings_are_replaced_by_whoever_has_read_them(quote_api: httpx2.AsyncClient, shop: str) -> None:
    path = f"/v1/shops/{shop}/settings"
    read = (await quote_api.get(path)).headers["ETag"]

    unread = await quote_api.put(path, json={"budget_ms": 900})
    replaced = await quote_api.put(path, json={"budget_ms": 900}, headers={"If-Match": read})
    late = await quote_api.put(path, json={"budget_ms": 800}, headers={"If-Match": read})

    assert [unread.status_code, replaced.status_code, late.status_code] == [428, 200, 412]
    now = await quote_api.get(path)
    assert (now.json()["budget_ms"], now.headers["ETag"]) == (900, replaced.headers["ETag"])


async def test_the_client_secret_before_stays_in_force_also_when_the_new_one_is_set_twice(
    quote_api: httpx2.AsyncClient, quote_app: FastAPI, shop: str
) -> None:
    rooms = quote_app.state.resources.shops
    for _ in range(2):
        answer = await quote_api.put(f"/v1/shops/{shop}/secrets/client_secret", json={"value": NEW_SECRET})
        assert (answer.status_code, answer.content) == (204, b"")

    known = rooms.directory.by_id(shop, Platform.GENERIC)
    assert known.signing_keys(rooms.now()) == (NEW_SECRET.encode(), OLD_SECRET.encode())


async def test_a_password_is_made_and_never_brought(quote_api: httpx2.AsyncClient, shop: str) -> None:
    name = SecretName.PASSWORD_HASH.value

    answer = await quote_api.put(f"/v1/shops/{shop}/secrets/{name}", json={"value": NEW_SECRET})

    assert answer.status_code == 422


async def test_the_audit_says_who_changed_a_shop_and_no_secret(quote_api: httpx2.AsyncClient, shop: str) -> None:
    etag = (await quote_api.get(f"/v1/shops/{shop}/settings")).headers["ETag"]
    await quote_api.put(f"/v1/shops/{shop}/settings", json={"budget_ms": 900}, headers={"If-Match": etag})
    await quote_api.put(f"/v1/shops/{shop}/secrets/access_token", json={"value": NEW_SECRET})
    await quote_api.delete(f"/v1/shops/{shop}")

    audit = await quote_api.get("/v1/merchant/audit", params={"limit": 200})

    lines = [line for line in audit.json()["entries"] if line["subject"] == shop]
    assert [line["action"] for line in reversed(lines)] == [
        "shop.add",
        "shop.secrets",
        "shop.settings",
        "shop.secrets",
        "shop.remove",
    ]
    assert {line["actor"].partition(":")[0] for line in lines} == {"key"}
    assert NEW_SECRET not in audit.text


async def test_the_audit_says_who_changed_an_endpoint(quote_api: httpx2.AsyncClient) -> None:
    asked = {"url": "https://orders.example/hooks", "event_types": ["quote.committed"]}
    made = (await quote_api.post("/v1/webhook-endpoints", json=asked)).json()
    path = f"/v1/webhook-endpoints/{made['id']}"
    await quote_api.put(path, json=asked)
    await quote_api.post(f"{path}/secret")
    await quote_api.delete(path)

    audit = await quote_api.get("/v1/merchant/audit", params={"limit": 200})

    actions = [line["action"] for line in audit.json()["entries"] if line["subject"] == made["id"]]
    assert [action.partition(".")[2] for action in reversed(actions)] == ["add", "change", "rotate", "remove"]
    assert made["secret"] not in audit.text


@pytest.fixture
async def compared(seeded_database_url: str, sandbox_merchant: str, shop: str) -> list[str]:
    """Orders of the shop, one more than charged and two less, the newest first."""
    connection = await asyncpg.connect(seeded_database_url.replace("+asyncpg", ""))
    orders = []
    for number, outcome in enumerate(["under", "over", "under"]):
        orders.append(f"{number}")
        await connection.execute(
            "INSERT INTO quote.order_comparison (shop_id, merchant_id, order_id, currency, duties_charged,"
            " duties_computed, outcome, order_updated_at) VALUES ($1, $2, $3, 'EUR', 1, 2, $4, now())",
            *(shop, sandbox_merchant, f"{number}", outcome),
        )
    await connection.close()
    return orders[::-1]


async def test_orders_compared_are_read_page_by_page(
    quote_api: httpx2.AsyncClient, shop: str, compared: list[str]
) -> None:
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        asked = {"shop_id": shop, "limit": "2", **({"cursor": cursor} if cursor else {})}
        answer = await quote_api.get("/v1/orders/comparisons", params=asked)
        page = OrderComparisonPage.model_validate(answer.json())
        found += [one.order_id for one in page.comparisons]
        cursor = page.next

    assert found == compared


async def test_orders_compared_are_filtered_by_variance(
    quote_api: httpx2.AsyncClient, shop: str, compared: list[str]
) -> None:
    asked = {"shop_id": shop, "variance": "over"}

    page = (await quote_api.get("/v1/orders/comparisons", params=asked)).json()

    assert [(one["order_id"], one["duties_computed"]["amount"]) for one in page["comparisons"]] == [("1", "2.00")]


@pytest.mark.parametrize("cursor", ["x", "eA==", "MjAyNgphCmI="])
async def test_a_cursor_of_nobodys_is_refused(quote_api: httpx2.AsyncClient, cursor: str) -> None:
    answer = await quote_api.get("/v1/orders/comparisons", params={"cursor": cursor})

    assert [fault["parameter"] for fault in answer.json()["errors"]] == ["query.cursor"]


async def test_the_typed_client_reads_comparisons_and_sets_a_shop_up(
    quote_app: FastAPI, sandbox: str, shop: str, compared: list[str]
) -> None:
    transport = httpx2.ASGITransport(app=quote_app)
    async with DutifulClient(BaseUrls(), sandbox, transport=transport) as client:
        read = await client.shops.settings(shop)
        replaced = await client.shops.replace_settings(shop, {"budget_ms": 900}, read.etag)
        await client.shops.set_secret(shop, "access_token", NEW_SECRET)
        page = await client.order_comparisons(variance=[Outcome.UNDER], shop_id=shop, limit=1)
        rest = await client.order_comparisons(variance=[Outcome.UNDER], shop_id=shop, cursor=page.next)

    assert replaced.settings["budget_ms"] == 900
    assert [one.order_id for one in (*page.comparisons, *rest.comparisons)] == ["2", "0"]
