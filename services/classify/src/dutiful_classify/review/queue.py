"""`ReviewQueue`: people claim a review for a while and decide it; with four eyes, a second key confirms.

One holds a review at a time: every change locks its row and looks again. What was decided is remembered in the same
transaction, and so are the other open reviews of the same words.
"""

from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_classify.classifications.nomenclature import Nomenclature
from dutiful_classify.review import memory
from dutiful_classify.review.errors import MemoryUnavailableError, ReviewConflictError, ReviewNotFoundError
from dutiful_classify.review.overrides import check_codes
from dutiful_classify.review.repository import ReviewRows, StoredReview
from dutiful_shared.contract.overrides import Origin
from dutiful_shared.contract.reviews import (
    DecideRequest,
    Proposal,
    Review,
    ReviewCounts,
    ReviewDetail,
    ReviewPage,
    ReviewState,
)
from dutiful_shared.service.postgres import unreachable_as
from dutiful_shared.service.tenancy import as_merchant


@dataclass(frozen=True, slots=True)
class ReviewQueue:
    """Every method raises `MemoryUnavailableError` without PostgreSQL. Actors are keys, such as `key:key_0b5c...`.

    Args:
        requests: as the role of requests.
        now: the clock, in UTC.
    """

    requests: AsyncEngine
    nomenclature: Nomenclature
    now: Callable[[], datetime]

    async def page(
        self,
        merchant_id: str,
        cursor: str | None,
        states: Sequence[ReviewState],
        sku: str | None,
        claimant: str | None,
        most: int,
    ) -> ReviewPage:
        """The oldest ones, or those behind the cursor."""
        async with self._rows(merchant_id) as rows:
            found = await rows.page(cursor, [state.value for state in states], sku, claimant, most + 1)
        return ReviewPage(reviews=found[:most], next=found[most - 1].id if len(found) > most else None)

    async def counts(self, merchant_id: str) -> ReviewCounts:
        """How many reviews are in each state, and since when the oldest waits."""
        async with self._rows(merchant_id) as rows:
            return await rows.counts()

    async def find(self, merchant_id: str, review_id: str) -> ReviewDetail:
        """Raises `ReviewNotFoundError`."""
        async with self._rows(merchant_id) as rows:
            stored = await rows.find(review_id)
            if stored is None:
                raise ReviewNotFoundError(review_id)
            history = await rows.history(review_id)
        return ReviewDetail(**dict(stored.review), history=history)

    async def claim(self, merchant_id: str, review_id: str, actor: str, minutes: int) -> Review:
        """Take a review for so many minutes; whoever holds it already holds it longer.

        Raises:
            ReviewNotFoundError, ReviewConflictError
        """
        async with self._rows(merchant_id) as rows:
            stored = _there(await rows.locked(review_id), review_id)
            _check_claimable(stored.review, actor)
            return await _claimed(rows, stored.review, actor, minutes)

    async def claim_next(self, merchant_id: str, actor: str, minutes: int) -> Review | None:
        """Take the oldest review that waits for the actor; None where none does."""
        async with self._rows(merchant_id) as rows:
            stored = await rows.next_for(actor)
            return None if stored is None else await _claimed(rows, stored.review, actor, minutes)

    async def release(self, merchant_id: str, review_id: str, actor: str) -> Review:
        """Give a review back; one that nobody holds stays as it is.

        Raises:
            ReviewNotFoundError, ReviewConflictError
        """
        async with self._rows(merchant_id) as rows:
            review = _there(await rows.locked(review_id), review_id).review
            if review.state is ReviewState.DECIDED:
                raise ReviewConflictError(f"The review {review_id} is decided.")
            if review.claimed_by is None:
                return review
            _check_held(review, actor)
            changed = _free(review)
            await rows.save(changed)
            await rows.tell(review_id, actor, "release")
        return changed

    async def decide(self, merchant_id: str, review_id: str, asked: DecideRequest, actor: str) -> Review:
        """Say what is right, or confirm what somebody else said. Repeating it changes nothing.

        Raises:
            ReviewNotFoundError, ReviewConflictError
            UnusableOverrideError: a code does not exist.
        """
        check_codes(asked.codes, self.nomenclature)
        async with self._rows(merchant_id) as rows:
            await rows.alone_with(_there(await rows.find(review_id), review_id).fingerprint)
            stored = _there(await rows.locked(review_id), review_id)
            review = stored.review
            if _said_before(review, asked, actor):
                return review
            if review.state is ReviewState.DECIDED:
                raise ReviewConflictError(f"The review {review_id} is decided.")
            _check_held(review, actor)
            said = Proposal(
                codes=asked.codes, reason=asked.reason, author=asked.author or actor, actor=actor, at=rows.now
            )
            if not await rows.four_eyes():
                return await self._settled(rows, stored, said, None)
            if review.proposal is not None and review.proposal.codes == asked.codes:
                return await self._settled(rows, stored, review.proposal, actor)
            changed = _free(review.model_copy(update={"proposal": said}))
            await rows.save(changed)
            await rows.tell(review_id, actor, "propose", codes=asked.codes, reason=asked.reason, author=said.author)
        return changed

    async def _settled(
        self, rows: ReviewRows, stored: StoredReview, said: Proposal, confirmed_by: str | None
    ) -> Review:
        review = stored.review
        decision = memory.Decision(
            sku=review.sku,
            fingerprint=stored.fingerprint,
            product=stored.product,
            codes=said.codes,
            reason=said.reason,
            author=said.author,
            actor=confirmed_by or said.actor,
            origin=Origin.REVIEW,
            valid_from=rows.now,
            source=review.id,
            model_hs6=review.hs6,
        )
        override_id = memory.new_override_id(rows.now)
        await memory.remember(rows.connection, rows.merchant_id, decision, rows.now, override_id)
        settled = {"state": ReviewState.DECIDED, "claimed_by": None, "claimed_until": None}
        outcome = {"decision": said, "confirmed_by": confirmed_by, "override": override_id}
        changed = review.model_copy(update={**settled, **outcome})
        await rows.save(changed)
        actor, action = (confirmed_by, "confirm") if confirmed_by else (said.actor, "decide")
        await rows.tell(review.id, actor, action, codes=said.codes, reason=said.reason, author=said.author)
        for sibling in await rows.decide_siblings(changed, stored.fingerprint):
            await rows.tell(sibling, actor, "decided_with", review=review.id)
        return changed

    @asynccontextmanager
    async def _rows(self, merchant_id: str) -> AsyncIterator[ReviewRows]:
        with unreachable_as(MemoryUnavailableError, "reviews cannot be reached"):
            async with as_merchant(self.requests, merchant_id) as connection:
                yield ReviewRows(connection, merchant_id, self.now())


def _there(stored: StoredReview | None, review_id: str) -> StoredReview:
    if stored is None:
        raise ReviewNotFoundError(review_id)
    return stored


def _check_claimable(review: Review, actor: str) -> None:
    if review.state is ReviewState.DECIDED:
        raise ReviewConflictError(f"The review {review.id} is decided.")
    if review.claimed_by not in {None, actor}:
        raise ReviewConflictError(f"The review {review.id} is with {review.claimed_by} until {review.claimed_until}.")
    if review.proposal is not None and review.proposal.actor == actor:
        raise ReviewConflictError("Another key than the one that decided must confirm.")


def _check_held(review: Review, actor: str) -> None:
    if review.claimed_by is None:
        raise ReviewConflictError(f"The review {review.id} must be claimed first; a claim may have run out.")
    if review.claimed_by != actor:
        raise ReviewConflictError(f"The review {review.id} is with {review.claimed_by} until {review.claimed_until}.")


async def _claimed(rows: ReviewRows, review: Review, actor: str, minutes: int) -> Review:
    until = rows.now + timedelta(minutes=minutes)
    changed = review.model_copy(update={"state": ReviewState.CLAIMED, "claimed_by": actor, "claimed_until": until})
    await rows.save(changed)
    await rows.tell(review.id, actor, "claim", until=until)
    return changed


def _free(review: Review) -> Review:
    """Nobody holds it; it waits for its first or for its second pair of eyes."""
    state = ReviewState.WAITING if review.proposal is None else ReviewState.CONFIRMING
    return review.model_copy(update={"state": state, "claimed_by": None, "claimed_until": None})


def _said_before(review: Review, asked: DecideRequest, actor: str) -> bool:
    """Whether the same key has said the same already, and holds no claim to say something new."""
    if review.state is ReviewState.DECIDED and review.decision is not None:
        return actor in {review.decision.actor, review.confirmed_by} and review.decision.codes == asked.codes
    proposal = review.proposal
    return (
        review.state is ReviewState.CONFIRMING
        and proposal is not None
        and (proposal.actor, proposal.codes) == (actor, asked.codes)
    )
