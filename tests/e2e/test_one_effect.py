"""What was done and never answered is found by whoever repeats the request: one effect, not two."""

from typing import Any
from uuid import uuid4

import asyncpg
import httpx2
import pytest

from dutiful_quote.examples import example

ENDPOINT = {"url": "https://orders.example/hooks", "event_types": ["quote.committed"]}


class Twice:
    """Asks for the same under one key, as though the answer had been lost with the process that was to store it."""

    def __init__(self, api: httpx2.AsyncClient, database_url: str) -> None:
        self.api = api
        self.database_url = database_url.replace("+asyncpg", "")

    async def __call__(self, path: str, body: dict[str, Any] | None = None) -> tuple[dict[str, Any], dict[str, Any]]:
        key = str(uuid4())
        first = await self.api.post(path, json=body, headers={"Idempotency-Key": key})
        connection = await asyncpg.connect(self.database_url)
        await connection.execute(
            "UPDATE account.idempotency SET status = NULL, body = NULL, lease_until = now() WHERE key = $1", key
        )
        await connection.close()
        again = await self.api.post(path, json=body, headers={"Idempotency-Key": key})
        assert first.is_success, first.text
        assert (again.status_code, "idempotent-replayed" in again.headers) == (first.status_code, False), again.text
        return first.json(), again.json()


@pytest.fixture
def twice(quote_api: httpx2.AsyncClient, seeded_database_url: str) -> Twice:
    return Twice(quote_api, seeded_database_url)


async def works(api: httpx2.AsyncClient, key: str) -> bool:
    answer = await api.get("/v1/merchant/settings", headers={"Authorization": f"Bearer {key}"})
    return answer.status_code != 401


async def test_a_key_made_twice_is_one_key_with_the_secret_answered_last(
    quote_api: httpx2.AsyncClient, twice: Twice
) -> None:
    first, again = await twice("/v1/merchant/keys", {"scopes": ["quote"], "label": uuid4().hex})

    keys = (await quote_api.get("/v1/merchant/keys")).json()["keys"]
    assert [key["id"] for key in keys if key["label"] == first["label"]] == [again["id"]]
    assert await works(quote_api, again["key"])
    assert not await works(quote_api, first["key"])


async def test_a_key_rotated_twice_has_one_successor_also_when_it_ended_at_once(
    quote_api: httpx2.AsyncClient, twice: Twice
) -> None:
    made = (await quote_api.post("/v1/merchant/keys", json={"scopes": ["quote"], "label": uuid4().hex})).json()

    first, again = await twice(f"/v1/merchant/keys/{made['id']}/rotate", {"end_old_after_seconds": 0})

    assert first["id"] == again["id"]
    assert await works(quote_api, again["key"])


async def test_a_key_is_rotated_without_a_body(quote_api: httpx2.AsyncClient) -> None:
    made = (await quote_api.post("/v1/merchant/keys", json={"scopes": ["quote"], "label": uuid4().hex})).json()

    second = (await quote_api.post(f"/v1/merchant/keys/{made['id']}/rotate")).json()

    assert second["label"] == made["label"]
    assert await works(quote_api, made["key"])
    assert await works(quote_api, second["key"])


async def test_a_shop_registered_twice_is_one_shop(quote_api: httpx2.AsyncClient, twice: Twice) -> None:
    name = uuid4().hex

    first, again = await twice("/v1/shops", {"platform": "generic", "external_id": name})

    shops = (await quote_api.get("/v1/shops")).json()["shops"]
    assert [shop["id"] for shop in shops if shop["external_id"] == name] == [first["id"]] == [again["id"]]


async def test_an_endpoint_added_twice_is_one_endpoint(quote_api: httpx2.AsyncClient, twice: Twice) -> None:
    before = len((await quote_api.get("/v1/webhook-endpoints")).json()["endpoints"])

    first, again = await twice("/v1/webhook-endpoints", ENDPOINT)

    after = len((await quote_api.get("/v1/webhook-endpoints")).json()["endpoints"])
    await quote_api.delete(f"/v1/webhook-endpoints/{again['id']}")
    assert (first["id"], after) == (again["id"], before + 1)


async def test_a_secret_rotated_twice_leaves_the_one_before_the_first_rotation_in_force(
    quote_api: httpx2.AsyncClient, twice: Twice, seeded_database_url: str
) -> None:
    made = (await quote_api.post("/v1/webhook-endpoints", json=ENDPOINT)).json()
    connection = await asyncpg.connect(seeded_database_url.replace("+asyncpg", ""))
    before = await connection.fetchval("SELECT sealed FROM quote.webhook_endpoint WHERE id = $1", made["id"])

    await twice(f"/v1/webhook-endpoints/{made['id']}/secret")

    signing = "SELECT sealed_previous FROM quote.webhook_endpoint WHERE id = $1"
    assert await connection.fetchval(signing, made["id"]) == before
    await connection.close()
    await quote_api.delete(f"/v1/webhook-endpoints/{made['id']}")


async def test_an_order_adjusted_twice_has_one_adjustment(quote_api: httpx2.AsyncClient, twice: Twice) -> None:
    cart = example("t-shirts-to-us")
    quote = (await quote_api.post("/v1/quotes", json=cart)).json()
    path = f"/v1/quotes/{quote['id']}"
    await quote_api.post(f"{path}/commit", json={"reference": quote["id"]})

    first, again = await twice(f"{path}/adjust", {**cart, "shipping": "1.00"})

    assert first == again
    assert [event["kind"] for event in again["order"]["events"]] == ["committed", "adjusted"]


async def test_an_answer_with_a_secret_is_sealed_at_rest_and_repeated_as_it_was(
    quote_api: httpx2.AsyncClient, seeded_database_url: str
) -> None:
    headers = {"Idempotency-Key": str(uuid4())}
    first, again = [
        await quote_api.post("/v1/merchant/keys", json={"scopes": ["quote"]}, headers=headers) for _ in range(2)
    ]

    connection = await asyncpg.connect(seeded_database_url.replace("+asyncpg", ""))
    query = "SELECT body FROM account.idempotency WHERE key = $1"
    stored = await connection.fetchval(query, headers["Idempotency-Key"])
    await connection.close()
    assert first.content == again.content
    assert (again.headers["idempotent-replayed"], again.headers["cache-control"]) == ("true", "no-store")
    assert first.json()["key"].encode() not in stored
