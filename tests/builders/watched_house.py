"""Three services that listen for Prometheus, and traffic that makes them count."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import httpx2

from dutiful_docs.app import create_app as create_docs
from dutiful_docs.settings import DocsSettings
from dutiful_local.ports import LOOPBACK, free_port
from dutiful_quote.app import create_app as create_quote
from dutiful_quote.examples import example
from dutiful_quote.settings import QuoteSettings
from dutiful_shared.account.api_key import new_key
from dutiful_shared.account.limits import KeyLimits
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.account.scopes import ALL_SCOPES
from dutiful_shared.service.postgres import connect
from tests.builders.listening import listening
from tests.builders.papers import request
from tests.conftest import Servers

_TRACED = {"traceparent": "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"}
_TOO_LATE = {"X-Request-Deadline-Ms": "0"}


@dataclass(frozen=True, slots=True)
class House:
    """Where each service listens, and clients of them."""

    ports: dict[str, int]
    quote: httpx2.AsyncClient
    docs: httpx2.AsyncClient
    classify: httpx2.AsyncClient
    #: Headers of a key that may ask once in a thousand seconds.
    limited: dict[str, str]

    async def serve(self) -> None:
        """A round of what users do, and of what goes wrong for them; a busy machine may not manage all of it."""
        quoted = await self.quote.post("/v1/quotes", json=example("t-shirts-to-us"), headers=_TRACED)
        assert quoted.status_code == 200
        cart = example("t-shirts-to-us")
        cart["lines"][0] |= {"hs_code": None, "description": f"cotton t-shirt {uuid4().hex}"}
        assert (await self.quote.post("/v1/quotes", json=cart)).status_code == 200
        assert (await self.quote.get("/v1/quotes/unknown")).status_code >= 400
        assert (await self.quote.post("/v1/quotes", json=cart, headers=_TOO_LATE)).status_code == 504
        for _ in range(3):
            await self.quote.get("/v1/tariffs/releases", headers=self.limited)
        await self.docs.post("/v1/documents", json=request("commercial_invoice"))
        await self.docs.post("/v1/shipments/events", json={"events": [_event()]})
        await self.classify.post("/v1/classifications", json={"title": f"cotton t-shirt {uuid4().hex}"})


def _event() -> dict[str, str]:
    number = uuid4().hex
    return {
        "id": number, "source": "carrier", "at": "2026-11-20T08:00:00Z", "milestone": "delivered",
        "tracking_number": number, "carrier": "dhl_express",
    }  # fmt: skip


@asynccontextmanager
async def watched_house(
    database_url: str, servers: Servers, sandbox: str, classify_port: int, folder: Path
) -> AsyncIterator[House]:
    """A quote service with a spool, a classifier and a ledger that is away, beside docs and classify."""
    away, quote_port = free_port(), free_port()
    stores = {"database_url": database_url, "redis_url": servers.redis_url, "request_deadline_ms": 30_000}
    quote = create_quote(
        QuoteSettings(
            **stores,  # type: ignore[arg-type]
            webhook_concurrency=1,
            classify_url=f"http://{LOOPBACK}:{classify_port}",
            docs_url=f"http://{LOOPBACK}:{away}",
            journal_spool=folder / "spool",
        )
    )
    docs = create_docs(DocsSettings(**stores, document_store="memory:///"))  # type: ignore[arg-type]
    limited = await _limited_key(database_url)
    headers = {"Authorization": f"Bearer {sandbox}"}
    async with listening(docs) as docs_port, listening(quote, port=quote_port):
        ports = {"quote": quote_port, "docs": docs_port, "classify": classify_port}
        clients = [
            httpx2.AsyncClient(base_url=f"http://{LOOPBACK}:{port}", headers=headers, timeout=30)
            for port in ports.values()
        ]
        try:
            yield House(ports, *clients, {"Authorization": f"Bearer {limited}"})
        finally:
            for client in clients:
                await client.aclose()


async def _limited_key(database_url: str) -> str:
    engine = connect(QuoteSettings(database_url=database_url))  # type: ignore[arg-type]
    accounts, key = AccountRepository(engine), new_key("test")
    merchant = await accounts.create_merchant(f"Watched {uuid4().hex}", "tests")
    limits = KeyLimits(requests_per_second=0.001, burst=1)
    await accounts.create_key(merchant.id, key, ALL_SCOPES, "", "tests", limits=limits)
    await engine.dispose()
    return key.plain
