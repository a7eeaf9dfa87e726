"""A cluster of three nodes, and a server that a sentinel watches: the cache works through their URLs."""

import asyncio
import subprocess
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager, contextmanager
from pathlib import Path

import pytest
from redis.asyncio import Redis
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_local.binaries import valkey_program
from dutiful_local.ports import LOOPBACK, free_port
from dutiful_quote.settings import QuoteSettings
from dutiful_quote.tariff.redis_tier import RedisTier, redis_key
from dutiful_quote.tariff.releases import ReleaseStore
from dutiful_shared.account.limits import Policy
from dutiful_shared.account.limits_lease import RedisLeases
from dutiful_shared.service.redis import connect_redis
from tests.builders.tariff import percent
from tests.integration.tariff_store.test_store import FIRST, LAND, SECOND, SHIRT, Started, activated, rate

_SLOTS = 16_384


@contextmanager
def server(folder: Path, *lines: str, sentinel: bool = False) -> Iterator[int]:
    """A Valkey of the same program as everywhere; its port."""
    port = free_port()
    settings = folder / f"{port}.conf"
    settings.write_text("\n".join((f"bind {LOOPBACK}", f"port {port}", f"dir {folder}", *lines)) + "\n")
    command = [valkey_program(), settings, *(["--sentinel"] if sentinel else [])]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        try:
            yield port
        finally:
            process.kill()


async def until(port: int, command: str, says: bytes) -> None:
    """Ask one server, on a plain socket, until its answer holds the words."""
    async with asyncio.timeout(60):
        while says not in await answer_of(port, command):
            await asyncio.sleep(0.05)


async def answer_of(port: int, command: str) -> bytes:
    """Its first part; empty where it is still starting."""
    try:
        reader, writer = await asyncio.open_connection(LOOPBACK, port)
    except OSError:
        return b""
    writer.write(f"{command}\r\n".encode())
    answer = await reader.read(4_096)
    writer.close()
    return answer


@asynccontextmanager
async def cluster(folder: Path) -> AsyncIterator[str]:
    """Three nodes, each with a third of the slots."""
    with ExitStack() as stack:
        buses = [free_port() for _ in range(3)]
        ports = [
            stack.enter_context(
                server(
                    folder,
                    "cluster-enabled yes",
                    f"cluster-port {bus}",
                    f"cluster-config-file nodes-{bus}.conf",
                    'save ""',
                )
            )
            for bus in buses
        ]
        for number, port in enumerate(ports):
            await until(port, "PING", says=b"PONG")
            first, last = number * _SLOTS // 3, (number + 1) * _SLOTS // 3 - 1
            assert b"OK" in await answer_of(port, f"CLUSTER ADDSLOTSRANGE {first} {last}")
            assert b"OK" in await answer_of(port, f"CLUSTER MEET {LOOPBACK} {ports[0]} {buses[0]}")
        for port in ports:
            await until(port, "CLUSTER INFO", says=b"cluster_state:ok")
        yield f"redis+cluster://{','.join(f'{LOOPBACK}:{port}' for port in ports)}"


@asynccontextmanager
async def watched(folder: Path) -> AsyncIterator[str]:
    """One server and one sentinel."""
    with server(folder, 'save ""') as port:
        await until(port, "PING", says=b"PONG")
        with server(folder, f"sentinel monitor main {LOOPBACK} {port} 1", sentinel=True) as watcher:
            await until(watcher, "PING", says=b"PONG")
            yield f"redis+sentinel://{LOOPBACK}:{watcher}/main/0"


@pytest.fixture(params=[cluster, watched], ids=["cluster", "sentinel"])
async def client(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Redis]:
    async with request.param(tmp_path) as url:
        found = connect_redis(QuoteSettings(redis_url=url, redis_timeout_ms=5_000))
        yield found
        await found.aclose()


async def test_slices_travel_and_activations_are_announced(engine: AsyncEngine, client: Redis) -> None:
    store = ReleaseStore(engine, RedisTier(client))
    await activated(store, FIRST)
    async with Started(engine, client) as one:
        tiers = [(await one.lookup([SHIRT, LAND])).tier]
    async with Started(engine, client) as other:
        tiers.append((await other.lookup([SHIRT, LAND])).tier)
        await activated(store, SECOND)
        async with asyncio.timeout(5):
            while rate(await other.lookup([SHIRT])) != str(percent("12")):
                await asyncio.sleep(0.02)

    assert tiers == ["postgres", "redis"]


async def test_keys_of_many_slots_are_one_question_and_limits_are_leased(client: Redis) -> None:
    tier = RedisTier(client)
    values = {redis_key(f"X{number}", "edition", "61091000"): b"%d" % number for number in range(9)}
    await tier.put(values, {})
    lease = await RedisLeases(client, "process").lease("key", Policy(10.0, 20, 5), 3)

    assert await tier.get([*values, "absent"]) == [*values.values(), None]
    assert lease.granted == 3
