"""Releases in a running service: their age, their changes, carts under a candidate, a pointer that moves everywhere."""

import asyncio
import json
import os
import time
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from dutiful_quote.app import create_app
from dutiful_quote.engine.duty_rate import AdValorem
from dutiful_quote.engine.measure import Measure, MeasureKind
from dutiful_quote.examples import example
from dutiful_quote.settings import QuoteSettings
from dutiful_quote.tariff.change_log import ChangeLog
from dutiful_quote.tariff.fact_table import packaged_publications
from dutiful_quote.tariff.published import PublishedTariff
from dutiful_quote.tariff.releases import ReleaseStore
from dutiful_quote.tariff.repository import TariffRepository
from dutiful_shared.contract.tariff_changes import TariffReleasesAnswer
from dutiful_shared.service.postgres import connect
from tests.conftest import PROJECT, Servers

#: The promise of the machinery, in seconds.
FAST = 5.0


@dataclass(frozen=True, slots=True)
class Told:
    """What a command said."""

    status: int
    text: str
    errors: str


class Operator:
    """Runs `dutiful tariff` as a process of its own, on the stores of the running service."""

    def __init__(self, database_url: str, redis_url: str) -> None:
        self._environment = {
            **os.environ, "DATABASE_URL": database_url, "REDIS_URL": redis_url, "COLUMNS": "300", "NO_COLOR": "1"
        }  # fmt: skip

    async def __call__(self, *arguments: str) -> Told:
        process = await asyncio.create_subprocess_exec(
            str(PROJECT / ".venv" / "bin" / "dutiful"), "tariff", *arguments, env=self._environment,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        text, errors = await process.communicate()
        assert process.returncode is not None
        return Told(process.returncode, text.decode(), errors.decode())


@pytest.fixture(scope="module")
def operator(seeded_database_url: str, servers: Servers) -> Operator:
    return Operator(seeded_database_url, servers.redis_url)


@pytest.fixture(scope="module")
async def store(seeded_database_url: str) -> AsyncIterator[ReleaseStore]:
    engine = connect(QuoteSettings(database_url=seeded_database_url), statement_timeout_ms=0)
    yield ReleaseStore(engine)
    await engine.dispose()


def packaged(publication: str) -> PublishedTariff:
    return next(
        one for one in packaged_publications() if (one.info.jurisdiction, one.info.publication) == ("US", publication)
    )


def edited(tariff: PublishedTariff, measures: Iterable[Measure], label: str) -> PublishedTariff:
    """The packaged publication as its publisher might change it."""
    return replace(
        tariff, info=replace(tariff.info, edition=label), digest=f"{label:0<64}", measures=measures,
        lines=list(tariff.lines), areas=list(tariff.areas),
    )  # fmt: skip


def dearer(measures: Iterable[Measure], points: str) -> Iterator[Measure]:
    """The same measures, every ad valorem duty so many points of the value higher."""
    for measure in measures:
        if measure.kind is MeasureKind.THIRD_COUNTRY_DUTY and isinstance(measure.rate, AdValorem):
            rate = AdValorem(measure.rate.rate + Decimal(points) / 100)
            yield replace(measure, rate=rate, rate_text=f"{rate.rate:%}")
        else:
            yield measure


@pytest.fixture(scope="module")
async def candidate(store: ReleaseStore) -> str:
    """The full schedule of the United States with every ad valorem duty 12 points higher."""
    tariff = packaged("hts")
    return (await store.load(edited(tariff, dearer(list(tariff.measures), "12"), "dearer"))).id


async def active(api: httpx2.AsyncClient, publication: str) -> str:
    found = TariffReleasesAnswer.model_validate((await api.get("/v1/tariffs/releases?country=US")).json())
    return next(release.id for release in found.releases if release.publication == publication)


async def duty(api: httpx2.AsyncClient) -> str:
    answer = (await api.post("/v1/quotes", json=example("t-shirts-to-us"))).json()
    return str(answer["duty"]["amount"])


async def test_a_breach_is_refused_and_named(candidate: str, operator: Operator, quote_api: httpx2.AsyncClient) -> None:
    before = await active(quote_api, "hts")

    told = await operator("activate", candidate)

    assert told.status == 1
    assert "rates move by 10%" in told.errors
    assert "rates move by 10%" in (await operator("check", candidate)).text
    assert await active(quote_api, "hts") == before


async def test_two_full_releases_are_compared_in_time(
    candidate: str, seeded_database_url: str, quote_api: httpx2.AsyncClient
) -> None:
    before = await active(quote_api, "hts")
    engine = connect(QuoteSettings(database_url=seeded_database_url), statement_timeout_ms=0)
    began = time.perf_counter()

    changes = [change async for change in ChangeLog(TariffRepository(engine)).between_releases(before, candidate)]

    took = time.perf_counter() - began
    await engine.dispose()
    assert len(changes) > 5_000
    assert all(change.fields == ("rate", "rate_text") for change in changes)
    assert took < 2 * FAST  # the suite shares the machine: twice what a comparison may take on one of its own


async def test_two_releases_are_compared_by_command(
    candidate: str, operator: Operator, quote_api: httpx2.AsyncClient
) -> None:
    told = await operator("diff", await active(quote_api, "hts"), candidate, "--code", "61091000", "--json")

    assert told.status == 0, told.errors
    assert {(change["change"], change["goods_code"]) for change in json.loads(told.text)} == {("changed", "61091000")}


async def test_the_law_of_two_days_is_compared(operator: Operator) -> None:
    told = await operator("diff", "US", "--from", "2026-02-20", "--to", "2026-02-28", "--code", "6109", "--json")

    assert told.status == 0, told.errors
    assert {change["on"] for change in json.loads(told.text)} >= {"2026-02-24"}


async def test_recent_carts_are_quoted_with_a_candidate(
    candidate: str, operator: Operator, quote_api: httpx2.AsyncClient
) -> None:
    answer = (await quote_api.post("/v1/quotes", json=example("t-shirts-to-us"))).json()

    told = await operator("requote", candidate, "--last", "1", "--json")

    assert told.status == 0, told.errors
    (cart,) = json.loads(told.text)
    assert cart["quote"] == answer["id"]
    assert cart["landed_cost_before"] == answer["landed_cost"]["amount"]
    (changed,) = [charge for charge in cart["charges"] if charge["line"]]
    more = Decimal(changed["after"]) - Decimal(changed["before"])
    cent = Decimal("0.01")  # each amount is rounded by itself
    assert abs(more - Decimal(answer["customs_value"]["amount"]) * Decimal("0.12")) < cent
    assert await duty(quote_api) == answer["duty"]["amount"]


async def test_activation_and_rollback_reach_every_running_service(
    candidate: str, operator: Operator, quote_api: httpx2.AsyncClient, seeded_database_url: str, servers: Servers
) -> None:
    other = create_app(
        QuoteSettings(database_url=seeded_database_url, redis_url=servers.redis_url, request_deadline_ms=20_000)
    )
    async with other.router.lifespan_context(other), _client(other, quote_api) as second:
        before = await duty(quote_api)
        assert (await operator("activate", candidate, "--accept", "a test of the machinery")).status == 0
        try:
            await _until(lambda now: now != before, quote_api, second)
        finally:
            told = await operator("rollback", "US", "hts")
        assert told.status == 0
        await _until(lambda now: now == before, quote_api, second)
    history = (await operator("history", "US", "hts")).text
    assert "a test of the machinery" in history
    assert history.index("rollback") < history.index("a test of the machinery")


async def _until(reached: Any, *apis: httpx2.AsyncClient) -> None:
    async with asyncio.timeout(FAST):
        for api in apis:
            while not reached(await duty(api)):
                await asyncio.sleep(0.05)


def _client(app: FastAPI, like: httpx2.AsyncClient) -> httpx2.AsyncClient:
    return httpx2.AsyncClient(
        transport=httpx2.ASGITransport(app=app), base_url="http://quote", headers=dict(like.headers)
    )
