"""What many callers saw of a service that is killed again and again: from the recorded history nothing was done twice,
nothing that was answered is lost, and whoever repeats a request reads the same bytes."""

import asyncio
import signal
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any
from uuid import uuid4

import asyncpg
import httpx2
import pytest

from dutiful_quote.examples import example
from dutiful_quote.settings import QuoteSettings
from tests.conftest import Servers
from tests.e2e.test_idempotent_quotes import serving

pytestmark = pytest.mark.e2e

#: Orders in work at a time, and after how many answers the process dies.
_ORDERS, _KILLED_AFTER = 5, (12, 30)
_COME_AGAIN = frozenset({"request_in_progress", "deadline_exceeded"})


class History:
    """Every keyed request with its first answer. A request without an answer is made again, under the same key."""

    def __init__(self, key: str) -> None:
        self.headers = {"authorization": f"Bearer {key}"}
        self.client: httpx2.AsyncClient | None = None
        self.first: dict[tuple[str, str], tuple[dict[str, Any], httpx2.Response]] = {}

    async def post(self, path: str, body: dict[str, Any], name: str = "") -> httpx2.Response:
        """The answer, from whichever process gives one."""
        name = name or uuid4().hex
        while True:
            try:
                answer = await self._client().post(path, json=body, headers={**self.headers, "idempotency-key": name})
            except (httpx2.TransportError, ConnectionError):
                await asyncio.sleep(0.05)
                continue
            if answer.status_code in (429, 503) or (answer.is_error and answer.json()["code"] in _COME_AGAIN):
                await asyncio.sleep(0.2)
                continue
            self.first.setdefault((path, name), (body, answer))
            return answer

    async def get(self, path: str) -> httpx2.Response:
        return await self._client().get(path, headers=self.headers)

    async def after(self, answers: int, at_work: asyncio.Future[Any]) -> None:
        while len(self.first) < answers and not at_work.done():
            await asyncio.sleep(0.02)

    def _client(self) -> httpx2.AsyncClient:
        if self.client is None:
            raise ConnectionError
        return self.client


def cart(**changes: Any) -> dict[str, Any]:
    """Two pieces of one line."""
    found = example("t-shirts-to-us")
    return {**found, "lines": [{**found["lines"][0], "quantity": 2}], **changes}


class Buyer:
    """Orders, changes the order, sends back more than it bought, and cancels; each step by several at once."""

    def __init__(self, history: History) -> None:
        self._history = history
        self.quote: dict[str, Any] = {}
        self.recorded = b""

    async def buy(self) -> None:
        answer = await self._history.post("/v1/quotes", cart())
        self.quote, self.recorded = answer.json(), answer.content
        commits = await self._all("commit", *({"reference": f"{self.quote['id']}{one}"} for one in "aab"))
        self.codes = sorted(answer.status_code for answer in commits)
        self.adjusted = (await self._all("adjust", *[cart(shipping="7.50")] * 2))[0].json()
        self.returns = await self._all(
            "refund", *({"reference": one, "lines": [{"id": "1", "quantity": "1"}]} for one in "xyzx")
        )
        await self._all("void", {}, {})

    async def _all(self, verb: str, *bodies: dict[str, Any]) -> list[httpx2.Response]:
        path = f"/v1/quotes/{self.quote['id']}/{verb}"
        return await asyncio.gather(*(self._history.post(path, body) for body in bodies))


@pytest.fixture
def settings(seeded_database_url: str, servers: Servers) -> QuoteSettings:
    """Short deadlines: what a killed process had in work is free again after one."""
    return QuoteSettings(
        database_url=seeded_database_url,
        redis_url=servers.redis_url,
        request_deadline_ms=5_000,
        journal_timeout_ms=4_000,
    )


@pytest.fixture
async def owner(seeded_database_url: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(seeded_database_url.replace("+asyncpg", ""))
    yield connection
    await connection.close()


async def test_the_history_of_a_service_that_is_killed_is_that_of_one_that_lives(
    settings: QuoteSettings, sandbox: str, owner: asyncpg.Connection
) -> None:
    history = History(sandbox)
    buyers = [Buyer(history) for _ in range(_ORDERS)]
    at_work = asyncio.gather(*(buyer.buy() for buyer in buyers))
    for answers in _KILLED_AFTER:
        async with serving(settings) as (process, client):
            history.client = client
            await history.after(answers, at_work)
            process.send_signal(signal.SIGKILL)
            history.client = None
    async with serving(settings) as (_, client):
        history.client = client
        await at_work
        for (path, name), (body, first) in list(history.first.items()):
            again = await history.post(path, body, name)
            if first.is_success:
                assert (again.status_code, again.content) == (first.status_code, first.content), path
        for buyer in buyers:
            await _check(history, buyer)
        await _an_expired_quote_is_never_committed(history, owner)


async def _check(history: History, buyer: Buyer) -> None:
    quote_id = buyer.quote["id"]
    order = (await history.get(f"/v1/quotes/{quote_id}/order")).json()
    events = order["events"]

    assert (await history.get(f"/v1/quotes/{quote_id}")).content == buyer.recorded
    # One of two references wins; whoever asked with it has an order, and nobody else.
    assert sorted(set(buyer.codes)) == [200, 409]
    assert [event["kind"] for event in events] == ["committed", "adjusted", "refunded", "refunded", "voided"]
    assert order["state"] == "voided"
    # Three returns of a piece each were asked for, of an order of two pieces.
    acknowledged = {answer.json()["refund"]["reference"] for answer in buyer.returns if answer.is_success}
    assert len(acknowledged) == 2
    refunds = [event["details"] for event in events if event["kind"] == "refunded"]
    assert {one["reference"] for one in refunds} == acknowledged
    sold = buyer.adjusted["quote"]
    charges = [*sold["charges"], *(charge for line in sold["lines"] for charge in line["charges"])]
    charged = sum(Decimal(one["amount"]["amount"]) for one in charges)
    assert sum(Decimal(one["total"]["amount"]) for one in refunds) <= charged


async def _an_expired_quote_is_never_committed(history: History, owner: asyncpg.Connection) -> None:
    quote = (await history.post("/v1/quotes", cart())).json()
    await owner.execute(
        "UPDATE quote.quote SET answer = replace(answer::text, $2, '2026-01-01T00:00:00Z')::json WHERE id = $1",
        quote["id"],
        quote["expires_at"],
    )

    answers = await asyncio.gather(
        *(history.post(f"/v1/quotes/{quote['id']}/commit", {"reference": uuid4().hex}) for _ in range(3))
    )

    assert {answer.json()["code"] for answer in answers} == {"quote_expired"}
    assert (await history.get(f"/v1/quotes/{quote['id']}/order")).json()["state"] == "open"
