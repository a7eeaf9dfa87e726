"""Batches through the real service: what rows become, progress, cancelling, and a process that is killed."""

import asyncio
import csv
import io
import json
import sys
import time
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from dutiful_classify.app import create_app
from dutiful_classify.settings import ClassifySettings
from dutiful_shared.contract.classification import Classification
from dutiful_shared.service.postgres import connect
from tests.conftest import PROJECT
from tests.integration.classification_service.conftest import MakeShop, Shop, client_of, running, settings_of, shop_of
from tests.integration.classification_service.keyword_classifier import KeywordClassifier

pytestmark = pytest.mark.integration

PATH = "/v1/classifications/batch"
CSV = {"Content-Type": "text/csv"}
JSONL = {"Content-Type": "application/jsonl"}
AS_JSONL = {"Accept": "application/jsonl"}


async def sent(shop: Shop, body: str | bytes, headers: dict[str, str]) -> str:
    content = body.encode() if isinstance(body, str) else body
    response = await shop.http.post(PATH, content=content, headers=headers)
    assert response.status_code == 202, response.text
    return str(response.json()["id"])


async def ended(shop: Shop, batch: str, seconds: float = 60) -> dict[str, Any]:
    until = time.monotonic() + seconds
    while True:
        job = (await shop.http.get(f"{PATH}/{batch}")).json()
        if job["state"] not in {"waiting", "running"}:
            return dict(job)
        assert time.monotonic() < until, job
        await asyncio.sleep(0.05)


async def results(shop: Shop, batch: str) -> list[dict[str, Any]]:
    file = await shop.http.get(f"{PATH}/{batch}/results", headers=AS_JSONL)
    return [json.loads(line) for line in file.text.splitlines()]


def lines(*products: dict[str, Any]) -> str:
    return "\n".join(json.dumps(product) for product in products)


async def test_every_row_is_classified_like_a_single_product_and_kept(shop: Shop) -> None:
    job = await ended(
        shop, await sent(shop, lines({"title": "T-shirt", "destinations": ["US"]}, {"title": "shirt"}), JSONL)
    )
    rows = await results(shop, job["id"])

    assert (job["state"], job["rows_read"], job["rows_classified"], job["decisions"]) == (
        "done",
        2,
        2,
        {"auto": 1, "ask": 1},
    )
    answers = [Classification.model_validate(row["classification"]) for row in rows]
    assert [answer.candidates[0].hs6 for answer in answers] == ["610910", "620520"]
    assert answers[0].national[0].code == "6109100012"
    kept = await shop.http.get(f"/v1/classifications/{answers[0].id}")
    assert kept.json() == rows[0]["classification"]


async def test_a_csv_file_comes_back_as_one(shop: Shop) -> None:
    body = (
        "\ufefftitle,sku,destinations,attributes.material,review\r\n"
        'T-shirt,A1,US DE,cotton,\r\n"Leather\nhandbag",A2,,,true\r\n,,,,\r\ngift card,A3,,,perhaps\r\nstuff,,XX,,\r\n'
    )
    job = await ended(shop, await sent(shop, body, CSV))
    table = list(csv.DictReader(io.StringIO((await shop.http.get(f"{PATH}/{job['id']}/results")).text)))

    assert [(row["row"], row["sku"], row["decision"], row["hs6"]) for row in table] == [
        ("1", "A1", "auto", "610910"),
        ("2", "A2", "review", "420221"),
        ("3", "", "", ""),
        ("4", "", "", ""),
    ]
    assert (table[0]["national_codes"], bool(table[1]["review"])) == ("US:6109100012 DE:6109100010", True)
    assert [(fault["row"], fault["pointer"]) for fault in job["faults"]] == [(3, "review"), (4, "destinations")]


@pytest.mark.parametrize(
    ("line", "pointer", "code"),
    [
        pytest.param("{", "", "json_invalid", id="no JSON"),
        pytest.param("[]", "", "model_type", id="no object"),
        pytest.param('{"title":"a","title":"b"}', "", "malformed_json", id="a name twice"),
        pytest.param('{"title":"a\\u0000"}', "", "malformed_json", id="a NUL character"),
        pytest.param('{"title":""}', "/title", "string_too_short", id="an empty title"),
        pytest.param('{"title":"x","titel":"y"}', "/titel", "extra_forbidden", id="an unknown field"),
        pytest.param('{"title":"x","merchant_code":"61.09"}', "/merchant_code", "string_pattern_mismatch", id="dots"),
        pytest.param('{"title":"crash"}', "", "internal_error", id="what the model fails at"),
    ],
)
async def test_a_row_that_is_refused_stops_no_other(shop: Shop, line: str, pointer: str, code: str) -> None:
    body = "\n".join(('{"title":"T-shirt"}', line, '{"title":"shirt"}'))
    job = await ended(shop, await sent(shop, body, JSONL))

    assert (job["state"], job["rows_classified"], job["rows_refused"]) == ("done", 2, 1)
    assert [(fault["row"], fault["pointer"], fault["code"]) for fault in job["faults"]] == [(2, pointer, code)]


@pytest.mark.parametrize(
    ("body", "headers", "detail"),
    [
        pytest.param("titel\nx", CSV, "title among them", id="no title column"),
        pytest.param("title,colour\nx,red", CSV, "colour: no such column", id="an unknown column"),
        pytest.param("title,title\nx,y", CSV, "named twice", id="a column twice"),
        pytest.param(b'{"title":"\xff"}', JSONL, "not UTF-8", id="another encoding"),
        pytest.param("", CSV, "title among them", id="nothing"),
    ],
)
async def test_an_unreadable_file_fails_and_says_why(
    shop: Shop, body: str | bytes, headers: dict[str, str], detail: str
) -> None:
    job = await ended(shop, await sent(shop, body, headers))

    assert (job["state"], job["rows_classified"]) == ("failed", 0)
    assert detail in job["detail"]


async def test_a_file_of_another_kind_is_not_taken_in(shop: Shop) -> None:
    response = await shop.http.post(PATH, json=[{"title": "T-shirt"}])

    assert (response.status_code, response.json()["code"]) == (415, "unsupported_media_type")


async def test_what_was_decided_is_answered_from_memory_in_a_batch_too(
    shop: Shop, classifier: KeywordClassifier
) -> None:
    await shop.http.put("/v1/overrides", json={"sku": "TEE", "codes": {"HS": "610990"}, "reason": "linen"})
    job = await ended(shop, await sent(shop, lines({"title": "T-shirt", "sku": "TEE"}), JSONL))

    assert (await results(shop, job["id"]))[0]["classification"]["source"] == "override"
    assert classifier.calls == []


async def test_more_rows_than_a_batch_may_have_are_told(shop: Shop) -> None:
    job = await ended(shop, await sent(shop, "title\n" + "T-shirt\n" * 10_001, CSV), 240)

    assert (job["state"], job["rows_classified"]) == ("failed", 10_000)
    assert "10000 rows at most" in job["detail"]


async def test_a_request_comes_before_the_rows_of_a_batch(database_url: str, redis_url: str) -> None:
    slow = KeywordClassifier(seconds=0.2)
    app = create_app(settings_of(database_url, redis_url), classifier=slow)
    async with running(app), shop_of(app, database_url) as shop:
        batch = await sent(shop, lines(*({"title": f"shirt {number}"} for number in range(300))), JSONL)
        await asyncio.sleep(0.3)
        began = time.monotonic()
        await shop.classify("T-shirt")
        waited = time.monotonic() - began
        done = (await shop.http.get(f"{PATH}/{batch}")).json()["rows_classified"]
        await shop.http.post(f"{PATH}/{batch}/cancel")

    # One portion of the batch, and its own; the whole batch takes four seconds.
    assert waited < 2
    assert done < 300


async def test_a_cancelled_batch_stops_and_keeps_what_is_done(database_url: str, redis_url: str) -> None:
    slow = KeywordClassifier(seconds=0.1)
    app = create_app(settings_of(database_url, redis_url), classifier=slow)
    async with running(app), shop_of(app, database_url) as shop:
        batch = await sent(shop, lines(*({"title": f"shirt {number}"} for number in range(1_000))), JSONL)
        while not (await shop.http.get(f"{PATH}/{batch}")).json()["rows_read"]:
            await asyncio.sleep(0.02)
        stopped = (await shop.http.post(f"{PATH}/{batch}/cancel")).json()
        await asyncio.sleep(1.0)
        later = (await shop.http.get(f"{PATH}/{batch}")).json()
        kept = await results(shop, batch)

    assert (stopped["state"], later["state"]) == ("cancelled", "cancelled")
    assert 0 < stopped["rows_read"] == later["rows_read"] == len(kept) < 1_000


async def test_a_batch_goes_on_where_a_killed_process_left_it(database_url: str, redis_url: str) -> None:
    app = create_app(settings_of(database_url, redis_url), classifier=KeywordClassifier())
    rows = 500
    body = lines(*({"title": f"T-shirt {number}"} for number in range(rows)))
    async with shop_of(app, database_url) as shop:
        batch = await _begun_and_killed(body, database_url, redis_url, shop.key)
        await _let_the_lease_end(database_url, batch)
        async with running(app):
            before = (await shop.http.get(f"{PATH}/{batch}")).json()
            job = await ended(shop, batch)
            done = [row["row"] for row in await results(shop, batch)]

    assert 0 < before["rows_read"] < rows
    assert (job["state"], job["rows_classified"], job["rows_refused"]) == ("done", rows, 0)
    assert done == list(range(1, rows + 1))


async def _begun_and_killed(body: str, *arguments: str) -> str:
    """The id of a batch whose process was killed in the middle of it."""
    command = (sys.executable, "-m", "tests.integration.classification_service.batch_process", *arguments)
    process = await asyncio.create_subprocess_exec(
        *command, cwd=PROJECT, stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE
    )
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write(body.encode())
    process.stdin.close()
    async for line in process.stdout:
        if line.startswith(b"cb_"):
            process.kill()
            await process.wait()
            return line.decode().strip()
    raise AssertionError("the process has ended by itself")


async def _let_the_lease_end(database_url: str, batch: str) -> None:
    engine = connect(ClassifySettings(database_url=database_url))  # type: ignore[arg-type]
    async with engine.begin() as connection:
        await connection.execute(
            text(
                "UPDATE classify.batch SET leased_until = now() - interval '1 s' WHERE id = :id AND state = 'running'"
            ),
            {"id": batch},
        )
    await engine.dispose()


async def test_anothers_batch_is_not_there(make_shop: MakeShop) -> None:
    mine, other = await make_shop(), await make_shop()
    batch = await sent(other, lines({"title": "T-shirt"}), JSONL)

    assert (await mine.http.get(f"{PATH}/{batch}")).status_code == 404
    assert (await mine.http.get(f"{PATH}/{batch}/results")).status_code == 404
    assert (await mine.http.post(f"{PATH}/{batch}/cancel")).status_code == 404
    await ended(other, batch)


async def test_a_results_file_of_another_kind_is_not_there(shop: Shop) -> None:
    batch = await sent(shop, lines({"title": "T-shirt"}), JSONL)
    response = await shop.http.get(f"{PATH}/{batch}/results", headers={"Accept": "application/pdf"})

    assert (response.status_code, response.json()["code"]) == (406, "not_acceptable")


async def test_metrics_count_rows(app: FastAPI, shop: Shop) -> None:
    await ended(shop, await sent(shop, '{"title":"T-shirt"}\nnonsense', JSONL))

    metrics = (await client_of(app, shop.key).get("/metrics")).text
    assert 'dutiful_classification_batch_rows_total{outcome="classified"} 1.0' in metrics
    assert 'dutiful_classification_batch_rows_total{outcome="refused"} 1.0' in metrics
    assert 'dutiful_classifications_total{decision="auto",source="model"} 1.0' in metrics
