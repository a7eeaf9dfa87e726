"""`/v1/reviews` and `/v1/classifications/{id}/feedback`: where people decide."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query

from dutiful_classify.api.classifications import PAGE, ClassificationId, ClassifyCaller, Most, SkuFilter
from dutiful_classify.api.refusals import READING, WRITING, refused
from dutiful_classify.api.settings import Administrator
from dutiful_classify.api.state import State
from dutiful_shared.account_api.merchant_routes import actor_of
from dutiful_shared.contract.merchant_account import Scope
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
from dutiful_shared.idempotency.route import IdempotentRoute, current_attempt
from dutiful_shared.service.problems import problem, problem_responses

router = APIRouter(prefix="/v1/reviews", tags=["reviews"], route_class=IdempotentRoute)
feedback_router = APIRouter(prefix="/v1/classifications", tags=["reviews"], route_class=IdempotentRoute)

_ID: Final = r"^rev_[0-9a-f]{32}$"
_ReviewId = Annotated[str, Path(pattern=_ID, description="As given in the review's `id`.")]
_CHANGED: Final = {**READING, **problem_responses("conflict")}


@router.get("", operation_id="list_reviews", summary="What people shall look at", responses=READING)
async def list_reviews(
    caller: ClassifyCaller,
    state: State,
    cursor: Annotated[str | None, Query(pattern=_ID, description="`next` of the page before.")] = None,
    status: Annotated[list[ReviewState] | None, Query(max_length=4, description="Only in one of these.")] = None,
    sku: SkuFilter = None,
    mine: Annotated[bool, Query(description="Only those that this key has claimed.")] = False,
    limit: Most = PAGE,
) -> ReviewPage:
    """The oldest first, a page at a time. A claim that ran out counts as waiting."""
    claimant = actor_of(caller) if mine else None
    with refused():
        return await state.reviews.page(caller.merchant_id, cursor, status or (), sku, claimant, limit)


@router.get("/counts", operation_id="count_reviews", summary="How many reviews there are", responses=READING)
async def count_reviews(caller: ClassifyCaller, state: State) -> ReviewCounts:
    """By state, and since when the oldest one waits."""
    with refused():
        return await state.reviews.counts(caller.merchant_id)


@router.post(
    "/claim", operation_id="claim_next_review", summary="Claim the oldest review that waits", responses=_CHANGED
)
async def claim_next_review(caller: Administrator, state: State) -> Review:
    """The review is this key's until `claimed_until`; nobody else can decide it meanwhile.

    With four eyes, a key is never given what it has decided itself. 404 where nothing waits.
    """
    with refused():
        minutes = (await state.settings.find(caller.merchant_id)).settings.claim_minutes
        review = await state.reviews.claim_next(caller.merchant_id, actor_of(caller), minutes)
    if review is None:
        raise problem("not_found", "No review waits for this key.")
    return review


@router.get("/{review_id}", operation_id="get_review", summary="One review with its history", responses=READING)
async def get_review(review_id: _ReviewId, caller: ClassifyCaller, state: State) -> ReviewDetail:
    """The product, what the model said, and who did what."""
    with refused():
        return await state.reviews.find(caller.merchant_id, review_id)


@router.post("/{review_id}/claim", operation_id="claim_review", summary="Claim a review", responses=_CHANGED)
async def claim_review(review_id: _ReviewId, caller: Administrator, state: State) -> Review:
    """Whoever has it already has it longer; 409 where somebody else has it, or must confirm it."""
    with refused():
        minutes = (await state.settings.find(caller.merchant_id)).settings.claim_minutes
        return await state.reviews.claim(caller.merchant_id, review_id, actor_of(caller), minutes)


@router.post("/{review_id}/release", operation_id="release_review", summary="Give a review back", responses=_CHANGED)
async def release_review(review_id: _ReviewId, caller: Administrator, state: State) -> Review:
    """It waits again, for anybody."""
    with refused():
        return await state.reviews.release(caller.merchant_id, review_id, actor_of(caller))


@router.post("/{review_id}/decide", operation_id="decide_review", summary="Decide a review", responses=WRITING)
async def decide_review(review_id: _ReviewId, asked: DecideRequest, caller: Administrator, state: State) -> Review:
    """The codes that are right: remembered from then on for the SKU and for the same words.

    With four eyes the review then waits for a second key; the same codes from it confirm, other codes are a new
    proposal.
    """
    with refused():
        return await state.reviews.decide(caller.merchant_id, review_id, asked, actor_of(caller))


@feedback_router.post(
    "/{classification_id}/feedback",
    operation_id="give_classification_feedback",
    summary="Say whether an answer was right",
    responses=WRITING,
)
async def give_feedback(
    classification_id: ClassificationId, asked: FeedbackRequest, caller: ClassifyCaller, state: State
) -> Feedback:
    """The right codes from a key with the scope `admin` are remembered; any other "wrong" opens a review."""
    attempt = current_attempt()
    with refused():
        return await state.feedback.give(
            caller.merchant_id,
            classification_id,
            asked,
            actor_of(caller),
            vouches=Scope.ADMIN.value in caller.scopes,
            feedback_id=None if attempt is None else f"fb_{attempt.subject}",
        )
