"""Some products at once, answered while the caller waits."""

import json

import httpx2
import pytest
from fastapi import FastAPI

from dutiful_shared.client import BaseUrls, DutifulClient
from dutiful_shared.contract.classification import ClassificationRequest
from tests.integration.classification_service.conftest import Shop
from tests.integration.classification_service.keyword_classifier import KeywordClassifier

pytestmark = pytest.mark.integration

PATH = "/v1/classifications/lines"
JSONL = {"Content-Type": "application/jsonl"}


async def test_each_line_has_its_answer_or_its_faults_in_order(shop: Shop) -> None:
    body = "\n".join(['{"title":"T-shirt"}', "", '{"title":""}', '{"title":"crash"}', '{"title":"shirt"}'])
    response = await shop.http.post(PATH, content=body, headers=JSONL)

    lines = [json.loads(line) for line in response.text.splitlines()]
    assert [line["row"] for line in lines] == [1, 2, 3, 4]
    assert [line["classification"]["decision"] for line in (lines[0], lines[3])] == ["auto", "ask"]
    assert [(line["faults"][0]["pointer"], line["faults"][0]["code"]) for line in lines[1:3]] == [
        ("/title", "string_too_short"),
        ("", "unavailable"),
    ]
    kept = await shop.http.get(f"/v1/classifications/{lines[0]['classification']['id']}")
    assert kept.json() == lines[0]["classification"]


@pytest.mark.parametrize("path", [PATH, "/v1/classifications/batch"])
async def test_a_key_for_repetitions_is_refused_where_no_answer_is_kept(path: str, shop: Shop) -> None:
    response = await shop.http.post(path, content='{"title":"T-shirt"}', headers={**JSONL, "Idempotency-Key": "once"})

    assert (response.status_code, response.json()["errors"][0]["code"]) == (400, "idempotency_key_not_taken")


async def test_many_lines_are_computed_together(shop: Shop, classifier: KeywordClassifier) -> None:
    body = "\n".join(json.dumps({"title": f"T-shirt {number}"}) for number in range(100))
    response = await shop.http.post(PATH, content=body, headers=JSONL)

    assert len(response.text.splitlines()) == 100
    assert len(classifier.calls) <= 10


@pytest.mark.parametrize(
    ("body", "headers", "status", "code"),
    [
        pytest.param('{"title":"x"}\n' * 501, JSONL, 422, "invalid_request", id="too many"),
        pytest.param("\n", JSONL, 422, "invalid_request", id="none"),
        pytest.param(b"\xff", JSONL, 422, "invalid_request", id="another encoding"),
        pytest.param("title\nx", {"Content-Type": "text/csv"}, 415, "unsupported_media_type", id="a table"),
        pytest.param("x" * 5_000_000, JSONL, 413, "body_too_large", id="too large"),
    ],
)
async def test_what_is_not_a_few_lines_is_refused(
    shop: Shop, body: str | bytes, headers: dict[str, str], status: int, code: str
) -> None:
    response = await shop.http.post(PATH, content=body, headers=headers)

    assert (response.status_code, response.json()["code"]) == (status, code)


async def test_the_client_reads_line_by_line(app: FastAPI, shop: Shop) -> None:
    products = [ClassificationRequest(title=title) for title in ("T-shirt", "crash")]
    async with DutifulClient(BaseUrls(), shop.key, transport=httpx2.ASGITransport(app=app)) as client:
        results = [result async for result in client.classify_lines(products)]

    assert [(result.row, result.classification is not None, len(result.faults)) for result in results] == [
        (1, True, 0),
        (2, False, 1),
    ]
