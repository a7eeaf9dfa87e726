"""Where the time of a warm three-line quote goes, in one process: `make bench ONLY=stages`.

The quote service is made here, beside a running stack whose stores it uses; requests are handed to it without a server,
and quotes are not recorded. Of each of some carts the quickest of several passes counts, which a busy machine does not
spoil; what is shown are the means over the carts, in microseconds of time passed.
"""

from __future__ import annotations

import asyncio
import os
import statistics
from collections import defaultdict
from collections.abc import Awaitable, Callable, Mapping
from contextlib import redirect_stdout
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter
from typing import Any, Final, TypeVar

import orjson
import uvloop

from dutiful_local.home import home_from_environment
from dutiful_local.ports import ports_from_environment
from dutiful_local.run import service_environment
from dutiful_quote.app import create_app
from dutiful_quote.quotes.answer import write
from dutiful_quote.quotes.service import QuoteService
from dutiful_quote.quotes.token import sign
from dutiful_shared.contract.quote_request import QuoteRequest
from dutiful_shared.local_environment import ENVIRONMENT_FILE
from dutiful_shared.service.json_guard import check_json
from loadtests.carts import seeded_carts
from loadtests.quote_bench import SEED

CARTS: Final = 100
PASSES: Final = 14
_DEPTH: Final = 32
_MEMORY: Final = "memory"
#: Enough for slices to be fetched by a machine that is very busy.
_TRIES: Final = 100

Result = TypeVar("Result")


def measure(environ: Mapping[str, str]) -> dict[str, float]:
    """Stage -> microseconds, with the stack of `environ` running. The request holds all other stages."""
    home = home_from_environment(environ)
    noted = dict(line.split("=", 1) for line in (home.root / ENVIRONMENT_FILE).read_text().splitlines())
    ports = ports_from_environment(environ)
    stores = noted["DUTIFUL_DATABASE_URL"].replace("+asyncpg", ""), noted["DUTIFUL_REDIS_URL"]
    os.environ |= service_environment(home, environ, *stores, ports) | {
        "DUTIFUL_JOURNAL_SPOOL": str(home.root / "stages")
    }
    key = (home.root / "sandbox-key").read_text(encoding="ascii").strip()
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, redirect_stdout(nowhere):  # the service's log
        return uvloop.run(_measure(key))


class _NoJournal:
    """Takes every quote for recorded: a flush to disk is no time of this process."""

    async def record(self, _: object) -> None:
        return None


class _Stages:
    """The quickest time of each stage for each cart."""

    def __init__(self) -> None:
        self._best: dict[str, dict[int, float]] = defaultdict(dict)

    def note(self, stage: str, cart: int, seconds: float) -> None:
        known = self._best[stage].get(cart)
        self._best[stage][cart] = seconds if known is None else min(known, seconds)

    def timed(self, stage: str, cart: int, work: Callable[[], Result]) -> Result:
        begun = perf_counter()
        result = work()
        self.note(stage, cart, perf_counter() - begun)
        return result

    async def awaited(self, stage: str, cart: int, work: Awaitable[Result]) -> Result:
        begun = perf_counter()
        result = await work
        self.note(stage, cart, perf_counter() - begun)
        return result

    def means(self) -> dict[str, float]:
        return {stage: round(statistics.fmean(best.values()) * 1e6, 1) for stage, best in self._best.items()}


async def _measure(key: str) -> dict[str, float]:
    app = create_app()
    carts = seeded_carts(SEED, lines=3)[:CARTS]
    found = _Stages()
    async with app.router.lifespan_context(app):
        rooms = app.state.resources
        service: QuoteService = replace(rooms.quotes, journal=_NoJournal())
        app.state.resources = replace(rooms, quotes=service)
        caller = await rooms.keys.identify(key)
        for _ in range(PASSES):
            for number, cart in enumerate(carts):
                await _warm(app, key, cart)
                status, _ = await found.awaited("request", number, _ask(app, key, cart))
                assert status == 200, "a warm cart is answered"
                await _stages_of(found, number, cart, service, caller)
    return found.means()


async def _stages_of(found: _Stages, number: int, cart: bytes, service: QuoteService, caller: Any) -> None:
    now = datetime.now(UTC)
    found.timed("guard", number, lambda: check_json(cart, _DEPTH))
    request = found.timed("validation", number, lambda: QuoteRequest.model_validate_json(cart))
    completing = service.completion.complete(caller.merchant_id, request, now.date())
    completed = await found.awaited("completion", number, completing)
    landed = await found.awaited("landing", number, service.landing.land(completed, now))
    plain = found.timed("writing", number, lambda: write(landed, "q_" + "0" * 32))
    found.timed("signature", number, lambda: sign(plain, caller))
    found.timed("encoding", number, lambda: orjson.dumps(plain))


async def _warm(app: Any, key: str, cart: bytes) -> None:
    """Once beforehand, so that each cart finds what it needs in memory, also the processor's."""
    for _ in range(_TRIES):
        if await _ask(app, key, cart) == (200, _MEMORY):
            return
        await asyncio.sleep(0.2)
    raise SystemExit("the service does not answer from memory")


async def _ask(app: Any, key: str, cart: bytes) -> tuple[int, str]:
    """Status of the answer, and the tier that its tariff came from."""
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": cart, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    headers = [
        (b"host", b"127.0.0.1"),
        (b"authorization", b"Bearer " + key.encode()),
        (b"content-type", b"application/json"),
        (b"content-length", b"%d" % len(cart)),
    ]
    scope = {
        "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": "POST", "scheme": "http",
        "path": "/v1/quotes", "raw_path": b"/v1/quotes", "query_string": b"", "root_path": "", "headers": headers,
        "client": ("127.0.0.1", 1), "server": ("127.0.0.1", 2),
    }  # fmt: skip
    await app(scope, receive, send)
    tier = _MEMORY if b'"tier":"memory"' in sent[-1]["body"] else ""
    return sent[0]["status"], tier
