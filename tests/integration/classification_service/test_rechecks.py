"""What people decided, held against another nomenclature and another model."""

import asyncio
import time
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import pytest
from prometheus_client import CollectorRegistry
from sqlalchemy import text

from dutiful_classify.app import create_app
from dutiful_classify.classifications.appraisal import Appraiser
from dutiful_classify.classifications.metrics import ModelMetrics
from dutiful_classify.classifications.model_queue import ModelQueue
from dutiful_classify.classifications.nomenclature import PackagedNomenclature
from dutiful_classify.engine.assessment import Assessment, Candidate, Nature
from dutiful_classify.engine.product import Product
from dutiful_classify.rechecks.edition_watch import EditionWatch
from dutiful_classify.rechecks.repository import RecheckQueue
from dutiful_classify.rechecks.worker import RecheckWorker
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.tenancy import SERVICE_ROLE
from tests.integration.classification_service.conftest import MakeShop, Shop, client_of, running, settings_of
from tests.integration.classification_service.keyword_classifier import KeywordClassifier, TableLines

pytestmark = pytest.mark.integration


class NextEdition(PackagedNomenclature):
    """One subheading is split in two."""

    version = "HS next"  # type: ignore[misc]

    def has(self, system: str, code: str) -> bool:
        return not code.startswith("610990") and super().has(system, code)

    def successors(self, code: str) -> Sequence[str]:
        return ("610991", "610999") if code == "610990" else ()


@dataclass(frozen=True, slots=True)
class NextModel:
    """It takes everything for a handbag."""

    version: str = "next"

    def assess(self, products: Sequence[Product]) -> list[Assessment]:
        return [Assessment(Nature.GOODS, (Candidate("420221", 0.7, 0.8, 0.9),)) for _ in products]


async def ended(shop: Shop, recheck: str) -> dict[str, Any]:
    until = time.monotonic() + 30
    while True:
        job = (await shop.http.get(f"/v1/rechecks/{recheck}")).json()
        if job["state"] not in {"waiting", "running"}:
            return dict(job)
        assert time.monotonic() < until, job
        await asyncio.sleep(0.05)


async def rechecked(shop: Shop) -> dict[str, Any]:
    response = await shop.http.post("/v1/rechecks")
    assert response.status_code == 202, response.text
    return await ended(shop, response.json()["id"])


async def fixed(shop: Shop, sku: str, **values: Any) -> str:
    body = {"sku": sku, "codes": {"HS": "610910"}, "reason": "r", **values}
    response = await shop.http.put("/v1/overrides", json=body)
    assert response.status_code == 200, response.text
    return str(response.json()["id"])


async def test_where_nothing_has_changed_nothing_is_found(shop: Shop) -> None:
    await fixed(shop, "A")
    await fixed(shop, "B", product={"title": "T-shirt"})

    job = await rechecked(shop)
    assert (job["state"], job["overrides_read"], job["findings_total"]) == ("done", 2, 0)


async def test_a_code_that_is_gone_is_found_with_its_successors(shop: Shop, database_url: str, redis_url: str) -> None:
    gone = await fixed(shop, "A", codes={"HS": "610990", "US": "6109901007"})
    await fixed(shop, "B")
    app = create_app(settings_of(database_url, redis_url), classifier=KeywordClassifier(), nomenclature=NextEdition())
    async with running(app), client_of(app, shop.key) as later:
        taken = (await later.post("/v1/rechecks")).json()
        job = await ended(shop, taken["id"])

    assert (job["nomenclature"], job["overrides_read"]) == ("HS next", 2)
    assert [(one["override"], one["kind"], one["code_system"], one["successors"]) for one in job["findings"]] == [
        (gone, "gone", "HS", ["610991", "610999"]),
        (gone, "gone", "US", ["610991", "610999"]),
    ]


async def test_a_product_of_which_the_model_says_something_else_is_found(
    shop: Shop, database_url: str, redis_url: str
) -> None:
    answer = await shop.classify("T-shirt", sku="TEE")
    await shop.http.post(
        f"/v1/classifications/{answer['id']}/feedback", json={"right": False, "codes": {"HS": "610990"}}
    )
    await fixed(shop, "ONLY-A-SKU")
    app = create_app(settings_of(database_url, redis_url), classifier=NextModel())
    async with running(app), client_of(app, shop.key) as later:
        job = await ended(shop, (await later.post("/v1/rechecks")).json()["id"])

    assert [
        (one["sku"], one["title"], one["kind"], one["code"], one["hs6_then"], one["hs6_now"]) for one in job["findings"]
    ] == [("TEE", "T-shirt", "answer_changed", "610990", "610910", "420221")]


async def test_what_holds_no_longer_or_is_covered_is_not_looked_at(shop: Shop) -> None:
    await fixed(shop, "A")
    await fixed(shop, "A", codes={"HS": "610990"})
    ended_one = await fixed(shop, "B")
    await shop.http.delete(f"/v1/overrides/{ended_one}")

    assert (await rechecked(shop))["overrides_read"] == 1


async def test_many_are_read_block_by_block(shop: Shop) -> None:
    for portion in range(3):
        await asyncio.gather(*(fixed(shop, f"S{portion}-{number}") for number in range(50)))

    assert (await rechecked(shop))["overrides_read"] == 150


async def test_a_recheck_that_is_asked_for_again_is_the_same(shop: Shop) -> None:
    headers = {"Idempotency-Key": "r"}
    first, again = [await shop.http.post("/v1/rechecks", headers=headers) for _ in range(2)]

    assert first.json()["id"] == again.json()["id"]


async def test_anothers_recheck_is_not_there(make_shop: MakeShop) -> None:
    mine, other = await make_shop(), await make_shop()
    job = await rechecked(other)

    assert (await mine.http.get(f"/v1/rechecks/{job['id']}")).status_code == 404


async def test_new_editions_begin_one_recheck_for_each_merchant_of_whom_something_is_remembered(
    shop: Shop, make_shop: MakeShop, database_url: str, redis_url: str
) -> None:
    empty, editions = await make_shop(), uuid4().hex
    gone = await fixed(shop, "A", codes={"HS": "610990"})
    settings = settings_of(database_url, redis_url)
    engine = connect(settings, "tests", role=SERVICE_ROLE)
    queue = ModelQueue(Appraiser(KeywordClassifier(), TableLines()), ModelMetrics(CollectorRegistry()), 8)
    queue.start()
    rechecks = RecheckQueue(engine, "tests", 30, lambda: editions)
    worker = RecheckWorker(rechecks, queue, NextEdition())
    try:
        await EditionWatch(engine, lambda: uuid4().hex, queue, NextEdition(), worker).look()  # at least one was before
        watches = [EditionWatch(engine, lambda: editions, queue, NextEdition(), worker) for _ in range(4)]
        begun = await asyncio.gather(*(watch.look() for watch in watches))
        assert sorted(map(bool, begun)) == [False, False, False, True]
        assert await EditionWatch(engine, lambda: None, queue, NextEdition(), worker).look() == 0
        worker.start()
        (told,) = [one for one in await listed(shop) if one["state"] != "cancelled"]
        job = await ended(shop, told["id"])
    finally:
        await worker.close()
        await queue.close()
    assert (job["cause"], [(one["override"], one["kind"]) for one in job["findings"]]) == ("editions", [(gone, "gone")])
    assert await listed(empty) == []
    async with engine.connect() as connection:
        found = text("SELECT data FROM classify.recheck_news WHERE merchant_id = :merchant")
        news = (await connection.execute(found, {"merchant": shop.merchant_id})).scalars().all()
    await engine.dispose()
    assert [(one["recheck_id"], one["cause"], one["findings_by_kind"]) for one in news] == [
        (job["id"], "editions", {"gone": 1})
    ]


async def listed(shop: Shop) -> list[dict[str, Any]]:
    response = await shop.http.get("/v1/rechecks")
    assert response.status_code == 200, response.text
    return list(response.json()["rechecks"])
