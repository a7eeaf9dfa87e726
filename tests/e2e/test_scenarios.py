"""`Dutiful-Scenario`: a sandbox key sees a bad day's answers; a live key never does."""

from collections.abc import AsyncIterator
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI

from dutiful_quote.api.scenarios import MOST_HELD
from dutiful_quote.settings import QuoteSettings
from dutiful_shared.account.api_key import new_key
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.account.scopes import ALL_SCOPES
from dutiful_shared.client import BaseUrls, DutifulClient, DutifulProblem
from dutiful_shared.contract.quote_request import QuoteRequest
from dutiful_shared.contract.scenario import Scenario
from dutiful_shared.service.postgres import connect

CART: dict[str, Any] = {
    "ship_from": {"country": "CN"},
    "ship_to": {"country": "US"},
    "currency": "USD",
    "import_date": "2026-07-20",
    "incoterm": "DDP",
    "transport_mode": "express",
    "lines": [
        {"id": "1", "hs_code": "6109100012", "code_system": "US", "origin": "CN", "quantity": 2, "unit_price": "19.99"}
    ],
}
#: A caller who waits this long (milliseconds) is answered soon.
SOON = {"X-Request-Deadline-Ms": "300"}


@pytest.fixture(scope="module")
async def keys(seeded_database_url: str) -> dict[str, str]:
    """A key of each environment, of one merchant."""
    engine = connect(QuoteSettings(database_url=seeded_database_url))
    accounts = AccountRepository(engine)
    merchant = await accounts.create_merchant(f"Scenarios {uuid4().hex}", "tests")
    made = {environment: new_key(environment) for environment in ("test", "live")}
    for key in made.values():
        await accounts.create_key(merchant.id, key, ALL_SCOPES, "tests", "tests")
    await engine.dispose()
    return {environment: key.plain for environment, key in made.items()}


@pytest.fixture(scope="module")
async def api(quote_app: FastAPI) -> AsyncIterator[httpx2.AsyncClient]:
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app=quote_app), base_url="http://quote") as client:
        yield client


@pytest.fixture
def ask(api: httpx2.AsyncClient, keys: dict[str, str]) -> Any:
    """Quotes the cart: `await ask("stale", environment="live", **headers)`."""

    async def asked(scenario: str | None, environment: str = "test", **headers: str) -> httpx2.Response:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        named |= {"Authorization": f"Bearer {keys[environment]}"}
        named |= {} if scenario is None else {"Dutiful-Scenario": scenario}
        return await api.post("/v1/quotes", json=CART, headers=named)

    return asked


async def test_an_ordinary_quote_says_nothing_of_scenarios(ask: Any) -> None:
    answer = await ask(None)

    assert answer.json()["status"] == "complete"
    assert "dutiful-scenario" not in answer.headers


async def test_stale_facts_degrade_a_quote_that_is_recorded(ask: Any, api: httpx2.AsyncClient) -> None:
    answer = await ask("stale")

    quote = answer.json()
    assert (quote["status"], quote["id"] is None) == ("degraded", False)
    assert any("verified until" in text for text in quote["freshness"]["stale"])
    kept = await api.get(
        f"/v1/quotes/{quote['id']}", headers={"Authorization": answer.request.headers["authorization"]}
    )
    assert kept.content == answer.content


async def test_a_stale_quote_has_the_amounts_of_an_ordinary_one(ask: Any) -> None:
    stale, ordinary = (await ask("stale")).json(), (await ask(None)).json()

    assert stale["landed_cost"] == ordinary["landed_cost"]


async def test_a_degraded_quote_has_no_id_and_no_token(ask: Any) -> None:
    quote = (await ask("degraded")).json()

    assert (quote["status"], quote["id"], quote["token"]) == ("degraded", None, None)


@pytest.mark.parametrize(
    ("scenario", "status", "code"),
    [("unavailable", 503, "tariff_unavailable"), ("too_many_requests", 429, "rate_limited")],
)
async def test_a_refusal_is_the_true_problem_and_says_when_to_repeat(
    scenario: str, status: int, code: str, ask: Any
) -> None:
    answer = await ask(scenario)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert int(answer.headers["retry-after"]) >= 1
    assert answer.headers["dutiful-scenario"] == scenario


async def test_too_many_requests_tell_of_a_spent_limit_once(ask: Any) -> None:
    assert (await ask("too_many_requests")).headers.get_list("ratelimit") == ['"default";r=0;t=1']


async def test_a_timeout_is_the_deadlines_own_problem(ask: Any) -> None:
    answer = await ask("timeout", **SOON)

    assert (answer.status_code, answer.json()["code"]) == (504, "deadline_exceeded")


async def test_a_slow_quote_is_an_ordinary_one(ask: Any) -> None:
    answer = await ask("slow", **{"X-Request-Deadline-Ms": "2000"})

    assert (answer.json()["status"], answer.headers["dutiful-scenario"]) == ("complete", "slow")


@pytest.mark.parametrize("scenario", [*(one.value for one in Scenario), "no such scenario"])
async def test_a_live_key_is_answered_as_ever_and_told_so(scenario: str, ask: Any) -> None:
    answer = await ask(scenario, environment="live")

    assert (answer.json()["status"], answer.headers["dutiful-scenario"]) == ("complete", "ignored")


async def test_a_scenario_that_there_is_not_is_refused_by_its_header(ask: Any) -> None:
    answer = await ask("flood")

    (fault,) = answer.json()["errors"]
    assert (answer.status_code, fault["parameter"]) == (422, "header.dutiful-scenario")
    assert "too_many_requests" in fault["detail"]


@pytest.mark.parametrize("scenario", [one.value for one in Scenario])
async def test_under_a_key_nothing_of_a_scenario_is_remembered(scenario: str, ask: Any) -> None:
    key = {"Idempotency-Key": uuid4().hex}
    await ask(scenario, **key, **SOON)

    again = await ask(None, environment="live", **key)

    assert again.json()["status"] == "complete"
    assert "idempotent-replayed" not in again.headers


async def test_no_more_than_a_few_requests_are_held(ask: Any, quote_app: FastAPI) -> None:
    scenarios = quote_app.state.resources.scenarios
    scenarios.held = MOST_HELD
    try:
        answer = await ask("timeout")
    finally:
        scenarios.held = 0

    assert answer.json()["detail"] == "The answer was not ready in time."


async def test_what_is_played_counts_neither_as_a_quote_nor_on_its_route(ask: Any, api: httpx2.AsyncClient) -> None:
    def quotes_and_failures(text: str) -> list[str]:
        wanted = (
            'dutiful_quotes_total{jurisdiction="US",status="degraded"}',
            'route="/v1/quotes",service="quote",status="5',
        )
        return [line for line in text.splitlines() if any(one in line for one in wanted)]

    before = quotes_and_failures((await api.get("/metrics")).text)
    await ask("stale")
    await ask("unavailable")

    after = (await api.get("/metrics")).text
    assert quotes_and_failures(after) == before
    assert 'route="(scenario)"' in after


async def test_the_client_asks_for_a_scenario(quote_app: FastAPI, keys: dict[str, str]) -> None:
    transport = httpx2.ASGITransport(app=quote_app)
    async with DutifulClient(BaseUrls(quote="http://quote"), keys["test"], transport=transport) as dutiful:
        with pytest.raises(DutifulProblem) as refused:
            await dutiful.quote(QuoteRequest.model_validate(CART), scenario=Scenario.UNAVAILABLE)

    assert refused.value.code == "tariff_unavailable"
