"""`/v1/classifications/lines`: up to 500 products, answered at once as they are ready."""

from typing import Any, Final

from fastapi import APIRouter, Request, Response

from dutiful_classify.api.files import file_answer
from dutiful_classify.api.lines_caller import LinesCaller
from dutiful_classify.api.refusals import WRITING, refused
from dutiful_classify.api.state import State
from dutiful_classify.batch.lines import MOST_LINES, TooManyLinesError
from dutiful_shared.account.admission import spend
from dutiful_shared.account_api.merchant_routes import actor_of
from dutiful_shared.contract.problems import ProblemError
from dutiful_shared.idempotency.streamed_route import StreamedRoute
from dutiful_shared.service.problems import ProblemException, problem
from dutiful_shared.service.row_files import JSONL_TYPE, ROW_FORMATS, RowFormat, UnreadableError

LINES_PATH: Final = "/v1/classifications/lines"
LINES_BYTES: Final = 4 * 1024 * 1024
router = APIRouter(prefix=LINES_PATH, tags=["batches"], route_class=StreamedRoute)

_BINARY: Final = {"schema": {"type": "string", "format": "binary"}}
_BODY: Final = {"requestBody": {"required": True, "content": {JSONL_TYPE: _BINARY}}}
_ANSWER: Final[dict[int | str, dict[str, Any]]] = {
    200: {"description": "A line for each product.", "content": {JSONL_TYPE: {"schema": {"type": "string"}}}}
}


@router.post(
    "",
    operation_id="classify_lines",
    summary="Classify some products at once",
    response_class=Response,
    responses={**WRITING, **_ANSWER},
    openapi_extra=_BODY,
)
async def classify_lines(request: Request, caller: LinesCaller, state: State) -> Response:
    """Up to 500 products as JSON Lines, answered alike, in order, while later ones are still in work:
    `{"row": 1, "classification": {...}}`, or `{"row": 2, "faults": [...]}`.

    Each counts as a request of the key. An `Idempotency-Key` is refused: what could not be answered is sent again.
    """
    sent = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if ROW_FORMATS.get(sent) is not RowFormat.JSONL:
        raise problem("unsupported_media_type", f"The body must be {JSONL_TYPE}; got {sent or 'no Content-Type'}.")
    body = await request.body()
    with refused():
        try:
            rows = state.lines.read(body)
        except TooManyLinesError:
            raise _invalid(f"has more than {MOST_LINES} lines; send them as a batch") from None
        except UnreadableError as exc:
            raise _invalid(f"cannot be read: {exc}") from exc
        spend(request, len(rows) - 1)
        return await file_answer(state.lines.answered(caller.merchant_id, actor_of(caller), rows), RowFormat.JSONL)


def _invalid(what: str) -> ProblemException:
    fault = ProblemError(code="lines", detail=what, pointer="")
    return problem("invalid_request", f"The body {what}.", errors=[fault])
