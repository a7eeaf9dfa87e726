"""Feedback on a classification: what it does follows from the key that gives it."""

from typing import Any

import httpx2
import pytest

from tests.integration.classification_service.conftest import Shop, opened

pytestmark = pytest.mark.integration

SHIRT: dict[str, Any] = {"codes": {"HS": "620520", "US": "6205202051"}, "reason": "Woven.", "author": "Ana"}


async def test_feedback_joins_the_review_that_waits_for_the_same_words(shop: Shop) -> None:
    answers = [await shop.classify("Leather handbag") for _ in range(2)]
    review = await opened(shop, "Leather handbag")
    joined = [
        (await shop.checkout.post(f"/v1/classifications/{answer['id']}/feedback", json={"right": False})).json()
        for answer in answers
    ]

    assert {told["review"] for told in joined} == {review}
    assert len((await shop.http.get(f"/v1/reviews/{review}")).json()["history"]) == 2


@pytest.mark.parametrize(
    ("who", "body", "effect"),
    [
        pytest.param("http", {"right": True}, "none", id="right"),
        pytest.param("http", {"right": False, "codes": SHIRT["codes"]}, "remembered", id="an administrator knows"),
        pytest.param("http", {"right": False}, "review", id="an administrator does not know"),
        pytest.param("checkout", {"right": False, "codes": SHIRT["codes"]}, "review", id="a checkout cannot vouch"),
    ],
)
async def test_feedback_has_the_effect_that_its_key_may_have(
    shop: Shop, who: str, body: dict[str, Any], effect: str
) -> None:
    answer = await shop.classify("Leather handbag", sku="BAG")
    http: httpx2.AsyncClient = getattr(shop, who)
    told = (await http.post(f"/v1/classifications/{answer['id']}/feedback", json=body)).json()

    again = await shop.classify("Leather handbag", sku="BAG")
    reviews = (await shop.http.get("/v1/reviews")).json()["reviews"]
    assert told["effect"] == effect
    assert (again["source"] == "memory") == (effect == "remembered")
    assert [one["cause"] for one in reviews] == (["feedback"] if effect == "review" else [])


async def test_feedback_that_is_repeated_has_one_effect(shop: Shop) -> None:
    answer = await shop.classify("Leather handbag")
    path, headers = f"/v1/classifications/{answer['id']}/feedback", {"Idempotency-Key": "f1"}
    body = {"right": False, "codes": SHIRT["codes"]}
    first = await shop.http.post(path, json=body, headers=headers)
    again = await shop.http.post(path, json=body, headers=headers)

    assert first.json() == again.json()
    assert len((await shop.http.get("/v1/overrides")).json()["overrides"]) == 1


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        pytest.param({}, "/right", id="says nothing"),
        pytest.param({"right": True, "codes": {"HS": "620520"}}, "/codes", id="right, and yet other codes"),
        pytest.param({"right": False, "codes": {"HS": "619999"}}, "/codes/HS", id="no such code"),
    ],
)
async def test_unusable_feedback_is_refused_by_name(shop: Shop, body: dict[str, Any], pointer: str) -> None:
    answer = await shop.classify("handbag")
    response = await shop.http.post(f"/v1/classifications/{answer['id']}/feedback", json=body)

    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (422, pointer)
