"""A classifier that is slow, down or wrong costs a budget at most, and never a cart."""

import asyncio
import json
from typing import Any

import httpx2
import pytest

from dutiful_local.ports import free_port
from tests.e2e.classified_lines.quoting import (
    Merchant,
    Open,
    answering,
    cart,
    code_question,
    settle,
    substance,
)
from tests.integration.classification_service.keyword_classifier import KeywordClassifier


async def test_a_late_answer_costs_the_budget_and_serves_the_next_quote(
    open_quoting: Open,
    classify_port: int,
    merchant: Merchant,
    classifier: KeywordClassifier,
    quote_api: httpx2.AsyncClient,
) -> None:
    quoting = await open_quoting(classify_port, classify_budget_ms=60, classify_timeout_ms=20_000)
    await quoting.quote(cart("warm up", code="610910"), merchant.key)
    classifier.seconds = 1.0
    try:
        first = await quoting.quote(cart("one shirt"), merchant.key)
        outcomes = await quoting.outcomes()
    finally:
        classifier.seconds = 0.0
    usual = (await quote_api.post("/v1/quotes", json=cart("one shirt"))).json()
    second = await quoting.quote(cart("one shirt"), merchant.key)
    for _ in range(100):
        if "classification" in code_question(second):
            break
        await asyncio.sleep(0.1)
        second = await quoting.quote(cart("one shirt"), merchant.key)

    assert substance(first) == substance(usual)
    assert outcomes == {"late": 1}
    assert code_question(second)["classification"]["candidates"][0]["code"] == "620520"


async def test_a_classifier_that_is_down_leaves_the_quote_as_it_is_and_is_left_alone(
    open_quoting: Open, merchant: Merchant, quote_api: httpx2.AsyncClient
) -> None:
    quoting = await open_quoting(free_port(), classify_breaker_failures=2)
    answers = [await quoting.quote(cart(f"shirt {i}"), merchant.key) for i in range(4)]
    usual = (await quote_api.post("/v1/quotes", json=cart("shirt 3"))).json()

    assert substance(answers[-1]) == substance(usual)
    assert await quoting.outcomes() == {"failed": 2, "paused": 2}


def _told(**changes: Any) -> bytes:
    candidate = {"hs6": "620520", "probability": 0.9, "hs4_probability": 0.9, "hs2_probability": 0.9, "reasons": []}
    answer = {
        "id": "cls_1",
        "decision": "auto",
        "candidates": [candidate],
        "national": [],
        "versions": {"model": "m", "nomenclature": "n"},
    }
    return json.dumps({"row": 1, "classification": answer} | changes).encode() + b"\n"


@pytest.mark.parametrize(
    ("status", "body", "outcome"),
    [
        pytest.param(200, b"<html>", "failed", id="no JSON"),
        pytest.param(200, b"", "failed", id="nothing"),
        pytest.param(200, _told(row=7), "failed", id="another row"),
        pytest.param(200, _told(classification={"id": "cls_1"}), "failed", id="another shape"),
        pytest.param(500, b"", "failed", id="an error of its own"),
        pytest.param(307, b"", "refused", id="a redirect"),
        pytest.param(429, b"", "refused", id="too many requests"),
    ],
)
async def test_an_answer_that_is_none_leaves_the_quote_as_it_is(
    open_quoting: Open, merchant: Merchant, quote_api: httpx2.AsyncClient, status: int, body: bytes, outcome: str
) -> None:
    async with answering(lambda: (status, body)) as port:
        quoting = await open_quoting(port)
        answer = await quoting.quote(cart("a shirt"), merchant.key)
    usual = (await quote_api.post("/v1/quotes", json=cart("a shirt"))).json()

    assert substance(answer) == substance(usual)
    assert await quoting.outcomes() == {outcome: 1}


async def test_a_code_that_does_not_exist_is_neither_taken_nor_shown(open_quoting: Open, merchant: Merchant) -> None:
    body = _told().replace(b"620520", b"999998").replace(b"99", b"00", 1)
    async with answering(lambda: (200, body)) as port:
        quoting = await open_quoting(port)
        await settle(quoting, merchant, use_classified_codes=True)
        answer = await quoting.quote(cart("a shirt"), merchant.key)

    assert (answer["status"], code_question(answer)["classification"]["candidates"]) == ("partial", [])
