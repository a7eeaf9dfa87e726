"""`/v1/quotes/batch`: many carts, one answer each."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import ValidationError
from starlette.requests import ClientDisconnect
from starlette.types import Receive, Scope, Send

from dutiful_quote.api.asking import asker_of_request
from dutiful_quote.api.batch_items import of_lines, of_list
from dutiful_quote.api.refusals import refused
from dutiful_quote.api.state import Rooms, State
from dutiful_quote.classification.desk import Asker
from dutiful_shared.account.admission import spend
from dutiful_shared.account.authentication import AUTH_PROBLEMS, Caller, authenticated
from dutiful_shared.contract.batch import BatchAnswer
from dutiful_shared.contract.faults import faults_of, true_errors
from dutiful_shared.contract.quote_request import QuoteRequest
from dutiful_shared.idempotency.streamed_route import StreamedRoute
from dutiful_shared.service.json_guard import check_json, malformed
from dutiful_shared.service.logs import logger
from dutiful_shared.service.problems import BODY_PROBLEMS, ProblemException, problem, problem_body, problem_responses
from dutiful_shared.service.request_context import RECORD_KEY
from dutiful_shared.service.settings import ServiceSettings
from dutiful_shared.service.state import service_state

router = APIRouter(prefix="/v1/quotes", tags=["quotes"], route_class=StreamedRoute)

#: Room for the most items of some kilobytes each.
BODY_LIMIT_BYTES: Final = 8 * 1024 * 1024
ROUTE: Final = "/v1/quotes/batch"
_LINES: Final = "application/jsonl"
_JSON: Final = "application/json"
_CART: Final = {"$ref": "#/components/schemas/QuoteRequest"}
_BODY: Final = {
    "required": True,
    "content": {
        _JSON: {"schema": {"type": "array", "items": _CART, "minItems": 1, "maxItems": 500}},
        _LINES: {"schema": {"type": "string", "description": "One cart a line."}},
    },
}


class _Streamed(StreamingResponse):
    """Answers while the request is still read; Starlette's own would listen for its end and swallow the rest of it."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self.stream_response(send)


@dataclass(frozen=True, slots=True)
class _Batch:
    """For whom a batch is worked on, and how its problems are told."""

    rooms: Rooms
    caller: Caller
    settings: ServiceSettings
    request_id: str
    asker: Asker | None

    async def answers(self, items: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        """One JSON object for each item; where reading them fails, one more that says how."""
        index = 0
        try:
            async for status, name, body in self.rooms.lane.run(items, self._worked):
                yield b'{"index":%d,"status":%d,"%b":%b}' % (index, status, name, body)
                index += 1
        except ProblemException as exc:
            status, name, body = self._told(exc)
            yield b'{"index":%d,"status":%d,"%b":%b}' % (index, status, name, body)
        except ClientDisconnect:
            logger().info("the caller of a batch has gone", answered=index)

    async def _worked(self, item: bytes) -> tuple[int, bytes, bytes]:
        try:
            cart = self._read(item)
            with refused():
                self.rooms.quotes.check_addresses(cart)
                quoting = self.rooms.quotes.quote(self.caller, cart, item, asker=self.asker)
                quoted = await self.rooms.lane.within_time(quoting)
        except ProblemException as exc:
            return self._told(exc)
        except Exception:
            logger().exception("an item of a batch failed")
            return self._told(problem("internal_error", "The service failed to answer; the failure has been recorded."))
        return 200, b"quote", quoted.answer

    def _read(self, item: bytes) -> QuoteRequest:
        limit = self.settings.request_body_limit_bytes
        if len(item) > limit:
            raise problem("body_too_large", f"A cart may have {limit} bytes at most.")
        check_json(item, self.settings.max_json_depth)
        try:
            return QuoteRequest.model_validate_json(item)
        except ValidationError as exc:
            raise _explained(exc, item) from exc

    def _told(self, exc: ProblemException) -> tuple[int, bytes, bytes]:
        body = problem_body(exc, request_id=self.request_id, base_uri=self.settings.problem_base_uri)
        return exc.kind.status, b"problem", orjson.dumps(body)


@router.post(
    "/batch",
    operation_id="create_quotes",
    summary="Quote many carts landed",
    response_model=BatchAnswer,
    openapi_extra={"requestBody": _BODY},
    responses={
        200: {"content": {_LINES: {"schema": {"type": "string", "description": "One `BatchItem` a line."}}}},
        **problem_responses(
            *AUTH_PROBLEMS,
            *BODY_PROBLEMS,
            "invalid_request",
            "internal_error",
        ),
    },
)
async def create_quotes(
    request: Request, caller: Annotated[Caller, Depends(authenticated("quote"))], state: State
) -> Response:
    """Up to 500 carts as a JSON list, or one a line (`application/jsonl`), answered alike, in order, while later ones
    are still in work. Each is recorded like a single quote; one that cannot be quoted has its problem, and the others
    their quotes. Each counts as a request of the key. An `Idempotency-Key` is refused, for the answer is not kept:
    quoting a cart twice harms nobody, and what could not be answered is sent again."""
    served = service_state(request.app)
    request_id = request.scope[RECORD_KEY].request_id
    batch = _Batch(state, caller, served.settings, request_id, asker_of_request(request, caller))
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type == _LINES:
        return _Streamed(_lines(batch.answers(_paid(request, of_lines(request.stream())))), media_type=_LINES)
    if media_type != _JSON:
        raise problem("unsupported_media_type", f"The body must be {_JSON} or {_LINES}; got {media_type or 'neither'}.")
    items = await of_list(await request.body())
    return _Streamed(_list(batch.answers(_paid(request, _each(items)))), media_type=_JSON)


async def _paid(request: Request, items: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    """The items, each counted as a request; the batch itself was the first."""
    first = True
    async for item in items:
        if not first:
            spend(request, 1)
        first = False
        yield item


async def _each(items: list[bytes]) -> AsyncIterator[bytes]:
    for item in items:
        yield item


async def _lines(answers: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    async for answer in answers:
        yield answer + b"\n"


async def _list(answers: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
    yield b'{"results":['
    between = b""
    async for answer in answers:
        yield between + answer
        between = b","
    yield b"]}"


def _explained(exc: ValidationError, item: bytes) -> ProblemException:
    errors: list[dict[str, Any]] = [{**error, "loc": ("body", *error["loc"])} for error in true_errors(exc.errors())]
    if errors[0]["type"] == "json_invalid":
        return malformed(str(errors[0]["ctx"]["error"]), item, 0)
    count = "One field is" if len(errors) == 1 else f"{len(errors)} fields are"
    return problem("invalid_request", f"{count} not valid.", errors=faults_of(errors, orjson.loads(item)))
