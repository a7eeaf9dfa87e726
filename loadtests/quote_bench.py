"""The quote endpoint beside the floor and a route that does nothing, alternating, one pinned worker each.

What is compared is the server's CPU time for one request: it is the inverse of what a worker can bear, and it stays
steady where other work shares the machine. Rates and waits of the client stand beside it.
"""

from __future__ import annotations

import json
import os
import platform
import statistics
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final

import psutil
import uvloop

from dutiful_local.ports import free_port
from loadtests import history_plot
from loadtests.carts import seeded_carts
from loadtests.closed_loop import Load, closed_loop, paced, wire
from loadtests.stack import quote_url, sandbox_key

RESULTS: Final = Path(__file__).parent / "results"
SEED: Final = 20261129
CONNECTIONS: Final = 8
#: The server has one core, everything else the other.
SERVER_CORE, OTHER_CORE = 0, 1
LONG_CART: Final = 50
_SAMPLED: Final = 200
_KNEE_SHARE: Final = 0.6
#: Every cart once: every code, origin, lane and way of carriage is in memory then, and the laws of nearly all lines are
#: prepared (ADR 0058), as they are in a service that has run for some seconds.
_WARM_UP_REQUESTS: Final = 10_000
_SERVERS: Final = ("quote", "floor", "noop")
_LIBRARIES: Final = ("fastapi", "starlette", "uvicorn", "uvloop", "httptools", "pydantic", "pydantic-core", "orjson")


@dataclass(slots=True)
class Server:
    """One of the three, and what its rounds measured. `cpu_us` is CPU time a request, in microseconds."""

    url: str
    process: psutil.Process
    cpu_us: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    generator_shares: list[float] = field(default_factory=list)

    def cpu_seconds(self) -> float:
        """Of all its threads so far, from the scheduler's own count."""
        tasks = Path(f"/proc/{self.process.pid}/task")
        return sum(int((task / "schedstat").read_text().split()[0]) for task in tasks.iterdir()) / 1e9

    def plain(self) -> dict[str, Any]:
        return {
            "cpu_us_per_request": _spread(self.cpu_us),
            "requests_per_second": _spread(self.rates),
            "generator_share_of_its_core": round(max(self.generator_shares), 3),
        }


def measure(environ: Mapping[str, str], seconds: float) -> dict[str, Any]:
    """Measure on a running stack for about so long. Returns what `write` writes."""
    return uvloop.run(_measure(environ, seconds))


async def _measure(environ: Mapping[str, str], seconds: float) -> dict[str, Any]:
    url, key = quote_url(environ), sandbox_key(environ)
    requests = [wire(url, key, cart) for cart in seeded_carts(SEED, lines=3)]
    checked, answer = _checked_samples(url, key)
    warmed = 0
    while warmed < _WARM_UP_REQUESTS:
        part = requests[warmed:] + requests[:warmed]
        warmed += (await closed_loop(url, part, seconds=1, connections=CONNECTIONS)).requests
    with _bare_server("floor", answer) as floor, _bare_server("noop", answer) as noop:
        servers = {"quote": Server(url, listening_on(environ)), "floor": floor, "noop": noop}
        with _pinned([server.process for server in servers.values()]):
            await _alternate(servers, requests, seconds * 0.6)
            knee = statistics.median(servers["quote"].rates)
            calm = await paced(
                url, requests, seconds=seconds * 0.2, rate=knee * _KNEE_SHARE, connections=CONNECTIONS * 2
            )
            long = [wire(url, key, cart) for cart in seeded_carts(SEED, lines=LONG_CART, carts=200)]
            await closed_loop(url, long, seconds=2, connections=1)
            fifty = await closed_loop(url, long, seconds=seconds * 0.2, connections=1)
    return _result(servers, calm, fifty, knee, checked, len(answer))


async def _alternate(servers: Mapping[str, Server], requests: list[bytes], seconds: float) -> None:
    """One slice of time for each server in turn, five rounds."""
    rounds = 5
    for round_ in range(rounds):
        order = _SERVERS if round_ % 2 == 0 else _SERVERS[::-1]
        for name in order:
            server = servers[name]
            used = server.cpu_seconds()
            shift = round_ * len(requests) // rounds
            load = await closed_loop(
                server.url,
                requests[shift:] + requests[:shift],
                seconds=seconds / rounds / len(_SERVERS),
                connections=CONNECTIONS,
            )
            if load.errors:
                raise SystemExit(f"{load.errors} of {load.requests} requests to {name} failed")
            server.cpu_us.append((server.cpu_seconds() - used) / load.requests * 1e6)
            server.rates.append(load.rate)
            server.generator_shares.append(load.generator_share)


def _checked_samples(url: str, key: str) -> tuple[int, bytes]:
    """How many sampled carts were held against their own charges and a replay, and an answer of middling size."""
    answers = []
    for cart in seeded_carts(SEED, lines=3)[:: max(1, 10_000 // _SAMPLED)]:
        answer = _post(f"{url}/v1/quotes", key, cart)
        answers.append(answer)
        _check(json.loads(answer), url, key)
    answers.sort(key=len)
    return len(answers), answers[len(answers) // 2]


def _check(answer: dict[str, Any], url: str, key: str) -> None:
    """Computed anew by the engine, the quote is the same; and its totals are the sums of what it shows."""
    if answer["id"] is not None:
        again = json.loads(_post(f"{url}/v1/quotes/{answer['id']}/replay", key, b""))
        if not again["identical"]:
            raise SystemExit(f"{answer['id']} is not what the engine computes: {again['differences']}")
    if answer["duty"] is None:
        return
    charges = [*answer["charges"], *(charge for line in answer["lines"] for charge in line["charges"])]
    duty = sum((Decimal(one["amount"]["amount"]) for one in charges if one["kind"] == "duty"), Decimal(0))
    if duty != Decimal(answer["duty"]["amount"]):
        raise SystemExit(f"{answer['id']}: the duties shown make {duty}, the total says {answer['duty']['amount']}")


def _post(url: str, key: str, body: bytes) -> bytes:
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    with urllib.request.urlopen(urllib.request.Request(url, body, headers), timeout=10) as answer:
        return bytes(answer.read())


@contextmanager
def _bare_server(name: str, answer: bytes) -> Iterator[Server]:
    """`loadtests.floor` or `loadtests.noop` in a uvicorn of the services' own settings."""
    port = free_port()
    file = Path(".dutiful") / "floor-answer.json"
    file.write_bytes(answer)
    process = subprocess.Popen(
        [sys.executable, "-m", "uvicorn", f"loadtests.{name}:app", "--port", str(port), "--no-access-log"],
        env={**os.environ, "FLOOR_ANSWER": str(file)},
        stderr=subprocess.DEVNULL,
    )
    try:
        _wait_for(port)
        yield Server(f"http://127.0.0.1:{port}", psutil.Process(process.pid))
    finally:
        process.terminate()
        process.wait()


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/openapi.json", timeout=5).read()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("a server for comparison did not start")


def listening_on(environ: Mapping[str, str]) -> psutil.Process:
    """The worker of the quote service."""
    port = int(environ["DUTIFUL_QUOTE_PORT"])
    for process in psutil.process_iter():
        try:
            links = process.net_connections("tcp")
        except psutil.Error:
            continue
        if any(link.status == "LISTEN" and link.laddr.port == port for link in links):
            return process
    raise SystemExit(f"no process listens on {port}")


@contextmanager
def _pinned(servers: list[psutil.Process]) -> Iterator[None]:
    """The servers on one core; the generator, PostgreSQL, Valkey and the other services on the other."""
    if (psutil.cpu_count() or 1) < 2:
        raise SystemExit("two cores are needed: one for the server, one for everything else")
    me = psutil.Process()
    before = me.cpu_affinity()
    others = [me, *me.children(recursive=True)]
    for process in others:
        try:
            process.cpu_affinity([OTHER_CORE])
        except psutil.Error:  # it has ended, or the system does not let go of its processes
            continue
    for process in servers:
        process.cpu_affinity([SERVER_CORE])
    try:
        yield
    finally:
        me.cpu_affinity(before)


def _result(
    servers: Mapping[str, Server], calm: Load, fifty: Load, knee: float, checked: int, answer_bytes: int
) -> dict[str, Any]:
    quote, floor, noop = (servers[name] for name in _SERVERS)
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "architecture": platform.machine(),
            "cores": os.cpu_count(),
            "load_average": [round(one, 2) for one in os.getloadavg()],
            "python": platform.python_version(),
        },
        "versions": {name: version(name) for name in _LIBRARIES},
        "carts": {"different": 10_000, "seed": SEED, "lines": 3, "totals_checked": checked},
        "floor_answer_bytes": answer_bytes,
        "quote_to_floor_ratio": round(statistics.median(floor.cpu_us) / statistics.median(quote.cpu_us), 3),
        "quote_to_noop_ratio": round(statistics.median(noop.cpu_us) / statistics.median(quote.cpu_us), 3),
        **{name: server.plain() for name, server in servers.items()},
        "three_lines_at_60_percent_of_the_knee": {
            "knee_requests_per_second": round(knee, 1),
            "requests_per_second": round(calm.rate, 1),
            "errors": calm.errors,
            "p50_ms": round(calm.percentile(0.50), 2),
            "p99_ms": round(calm.percentile(0.99), 2),
        },
        "fifty_lines_one_at_a_time": {
            "requests": fifty.requests,
            "errors": fifty.errors,
            "p50_ms": round(fifty.percentile(0.50), 2),
            "p99_ms": round(fifty.percentile(0.99), 2),
        },
    }


def _spread(values: list[float]) -> dict[str, float]:
    return {
        "median": round(statistics.median(values), 1),
        "min": round(min(values), 1),
        "max": round(max(values), 1),
        "rounds": len(values),
    }


def write(result: Mapping[str, Any]) -> Path:
    """Keep a result under the time it was measured at."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"quote-{result['at'].replace(':', '').replace('+0000', 'Z')}.json"
    path.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    (RESULTS / "history.txt").write_text(history() + "\n", encoding="utf-8")
    history_plot.write()
    return path


def history() -> str:
    """All kept results as bars: how many floors a quote costs, the newest last."""
    kept = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(RESULTS.glob("quote-*.json"))]
    rows = []
    for one in kept:
        cost = one["quote"]["cpu_us_per_request"]["median"]
        bar = "#" * max(1, round(cost / 50))
        load = one["machine"]["load_average"][0]
        ratios = f"{one['quote_to_floor_ratio']:>5}  {one['quote_to_noop_ratio']:>5}"
        rows.append(f"{one['at'][:16]}  {load:>5}  {ratios}  {cost:>7.0f} us  {bar}")
    return "\n".join(["when               load  floor   noop  CPU a quote (one # is 50 us)", *rows])
