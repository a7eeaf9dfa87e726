"""`make bench`: how fast a warm quote is, how fast the service starts, and what a full US schedule costs to load.

Everything is measured from outside, on a stack of its own with fresh data: start it, ask over loopback, read its
metrics. Figures are medians with their spread; compare them within one run, on one machine.
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
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

import httpx2
import psutil
from rich.console import Console
from rich.table import Table

from dutiful_quote.examples import example
from loadtests import cold_bench, quote_bench, quote_stages
from loadtests.stack import fresh_home, quote_url, running, sandbox_key

WARM_UP: Final = 200
REQUESTS: Final = 2_000
ROUNDS: Final = 5
#: How long the comparison with the floor takes, unless SECONDS says otherwise.
COMPARING_SECONDS: Final = 60


def main() -> int:
    """Measure and print. Raises SystemExit when the stack cannot be started.

    ONLY=quote leaves all but the comparison of the quote endpoint out, which takes about SECONDS; ONLY=stages shows
    where the time of a quote goes; ONLY=cold leaves all but the cold cart out.
    """
    seconds = float(os.environ.get("SECONDS") or COMPARING_SECONDS)
    if os.environ.get("ONLY") == "quote":
        with fresh_home("bench-") as environ, running(environ):
            _compare(environ, seconds)
        return 0
    if os.environ.get("ONLY") == "stages":
        with fresh_home("bench-") as environ, running(environ):
            stages = quote_stages.measure(environ)
        _print([(name, f"{microseconds:.0f} µs") for name, microseconds in stages.items()])
        return 0
    if os.environ.get("ONLY") == "cold":
        # On a machine that has other work too, a cart that takes long is to be measured, not refused.
        with fresh_home("bench-") as environ, running(environ | {"DUTIFUL_TARIFF_POSTGRES_MS": "10000"}):
            _cold(environ)
        return 0
    results: list[tuple[str, str]] = []
    with fresh_home("bench-") as environ:
        results.append(("first start: install nothing, load all facts", f"{_once(environ):.1f} s"))
        with running(environ) as ready:
            results.append(("second start, until ready", f"{ready:.1f} s"))
            _cold(environ)
            results += _quotes(environ)
            _compare(environ, seconds)
        results.append(("full US schedule into a fresh database", _us_load(environ)))
    _print(results)
    return 0


def _compare(environ: Mapping[str, str], seconds: float) -> None:
    """The quote endpoint beside the floor, kept in `loadtests/results`."""
    result = quote_bench.measure(environ, seconds)
    print(json.dumps(result, indent=2))
    print(f"kept as {quote_bench.write(result)}")
    print(quote_bench.history())


def _cold(environ: Mapping[str, str]) -> None:
    """Carts of 200 codes that nothing holds, kept in `loadtests/results`."""
    result = cold_bench.measure(environ)
    print(json.dumps(result, indent=2))
    print(f"kept as {cold_bench.write(result)}")


def _once(environ: Mapping[str, str]) -> float:
    begun = time.monotonic()
    subprocess.run(
        [sys.executable, "-m", "dutiful_local", "run", "--once"],
        env=dict(environ),
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return time.monotonic() - begun


def _quotes(environ: Mapping[str, str]) -> list[tuple[str, str]]:
    base, key = quote_url(environ), sandbox_key(environ)
    cart = json.dumps(three_lines())
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/json"}
    client_ms: list[float] = []
    server_ms: list[float] = []
    with httpx2.Client(base_url=base, headers=headers) as client:
        for _ in range(WARM_UP):
            client.post("/v1/quotes", content=cart).raise_for_status()
        for _ in range(ROUNDS):
            before = _server_time(base)
            for _ in range(REQUESTS // ROUNDS):
                begun = time.perf_counter()
                client.post("/v1/quotes", content=cart)
                client_ms.append((time.perf_counter() - begun) * 1000)
            after = _server_time(base)
            server_ms.append((after[0] - before[0]) / (after[1] - before[1]) * 1000)
    stages = {stage: _stage_mean(base, stage) for stage in ("lookup", "assess", "journal")}
    shares = ", ".join(f"{stage} {mean:.2f} ms" for stage, mean in stages.items())
    return [
        ("warm three-line quote, server time (mean of each round)", _spread(server_ms)),
        ("  of it (means; assess holds lookup)", shares),
        ("warm three-line quote, client over loopback, p50", f"{statistics.median(client_ms):.2f} ms"),
        ("warm three-line quote, client over loopback, p99", f"{statistics.quantiles(client_ms, n=100)[98]:.2f} ms"),
        ("resident memory of the quote worker", f"{_resident_mb(environ):.0f} MB"),
    ]


def three_lines() -> dict[str, Any]:
    """The sample cart with two lines more."""
    cart = example("t-shirts-to-us")
    shirt = cart["lines"][0]
    bag = {**shirt, "id": "2", "hs_code": "4202219000", "unit_price": "240.00", "quantity": 1}
    phone = {**shirt, "id": "3", "hs_code": "8517130000", "unit_price": "499.00", "quantity": 1}
    return {**cart, "lines": [shirt, bag, phone]}


def _server_time(base: str) -> tuple[float, float]:
    """(seconds, requests) that the service has spent on quotes so far."""
    text = _metrics(base)
    return _sample(text, "dutiful_http_request_duration_seconds_sum"), _sample(
        text, "dutiful_http_request_duration_seconds_count"
    )


def _metrics(base: str) -> str:
    with urllib.request.urlopen(f"{base}/metrics", timeout=5) as answer:
        return str(answer.read().decode())


def _sample(text: str, name: str) -> float:
    found = [
        line
        for line in text.splitlines()
        if line.startswith(name + "{") and 'route="/v1/quotes"' in line and "POST" in line
    ]
    return sum(float(line.rsplit(" ", 1)[1]) for line in found)


def _stage_mean(base: str, stage: str) -> float:
    text = _metrics(base)

    def sample(kind: str) -> float:
        prefix = f'dutiful_quote_seconds_{kind}{{stage="{stage}"}}'
        return next(float(line.rsplit(" ", 1)[1]) for line in text.splitlines() if line.startswith(prefix))

    return sample("sum") / sample("count") * 1000


def _resident_mb(environ: Mapping[str, str]) -> float:
    """Of the process that listens on the quote port."""
    port = int(environ["DUTIFUL_QUOTE_PORT"])
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if any(link.status == "LISTEN" and link.laddr.port == port for link in process.net_connections("tcp")):
                return float(process.memory_info().rss) / 1024 / 1024
    raise SystemExit(f"no process listens on {port}")


def _us_load(environ: Mapping[str, str]) -> str:
    """Load the packaged US schedule into an empty database, in a process of its own, several times."""
    seconds, peaks = [], []
    for _ in range(3):
        result = subprocess.run(
            [sys.executable, "-m", "loadtests.us_schedule"],
            env=dict(environ),
            check=True,
            capture_output=True,
            text=True,
        )
        measured = json.loads(result.stdout)
        seconds.append(measured["seconds"])
        peaks.append(measured["peak_mb"])
    return f"{_spread(seconds, unit='s')}; {measured['measures']} measures; peak {max(peaks):.0f} MB"


def _spread(values: list[float], unit: str = "ms") -> str:
    return f"{statistics.median(values):.2f} {unit} ({min(values):.2f} to {max(values):.2f}, {len(values)} rounds)"


def _print(results: list[tuple[str, str]]) -> None:
    table = Table(title=f"{platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}", box=None)
    table.add_column("what")
    table.add_column("measured")
    for row in results:
        table.add_row(*row)
    Console().print(table)


if __name__ == "__main__":
    sys.exit(main())
