"""`make callbacks`: platforms' callbacks against their deadlines, and quotes while a storm of webhooks blows.

It starts a stack of its own, registers a Shopify shop and a BigCommerce store for its merchant, and holds what it
measures against the tables `callbacks` and `storm` of criteria.toml. The storm hits a webhook host of its own, as a
deployment has it; the machine's cores are shared by everybody, the load included.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
import tomllib
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from dutiful_local.ports import free_port
from loadtests.report import CRITERIA, Outcome, outcome
from loadtests.shop_setup import prepare_shops, with_stores
from loadtests.stack import fresh_home, quote_url, running, sandbox_key

HERE: Final = Path(__file__).parent
ARTICLE: Final = {
    "sku": "TEE-01", "codes": {"HS": "610910", "US": "6109100012"}, "origin": "CN", "net_weight_kg": "0.20",
    "descriptions": {"en": "T-shirt, knitted, of cotton"},
}  # fmt: skip


def main() -> int:
    """Run both parts, print what was measured, and return 1 when a criterion is not held."""
    criteria = tomllib.loads(CRITERIA.read_text(encoding="utf-8"))
    with fresh_home("callbacks-") as environ, running(environ):
        load = {**environ, **prepare_shops(environ, [ARTICLE]), "DUTIFUL_API_KEY": sandbox_key(environ)}
        load["DUTIFUL_LOAD_SEED"] = str(criteria["mix"]["seed"])
        breaches = _callbacks(load, criteria["callbacks"]) + _storm(load, criteria["storm"])
    for breach in breaches:
        print(f"not held: {breach}", file=sys.stderr)
    return 1 if breaches else 0


def _callbacks(load: Mapping[str, str], criteria: Mapping[str, int]) -> list[str]:
    entries = _locust(load, "callback_users.py", ["ShopifyCheckout", "BigCommerceCheckout"], criteria)
    breaches = []
    for entry in entries:
        measured = outcome([entry])
        _print(str(entry["name"]), measured, criteria["seconds"])
        breaches += [f"{entry['name']}: {text}" for text in _late(measured, criteria)]
    return breaches if entries else ["no callback was made"]


def _late(measured: Outcome, criteria: Mapping[str, int]) -> Iterator[str]:
    for share, name in ((0.5, "p50_ms_max"), (0.99, "p99_ms_max"), (1.0, "deadline_ms")):
        if measured.percentile(share) > criteria[name]:
            yield f"p{share * 100:.0f} is {measured.percentile(share)} ms, allowed are {criteria[name]} ms"
    if measured.errors:
        yield f"{measured.errors} of {measured.requests} failed"
    if measured.requests < criteria["requests_min"]:
        yield f"only {measured.requests} were made"


def _storm(load: Mapping[str, str], criteria: Mapping[str, int]) -> list[str]:
    """Quotes alone, then the same quotes in the storm."""
    with _webhook_host(load) as url:
        calm = outcome(_locust(load, "locustfile.py", ["Shopper"], criteria))
        blowing = {**load, "DUTIFUL_LOAD_WEBHOOKS": url}
        storm = subprocess.Popen(
            _command(blowing, "callback_users.py", ["Storm"], criteria["storm_users"], criteria["seconds"] + 4),
            env=dict(blowing),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(2)
        rough = outcome(_locust(load, "locustfile.py", ["Shopper"], criteria))
        sent = outcome(json.loads(storm.communicate()[0]))
    _print("quotes alone", calm, criteria["seconds"])
    _print("quotes in the storm", rough, criteria["seconds"])
    rate = sent.requests / (criteria["seconds"] + 4)
    print(f"{'storm':22} {sent.requests} malformed webhooks, {sent.errors} not refused with 401, {rate:.0f}/s")
    ratio = rough.percentile(0.99) / max(calm.percentile(0.99), 1)
    print(f"{'p99 in the storm':22} {ratio:.2f} times the p99 alone")
    breaches = [f"p99 of quotes rose {ratio:.2f} times"] if ratio > criteria["p99_ratio_max"] else []
    if rate < criteria["rate_min"]:
        breaches.append(f"the storm reached {rate:.0f} webhooks a second only")
    if sent.errors or rough.errors or calm.errors:
        breaches.append(f"{sent.errors} webhooks and {rough.errors + calm.errors} quotes were answered wrongly")
    return breaches


@contextmanager
def _webhook_host(load: Mapping[str, str]) -> Iterator[str]:
    port = free_port()
    command = [sys.executable, "-m", "uvicorn", "--factory", "dutiful_quote.webhook_app:create_app"]
    command += ["--port", str(port), "--log-level", "warning", "--no-access-log"]
    process = subprocess.Popen(command, env=with_stores(load), stdout=subprocess.DEVNULL)
    url = f"http://127.0.0.1:{port}"
    try:
        until = time.monotonic() + 30
        while not _ready(url):
            if time.monotonic() > until or process.poll() is not None:
                raise SystemExit("the webhook host was not ready in time")
            time.sleep(0.2)
        yield url
    finally:
        process.terminate()
        process.wait()


def _ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=2) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False


def _locust(load: Mapping[str, str], file: str, users: list[str], criteria: Mapping[str, int]) -> list[dict[str, Any]]:
    command = _command(load, file, users, criteria["users"], criteria["seconds"])
    done = subprocess.run(command, env=dict(load), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True)
    entries: list[dict[str, Any]] = json.loads(done.stdout)
    return entries


def _command(load: Mapping[str, str], file: str, users: list[str], number: int, seconds: int) -> list[str]:
    command = [sys.executable, "-m", "locust", "-f", str(HERE / file), *users, "--headless", "--json", "--only-summary"]
    command += ["--host", load.get("DUTIFUL_LOAD_WEBHOOKS") or quote_url(load), "-u", str(number), "-r", str(number)]
    return [*command, "-t", f"{seconds}s", "--exit-code-on-error", "0", "--loglevel", "WARNING"]


def _print(name: str, measured: Outcome, seconds: int) -> None:
    percentiles = "  ".join(f"p{share} {measured.percentile(share / 100)} ms" for share in (50, 95, 99, 100))
    rate = measured.requests / seconds
    print(f"{name:22} {measured.requests} requests, {measured.errors} errors, {rate:.0f}/s  {percentiles}")


if __name__ == "__main__":
    sys.exit(main())
