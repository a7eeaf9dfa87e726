"""A process that is killed loses nothing that it has acknowledged."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import httpx2
import orjson
from sqlalchemy import text

from dutiful_local.ports import free_port
from dutiful_quote.settings import QuoteSettings
from dutiful_quote.shops.lifecycle import ShopRooms
from dutiful_quote.shops.shop import Shop
from dutiful_shared.service.signatures import sign_message

from .shop_messages import ORDER, now

#: The client has a hundred requests in flight: half of these and a hundred more are still not all.
EVENTS = 400


@asynccontextmanager
async def running_host(settings: QuoteSettings) -> AsyncIterator[tuple[asyncio.subprocess.Process, str]]:
    """A webhook host in a process of its own, with workers; its address."""
    port = free_port()
    environment = {
        **os.environ,
        "DUTIFUL_DATABASE_URL": settings.database_url.get_secret_value(),
        "DUTIFUL_INBOX_CONCURRENCY": "2",
        "DUTIFUL_INBOX_LEASE_SECONDS": "1",
    }
    command = [sys.executable, "-m", "uvicorn", "--factory", "dutiful_quote.webhook_app:create_app"]
    process = await asyncio.create_subprocess_exec(
        *command, "--host", "127.0.0.1", "--port", str(port), env=environment, stdout=asyncio.subprocess.DEVNULL
    )
    url = f"http://127.0.0.1:{port}"
    try:
        async with httpx2.AsyncClient() as client:
            await _until(lambda: _ready(client, url), "the host is not ready")
        yield process, url
    finally:
        with suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _ready(client: httpx2.AsyncClient, url: str) -> bool:
    try:
        return (await client.get(f"{url}/readyz")).status_code == 200
    except httpx2.TransportError:
        return False


async def _until(holds: Callable[[], Awaitable[bool]], otherwise: str) -> None:
    deadline = time.monotonic() + 30
    while not await holds():
        assert time.monotonic() < deadline, otherwise
        await asyncio.sleep(0.1)


async def test_what_was_acknowledged_before_a_kill_is_handled_after_it(
    settings: QuoteSettings, rooms: ShopRooms, generic_shop: Shop
) -> None:
    acknowledged: list[str] = []
    async with running_host(settings) as (process, url), httpx2.AsyncClient() as client:

        async def tell(i: int) -> None:
            body = orjson.dumps(ORDER | {"data": ORDER["data"] | {"id": f"kill-{i}"}})
            headers = sign_message(generic_shop.signing_keys(now())[0], f"kill-{i}", now(), body)
            try:
                answer = await client.post(
                    f"{url}/channels/generic/{generic_shop.id}/webhooks", content=body, headers=headers
                )
            except httpx2.TransportError:
                return  # the sender would send it again
            if answer.status_code == 202:
                acknowledged.append(f"kill-{i}")
            if len(acknowledged) == EVENTS // 2:
                process.kill()

        await asyncio.gather(*(tell(i) for i in range(EVENTS)))
        assert await asyncio.wait_for(process.wait(), 10) == -signal.SIGKILL
    assert EVENTS // 2 <= len(acknowledged) < EVENTS

    async with running_host(settings):
        await _until(lambda: _all_compared(rooms, acknowledged), "an acknowledged order was not compared")


async def _all_compared(rooms: ShopRooms, orders: list[str]) -> bool:
    async with rooms.service_engine.connect() as connection:
        found = await connection.execute(
            text("SELECT count(*) FROM quote.order_comparison WHERE order_id = ANY(:orders)"), {"orders": orders}
        )
        return bool(found.scalar_one() == len(orders))
