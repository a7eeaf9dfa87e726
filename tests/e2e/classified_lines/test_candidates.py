"""The question after a code has candidates, none of which is charged; who has a code or no leave asks nobody."""

import json
from decimal import Decimal
from typing import Any

import httpx2
import pytest

from tests.e2e.classified_lines.quoting import Merchant, Open, answering, cart, code_question, substance
from tests.integration.classification_service.keyword_classifier import KeywordClassifier


async def test_a_question_has_the_candidates_with_what_each_would_cost(
    open_quoting: Open, classify_port: int, merchant: Merchant, quote_api: httpx2.AsyncClient
) -> None:
    quoting = await open_quoting(classify_port)
    answer = await quoting.quote(cart("a shirt"), merchant.key)

    asked = code_question(answer)
    candidates = asked["classification"]["candidates"]
    alone = [(await quote_api.post("/v1/quotes", json=cart("a shirt", code=one["code"]))).json() for one in candidates]
    assert [(one["code"], one["probability"]) for one in candidates] == [
        ("620520", 0.45),
        ("610510", 0.35),
        ("620530", 0.1),
    ]
    assert [one["duty"] for one in candidates] == [one["lines"][0]["duty"] for one in alone]
    totals = [Decimal(one["lines"][0]["duty"]["amount"]) + Decimal(one["lines"][0]["tax"]["amount"]) for one in alone]
    assert [Decimal(one["total"]["likely"]) for one in candidates] == totals
    assert asked["spread"] == {
        "min": f"{min(totals):.2f}",
        "likely": f"{totals[0]:.2f}",
        "max": f"{max(totals):.2f}",
        "currency": "GBP",
    }


async def test_the_classifiers_own_question_is_passed_on(
    open_quoting: Open, classify_port: int, merchant: Merchant
) -> None:
    quoting = await open_quoting(classify_port)
    asked = code_question(await quoting.quote(cart("a shirt"), merchant.key))

    assert asked["classification"]["question"] == {
        "text": "Is it knitted or woven?",
        "attribute": "fabric",
        "answers": [{"value": "woven", "leads_to": "620520"}, {"value": "knitted", "leads_to": "610510"}],
    }


async def test_candidates_are_never_charged(
    open_quoting: Open, classify_port: int, merchant: Merchant, quote_api: httpx2.AsyncClient
) -> None:
    quoting = await open_quoting(classify_port)
    answer = await quoting.quote(cart("a shirt"), merchant.key)
    best = (await quote_api.post("/v1/quotes", json=cart("a shirt", code="620520"))).json()

    assert (answer["status"], answer["landed_cost"], answer["token"]) == ("partial", None, None)
    assert (answer["lines"][0]["tariff_code"], answer["lines"][0]["calculable"]) == (None, False)
    assert answer["options"]["ddp"]["available"] is False
    assert (answer["estimate"]["likely"], answer["estimate"]["max"]) == (best["landed_cost"]["amount"], None)


async def test_all_lines_of_a_cart_are_asked_in_one_go(
    open_quoting: Open, classify_port: int, merchant: Merchant, classifier: KeywordClassifier
) -> None:
    quoting = await open_quoting(classify_port)
    classifier.calls.clear()
    answer = await quoting.quote(cart("a shirt", "one handbag", "some thing", "gift voucher"), merchant.key)

    found = [one["classification"] for one in answer["missing"] if one["fact"] == "hs_code"]
    assert [(one["decision"], len(one["candidates"])) for one in found] == [
        ("ask", 3),
        ("review", 3),
        ("review", 3),
        ("not_goods", 0),
    ]
    assert [len(titles) for titles in classifier.calls] == [4]


async def test_words_that_were_asked_before_are_remembered(
    open_quoting: Open, classify_port: int, merchant: Merchant, classifier: KeywordClassifier
) -> None:
    quoting = await open_quoting(classify_port)
    first = await quoting.quote(cart("a shirt"), merchant.key)
    classifier.calls.clear()
    second = await quoting.quote(cart("a shirt"), merchant.key)

    assert (substance(second), classifier.calls) == (substance(first), [])
    assert await quoting.outcomes() == {"answered": 1, "memory": 1}


async def test_a_key_that_may_not_classify_is_not_sent_there(
    open_quoting: Open, classify_port: int, merchant: Merchant, quote_api: httpx2.AsyncClient
) -> None:
    quoting = await open_quoting(classify_port)
    answer = await quoting.quote(cart("a shirt"), merchant.quoting_key)
    usual = (await quote_api.post("/v1/quotes", json=cart("a shirt"))).json()

    assert substance(answer) == substance(usual)
    assert await quoting.outcomes() == {}


async def test_goods_that_cross_no_border_are_not_asked_about(
    open_quoting: Open, classify_port: int, merchant: Merchant
) -> None:
    quoting = await open_quoting(classify_port)
    at_home = {**cart("a shirt"), "ship_from": {"country": "GB"}}
    answer = await quoting.quote(at_home, merchant.key)

    assert (answer["status"], await quoting.outcomes()) == ("no_import", {})


async def test_a_cart_whose_lines_have_codes_never_reaches_the_classifier(
    open_quoting: Open, merchant: Merchant, quote_api: httpx2.AsyncClient
) -> None:
    asked: list[bool] = []

    def answer() -> tuple[int, bytes]:
        asked.append(True)
        return 500, b""

    async with answering(answer) as port:
        quoting = await open_quoting(port)
        found = await quoting.quote(cart("a shirt", "a handbag", code="610910"), merchant.key)
    usual = (await quote_api.post("/v1/quotes", json=cart("a shirt", "a handbag", code="610910"))).json()

    assert json.dumps(substance(found)) == json.dumps(substance(usual))
    assert (asked, await quoting.outcomes()) == ([], {})


@pytest.mark.parametrize(
    "settings",
    [pytest.param({"classify_budget_ms": 0}, id="no budget"), pytest.param({"classify_url": ""}, id="no url")],
)
async def test_the_feature_can_be_switched_off(
    open_quoting: Open, classify_port: int, settings: dict[str, Any]
) -> None:
    quoting = await open_quoting(classify_port, **settings)

    assert quoting.app.state.resources.quotes.completion.classifier is None
