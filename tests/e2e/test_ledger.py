"""A committed quote comes into the ledger, whatever is away meanwhile, and anybody can check it there."""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI
from prometheus_client import CollectorRegistry
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

import dutiful_docs.app
from dutiful_docs.ledger.attachment import Proof
from dutiful_docs.ledger.checkpoint import keys_in_pem
from dutiful_docs.ledger.opening import Opening
from dutiful_docs.ledger.verification import VerificationError, verify_content
from dutiful_docs.settings import DocsSettings
from dutiful_quote.examples import example
from dutiful_quote.ledger.forwarder import LedgerForwarder
from dutiful_quote.settings import QuoteSettings
from dutiful_shared.client import BaseUrls, DutifulClient, DutifulError
from dutiful_shared.client.ledger import LedgerClient
from dutiful_shared.service.internal import DEV_INTERNAL_KEY, InternalSettings
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.tenancy import SERVICE_ROLE
from dutiful_shared.service.ticket import Purpose, tickets_of

pytestmark = pytest.mark.e2e

MakeForwarder = Callable[..., LedgerForwarder]


@pytest.fixture(scope="module")
async def docs(seeded_database_url: str) -> AsyncIterator[FastAPI]:
    app = dutiful_docs.app.create_app(
        DocsSettings(database_url=seeded_database_url, ledger_batch_seconds=3_600, request_deadline_ms=30_000)
    )
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def engine(seeded_database_url: str) -> AsyncIterator[AsyncEngine]:
    made = connect(QuoteSettings(database_url=seeded_database_url), "tests", role=SERVICE_ROLE)
    yield made
    await made.dispose()


@pytest.fixture
async def http(quote_app: FastAPI, sandbox: str) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=quote_app),
        base_url="http://quote",
        headers={"Authorization": f"Bearer {sandbox}"},
    ) as client:
        yield client


@pytest.fixture
async def ledger(docs: FastAPI, sandbox: str) -> AsyncIterator[DutifulClient]:
    async with DutifulClient(BaseUrls(docs="http://docs"), sandbox, transport=httpx2.ASGITransport(app=docs)) as client:
        yield client


@dataclass
class Flaky(httpx2.AsyncBaseTransport):
    """The docs service, which is away for some requests, or whose answers get lost on the way back."""

    inner: httpx2.AsyncBaseTransport
    away: int = 0
    lost: int = 0

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        if self.away:
            self.away -= 1
            raise httpx2.ConnectError("away")
        response = await self.inner.handle_async_request(request)
        if self.lost:
            self.lost -= 1
            raise httpx2.ReadError("lost")
        return response


def tickets(key: str) -> Callable[[], str]:
    return tickets_of(InternalSettings(internal_key=key), Purpose.ENTER_INTO_LEDGER, "quote")  # type: ignore[arg-type]


@pytest.fixture
def make_forwarder(docs: FastAPI, engine: AsyncEngine) -> MakeForwarder:
    def make(*, key: str = DEV_INTERNAL_KEY, away: int = 0, lost: int = 0) -> LedgerForwarder:
        transport = Flaky(httpx2.ASGITransport(app=docs), away, lost)
        client = LedgerClient(BaseUrls(docs="http://docs"), tickets(key), transport=transport)
        return LedgerForwarder(engine, client, CollectorRegistry())

    return make


@pytest.fixture
async def forwarder(make_forwarder: MakeForwarder) -> LedgerForwarder:
    """What other tests have left behind is on its way already."""
    made = make_forwarder()
    await made.turn()
    return made


async def committed(http: httpx2.AsyncClient) -> str:
    quote_id: str = (await http.post("/v1/quotes", json=example("t-shirts-to-us"))).json()["id"]
    answer = await http.post(f"/v1/quotes/{quote_id}/commit", json={"reference": uuid4().hex})
    assert answer.status_code == 200, answer.text
    return quote_id


async def waiting(engine: AsyncEngine, quote_id: str) -> int:
    async with engine.connect() as connection:
        query = text("SELECT count(*) FROM quote.ledger_outbox WHERE subject = :id")
        return int((await connection.execute(query, {"id": quote_id})).scalar_one())


async def test_a_committed_quote_is_proven_to_be_what_was_answered(
    http: httpx2.AsyncClient, forwarder: LedgerForwarder, docs: FastAPI, ledger: DutifulClient
) -> None:
    quote_id = await committed(http)
    await forwarder.turn()
    await docs.state.resources.ledger.worker.turn()

    answer = (await http.get(f"/v1/quotes/{quote_id}")).content
    (told,) = (await ledger.ledger_openings(quote_id)).openings
    proof = Proof.from_plain((await ledger.ledger_proof(told.leaf)).model_dump(mode="json"))
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=docs), base_url="http://docs") as client:
        pem = (await client.get("/v1/ledger/keys")).json()["keys"][0]["pem"]
    keys = keys_in_pem(pem.encode())
    opening = Opening(told.leaf, told.salt, told.kind, told.subject, told.content_sha256)

    assert verify_content(answer, opening, keys, proof).opening.subject == quote_id
    with pytest.raises(VerificationError):
        verify_content(answer.replace(b"DDP", b"DAP"), opening, keys, proof)


async def test_a_quote_that_was_not_committed_does_not_go_to_the_ledger(
    http: httpx2.AsyncClient, engine: AsyncEngine
) -> None:
    quote_id = (await http.post("/v1/quotes", json=example("t-shirts-to-us"))).json()["id"]
    assert await waiting(engine, quote_id) == 0


async def test_a_commit_that_is_repeated_goes_to_the_ledger_once(http: httpx2.AsyncClient, engine: AsyncEngine) -> None:
    quote_id = (await http.post("/v1/quotes", json=example("t-shirts-to-us"))).json()["id"]
    reference = {"reference": uuid4().hex}
    for _ in range(3):
        await http.post(f"/v1/quotes/{quote_id}/commit", json=reference)
    assert await waiting(engine, quote_id) == 1


async def test_the_quote_of_an_adjustment_goes_to_the_ledger_too(http: httpx2.AsyncClient, engine: AsyncEngine) -> None:
    quote_id = await committed(http)
    found: dict[str, Any] = example("t-shirts-to-us")
    cart = {**found, "lines": [{**found["lines"][0], "quantity": 3}]}
    adjusted = (await http.post(f"/v1/quotes/{quote_id}/adjust", json=cart)).json()
    current = adjusted["order"]["current_quote_id"]
    assert (current != quote_id, await waiting(engine, quote_id), await waiting(engine, current)) == (True, 1, 1)


async def test_nothing_is_lost_while_the_ledger_is_away(
    http: httpx2.AsyncClient,
    forwarder: LedgerForwarder,
    make_forwarder: MakeForwarder,
    engine: AsyncEngine,
    ledger: DutifulClient,
) -> None:
    quotes = [await committed(http) for _ in range(3)]
    away = make_forwarder(away=2)
    for _ in range(2):
        with pytest.raises(DutifulError):
            await away.turn()
    before = [await waiting(engine, one) for one in quotes]
    await forwarder.turn()
    after = [await waiting(engine, one) for one in quotes]
    leaves = [len((await ledger.ledger_openings(one)).openings) for one in quotes]
    assert (before, after, leaves) == ([1] * 3, [0] * 3, [1] * 3)


async def test_a_confirmation_that_is_lost_makes_no_second_leaf(
    http: httpx2.AsyncClient,
    forwarder: LedgerForwarder,
    make_forwarder: MakeForwarder,
    engine: AsyncEngine,
    ledger: DutifulClient,
) -> None:
    quote_id = await committed(http)
    losing = make_forwarder(lost=1)
    with pytest.raises(DutifulError):
        await losing.turn()
    still = await waiting(engine, quote_id)
    await losing.turn()
    leaves = (await ledger.ledger_openings(quote_id)).openings
    assert (still, await waiting(engine, quote_id), len(leaves)) == (1, 0, 1)


async def test_forwarders_side_by_side_send_everything_once(
    http: httpx2.AsyncClient, forwarder: LedgerForwarder, make_forwarder: MakeForwarder, ledger: DutifulClient
) -> None:
    quotes = [await committed(http) for _ in range(4)]
    await asyncio.gather(*(one.turn() for one in (forwarder, make_forwarder(), make_forwarder())))
    await forwarder.turn()
    leaves = [len((await ledger.ledger_openings(one)).openings) for one in quotes]
    assert leaves == [1] * 4


async def test_a_wrong_internal_key_loses_nothing(
    http: httpx2.AsyncClient, forwarder: LedgerForwarder, make_forwarder: MakeForwarder, engine: AsyncEngine
) -> None:
    quote_id = await committed(http)
    with pytest.raises(DutifulError):
        await make_forwarder(key="w" * 40).turn()
    assert await waiting(engine, quote_id) == 1


async def test_what_the_ledger_does_not_take_is_counted(
    http: httpx2.AsyncClient, forwarder: LedgerForwarder, engine: AsyncEngine, docs: FastAPI
) -> None:
    await committed(http)
    registry = CollectorRegistry()
    transport = Flaky(httpx2.ASGITransport(app=docs), away=1)
    client = LedgerClient(BaseUrls(docs="http://docs"), tickets(DEV_INTERNAL_KEY), transport=transport)
    counting = LedgerForwarder(engine, client, registry)
    names = ("outbox_entries", "forward_failures_total", "forwarded_total")
    with pytest.raises(DutifulError):
        await counting.turn()
    before = [registry.get_sample_value(f"dutiful_ledger_{name}") for name in names]
    await counting.turn()
    after = [registry.get_sample_value(f"dutiful_ledger_{name}") for name in names]
    assert (before, after) == ([1, 1, 0], [0, 1, 1])


async def test_the_hash_is_of_the_answer_byte_for_byte(http: httpx2.AsyncClient, engine: AsyncEngine) -> None:
    quote_id = await committed(http)
    answer = (await http.get(f"/v1/quotes/{quote_id}")).content
    async with engine.connect() as connection:
        query = text("SELECT content_sha256 FROM quote.ledger_outbox WHERE subject = :id")
        stored = (await connection.execute(query, {"id": quote_id})).scalar_one()
    assert stored == hashlib.sha256(answer).hexdigest()
