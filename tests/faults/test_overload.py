"""Three times as many carts of fifty lines as a process can answer: it goes on answering as many as it can."""

import asyncio
import re
import time
from typing import Any

import httpx2
import orjson
import pytest

from dutiful_quote.settings import QuoteSettings
from tests.builders.quote_process import serving
from tests.conftest import Servers
from tests.faults.house import cart

_LINES = 50
_CALM = 40
_OVERLOAD = 1_200
_TIMES = 3
#: Of what it answers for a second of its processor in calm. The rest is what refusing takes, with room for chance.
_LEAST_GOODPUT = 0.6


def large_cart() -> dict[str, Any]:
    small = cart()
    (line,) = small["lines"]
    return {**small, "lines": [{**line, "id": str(n), "unit_price": f"{n + 1}.50"} for n in range(_LINES)]}


async def shown(client: httpx2.AsyncClient, metric: str) -> float:
    """The sum over all labels; 0 where there is none yet."""
    text = (await client.get("/metrics")).text
    return sum(float(one) for one in re.findall(rf"^{metric} (\S+)$", text, re.MULTILINE))


@pytest.fixture
def settings(seeded_database_url: str, servers: Servers) -> QuoteSettings:
    return QuoteSettings(
        database_url=seeded_database_url,
        redis_url=servers.redis_url,
        request_deadline_ms=60_000,
        journal_timeout_ms=9_000,
        webhook_concurrency=0,
        limits_enforced=False,
    )


async def test_goodput_stays_what_is_too_much_is_refused_at_once_and_calm_returns(
    settings: QuoteSettings, sandbox: str
) -> None:
    headers = {"authorization": f"Bearer {sandbox}", "content-type": "application/json"}
    body = orjson.dumps(large_cart())  # once: whoever asks must be quicker than who answers
    async with serving(settings) as (_, probe):
        limits = httpx2.Limits(max_connections=_OVERLOAD, max_keepalive_connections=_OVERLOAD)
        async with httpx2.AsyncClient(
            base_url=str(probe.base_url), headers=headers, limits=limits, timeout=60
        ) as crowd:

            async def ask() -> httpx2.Response:
                return await crowd.post("/v1/quotes", content=body)

            async def calm(count: int, at_once: int) -> list[httpx2.Response]:
                return [
                    one
                    for _ in range(count // at_once)
                    for one in await asyncio.gather(*(ask() for _ in range(at_once)))
                ]

            await calm(8, 4)
            cpu = await shown(probe, "process_cpu_seconds_total")
            before = await calm(_CALM, 4)
            calm_cpu = await shown(probe, "process_cpu_seconds_total") - cpu
            # Of its processor, not of the clock: calm may have been slow for what else the machine did.
            pause = calm_cpu / _CALM / _TIMES
            tasks, began = [], time.perf_counter()
            for n in range(_OVERLOAD):
                tasks.append(asyncio.create_task(ask()))
                await asyncio.sleep(max(0.0, began + (n + 1) * pause - time.perf_counter()))
            answers = await asyncio.gather(*tasks)
            overload_cpu = await shown(probe, "process_cpu_seconds_total") - cpu - calm_cpu
            after = await calm(16, 4)
        quickly = await shown(
            probe, r'dutiful_http_request_duration_seconds_bucket\{le="0.01",[^}]*route="\(not admitted\)"[^}]*\}'
        )

    good = [one for one in answers if one.status_code == 200]
    shed = [one for one in answers if one.status_code != 200]
    assert {one.status_code for one in (*before, *after)} == {200}
    assert {(one.status_code, one.json()["code"], one.headers["retry-after"]) for one in shed} == {
        (503, "overloaded", "1")
    }
    assert len(good) / overload_cpu >= _LEAST_GOODPUT * len(before) / calm_cpu
    assert quickly >= 0.5 * len(shed)  # the rest had its turn taken by the machine
