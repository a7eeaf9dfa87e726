"""Trying the classifier on a product, and the products that wait for a person to decide."""

from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Form, Path, Request
from pydantic import ValidationError
from starlette.responses import Response

from dutiful_quote.console.neighbours import asking
from dutiful_quote.console.pages import render, see_other
from dutiful_quote.console.rooms import Console
from dutiful_quote.console.sign_in import FormToken
from dutiful_quote.console.visitor import Visitor, visitor
from dutiful_shared.account.scopes import Scope
from dutiful_shared.contract.classification import ClassificationRequest
from dutiful_shared.contract.faults import faults_of, true_errors
from dutiful_shared.contract.reviews import DecideRequest, ReviewState
from dutiful_shared.service.problems import ProblemException, problem

router = APIRouter(prefix="/console/classification", include_in_schema=False)

#: What waits for somebody, be it nobody's yet or one's who has to decide or confirm.
_OPEN: Final = (ReviewState.WAITING, ReviewState.CLAIMED, ReviewState.CONFIRMING)
_Classifier = Annotated[Visitor, Depends(visitor(Scope.CLASSIFY))]
_ClassificationId = Annotated[str, Path(pattern=r"^cls_[0-9a-f]{32}$")]
_ReviewId = Annotated[str, Path(pattern=r"^rev_[0-9a-f]{32}$")]


@router.get("")
async def show_form(request: Request, who: _Classifier, console: Console) -> Response:
    """A form for a product, and the queue of reviews below it."""
    return await _page(request, who, console)


@router.post("")
async def classify(
    request: Request,
    who: _Classifier,
    console: Console,
    title: Annotated[str, Form(max_length=500)],
    description: Annotated[str, Form(max_length=10_000)] = "",
    destination: Annotated[str, Form(max_length=2)] = "",
    token: FormToken = "",
) -> Response:
    """Classify a product; its answer has a page of its own."""
    console.sessions.check_form(request, token)
    asked = {
        "title": title,
        "description": description,
        "language": who.words.language,
        "destinations": [destination] if destination else [],
    }
    try:
        product = ClassificationRequest.model_validate(asked)
    except ValidationError as exc:
        raise _unusable(exc, asked) from exc
    async with asking(console, who) as dutiful:
        answer = await dutiful.classify(product)
    return see_other(f"/console/classification/{answer.id}")


@router.get("/{classification_id}")
async def show_classification(
    request: Request, who: _Classifier, console: Console, classification_id: _ClassificationId
) -> Response:
    """A recorded answer of the classifier, above the queue."""
    async with asking(console, who) as dutiful:
        answer = await dutiful.classification(classification_id)
        asked = await dutiful.classified_product(classification_id)
    return await _page(request, who, console, answer=answer, asked=asked)


@router.post("/reviews/{review_id}")
async def decide(
    request: Request,
    who: _Classifier,
    console: Console,
    review_id: _ReviewId,
    code: Annotated[str, Form(max_length=12)],
    reason: Annotated[str, Form(max_length=2_000)],
    token: FormToken = "",
) -> Response:
    """Say which subheading is right. Where two must agree, the first decision waits for another key's."""
    console.sessions.check_form(request, token)
    digits = "".join(sign for sign in code if sign.isdigit())
    decision = {"codes": {"HS": digits}, "reason": reason.strip()}
    try:
        decided = DecideRequest.model_validate(decision)
    except ValidationError as exc:
        raise _unusable(exc, decision) from exc
    async with asking(console, who) as dutiful:
        await dutiful.claim_review(review_id)  # only whoever has claimed it decides
        await dutiful.decide_review(review_id, decided)
    return see_other("/console/classification#reviews")


async def _page(request: Request, who: Visitor, console: Console, **values: Any) -> Response:
    async with asking(console, who) as dutiful:
        counts = await dutiful.review_counts()
        reviews = await dutiful.reviews(states=_OPEN)
    values = {"answer": None, "asked": None, **values, "counts": counts, "reviews": reviews.reviews}
    return render(request, who, "classification.html", page="classification", **values)


def _unusable(exception: ValidationError, sent: dict[str, Any]) -> ProblemException:
    errors = [{**one, "loc": ("body", *one["loc"])} for one in true_errors(exception.errors())]
    return problem("invalid_request", "The fields are not valid.", errors=faults_of(errors, sent))
