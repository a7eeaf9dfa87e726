"""`House`: a quote service, started, with a bad road between it and each of its stores."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx2
from fastapi import FastAPI

from tests.faults.toxic_proxy import ToxicProxy

SHIRTS = "610910"


def cart(code: str = SHIRTS, system: str | None = None) -> dict[str, Any]:
    """A cart that no other test quotes."""
    line = {"id": "1", "sku": str(uuid4()), "hs_code": code, "origin": "CN", "quantity": 1, "unit_price": "20.00"}
    return {
        "ship_from": {"country": "CN"},
        "ship_to": {"country": "GB"},
        "currency": "GBP",
        "incoterm": "DDP",
        "transport_mode": "express",
        "lines": [{**line, "code_system": system} if system else line],
    }


@dataclass(frozen=True, slots=True)
class House:
    app: FastAPI
    client: httpx2.AsyncClient
    postgres: ToxicProxy
    redis: ToxicProxy
    cold_codes: Iterator[str]

    async def quote(self) -> httpx2.Response:
        """The answer to a cart whose tariff is in memory."""
        return await self.client.post("/v1/quotes", json=cart())

    async def cold_quote(self) -> httpx2.Response:
        """The answer to a cart with a code that nobody has asked for yet."""
        return await self.client.post("/v1/quotes", json=cart(next(self.cold_codes), "GB"))

    async def quotes(self, count: int, at_once: int = 4) -> list[httpx2.Response]:
        """Answers to so many warm carts, a few of them in work at a time."""
        answers: list[httpx2.Response] = []
        while len(answers) < count:
            answers += await asyncio.gather(*(self.quote() for _ in range(at_once)))
        return answers

    async def metric(self, name: str) -> float:
        found = re.search(rf"^{re.escape(name)} (\S+)$", (await self.client.get("/metrics")).text, re.MULTILINE)
        assert found, name
        return float(found[1])

    async def calls(self, dependency: str, outcome: str) -> float:
        return await self.metric(f'dutiful_dependency_calls_total{{dependency="{dependency}",outcome="{outcome}"}}')

    async def well_again(self) -> None:
        """Return when the roads are good, nothing waits in the spool, and quotes are complete."""
        await self.postgres.heal()
        await self.redis.heal()

        async def nothing_waits() -> bool:
            return not await self.metric("dutiful_journal_spool_quotes")

        async def complete() -> bool:
            answer = (await self.quote()).json()
            return answer["status"] == "complete" and answer["id"] is not None

        await until(nothing_waits)
        await until(complete)
        await until(nothing_waits)

    async def recorded(self, quote_id: str) -> bytes:
        answer = await self.client.get(f"/v1/quotes/{quote_id}")
        assert answer.status_code == 200, answer.text
        return answer.content


async def until(true: Callable[[], Awaitable[bool]]) -> None:
    async with asyncio.timeout(60):
        while not await true():
            await asyncio.sleep(0.05)
