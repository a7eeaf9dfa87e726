"""A cold cart: 200 lines with 200 different codes that neither the process nor Redis has, over and over.

Before each cart Redis is emptied; its codes are of those that the process was never asked for, so its memory holds none
of them. The time is the client's over loopback, from the request to the whole answer; beside it stand the CPU times of
the service and of PostgreSQL, which other work on the machine does not lengthen.
"""

from __future__ import annotations

import asyncio
import json
import os
import platform
import random
import statistics
import time
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import psutil
import redis

from loadtests.goods import CHAPTERS, codes_of
from loadtests.quote_bench import RESULTS, SEED, listening_on
from loadtests.shop_setup import with_stores
from loadtests.stack import quote_url, sandbox_key

LINES: Final = 200
#: As many carts as there are different codes for, at most; the first few wake connections and code.
MOST_CARTS: Final = 30
_WARM_UP_CARTS: Final = 4
#: Until what the cart before has brought is written to Redis, which is no part of an answer.
_PAUSE_SECONDS: Final = 0.5
#: What it is meant to take at most.
GOAL_MS: Final = 60
#: Of `dutiful_quote_seconds`; `assess` holds `lookup`.
_STAGES: Final = ("lookup", "assess", "journal")


def measure(environ: Mapping[str, str]) -> dict[str, Any]:
    """Measure on a running stack that was just started. Returns what `write` writes."""
    stores = with_stores(environ)
    codes = asyncio.run(codes_of(stores["DUTIFUL_DATABASE_URL"].replace("+asyncpg", ""), chapters=CHAPTERS))["GB"]
    random.Random(SEED).shuffle(codes)  # as in a shop, they are no neighbours in the tariff
    carts = list(_carts(codes))[:MOST_CARTS]
    shared = redis.Redis.from_url(stores["DUTIFUL_REDIS_URL"])
    worker, postmaster = listening_on(environ), _postmaster(environ)
    rows = [_one(environ, cart, shared, worker, postmaster) for cart in carts][_WARM_UP_CARTS:]
    milliseconds = [row["ms"] for row in rows]
    return {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": {
            "architecture": platform.machine(),
            "cores": os.cpu_count(),
            "load_average": [round(one, 2) for one in os.getloadavg()],
            "python": platform.python_version(),
        },
        "lines": LINES,
        "carts": len(rows),
        "goal_ms": GOAL_MS,
        "median_ms": round(statistics.median(milliseconds), 1),
        "p95_ms": round(sorted(milliseconds)[int(len(milliseconds) * 0.95)], 1),
        "least_ms": round(min(milliseconds), 1),
        "service_cpu_ms": _median(rows, "service_cpu_ms"),
        "postgres_cpu_ms": _median(rows, "postgres_cpu_ms"),
        "stages_ms": {stage: _median(rows, stage) for stage in _STAGES},
    }


def write(result: Mapping[str, Any]) -> Path:
    """Keep a result under the time it was measured at."""
    RESULTS.mkdir(exist_ok=True)
    path = RESULTS / f"cold-{result['at'].replace(':', '').replace('+0000', 'Z')}.json"
    path.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    return path


def _carts(codes: list[str]) -> Iterator[bytes]:
    for first in range(0, len(codes) - LINES, LINES):
        lines = [
            {"id": str(n), "sku": f"COLD-{code}", "hs_code": code, "code_system": "GB", "origin": "CN", "quantity": 1,
             "unit_price": "5.00"}
            for n, code in enumerate(codes[first : first + LINES])
        ]  # fmt: skip
        cart = {"ship_from": {"country": "CN"}, "ship_to": {"country": "GB"}, "currency": "GBP", "lines": lines}
        yield json.dumps(cart).encode()


def _one(
    environ: Mapping[str, str], cart: bytes, shared: redis.Redis, worker: psutil.Process, postmaster: psutil.Process
) -> dict[str, float]:
    time.sleep(_PAUSE_SECONDS)
    shared.flushall()
    headers = {"Authorization": f"Bearer {sandbox_key(environ)}", "Content-Type": "application/json"}
    request = urllib.request.Request(f"{quote_url(environ)}/v1/quotes", cart, headers)
    stages, service, postgres = _stages(environ), _cpu([worker]), _cpu([postmaster, *postmaster.children()])
    began = time.perf_counter()
    with urllib.request.urlopen(request, timeout=30) as answer:
        body = answer.read()
    passed = (time.perf_counter() - began) * 1000
    service, postgres = _cpu([worker]) - service, _cpu([postmaster, *postmaster.children()]) - postgres
    after = _stages(environ)
    if json.loads(body)["freshness"]["tier"] != "postgres":
        raise SystemExit("the cart was not cold")
    return {
        "ms": passed,
        "service_cpu_ms": service * 1000,
        "postgres_cpu_ms": postgres * 1000,
        **{stage: (after[stage] - stages[stage]) * 1000 for stage in _STAGES},
    }


def _stages(environ: Mapping[str, str]) -> dict[str, float]:
    """Seconds that each stage has taken so far."""
    with urllib.request.urlopen(f"{quote_url(environ)}/metrics", timeout=30) as answer:
        lines = answer.read().decode().splitlines()
    found = {}
    for stage in _STAGES:
        name = f'dutiful_quote_seconds_sum{{stage="{stage}"}}'
        found[stage] = next((float(line.rsplit(" ", 1)[1]) for line in lines if line.startswith(name)), 0.0)
    return found


def _postmaster(environ: Mapping[str, str]) -> psutil.Process:
    """The first process of the stack's own PostgreSQL."""
    port = int(environ["DUTIFUL_POSTGRES_PORT"])
    for process in psutil.process_iter(["name"]):
        if process.info["name"] == "postgres":
            with suppress(psutil.Error):
                if any(link.status == "LISTEN" and link.laddr.port == port for link in process.net_connections("tcp")):
                    return process
    raise SystemExit(f"no PostgreSQL listens on {port}")


def _cpu(processes: list[psutil.Process]) -> float:
    """Seconds, from the scheduler's own count."""
    total = 0.0
    for process in processes:
        with suppress(OSError):
            for thread in Path(f"/proc/{process.pid}/task").iterdir():
                total += int((thread / "schedstat").read_text().split()[0]) / 1e9
    return total


def _median(rows: list[dict[str, float]], name: str) -> float:
    return round(statistics.median(row[name] for row in rows), 1)
