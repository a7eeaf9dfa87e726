"""What is told of releases and of what changes between them."""

from datetime import date

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import text

from dutiful_quote.settings import QuoteSettings
from dutiful_quote.tariff.change_log import Change, ChangeLog
from dutiful_quote.tariff.repository import TariffRepository
from dutiful_shared.contract.tariff_changes import TariffChangesAnswer, TariffReleasesAnswer
from dutiful_shared.service.postgres import connect


async def test_releases_tell_source_and_age(quote_api: httpx2.AsyncClient) -> None:
    answer = (await quote_api.get("/v1/tariffs/releases")).json()

    releases = TariffReleasesAnswer.model_validate(answer).releases

    assert {"US", "EU", "GB"} <= {release.jurisdiction for release in releases}
    assert all(release.active and release.publisher and release.age_seconds >= 0 for release in releases)


@pytest.mark.parametrize(("country", "jurisdiction"), [("US", "US"), ("DE", "EU")], ids=["its-own", "its-union"])
async def test_releases_of_a_country_are_those_of_its_customs_territory(
    country: str, jurisdiction: str, quote_api: httpx2.AsyncClient
) -> None:
    answer = (await quote_api.get(f"/v1/tariffs/releases?country={country}")).json()

    assert {release["jurisdiction"] for release in answer["releases"]} == {jurisdiction}


async def test_the_age_of_each_jurisdiction_is_a_metric(quote_api: httpx2.AsyncClient) -> None:
    shown = (await quote_api.get("/metrics")).text

    assert 'dutiful_tariff_release_age_seconds{jurisdiction="US"}' in shown


async def test_pages_of_changes_join_without_a_gap(quote_api: httpx2.AsyncClient) -> None:
    path = "/v1/tariffs/changes?from=2026-02-01&to=2026-08-01&country=US&code=6109"
    whole = TariffChangesAnswer.model_validate((await quote_api.get(f"{path}&limit=500")).json())
    pages, cursor = [], 0
    while True:
        page = TariffChangesAnswer.model_validate((await quote_api.get(f"{path}&limit=50&cursor={cursor}")).json())
        pages += page.changes
        if page.next is None:
            break
        cursor = page.next

    assert whole.next is None
    assert len(whole.changes) > 50
    assert tuple(pages) == whole.changes


#: What reading every measure of the active law finds, by the texts that it holds.
_NAIVE_CHANGES = text(
    """
    SELECT id, release_id, begins FROM (
        SELECT m.id, m.release_id, m.goods_code, true AS begins, (m.data->>'valid_from')::date AS on_day
        FROM quote.tariff_active a JOIN quote.tariff_measure m ON m.release_id = a.release_id
        WHERE (m.data->>'valid_from')::date > :first AND (m.data->>'valid_from')::date <= :last
        UNION ALL
        SELECT m.id, m.release_id, m.goods_code, false AS begins, (m.data->>'valid_to')::date + 1 AS on_day
        FROM quote.tariff_active a JOIN quote.tariff_measure m ON m.release_id = a.release_id
        WHERE (m.data->>'valid_to')::date >= :first AND (m.data->>'valid_to')::date < :last
    ) AS change
    ORDER BY on_day, begins, goods_code COLLATE "C", id COLLATE "C", release_id
    """
)


@pytest.mark.parametrize(
    ("first", "last"),
    [
        pytest.param(date(2026, 6, 30), date(2026, 7, 31), id="a-month"),
        pytest.param(date(2025, 12, 31), date(2026, 1, 1), id="a-new-year"),
    ],
)
async def test_changes_are_those_that_reading_all_of_the_law_finds(
    first: date, last: date, seeded_database_url: str, quote_app: FastAPI
) -> None:
    engine = connect(QuoteSettings(database_url=seeded_database_url), statement_timeout_ms=0)
    async with engine.connect() as connection:
        rows = await connection.execute(_NAIVE_CHANGES, {"first": first, "last": last})
        expected = [(row.id, row.release_id, row.begins) for row in rows]
    found = await ChangeLog(TariffRepository(engine)).between_days(first, last, most=len(expected) + 1)
    await engine.dispose()

    assert len(expected) > 100
    told = [(change.measure.id, change.measure.release, change.change is Change.BEGINS) for change in found]
    assert told == expected


@pytest.mark.parametrize(
    "query",
    [
        pytest.param("from=2026-08-01&to=2026-02-01", id="days-the-wrong-way-round"),
        pytest.param("from=2026-08-01", id="one-day-only"),
        pytest.param("before=US:hts:none:0&after=US:hts:none:1", id="releases-that-are-not-loaded"),
        pytest.param("from=2026-02-01&to=2026-08-01&limit=501", id="a-page-too-long"),
    ],
)
async def test_changes_that_cannot_be_listed_are_refused(query: str, quote_api: httpx2.AsyncClient) -> None:
    response = await quote_api.get(f"/v1/tariffs/changes?{query}")

    assert (response.status_code, response.json()["code"]) == (422, "invalid_request")
