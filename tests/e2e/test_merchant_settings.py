"""What a merchant settles over HTTP, its quotes follow within seconds; what was quoted before stays as it was."""

import asyncio
from collections.abc import AsyncIterator
from time import perf_counter
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI

from dutiful_quote.settings import QuoteSettings
from dutiful_shared.account.api_key import new_key
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.account.scopes import Scope
from dutiful_shared.service.postgres import connect

SHOES: dict[str, Any] = {
    "ship_from": {"country": "VN"},
    "ship_to": {"country": "DE"},
    "currency": "EUR",
    "transport_mode": "express",
    "import_date": "2026-11-20",
    "shipping": "15.00",
    "lines": [{"id": "1", "hs_code": "640399", "origin": "VN", "quantity": 1, "unit_price": "89.00"}],
}
#: A knife whose duty depends on its share of metal, which the request does not say.
UNSAID: dict[str, Any] = {
    "ship_from": {"country": "CN"},
    "ship_to": {"country": "US"},
    "currency": "USD",
    "transport_mode": "express",
    "import_date": "2026-11-20",
    "lines": [
        {"id": "1", "hs_code": "8215992000", "code_system": "US", "origin": "CN", "quantity": 1, "unit_price": "50.00"}
    ],
}
SETTINGS: dict[str, Any] = {
    "incoterms": {"DE": "DAP"},
    "registrations": [{"scheme": "IOSS", "number": "IM2760000001"}],
}
EFFECTIVE_SECONDS = 5.0


@pytest.fixture
async def shop(quote_app: FastAPI, seeded_database_url: str) -> AsyncIterator[httpx2.AsyncClient]:
    """A client with the key of a fresh merchant that may administer itself."""
    engine = connect(QuoteSettings(database_url=seeded_database_url))
    accounts = AccountRepository(engine)
    merchant = await accounts.create_merchant(f"Shop {uuid4().hex}", "tests")
    key = new_key("test")
    await accounts.create_key(merchant.id, key, [Scope.ADMIN, Scope.QUOTE], "", "tests")
    await engine.dispose()
    headers = {"Authorization": f"Bearer {key.plain}"}
    transport = httpx2.ASGITransport(app=quote_app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://quote", headers=headers) as client:
        yield client


async def quoted(shop: httpx2.AsyncClient, cart: dict[str, Any]) -> dict[str, Any]:
    response = await shop.post("/v1/quotes", json=cart)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


async def settle(shop: httpx2.AsyncClient, settings: dict[str, Any]) -> None:
    version = (await shop.get("/v1/merchant/settings")).headers["ETag"]
    response = await shop.put("/v1/merchant/settings", json=settings, headers={"If-Match": version})
    assert response.status_code == 200, response.text


async def quoted_otherwise(shop: httpx2.AsyncClient, cart: dict[str, Any], before: dict[str, Any]) -> dict[str, Any]:
    """The first quote whose options differ from those of `before`; fails if none comes in time."""
    began = perf_counter()
    while perf_counter() - began < EFFECTIVE_SECONDS:
        answer = await quoted(shop, cart)
        if answer["options"] != before["options"] or answer["incoterm"] != before["incoterm"]:
            return answer
        await asyncio.sleep(0.1)
    raise AssertionError("the settings took no effect in time")


async def test_quotes_follow_new_settings_and_say_what_they_took(shop: httpx2.AsyncClient) -> None:
    before = await quoted(shop, SHOES)
    await settle(shop, SETTINGS)
    after = await quoted_otherwise(shop, SHOES, before)

    assert (before["incoterm"], after["incoterm"]) == ("DDP", "DAP")
    said = {one["fact"]: one for one in after["assumptions"]}
    assert said["incoterm"]["value"] == "DAP"
    assert said["seller"]["value"] == "IOSS"
    assert "settings of the merchant" in said["seller"]["text"]
    # Under IOSS the VAT is that of the sale: 19 % of 104.00, at checkout under DAP too.
    assert after["options"]["dap"]["due_at_checkout"]["amount"] == "123.76"


async def test_an_older_quote_is_replayed_as_it_was_after_the_settings_changed(shop: httpx2.AsyncClient) -> None:
    before = await quoted(shop, SHOES)
    await settle(shop, SETTINGS)
    settled = await quoted_otherwise(shop, SHOES, before)
    await settle(shop, {"incoterms": {"DE": "DDP"}, "language": "de"})
    await quoted_otherwise(shop, SHOES, settled)

    replay = (await shop.post(f"/v1/quotes/{settled['id']}/replay")).json()

    assert replay["identical"], replay["differences"]


async def test_the_policy_for_what_is_not_known_takes_effect_and_is_replayed(shop: httpx2.AsyncClient) -> None:
    before = await quoted(shop, UNSAID)
    await settle(shop, {"on_unknown": "charge_max"})
    charged = await quoted_otherwise(shop, UNSAID, before)
    await settle(shop, {"on_unknown": "refuse"})
    refused = await quoted_otherwise(shop, UNSAID, charged)

    assert [answer["options"]["ddp"]["available"] for answer in (before, charged, refused)] == [False, True, False]
    assert charged["options"]["ddp"]["landed_cost"] == {"amount": charged["estimate"]["max"], "currency": "USD"}
    assert not refused["options"]["dap"]["available"]
    for answer in (before, charged, refused):
        assert (await shop.post(f"/v1/quotes/{answer['id']}/replay")).json()["identical"]
