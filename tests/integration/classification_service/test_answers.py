"""`POST /v1/classifications` through the real service: decisions, what is kept, and what is refused."""

import asyncio
import time
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from dutiful_classify.app import create_app
from dutiful_classify.settings import ClassifySettings
from dutiful_local.postgres import Postgres
from dutiful_shared.contract.classification import Classification, ClassifiedProduct
from dutiful_shared.service.migrate import declared_schemas, migrate
from dutiful_shared.service.postgres import connect
from tests.integration.classification_service.conftest import MakeShop, Shop, client_of, running, settings_of, shop_of
from tests.integration.classification_service.keyword_classifier import KeywordClassifier

pytestmark = pytest.mark.integration


@pytest.mark.parametrize(
    ("title", "decision"),
    [
        pytest.param("Cotton T-shirt", "auto", id="sure enough"),
        pytest.param("Oxford shirt", "ask", id="a question would decide"),
        pytest.param("Leather handbag", "review", id="not sure, and nothing to ask"),
        pytest.param("Gift card", "not_goods", id="no goods"),
        pytest.param("Nice stuff", "too_vague", id="too vague"),
        pytest.param("Ivory figurine", "restricted", id="restricted"),
        pytest.param("\U0001f600\U0001f600", "too_vague", id="emoji alone"),
    ],
)
async def test_the_decision_follows_the_probability(shop: Shop, title: str, decision: str) -> None:
    assert (await shop.classify(title))["decision"] == decision


async def test_an_answer_has_the_contracts_shape_and_is_kept_byte_for_byte(shop: Shop) -> None:
    body = {"title": "T-shirt", "destinations": ["US", "DE", "JP"], "merchant_code": "6109.90".replace(".", "")}
    first = await shop.http.post("/v1/classifications", json=body)
    again = await shop.http.get(f"/v1/classifications/{first.json()['id']}")

    read = Classification.model_validate_json(first.content)
    assert again.content == first.content
    assert [(line.destination, line.code, line.digits) for line in read.national] == [
        ("US", "6109100012", 10),
        ("DE", "6109100010", 10),
    ]
    assert (read.versions.model, read.versions.nomenclature) == ("keywords-1", "HS 2022")


@pytest.mark.parametrize(
    ("code", "weighed"),
    [
        pytest.param("610910", (True, True, 6, 0.9), id="the same"),
        pytest.param("6109100012", (True, True, 6, 0.9), id="a national code of it"),
        pytest.param("610990", (True, False, 4, 0.06), id="another candidate"),
        pytest.param("6109", (True, True, 4, 0.95), id="its heading"),
        pytest.param("640411", (True, False, 0, None), id="no candidate"),
        pytest.param("619999", (False, False, 2, None), id="no code at all"),
    ],
)
async def test_the_merchants_code_is_weighed_and_not_obeyed(shop: Shop, code: str, weighed: tuple[Any, ...]) -> None:
    answer = await shop.classify("T-shirt", merchant_code=code)

    told = answer["merchant_code"]
    assert answer["candidates"][0]["hs6"] == "610910"
    assert told["probability"] == (None if weighed[3] is None else pytest.approx(weighed[3]))
    assert (told["known"], told["agrees"], told["digits_agreed"]) == weighed[:3]


async def test_thresholds_of_the_merchant_hold_from_then_on(shop: Shop) -> None:
    before = await shop.classify("handbag")
    await shop.settle(auto_at=0.55)
    after = await shop.classify("handbag")

    assert (before["decision"], after["decision"]) == ("review", "auto")


@pytest.mark.parametrize(
    ("settings", "destinations", "decision"),
    [
        pytest.param({"auto_at": 0.64, "auto_level": "heading"}, [], "auto", id="the heading is enough"),
        pytest.param({"auto_at": 0.6, "auto_level": "national"}, ["US"], "review", id="the line is not sure"),
        pytest.param({"auto_at": 0.5, "auto_level": "national"}, ["US"], "auto", id="the line is sure enough"),
        pytest.param({"auto_at": 0.5, "auto_level": "national"}, ["US", "CA"], "review", id="a line is not known"),
        pytest.param({"auto_at": 0.5, "auto_level": "national"}, ["US", "JP"], "review", id="a line is not whole"),
    ],
)
async def test_the_probability_is_taken_at_the_digits_that_are_wanted(
    shop: Shop, settings: dict[str, Any], destinations: list[str], decision: str
) -> None:
    await shop.settle(**settings)

    assert (await shop.classify("handbag", destinations=destinations))["decision"] == decision


@pytest.mark.parametrize(
    ("settings", "pointer"),
    [
        pytest.param({"auto_at": 0}, "/auto_at", id="never less than sure"),
        pytest.param({"auto_at": 1.5}, "/auto_at", id="more than certain"),
        pytest.param({"queue": ["auto"]}, "/queue/0", id="a review of what is sure"),
        pytest.param({"autoat": 0.5}, "/autoat", id="a mistyped name"),
    ],
)
async def test_settings_out_of_bounds_are_refused_by_name(shop: Shop, settings: dict[str, Any], pointer: str) -> None:
    response = await shop.http.put("/v1/classifications/settings", json=settings, headers={"If-Match": '"0"'})

    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_of_two_who_change_the_settings_one_is_told_to_read_again(shop: Shop) -> None:
    path = "/v1/classifications/settings"
    put = (shop.http.put(path, json={"auto_at": share}, headers={"If-Match": '"0"'}) for share in (0.6, 0.7))

    assert sorted(one.status_code for one in await asyncio.gather(*put)) == [200, 412]


async def test_a_checkouts_key_may_not_change_the_thresholds(shop: Shop) -> None:
    response = await shop.checkout.put("/v1/classifications/settings", json={}, headers={"If-Match": '"0"'})

    assert response.status_code == 403


async def test_pages_hold_every_answer_once_the_newest_first(shop: Shop) -> None:
    made = [(await shop.classify("T-shirt", sku=f"S{number}"))["id"] for number in range(5)]
    seen: list[str] = []
    cursor: str | None = None
    while True:
        page = (
            await shop.http.get("/v1/classifications", params={"limit": 2, "cursor": cursor or made[-1][:4] + "f" * 32})
        ).json()
        seen += [one["id"] for one in page["classifications"]]
        cursor = page["next"]
        if cursor is None:
            break

    assert seen == made[::-1]


async def test_the_list_is_filtered_by_sku_and_decision(shop: Shop) -> None:
    wanted = await shop.classify("handbag", sku="BAG")
    await shop.classify("T-shirt", sku="BAG")
    await shop.classify("handbag")

    page = (await shop.http.get("/v1/classifications", params={"sku": "BAG", "decision": "review"})).json()
    assert [one["id"] for one in page["classifications"]] == [wanted["id"]]


async def test_the_product_is_kept_as_it_was_sent(shop: Shop) -> None:
    body = {"title": "T-shirt", "attributes": {"material": "cotton"}, "destinations": ["US"]}
    answer = (await shop.http.post("/v1/classifications", json=body)).json()

    product = await shop.http.get(f"/v1/classifications/{answer['id']}/product")
    assert ClassifiedProduct.model_validate_json(product.content) == ClassifiedProduct.model_validate(body)


@pytest.mark.parametrize("part", ["", "/product"], ids=["answer", "product"])
async def test_anothers_answer_is_not_there(make_shop: MakeShop, part: str) -> None:
    mine, other = await make_shop(), await make_shop()
    answer = await other.classify("T-shirt")

    response = await mine.http.get(f"/v1/classifications/{answer['id']}{part}")
    assert (response.status_code, (await mine.http.get("/v1/classifications")).json()["classifications"]) == (404, [])


async def test_a_repeated_request_has_one_answer(shop: Shop, classifier: KeywordClassifier) -> None:
    headers = {"Idempotency-Key": "once"}
    first = await shop.http.post("/v1/classifications", json={"title": "T-shirt"}, headers=headers)
    again = await shop.http.post("/v1/classifications", json={"title": "T-shirt"}, headers=headers)

    assert (again.content, again.headers["Idempotent-Replayed"]) == (first.content, "true")
    assert len((await shop.http.get("/v1/classifications")).json()["classifications"]) == 1


async def test_requests_that_come_together_are_computed_together(shop: Shop, classifier: KeywordClassifier) -> None:
    classifier.seconds = 0.1
    await asyncio.gather(*(shop.classify(f"T-shirt {number}") for number in range(12)))

    assert sum(len(call) for call in classifier.calls) == 12
    assert len(classifier.calls) <= 6


async def test_a_product_that_the_model_fails_at_takes_no_other_along(
    shop: Shop, classifier: KeywordClassifier
) -> None:
    classifier.seconds = 0.05
    requests = [shop.http.post("/v1/classifications", json={"title": title}) for title in ["T-shirt", "crash", "shirt"]]

    assert sorted(one.status_code for one in await asyncio.gather(*requests)) == [200, 200, 500]


async def test_more_requests_than_may_wait_are_told_when_to_come_again(database_url: str, redis_url: str) -> None:
    slow = KeywordClassifier(seconds=0.3)
    app = create_app(settings_of(database_url, redis_url, classify_most_waiting=1), classifier=slow)
    async with running(app), shop_of(app, database_url) as shop:
        asked = [shop.http.post("/v1/classifications", json={"title": "shirt"}) for _ in range(6)]
        answers = await asyncio.gather(*asked)

    refused = [one for one in answers if one.status_code == 503]
    assert refused
    assert all(one.json()["code"] == "unavailable" and one.headers["Retry-After"] for one in refused)
    assert any(one.status_code == 200 for one in answers)


async def test_whoever_reached_the_deadline_is_told_so_and_the_next_one_is_served(
    database_url: str, redis_url: str
) -> None:
    slow = KeywordClassifier(seconds=1.0)
    app = create_app(settings_of(database_url, redis_url, request_deadline_ms=400), classifier=slow)
    async with running(app), shop_of(app, database_url) as shop:
        late = await shop.http.post("/v1/classifications", json={"title": "shirt"})
        slow.seconds = 0.0
        await asyncio.sleep(1.0)
        following = await shop.http.post("/v1/classifications", json={"title": "shirt"})

    assert (late.status_code, late.json()["code"], following.status_code) == (504, "deadline_exceeded", 200)


async def test_without_postgresql_nothing_is_answered_that_is_not_kept(
    spare_postgres: Postgres, redis_url: str
) -> None:
    url = spare_postgres.url.replace("postgresql://", "postgresql+asyncpg://")
    for schema, package in declared_schemas().items():
        await migrate(url, package, schema)
    app = create_app(settings_of(url, redis_url), classifier=KeywordClassifier())
    async with running(app), shop_of(app, url) as shop:
        before = await shop.http.post("/v1/classifications", json={"title": "shirt"})
        spare_postgres.stop()
        after = await shop.http.post("/v1/classifications", json={"title": "shirt"})

    assert (before.status_code, after.status_code, after.json()["code"]) == (200, 503, "unavailable")
    assert after.headers["Retry-After"]


@pytest.mark.parametrize(
    ("table", "setting"),
    [
        pytest.param("classify.memory", "classify_lookup_timeout_ms", id="what was decided"),
        pytest.param("classify.classification", "classify_journal_timeout_ms", id="the answer"),
    ],
)
async def test_nobody_waits_longer_for_postgresql_than_the_budget(
    database_url: str, redis_url: str, table: str, setting: str
) -> None:
    app = create_app(settings_of(database_url, redis_url, **{setting: 200}), classifier=KeywordClassifier())
    engine = connect(ClassifySettings(database_url=database_url))  # type: ignore[arg-type]
    async with running(app), shop_of(app, database_url) as shop:
        async with engine.begin() as connection:
            await connection.execute(text(f"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE"))
            began = time.monotonic()
            late = await shop.http.post("/v1/classifications", json={"title": "shirt"})
            waited = time.monotonic() - began
        following = await shop.http.post("/v1/classifications", json={"title": "shirt"})
    await engine.dispose()

    assert (late.status_code, late.json()["code"], following.status_code) == (503, "unavailable", 200)
    assert waited < 1.5


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        pytest.param({"title": ""}, "/title", id="no title"),
        pytest.param({"title": "   "}, "/title", id="blanks"),
        pytest.param({"title": "x" * 501}, "/title", id="too long a title"),
        pytest.param({"title": "x", "description": "y" * 100_000}, "/description", id="100 kB"),
        pytest.param({"title": "x", "sku": "a\nb"}, "/sku", id="a SKU over two lines"),
        pytest.param({"title": "x", "destinations": ["XX"]}, "/destinations/0", id="no such country"),
        pytest.param({"title": "x", "attributes": {"a": "1", "A": "2"}}, "/attributes/A", id="an attribute twice"),
        pytest.param({"title": "x", "titel": "y"}, "/titel", id="an unknown field"),
    ],
)
async def test_bad_input_is_refused_by_name(shop: Shop, body: dict[str, Any], pointer: str) -> None:
    response = await shop.http.post("/v1/classifications", json=body)

    assert (response.status_code, response.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_metrics_tell_decisions_and_the_model_time(app: FastAPI, shop: Shop) -> None:
    await shop.classify("T-shirt")
    await shop.classify("handbag")

    metrics = (await client_of(app, shop.key).get("/metrics")).text
    assert 'dutiful_classifications_total{decision="auto",source="model"} 1.0' in metrics
    assert 'dutiful_classifications_total{decision="review",source="model"} 1.0' in metrics
    assert "dutiful_classification_confidence_count 2.0" in metrics
    assert "dutiful_classification_model_seconds_count 2.0" in metrics
    assert "dutiful_classification_queue_depth 0.0" in metrics
