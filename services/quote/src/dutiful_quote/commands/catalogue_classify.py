"""`dutiful catalogue classify`: asks the classifier about articles and keeps beside each what it says."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from pydantic import ValidationError

from dutiful_shared.client import DutifulClient
from dutiful_shared.contract.catalogue import ArticleAnswer, Lack
from dutiful_shared.contract.catalogue_classifier import MAX_CLASSIFIER_CODES, ArticleCode
from dutiful_shared.contract.classification import Classification, ClassificationRequest
from dutiful_shared.contract.classification_batch import MAX_BATCH_ROWS, BatchJob, JobState, LineResult

_ASK_AGAIN_SECONDS: Final = 0.3
_ENDED: Final = {JobState.DONE, JobState.FAILED, JobState.CANCELLED}
_FALLBACK_LANGUAGE: Final = "en"
#: Leaves room below the 32 MB that a batch may have.
_MOST_BYTES: Final = 24 * 1024 * 1024
#: Steps of a probability.
_STEP: Final = Decimal("0.000001")

Progress = Callable[[str], None]


class BatchFailedError(Exception):
    """A batch did not come to its end."""


@dataclass(slots=True)
class Backfill:
    """What came of it: numbers of articles."""

    asked: int = 0
    written: int = 0
    unchanged: int = 0
    #: Not there any more when the answer was.
    gone: int = 0
    #: Without words to classify by.
    wordless: int = 0
    #: Too unsure, no goods, or refused; by decision.
    left: Counter[str] = field(default_factory=Counter)


async def backfill(client: DutifulClient, *, every: bool, least: float, language: str, tell: Progress) -> Backfill:
    """Classify articles in batches, in the order of their SKUs; what is written stays if it is stopped.

    Args:
        every: all articles, so that health compares codes; else those without any.
        least: the probability below which a code is not kept.
        language: whose description is asked about, where there is one.

    Raises:
        DutifulError, BatchFailedError
    """
    done = Backfill()
    async for block in _blocks(client, every=every, language=language, done=done):
        await _classified(client, block, least, done, tell)
    return done


async def _blocks(
    client: DutifulClient, *, every: bool, language: str, done: Backfill
) -> AsyncIterator[list[tuple[str, bytes]]]:
    """(SKU, row of a batch), as many together as one batch takes."""
    block: list[tuple[str, bytes]] = []
    size, cursor = 0, ""
    while True:
        page = await client.articles(cursor=cursor, missing=() if every else (Lack.CODE,))
        for article in page.articles:
            row = row_of(article, language)
            if row is None:
                done.wordless += 1
                continue
            if len(block) == MAX_BATCH_ROWS or (block and size + len(row) > _MOST_BYTES):
                yield block
                block, size = [], 0
            block.append((article.sku, row))
            size += len(row)
        if page.next is None:
            break
        cursor = page.next
    if block:
        yield block


def row_of(article: ArticleAnswer, language: str) -> bytes | None:
    """What is asked about an article; None where it has no words.

    The code in use is not told: what is said of it shall rest on the goods alone.
    """
    known = article.article.descriptions
    spoken = next((one for one in (language, language[:2], _FALLBACK_LANGUAGE, *sorted(known)) if one in known), None)
    if spoken is None:
        return None
    materials = sorted(article.article.materials.items(), key=lambda one: -one[1])
    attributes = {**article.article.facts}
    if materials:
        attributes["material"] = ", ".join(f"{share:.0%} {name}" for name, share in materials)[:500]
    try:
        asked = ClassificationRequest.model_validate(
            {"title": known[spoken], "language": spoken, "attributes": attributes, "sku": article.sku, "review": False}
        )
    except ValidationError:
        return None
    return asked.model_dump_json(exclude_unset=True).encode() + b"\n"


async def _classified(
    client: DutifulClient, block: Sequence[tuple[str, bytes]], least: float, done: Backfill, tell: Progress
) -> None:
    job = await _ended(client, await client.classify_file(b"".join(row for _, row in block), "jsonl"), tell)
    if job.state is not JobState.DONE:
        raise BatchFailedError(f"batch {job.id} is {job.state.value}: {job.detail or 'no reason was given'}")
    done.asked += len(block)
    codes: list[ArticleCode] = []
    async for result in _results(client, job.id):
        sku, _ = block[result.row - 1]
        code = _code(sku, result.classification, least)
        if code is None:
            answer = result.classification
            done.left["refused" if answer is None else answer.decision.value] += 1
            continue
        codes.append(code)
        if len(codes) == MAX_CLASSIFIER_CODES:
            await _write(client, codes, done)
            codes = []
    if codes:
        await _write(client, codes, done)


def _code(sku: str, answer: Classification | None, least: float) -> ArticleCode | None:
    if answer is None or not answer.candidates or answer.candidates[0].probability < least:
        return None
    best = answer.candidates[0]
    return ArticleCode(sku=sku, code=best.hs6, probability=Decimal(str(best.probability)).quantize(_STEP))


async def _write(client: DutifulClient, codes: Sequence[ArticleCode], done: Backfill) -> None:
    answer = await client.put_classifier_codes(codes)
    done.written += answer.written
    done.unchanged += answer.unchanged
    done.gone += len(answer.unknown)


async def _ended(client: DutifulClient, job: BatchJob, tell: Progress) -> BatchJob:
    while job.state not in _ENDED:
        tell(f"{job.state.value}: {job.rows_classified} of {job.rows_read} rows")
        await asyncio.sleep(_ASK_AGAIN_SECONDS)
        job = await client.classification_batch(job.id)
    return job


async def _results(client: DutifulClient, batch_id: str) -> AsyncIterator[LineResult]:
    rest = b""
    async for piece in client.classification_batch_results(batch_id, "jsonl"):
        *lines, rest = (rest + piece).split(b"\n")
        for line in lines:
            yield LineResult.model_validate_json(line)
    if rest:
        yield LineResult.model_validate_json(rest)
