"""Any series of transitions, through the real service and PostgreSQL, held against a model in a few lines."""

import asyncio
from collections.abc import Iterator
from typing import Any

import httpx2
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from dutiful_quote.app import create_app
from dutiful_quote.examples import example
from dutiful_quote.settings import QuoteSettings
from tests.conftest import Servers


class Door:
    """The service, called from outside of any event loop."""

    def __init__(self, url: str, redis_url: str, key: str) -> None:
        self.runner = asyncio.Runner()
        self.app = create_app(QuoteSettings(database_url=url, redis_url=redis_url))
        self.lifespan = self.app.router.lifespan_context(self.app)
        self.runner.run(self.lifespan.__aenter__())
        self.client = httpx2.AsyncClient(
            transport=httpx2.ASGITransport(app=self.app),
            base_url="http://quote",
            headers={"Authorization": f"Bearer {key}"},
        )

    def close(self) -> None:
        self.runner.run(self.client.aclose())
        self.runner.run(self.lifespan.__aexit__(None, None, None))
        self.runner.close()

    def post(self, path: str, body: dict[str, Any], times: int = 1) -> list[httpx2.Response]:
        """The same request so many times at once."""

        async def all_at_once() -> list[httpx2.Response]:
            return await asyncio.gather(*(self.client.post(path, json=body) for _ in range(times)))

        return self.runner.run(all_at_once())

    def get(self, path: str) -> dict[str, Any]:
        async def fetch() -> dict[str, Any]:
            return dict((await self.client.get(path)).json())

        return self.runner.run(fetch())


@pytest.fixture
def door(seeded_database_url: str, sandbox: str, servers: Servers) -> Iterator[Door]:
    opened = Door(seeded_database_url, servers.redis_url, sandbox)
    yield opened
    opened.close()


def cart(pieces: int) -> dict[str, Any]:
    found = example("t-shirts-to-us")
    return {**found, "lines": [{**found["lines"][0], "quantity": pieces}]}


def machine(door: Door) -> type[RuleBasedStateMachine]:
    class OrderMachine(RuleBasedStateMachine):
        """`state`, `pieces` and `back` are what the model says of the order."""

        @initialize()
        def quote(self) -> None:
            (answer,) = door.post("/v1/quotes", cart(2))
            self.id = answer.json()["id"]
            self.state, self.chosen, self.pieces, self.back = "open", "", 2, 0
            self.kinds: list[str] = []
            self.returns: dict[str, int] = {}
            self.adjusted_to = 0

        def expect(self, verb: str, body: dict[str, Any], status: int, times: int = 1) -> None:
            answers = door.post(f"/v1/quotes/{self.id}/{verb}", body, times)
            assert {answer.status_code for answer in answers} == {status}, answers[0].text

        @property
        def holds(self) -> bool:
            return self.state in ("committed", "adjusted")

        @rule(reference=st.sampled_from("ab"), times=st.integers(1, 3))
        def commit(self, reference: str, times: int) -> None:
            wins = self.state == "open" or (self.holds and reference == self.chosen)
            self.expect("commit", {"reference": f"{self.id}{reference}"}, 200 if wins else 409, times)
            if self.state == "open":
                self.state, self.chosen = "committed", reference
                self.kinds.append("committed")

        @rule(pieces=st.integers(1, 4), times=st.integers(1, 3))
        def adjust(self, pieces: int, times: int) -> None:
            self.expect("adjust", cart(pieces), 200 if self.holds else 409, times)
            if self.holds and pieces != self.adjusted_to:
                self.state, self.pieces, self.back, self.adjusted_to = "adjusted", pieces, 0, pieces
                self.kinds.append("adjusted")

        @rule(reference=st.sampled_from("xyz"), pieces=st.integers(1, 3), times=st.integers(1, 3))
        def give_back(self, reference: str, pieces: int, times: int) -> None:
            known = self.returns.get(reference)
            fits = known == pieces if known else self.back + pieces <= self.pieces
            body = {"reference": reference, "lines": [{"id": "1", "quantity": str(pieces)}]}
            self.expect("refund", body, 200 if self.holds and fits else 409, times)
            if self.holds and fits and known is None:
                self.back += pieces
                self.returns[reference] = pieces
                self.kinds.append("refunded")

        @rule(times=st.integers(1, 3))
        def void(self, times: int) -> None:
            self.expect("void", {}, 409 if self.state == "open" else 200, times)
            if self.holds:
                self.state = "voided"
                self.kinds.append("voided")

        @invariant()
        def the_history_is_that_of_the_model(self) -> None:
            if not hasattr(self, "id"):
                return
            order = door.get(f"/v1/quotes/{self.id}/order")
            assert order["state"] == self.state
            assert [event["kind"] for event in order["events"]] == self.kinds
            assert [event["sequence"] for event in order["events"]] == list(range(1, len(self.kinds) + 1))

    return OrderMachine


def test_every_series_of_transitions_agrees_with_the_model(door: Door) -> None:
    run_state_machine_as_test(
        machine(door),
        settings=settings(
            max_examples=25, stateful_step_count=12, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )
