"""The queue of reviews and the feedback, through the real service."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_classify.classifications.nomenclature import PackagedNomenclature
from dutiful_classify.review.errors import ReviewConflictError
from dutiful_classify.review.queue import ReviewQueue
from dutiful_classify.settings import ClassifySettings
from dutiful_shared.contract.reviews import DecideRequest
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.tenancy import REQUEST_ROLE
from tests.integration.classification_service.conftest import MakeShop, Shop

pytestmark = pytest.mark.integration

SHIRT: dict[str, Any] = {"codes": {"HS": "620520", "US": "6205202051"}, "reason": "Woven.", "author": "Ana"}
BLOUSE: dict[str, Any] = {"codes": {"HS": "620630"}, "reason": "For women.", "author": "Ben"}


async def opened(shop: Shop, title: str = "Leather handbag", **more: Any) -> str:
    """The id of a review that a classification has opened."""
    answer = await shop.classify(title, review=True, **more)
    assert answer["review_id"]
    return str(answer["review_id"])


async def decided(http: httpx2.AsyncClient, review: str, body: dict[str, Any] = SHIRT) -> httpx2.Response:
    claimed = await http.post(f"/v1/reviews/{review}/claim")
    assert claimed.status_code == 200, claimed.text
    return await http.post(f"/v1/reviews/{review}/decide", json=body)


@pytest.mark.parametrize(
    ("queue", "request_says", "title", "opens"),
    [
        pytest.param([], None, "handbag", False, id="nobody asked for it"),
        pytest.param([], True, "handbag", True, id="the request asks for it"),
        pytest.param(["review"], None, "handbag", True, id="the settings do"),
        pytest.param(["review"], False, "handbag", False, id="the request does not want it"),
        pytest.param(["ask"], None, "handbag", False, id="the settings want others"),
        pytest.param(["ask"], None, "shirt", True, id="what a question would decide"),
        pytest.param([], True, "T-shirt", False, id="what is sure"),
        pytest.param([], True, "gift card", False, id="what is no goods"),
    ],
)
async def test_a_review_is_opened_where_it_is_wanted(
    shop: Shop, queue: list[str], request_says: bool | None, title: str, opens: bool
) -> None:
    await shop.settle(queue=queue)
    answer = await shop.classify(title, **({} if request_says is None else {"review": request_says}))

    assert (answer["review_id"] is not None) == opens
    assert len((await shop.http.get("/v1/reviews")).json()["reviews"]) == opens


async def test_the_same_words_wait_once(shop: Shop) -> None:
    first, again = await opened(shop), await opened(shop)

    assert first == again


async def test_a_decision_is_remembered_for_the_sku_and_for_the_words(shop: Shop) -> None:
    review = await opened(shop, sku="SH-1")
    done = (await decided(shop.http, review)).json()
    answers = [await shop.classify("other words", sku="SH-1"), await shop.classify("leather HANDBAG")]

    assert (done["state"], done["decision"]["author"]) == ("decided", "Ana")
    assert [one["memory"]["matched"] for one in answers] == ["sku", "text"]
    assert {one["source"] for one in answers} == {"memory"}
    override = (await shop.http.get(f"/v1/overrides/{done['override']}")).json()
    assert (override["origin"], override["source"], override["codes"]) == ("review", review, SHIRT["codes"])


async def test_of_two_who_claim_one_wins(shop: Shop) -> None:
    review = await opened(shop)
    claims = (http.post(f"/v1/reviews/{review}/claim") for http in (shop.http, shop.second))

    assert sorted(one.status_code for one in await asyncio.gather(*claims)) == [200, 409]


async def test_those_who_take_the_next_one_never_take_the_same(shop: Shop) -> None:
    reviews = [await opened(shop, f"handbag {number}") for number in range(6)]
    taken = await asyncio.gather(
        *(http.post("/v1/reviews/claim") for http in (shop.http, shop.second) for _ in range(4))
    )

    ids = [one.json()["id"] for one in taken if one.status_code == 200]
    assert (sorted(ids), [one.status_code for one in taken].count(404)) == (sorted(reviews), 2)


async def test_whoever_does_not_hold_it_cannot_decide(shop: Shop) -> None:
    review = await opened(shop)
    unclaimed = await shop.http.post(f"/v1/reviews/{review}/decide", json=SHIRT)
    await shop.http.post(f"/v1/reviews/{review}/claim")
    anothers = await shop.second.post(f"/v1/reviews/{review}/decide", json=SHIRT)
    release = await shop.second.post(f"/v1/reviews/{review}/release")

    assert [one.status_code for one in (unclaimed, anothers, release)] == [409, 409, 409]


async def test_a_released_review_waits_again(shop: Shop) -> None:
    review = await opened(shop)
    await shop.http.post(f"/v1/reviews/{review}/claim")
    released = await shop.http.post(f"/v1/reviews/{review}/release")
    again = await shop.second.post(f"/v1/reviews/{review}/claim")

    assert (released.json()["state"], released.json()["claimed_by"]) == ("waiting", None)
    assert again.json()["claimed_by"] == f"key:{shop.second_id}"


async def test_a_claim_runs_out(shop: Shop, database_url: str) -> None:
    review = await opened(shop)
    clock = [datetime.now(UTC)]
    async for queue in _queue(database_url, lambda: clock[0]):
        await queue.claim(shop.merchant_id, review, "key:a", 15)
        clock[0] += timedelta(minutes=16)
        counts = await queue.counts(shop.merchant_id)
        with pytest.raises(ReviewConflictError, match="claimed first"):
            await queue.decide(shop.merchant_id, review, DecideRequest.model_validate(SHIRT), "key:a")
        taken = await queue.claim(shop.merchant_id, review, "key:b", 15)

    assert (counts.waiting, counts.claimed, taken.claimed_by) == (1, 0, "key:b")


async def _queue(database_url: str, now: Callable[[], datetime]) -> Any:
    engine: AsyncEngine = connect(ClassifySettings(database_url=database_url), role=REQUEST_ROLE)  # type: ignore[arg-type]
    yield ReviewQueue(engine, PackagedNomenclature(), now)
    await engine.dispose()


async def test_a_decision_that_is_repeated_is_remembered_once(shop: Shop) -> None:
    review = await opened(shop)
    first = await decided(shop.http, review)
    again = await shop.http.post(f"/v1/reviews/{review}/decide", json=SHIRT)
    other = await shop.http.post(f"/v1/reviews/{review}/decide", json=BLOUSE)

    assert (again.json(), other.status_code) == (first.json(), 409)
    assert len((await shop.http.get("/v1/overrides")).json()["overrides"]) == 1


async def test_with_four_eyes_a_second_key_confirms(shop: Shop) -> None:
    await shop.settle(four_eyes=True)
    review = await opened(shop)
    proposed = (await decided(shop.http, review)).json()
    between = await shop.classify("Leather handbag")
    own = await shop.http.post(f"/v1/reviews/{review}/claim")
    confirmed = (await decided(shop.second, review)).json()

    assert (proposed["state"], between["source"], own.status_code) == ("confirming", "model", 409)
    assert (confirmed["state"], confirmed["confirmed_by"]) == ("decided", f"key:{shop.second_id}")
    assert (await shop.classify("Leather handbag"))["memory"]["author"] == "Ana"


async def test_with_four_eyes_other_codes_are_a_new_proposal(shop: Shop) -> None:
    await shop.settle(four_eyes=True)
    review = await opened(shop)
    await decided(shop.http, review)
    countered = (await decided(shop.second, review, BLOUSE)).json()
    agreed = (await decided(shop.http, review, BLOUSE)).json()

    assert (countered["state"], countered["proposal"]["codes"]) == ("confirming", BLOUSE["codes"])
    assert (agreed["state"], agreed["decision"]["author"], agreed["confirmed_by"]) == (
        "decided",
        "Ben",
        f"key:{shop.key_id}",
    )


async def test_the_next_review_is_never_one_that_waits_for_other_eyes(shop: Shop) -> None:
    await shop.settle(four_eyes=True)
    review = await opened(shop)
    await decided(shop.http, review)

    assert (await shop.http.post("/v1/reviews/claim")).status_code == 404
    assert (await shop.second.post("/v1/reviews/claim")).json()["id"] == review


async def test_feedback_joins_the_review_that_waits_for_the_same_words(shop: Shop) -> None:
    answers = [await shop.classify("Leather handbag") for _ in range(2)]
    review = await opened(shop, "Leather handbag")
    joined = [
        (await shop.checkout.post(f"/v1/classifications/{answer['id']}/feedback", json={"right": False})).json()
        for answer in answers
    ]

    assert {told["review"] for told in joined} == {review}
    assert len((await shop.http.get(f"/v1/reviews/{review}")).json()["history"]) == 2


async def test_two_who_decide_on_the_same_words_at_once_do_not_wait_for_each_other(
    shop: Shop, database_url: str
) -> None:
    reviews = [await opened(shop, f"handbag {number}") for number in range(2)]
    await _of_the_same_words(database_url, reviews)
    for http, review in zip((shop.http, shop.second), reviews, strict=True):
        assert (await http.post(f"/v1/reviews/{review}/claim")).status_code == 200
    decisions = (
        http.post(f"/v1/reviews/{review}/decide", json=SHIRT)
        for http, review in zip((shop.http, shop.second), reviews, strict=True)
    )

    assert sorted(one.status_code for one in await asyncio.gather(*decisions)) == [200, 409]
    assert (await shop.http.get("/v1/reviews/counts")).json()["decided"] == 2
    histories = [(await shop.http.get(f"/v1/reviews/{review}")).json()["history"] for review in reviews]
    assert {history[-1]["action"] for history in histories} == {"decide", "decided_with"}


async def _of_the_same_words(database_url: str, reviews: list[str]) -> None:
    """As when both were opened at the same moment."""
    engine = connect(ClassifySettings(database_url=database_url))  # type: ignore[arg-type]
    async with engine.begin() as connection:
        statement = text("UPDATE classify.review SET fingerprint = 'same' WHERE id = ANY(:ids)")
        await connection.execute(statement, {"ids": reviews})
    await engine.dispose()


async def test_the_history_tells_who_did_what(shop: Shop) -> None:
    review = await opened(shop)
    await shop.http.post(f"/v1/reviews/{review}/claim")
    await shop.http.post(f"/v1/reviews/{review}/release")
    await decided(shop.second, review)

    history = (await shop.http.get(f"/v1/reviews/{review}")).json()["history"]
    first, second = f"key:{shop.key_id}", f"key:{shop.second_id}"
    assert [(one["action"], one["actor"]) for one in history] == [
        ("claim", first),
        ("release", first),
        ("claim", second),
        ("decide", second),
    ]


async def test_the_queue_is_filtered_and_counted(shop: Shop) -> None:
    await shop.settle(claim_minutes=60)
    reviews = [await opened(shop, f"handbag {number}", sku=f"S{number}") for number in range(4)]
    await shop.http.post(f"/v1/reviews/{reviews[0]}/claim")
    await decided(shop.second, reviews[1])

    async def ids(**query: Any) -> list[str]:
        return [one["id"] for one in (await shop.http.get("/v1/reviews", params=query)).json()["reviews"]]

    assert await ids(status="waiting") == reviews[2:]
    assert await ids(mine=True) == reviews[:1]
    assert await ids(sku="S3") == reviews[3:]
    first = (await shop.http.get("/v1/reviews", params={"limit": 3})).json()
    assert [one["id"] for one in first["reviews"]] + await ids(cursor=first["next"]) == reviews
    counts = (await shop.http.get("/v1/reviews/counts")).json()
    assert [counts[name] for name in ("waiting", "claimed", "confirming", "decided")] == [2, 1, 0, 1]


@pytest.mark.parametrize("code", ["619999", "990301"], ids=["no code", "a national chapter"])
async def test_an_unknown_code_decides_nothing(shop: Shop, code: str) -> None:
    review = await opened(shop)
    await shop.http.post(f"/v1/reviews/{review}/claim")
    response = await shop.http.post(f"/v1/reviews/{review}/decide", json={"codes": {"HS": code}, "reason": "x"})
    after = (await shop.http.get(f"/v1/reviews/{review}")).json()

    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (422, "/codes/HS")
    assert (after["state"], after["decision"]) == ("claimed", None)


async def test_a_checkouts_key_sees_reviews_and_decides_none(shop: Shop) -> None:
    review = await opened(shop)

    assert (await shop.checkout.get(f"/v1/reviews/{review}")).status_code == 200
    assert (await shop.checkout.post(f"/v1/reviews/{review}/claim")).status_code == 403
    assert (await shop.checkout.post(f"/v1/reviews/{review}/decide", json=SHIRT)).status_code == 403


async def test_anothers_review_is_not_there(make_shop: MakeShop) -> None:
    mine, other = await make_shop(), await make_shop()
    review = await opened(other)

    assert (await mine.http.get(f"/v1/reviews/{review}")).status_code == 404
    assert (await mine.http.post(f"/v1/reviews/{review}/claim")).status_code == 404
    assert (await mine.http.post("/v1/reviews/claim")).status_code == 404


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
