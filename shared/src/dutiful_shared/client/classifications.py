"""The calls of `DutifulClient` that concern classifications, and the people who decide on them."""

from collections.abc import AsyncIterable, AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import httpx2

from dutiful_shared.client.row_files import MEDIA_TYPES, FileFormat
from dutiful_shared.client.transport import Transport, given, parsed, written
from dutiful_shared.contract.classification import Classification, ClassificationRequest, ClassifiedProduct, Decision
from dutiful_shared.contract.classification_batch import BatchJob, LineResult, Recheck, RecheckList
from dutiful_shared.contract.classification_list import ClassificationPage
from dutiful_shared.contract.classification_settings import ClassificationSettings
from dutiful_shared.contract.overrides import Override, OverridePage, OverrideRequest
from dutiful_shared.contract.reviews import (
    DecideRequest,
    Feedback,
    FeedbackRequest,
    Review,
    ReviewCounts,
    ReviewDetail,
    ReviewPage,
    ReviewState,
)

_JSON: Final = {"Content-Type": "application/json"}
#: Seconds. A file of some megabytes takes longer than a request.
_LONG: Final = httpx2.Timeout(60.0, connect=1.0)


@dataclass(frozen=True, slots=True)
class VersionedClassificationSettings:
    """Settings with the `ETag` of their version, which a replacement must name."""

    etag: str
    settings: ClassificationSettings


class ClassificationCalls(Transport):
    """From words to codes, one product or many, and what people make of it."""

    async def classify(self, product: ClassificationRequest, *, idempotency_key: str | None = None) -> Classification:
        """Candidates for a product's tariff code, or what a person decided for it."""
        return await self._post(self._classifications(), product, Classification, idempotency_key)

    async def classification(self, classification_id: str) -> Classification:
        """A classification as it was answered."""
        return await self._call("GET", self._classifications(classification_id), Classification)

    async def classified_product(self, classification_id: str) -> ClassifiedProduct:
        """The product that a classification is of, as it was sent."""
        return await self._call("GET", self._classifications(classification_id, "product"), ClassifiedProduct)

    async def classifications(
        self,
        *,
        sku: str | None = None,
        decisions: Sequence[Decision] = (),
        cursor: str | None = None,
        limit: int = 100,
    ) -> ClassificationPage:
        """A page of answers, the newest first; `next` of it is the following cursor."""
        params: dict[str, Any] = given({"sku": sku, "cursor": cursor, "limit": str(limit)})
        params |= {"decision": [one.value for one in decisions]}
        return await self._call("GET", self._classifications(), ClassificationPage, params=params)

    async def classification_settings(self) -> VersionedClassificationSettings:
        """The merchant's thresholds."""
        return _versioned(await self._send("GET", self._classifications("settings")))

    async def replace_classification_settings(
        self, settings: ClassificationSettings, etag: str
    ) -> VersionedClassificationSettings:
        """Replace the thresholds as a whole, if `etag` is still that of their newest version."""
        headers = {**_JSON, "If-Match": etag}
        return _versioned(
            await self._send("PUT", self._classifications("settings"), content=written(settings), headers=headers)
        )

    async def give_feedback(
        self, classification_id: str, feedback: FeedbackRequest, *, idempotency_key: str | None = None
    ) -> Feedback:
        """Say whether an answer was right."""
        url = self._classifications(classification_id, "feedback")
        return await self._post(url, feedback, Feedback, idempotency_key)

    async def classify_lines(self, products: Sequence[ClassificationRequest]) -> AsyncIterator[LineResult]:
        """Up to 500 products, each with its answer or its faults, in their order, as they are ready; one try."""
        content = b"\n".join(written(product) for product in products)
        headers = {"Content-Type": MEDIA_TYPES["jsonl"]}
        url = self._classifications("lines")
        async with self._stream("POST", url, content=content, headers=headers, timeout=_LONG) as response:
            async for line in response.aiter_lines():
                yield parsed(response, LineResult, line)

    async def classify_file(self, file: bytes | AsyncIterable[bytes], form: FileFormat) -> BatchJob:
        """Hand in a file of products; `classification_batch` tells how far it is."""
        headers = {"Content-Type": MEDIA_TYPES[form]}
        url = self._classifications("batch")
        async with self._stream("POST", url, content=file, headers=headers, timeout=_LONG) as response:
            await response.aread()
            return parsed(response, BatchJob)

    async def classification_batch(self, batch_id: str, *, cursor: str = "0") -> BatchJob:
        """How far a batch is, with a page of the rows that were refused."""
        return await self._call("GET", self._classifications("batch", batch_id), BatchJob, params={"cursor": cursor})

    async def cancel_classification_batch(self, batch_id: str) -> BatchJob:
        """Stop a batch; what is done stays."""
        return await self._post(self._classifications("batch", batch_id, "cancel"), None, BatchJob)

    async def classification_batch_results(self, batch_id: str, form: FileFormat) -> AsyncIterator[bytes]:
        """What is done so far as a file, piece by piece."""
        url = self._classifications("batch", batch_id, "results")
        async for piece in self._file(url, form):
            yield piece

    async def put_override(self, override: OverrideRequest) -> Override:
        """Fix the codes of a product."""
        url = f"{self._urls.classify}/v1/overrides"
        return await self._call("PUT", url, Override, content=written(override), headers=_JSON)

    async def end_override(self, override_id: str) -> Override:
        """Let an override hold no longer."""
        return await self._call("DELETE", f"{self._urls.classify}/v1/overrides/{override_id}", Override)

    async def overrides(
        self, *, sku: str | None = None, in_force: bool = False, cursor: str | None = None
    ) -> OverridePage:
        """A page of what people decided, the newest first."""
        params = given({"sku": sku, "cursor": cursor, "in_force": "true" if in_force else None})
        return await self._call("GET", f"{self._urls.classify}/v1/overrides", OverridePage, params=params)

    async def export_overrides(self, form: FileFormat) -> AsyncIterator[bytes]:
        """All that people decided as a file, piece by piece."""
        async for piece in self._file(f"{self._urls.classify}/v1/overrides/export", form):
            yield piece

    async def reviews(
        self,
        *,
        states: Sequence[ReviewState] = (),
        sku: str | None = None,
        mine: bool = False,
        cursor: str | None = None,
    ) -> ReviewPage:
        """A page of reviews, the oldest first."""
        params: dict[str, Any] = given({"sku": sku, "cursor": cursor, "mine": "true" if mine else None})
        params |= {"status": [state.value for state in states]}
        return await self._call("GET", self._reviews(), ReviewPage, params=params)

    async def review_counts(self) -> ReviewCounts:
        """How many reviews are in each state."""
        return await self._call("GET", self._reviews("counts"), ReviewCounts)

    async def review(self, review_id: str) -> ReviewDetail:
        """One review with its history."""
        return await self._call("GET", self._reviews(review_id), ReviewDetail)

    async def claim_review(self, review_id: str | None = None, *, idempotency_key: str | None = None) -> Review:
        """Claim a review, or without an id the oldest that waits; `not_found` is the problem where none does."""
        url = self._reviews("claim") if review_id is None else self._reviews(review_id, "claim")
        return await self._post(url, None, Review, idempotency_key)

    async def release_review(self, review_id: str) -> Review:
        """Give a review back."""
        return await self._post(self._reviews(review_id, "release"), None, Review)

    async def decide_review(
        self, review_id: str, decision: DecideRequest, *, idempotency_key: str | None = None
    ) -> Review:
        """Say what is right, or confirm what somebody else said."""
        return await self._post(self._reviews(review_id, "decide"), decision, Review, idempotency_key)

    async def recheck(self, *, idempotency_key: str | None = None) -> Recheck:
        """Hold what is remembered against the present nomenclature and model; `recheck_findings` tells the rest."""
        return await self._post(f"{self._urls.classify}/v1/rechecks", None, Recheck, idempotency_key)

    async def rechecks(self, *, limit: int = 100) -> RecheckList:
        """Those begun last, those that began by themselves among them."""
        return await self._call("GET", f"{self._urls.classify}/v1/rechecks", RecheckList, params={"limit": str(limit)})

    async def recheck_findings(self, recheck_id: str, *, cursor: str = "0") -> Recheck:
        """How far a recheck is, with a page of what it found."""
        url = f"{self._urls.classify}/v1/rechecks/{recheck_id}"
        return await self._call("GET", url, Recheck, params={"cursor": cursor})

    async def _file(self, url: str, form: FileFormat) -> AsyncIterator[bytes]:
        headers = {"Accept": MEDIA_TYPES[form]}
        async with self._stream("GET", url, headers=headers, timeout=_LONG) as response:
            async for piece in response.aiter_bytes():
                yield piece

    def _classifications(self, *parts: str) -> str:
        return "/".join((f"{self._urls.classify}/v1/classifications", *parts))

    def _reviews(self, *parts: str) -> str:
        return "/".join((f"{self._urls.classify}/v1/reviews", *parts))


def _versioned(response: httpx2.Response) -> VersionedClassificationSettings:
    return VersionedClassificationSettings(response.headers.get("etag", ""), parsed(response, ClassificationSettings))
