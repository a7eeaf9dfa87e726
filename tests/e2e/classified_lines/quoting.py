"""A quote service that asks a classification service about lines without a code, and what tests say of its answers."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Final

import httpx2
from fastapi import FastAPI
from sqlalchemy import text

from dutiful_quote.settings import QuoteSettings
from dutiful_shared.contract.quote_answer import QuoteAnswer
from dutiful_shared.service.postgres import connect
from tests.builders.listening import listening

CART: Final[dict[str, Any]] = {
    "ship_from": {"country": "CN"},
    "ship_to": {"country": "GB"},
    "currency": "GBP",
    "incoterm": "DDP",
    "transport_mode": "express",
    "import_date": "2026-11-20",
}


def cart(*descriptions: str, code: str | None = None) -> dict[str, Any]:
    lines = [
        {"id": str(i), "description": words, "origin": "CN", "quantity": 1, "unit_price": "200.00", "hs_code": code}
        for i, words in enumerate(descriptions, 1)
    ]
    return {**CART, "lines": lines}


@dataclass(frozen=True, slots=True)
class Merchant:
    id: str
    key: str
    #: Of a key that may not classify.
    quoting_key: str


@dataclass(frozen=True, slots=True)
class Quoting:
    """A quote service that asks a classifier, and a client of it."""

    app: FastAPI
    http: httpx2.AsyncClient

    async def quote(self, body: dict[str, Any], key: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {key}"}
        response = await self.http.post("/v1/quotes", json=body, headers=headers)
        assert response.status_code == 200, response.text
        QuoteAnswer.model_validate(response.json())
        return dict(response.json())

    async def outcomes(self) -> dict[str, float]:
        """Lines by what came of asking, of those that there were."""
        found = {}
        for line in (await self.http.get("/metrics")).text.splitlines():
            if line.startswith("dutiful_quote_classified_lines_total{"):
                name, _, number = line.partition(" ")
                found[name.split('"')[1]] = float(number)
        return {name: number for name, number in found.items() if number}


Open = Callable[..., Awaitable[Quoting]]


@asynccontextmanager
async def answering(answer: Callable[[], tuple[int, bytes]]) -> AsyncIterator[int]:
    """The port of a service that answers whatever is asked in its own way."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        status, body = answer()
        headers = [(b"content-type", b"application/jsonl"), (b"location", b"/elsewhere")]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    async with listening(app, "off") as port:  # type: ignore[arg-type]
        yield port


def substance(answer: dict[str, Any]) -> dict[str, Any]:
    """An answer without what differs from quote to quote."""
    return {
        name: value for name, value in answer.items() if name not in {"id", "created_at", "expires_at", "token"}
    } | {"freshness": {**answer["freshness"], "tier": ""}}


def code_question(answer: dict[str, Any]) -> dict[str, Any]:
    (found,) = (one for one in answer["missing"] if one["fact"] == "hs_code")
    return dict(found)


async def recorded(database_url: str, quote_id: str) -> Any:
    engine = connect(QuoteSettings(database_url=database_url))  # type: ignore[arg-type]
    async with engine.connect() as connection:
        found = await connection.execute(text("SELECT completed FROM quote.quote WHERE id = :id"), {"id": quote_id})
        completed = found.scalar_one()
    await engine.dispose()
    return json.loads(completed) if isinstance(completed, str) else completed


async def settle(quoting: Quoting, merchant: Merchant, **settings: Any) -> None:
    headers = {"Authorization": f"Bearer {merchant.key}"}
    before = (await quoting.http.get("/v1/merchant/settings", headers=headers)).headers["etag"]
    headers["If-Match"] = before
    answer = await quoting.http.put("/v1/merchant/settings", json=settings, headers=headers)
    assert answer.status_code == 200, answer.text
    profiles = quoting.app.state.resources.quotes.completion.profiles
    for _ in range(100):
        if profiles.of(merchant.id).use_classified_codes:
            return
        await asyncio.sleep(0.1)
    raise AssertionError("the settings did not come into force")
