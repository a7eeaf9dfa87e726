"""The typed client against the real service."""

import asyncio
from collections.abc import AsyncIterator

import httpx2
import pytest
from fastapi import FastAPI

from dutiful_shared.client import BaseUrls, DutifulClient, DutifulProblem
from dutiful_shared.contract.classification import ClassificationRequest, Decision, Source
from dutiful_shared.contract.classification_batch import JobState
from dutiful_shared.contract.classification_settings import ClassificationSettings
from dutiful_shared.contract.overrides import OverrideRequest
from dutiful_shared.contract.reviews import DecideRequest, FeedbackEffect, FeedbackRequest, ReviewState
from tests.integration.classification_service.conftest import Shop

pytestmark = pytest.mark.integration

BAG = ClassificationRequest(title="Leather handbag", sku="BAG")


@pytest.fixture
async def client(app: FastAPI, shop: Shop) -> AsyncIterator[DutifulClient]:
    async with DutifulClient(BaseUrls(), shop.key, transport=httpx2.ASGITransport(app=app)) as made:
        yield made


async def test_answers_are_read_listed_and_judged(client: DutifulClient) -> None:
    answer = await client.classify(BAG)
    told = await client.give_feedback(answer.id, FeedbackRequest(right=False, codes={"HS": "420222"}))
    again = await client.classify(BAG)
    page = await client.classifications(sku="BAG", decisions=[Decision.AUTO])

    assert await client.classification(answer.id) == answer
    assert (told.effect, again.source) == (FeedbackEffect.REMEMBERED, Source.MEMORY)
    assert [one.id for one in page.classifications] == [again.id]


async def test_settings_are_replaced_on_top_of_what_was_read(client: DutifulClient) -> None:
    before = await client.classification_settings()
    after = await client.replace_classification_settings(ClassificationSettings(auto_at=0.5), before.etag)

    assert (await client.classification_settings()) == after
    assert (await client.classify(BAG)).decision is Decision.AUTO
    with pytest.raises(DutifulProblem, match="precondition_failed"):
        await client.replace_classification_settings(ClassificationSettings(), before.etag)


async def test_reviews_are_claimed_released_and_decided(client: DutifulClient) -> None:
    review_id = (await client.classify(BAG.model_copy(update={"review": True}))).review_id
    assert review_id
    await client.claim_review(review_id)
    mine = await client.reviews(states=[ReviewState.CLAIMED], mine=True)
    await client.release_review(review_id)
    taken = await client.claim_review()
    done = await client.decide_review(
        taken.id, DecideRequest(codes={"HS": "420221"}, reason="Outer surface of leather.")
    )

    assert [one.id for one in mine.reviews] == [review_id]
    assert (done.state, (await client.review_counts()).decided) == (ReviewState.DECIDED, 1)
    assert len((await client.review(review_id)).history) == 4


async def test_overrides_are_put_listed_exported_and_ended(client: DutifulClient) -> None:
    made = await client.put_override(OverrideRequest(sku="BAG", codes={"HS": "420222"}, reason="Plastic."))
    listed = await client.overrides(sku="BAG", in_force=True)
    file = b"".join([piece async for piece in client.export_overrides("csv")])
    ended = await client.end_override(made.id)

    assert [one.id for one in listed.overrides] == [made.id]
    assert made.id.encode() in file
    assert ended.valid_to is not None


async def test_a_file_is_classified_and_its_results_are_read(client: DutifulClient) -> None:
    job = await client.classify_file(b"title\nT-shirt\nshirt\n", "csv")
    while job.state in {JobState.WAITING, JobState.RUNNING}:
        await asyncio.sleep(0.02)
        job = await client.classification_batch(job.id)
    results = b"".join([piece async for piece in client.classification_batch_results(job.id, "jsonl")])

    assert (job.state, job.decisions) == (JobState.DONE, {Decision.AUTO: 1, Decision.ASK: 1})
    assert len(results.splitlines()) == 2
    assert (await client.cancel_classification_batch(job.id)).state is JobState.DONE


async def test_a_recheck_is_followed(client: DutifulClient) -> None:
    await client.put_override(OverrideRequest(sku="BAG", codes={"HS": "420222"}, reason="Plastic."))
    job = await client.recheck()
    while job.state in {JobState.WAITING, JobState.RUNNING}:
        await asyncio.sleep(0.02)
        job = await client.recheck_findings(job.id)

    assert (job.overrides_read, job.findings) == (1, ())
