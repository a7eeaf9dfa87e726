"""A merchant with a BigCommerce store, as the platform sees it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx2
import orjson
from fastapi import FastAPI
from sqlalchemy import text

from dutiful_quote.shops.shop import Platform, ShopSettings
from dutiful_shared.account.profile_repository import ProfileRepository
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.contract.merchant import MerchantProfile
from tests.builders import bigcommerce as bc

TAX = "/channels/bigcommerce/tax"
SHIPPING = "/channels/bigcommerce/shipping"


@dataclass(frozen=True, slots=True)
class Store:
    """`door` carries the store's own credentials."""

    app: FastAPI
    door: httpx2.AsyncClient
    merchant_id: str
    shop_id: str
    name: str
    password: str

    async def tax(self, verb: str, message: Any, **params: str) -> httpx2.Response:
        return await self.door.post(f"{TAX}/{verb}", json=message, params=params)

    async def estimate(self, *documents: dict[str, Any], **changes: Any) -> dict[str, Any]:
        """The answer to an estimate that must be one."""
        response = await self.tax("estimate", bc.cart(*documents, **changes))
        assert response.status_code == 200, response.text
        return dict(orjson.loads(response.content))

    async def quotes(self) -> list[dict[str, Any]]:
        """The answers of all quotes recorded for the merchant, the oldest first."""
        statement = text("SELECT answer FROM quote.quote WHERE merchant_id = :merchant ORDER BY created_at, id")
        return [orjson.loads(orjson.dumps(row.answer)) for row in await self._rows(statement)]

    async def requests(self) -> list[dict[str, Any]]:
        """What was asked, as it was recorded."""
        statement = text("SELECT request FROM quote.quote WHERE merchant_id = :merchant ORDER BY created_at, id")
        return [orjson.loads(orjson.dumps(row.request)) for row in await self._rows(statement)]

    async def recorded(self) -> str:
        """All that is kept of the merchant's quotes and orders, as one text."""
        quotes = text("SELECT to_jsonb(q)::text AS kept FROM quote.quote q WHERE merchant_id = :merchant")
        orders = text("SELECT to_jsonb(o)::text AS kept FROM quote.shop_order_quote o WHERE merchant_id = :merchant")
        return "".join(row.kept for row in [*await self._rows(quotes), *await self._rows(orders)])

    async def orders(self) -> list[tuple[str, str]]:
        """(reference, state) of the merchant's orders."""
        statement = text(
            "SELECT reference, state FROM quote.committed_order WHERE merchant_id = :merchant ORDER BY created_at"
        )
        return [(row.reference, row.state) for row in await self._rows(statement)]

    async def _rows(self, statement: Any) -> list[Any]:
        async with self.app.state.resources.shops.service_engine.connect() as connection:
            return list((await connection.execute(statement, {"merchant": self.merchant_id})).all())


@asynccontextmanager
async def a_store(
    app: FastAPI, profile: MerchantProfile | None = None, settings: ShopSettings | None = None
) -> AsyncIterator[Store]:
    """A store of a new merchant with these settings."""
    resources = app.state.resources
    engine, name = resources.shops.service_engine, f"s{uuid4().hex[:10]}"
    owner = await AccountRepository(engine).create_merchant(f"merchant of {name}", "tests")
    if profile is not None:
        await ProfileRepository(engine).replace(owner.id, profile, 0, "tests")
        await resources.quotes.completion.profiles.refresh()
    register = resources.shops.register
    shop_id = await register.add(owner.id, Platform.BIGCOMMERCE, name, settings or ShopSettings())
    password = await register.new_password(owner.id, shop_id)
    await resources.shops.directory.refresh()
    transport = httpx2.ASGITransport(app=app)
    headers = bc.credentials(password, user=name, store=name)
    async with httpx2.AsyncClient(transport=transport, base_url="http://quote", headers=headers) as door:
        yield Store(app, door, owner.id, shop_id, name, password)
