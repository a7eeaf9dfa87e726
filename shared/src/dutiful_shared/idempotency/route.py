"""`IdempotentRoute`: POST requests that may be repeated. `APIRouter(..., route_class=IdempotentRoute)` is all it takes.

A request with an `Idempotency-Key` is claimed when its work begins: after the caller is known, the limits let it in and
the request has been found valid. The claim carries a `subject`, the id that what the request makes shall have. Whoever
repeats the work after a crash is given the same subject, finds under it what was made, and answers with that. The first
answer is stored and repeated byte for byte; one with `Cache-Control: no-store` is sealed at rest. A problem that is
raised is not stored: below 500 it frees the key, from 500 on it leaves the subject to the next attempt, and so does a
deadline that passes. Requests without the header do no I/O for all this.
"""

import asyncio
import hashlib
import inspect
import os
from collections.abc import Awaitable, Callable, Coroutine
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import wraps
from typing import Any, Final, NoReturn, TypeVar

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.exceptions import HTTPException
from starlette.responses import Response

from dutiful_shared.account.authentication import caller_of
from dutiful_shared.idempotency.claims import Idempotency
from dutiful_shared.idempotency.key import PARAMETER, key_in
from dutiful_shared.idempotency.seals import NO_STORE
from dutiful_shared.idempotency.store import (
    Claimed,
    IdempotencyUnavailableError,
    InProgress,
    KeyedRequest,
    Reused,
    StoredAnswer,
)
from dutiful_shared.service.identifiers import new_identifier
from dutiful_shared.service.logs import logger
from dutiful_shared.service.problems import also_answers, problem
from dutiful_shared.service.route_template import route_template
from dutiful_shared.service.state import room_of

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])

_RETRY_AFTER: Final = {"Retry-After": "1"}
#: Enough of a subject to be told from all others: 74 of its bits are random.
_SHORT_DIGITS: Final = 20
#: Seconds that an answer to a passed deadline waits for its claim to be given up; PostgreSQL may be slow.
_ABANDONING: Final = 0.1
_UNGUARDED: Final = "dutiful_answers_without_store"
_PROBLEMS: Final = ("bad_request", "request_in_progress", "idempotency_key_reused", "unavailable")


class Attempt:
    """One try to carry out a keyed request.

    `subject` (32 hex digits) is the id to give to what the request makes, with a prefix of the room's own. `again`
    means that an earlier attempt may have made it: look for it first, and after making it answer with what stands.
    `guarded` is False where the store was out of reach and the route answers all the same, without an effect.
    """

    def __init__(self, request: Request, key: str) -> None:
        self.subject = new_identifier(datetime.now(UTC), os.urandom)
        self.again = False
        self.guarded = False
        self._id = self.subject
        self._request = request
        self._key = key
        self._keyed: KeyedRequest | None = None  # once it is claimed
        self._stored = True

    def leave_open(self) -> None:
        """Do not store the answer: the work was not done in full, and a repetition shall try it again."""
        self._stored = False

    async def begin(self, *, may_go_unguarded: bool) -> None:
        """Claim the request.

        Raises:
            AnsweredBefore: there is an answer already.
            ProblemException: `request_in_progress`, `idempotency_key_reused`, or `unavailable`.
        """
        request = self._request
        keyed = KeyedRequest(
            caller_of(request).merchant_id,
            request.method,
            route_template(request.scope),
            self._key,
            _fingerprint(request, await request.body()),
        )
        try:
            found = await self._room.claim(keyed, self.subject, self._id)
        except (IdempotencyUnavailableError, TimeoutError) as exc:
            if may_go_unguarded:
                self._count("unguarded")
                return
            detail = "Whether the request was answered before cannot be looked up now."
            raise problem("unavailable", detail, headers=_RETRY_AFTER) from exc
        if not isinstance(found, Claimed):
            self._refuse(found, keyed)
        else:
            self._keyed, self.guarded = keyed, True
            self.subject, self.again = found.subject, found.again

    def _refuse(self, found: StoredAnswer | Reused | InProgress, keyed: KeyedRequest) -> NoReturn:
        match found:
            case StoredAnswer():
                self._count("replayed")
                raise AnsweredBefore(self._room.seals.opened(found, keyed))
            case Reused():
                self._count("reused")
                raise problem("idempotency_key_reused", "The key was used before with another body or path.")
            case InProgress():
                self._count("in_progress")
                raise problem("request_in_progress", "The same request is being worked on.", headers=_RETRY_AFTER)

    def end(self) -> None:
        """The attempt is over, however it went."""
        if self._keyed is not None:
            self._room.end(self._keyed)

    async def finish(self, response: Response) -> Response:
        """Store the answer, then give it."""
        if self._keyed is None:
            return response
        store = self._room.store
        if response.status_code >= 500 or not self._stored:
            await self._settle("open", store.let_go(self._keyed, self._id))
            return response
        response = await _whole(response)
        answer = StoredAnswer(response.status_code, response.headers.get("content-type"), bytes(response.body))
        if response.headers.get("cache-control") == NO_STORE:
            answer = self._room.seals.sealed(answer, self._keyed)
        await self._settle("stored", store.save(self._keyed, self._id, answer))
        return response

    async def fail(self, exception: Exception) -> None:
        """Give up the claim after a problem was raised."""
        if self._keyed is None:
            return
        store = self._room.store
        refused = isinstance(exception, HTTPException) and exception.status_code < 500
        # What an earlier attempt has made stays findable: its subject must not be lost.
        if refused and not self.again:
            await self._settle("refused", store.forget(self._keyed, self._id))
        else:
            await self._settle("failed", store.let_go(self._keyed, self._id))

    async def abandon(self) -> None:
        """Give up the claim of a request whose deadline has passed: nobody works on it any more, and whoever sends it
        again at once shall not be told that somebody does."""
        if self._keyed is None:
            return
        giving_up = self._room.abandon(self._settle("failed", self._room.store.let_go(self._keyed, self._id)))
        await asyncio.wait({giving_up}, timeout=_ABANDONING)

    async def _settle(self, outcome: str, change: Awaitable[bool]) -> None:
        try:
            done = await change
        except IdempotencyUnavailableError as exc:
            # The work is done, and the caller shall hear of it. A repetition will find it by the subject.
            logger().warning("an attempt's outcome could not be stored", outcome=outcome, error=repr(exc))
            done = False
        self._count(outcome if done else "lost")

    @property
    def _room(self) -> Idempotency:
        return room_of(self._request, "idempotency", Idempotency)

    def _count(self, outcome: str) -> None:
        self._room.outcomes.labels(outcome).inc()


class AnsweredBefore(Exception):  # noqa: N818 - no error: it carries the stored answer past the work
    """The request was answered before."""

    def __init__(self, answer: StoredAnswer) -> None:
        super().__init__("the request was answered before")
        self.answer = answer


_current: ContextVar[Attempt | None] = ContextVar("dutiful_attempt", default=None)


def current_attempt() -> Attempt | None:
    """The attempt that is being served; None for a request without a key."""
    return _current.get()


def chosen_id(prefix: str) -> str | None:
    """The id (`prefix` and 20 hex digits) to give to what a request with a key makes; None for one without.

    If something has this id already, an earlier attempt has made it.
    """
    attempt = _current.get()
    return None if attempt is None else f"{prefix}{attempt.subject[-_SHORT_DIGITS:]}"


def answers_without_store(endpoint: Endpoint) -> Endpoint:
    """Marks an endpoint that has an answer without any effect for the time in which the store is out of reach.

    It must look at `Attempt.guarded`. All other routes answer a keyed request with 503 then.
    """
    setattr(endpoint, _UNGUARDED, True)
    return endpoint


class IdempotentRoute(APIRoute):
    """A route whose POST takes an `Idempotency-Key`. The endpoint is `async def` and asks for its caller."""

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        self._takes_keys = "POST" in (options.get("methods") or ())
        if self._takes_keys:
            endpoint = _begun(endpoint)
            options["responses"] = also_answers(options.get("responses") or {}, *_PROBLEMS)
            extra = options.get("openapi_extra") or {}
            options["openapi_extra"] = {**extra, "parameters": [*extra.get("parameters", ()), PARAMETER]}
        super().__init__(path, endpoint, **options)

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """The handler of the framework, with the claim before it and the kept answer after it."""
        handle = super().get_route_handler()
        if not self._takes_keys:
            return handle

        async def handle_keyed(request: Request) -> Response:
            key = key_in(request.scope["headers"])
            if key is None:
                return await handle(request)
            attempt = Attempt(request, key)
            token = _current.set(attempt)
            try:
                return await attempt.finish(await handle(request))
            except AnsweredBefore as answered:
                return _replayed(answered.answer)
            except Exception as exc:
                await attempt.fail(exc)
                raise
            except asyncio.CancelledError:
                await attempt.abandon()
                raise
            finally:
                attempt.end()
                _current.reset(token)

        return handle_keyed


def _begun(endpoint: Callable[..., Any]) -> Callable[..., Any]:
    """The endpoint, which claims the request first: all that stands before the work has been passed then."""
    if not inspect.iscoroutinefunction(endpoint):
        raise TypeError(f"{endpoint!r} must be an async function to be idempotent")
    may_go_unguarded = getattr(endpoint, _UNGUARDED, False)

    @wraps(endpoint)
    async def begun(*args: Any, **values: Any) -> Any:
        attempt = _current.get()
        if attempt is not None:
            await attempt.begin(may_go_unguarded=may_go_unguarded)
        return await endpoint(*args, **values)

    return begun


def _fingerprint(request: Request, body: bytes) -> bytes:
    """Tells one request from another: its path and query, its media type, its body."""
    digest = hashlib.sha256()
    scope = request.scope
    media_type = request.headers.get("content-type", "").encode("latin-1")
    for part in (scope["path"].encode(), scope["query_string"], media_type):
        digest.update(b"%d:" % len(part) + part)
    digest.update(body)
    return digest.digest()


def _replayed(answer: StoredAnswer) -> Response:
    headers = {"Idempotent-Replayed": "true"}
    if answer.secret:
        headers["Cache-Control"] = NO_STORE
    if answer.media_type is not None:
        headers["Content-Type"] = answer.media_type
    return Response(answer.body, answer.status, headers)


async def _whole(response: Response) -> Response:
    """The answer with all of its body at hand; one that streams is read to its end."""
    pieces = getattr(response, "body_iterator", None)
    if pieces is None:
        return response
    body = b"".join([piece.encode() if isinstance(piece, str) else bytes(piece) async for piece in pieces])
    headers = {name: value for name, value in response.headers.items() if name != "content-length"}
    return Response(body, response.status_code, headers, background=response.background)
