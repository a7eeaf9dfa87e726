"""How the client reaches the services: requests, tries, and answers in the contract's shape."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from types import TracebackType
from typing import Any, Final, Protocol, Self, TypeVar
from uuid import uuid4

import httpx2
from pydantic import BaseModel, ValidationError

from dutiful_shared.client.base_urls import BaseUrls
from dutiful_shared.client.errors import DutifulProblem, DutifulUnreachableError, UnexpectedAnswerError
from dutiful_shared.contract.problems import PROBLEM_MEDIA_TYPE, Problem

Answer = TypeVar("Answer", bound=BaseModel)

#: Seconds. A quote takes milliseconds; longer than this, a checkout is better served by its own fallback.
DEFAULT_TIMEOUT: Final = httpx2.Timeout(5.0, connect=1.0)
#: Before a further try where the service did not say how long to wait (seconds).
_PAUSE_SECONDS: Final = 0.2
#: A service that asks for a longer pause than this (seconds) is left alone.
_LONGEST_PAUSE_SECONDS: Final = 10.0
_JSON: Final = {"Content-Type": "application/json"}


class Post(Protocol):
    """A POST that may be repeated, with its answer as a model."""

    async def __call__(
        self, url: str, body: BaseModel | None, answer: type[Answer], idempotency_key: str | None = None
    ) -> Answer:
        """Send `body` as JSON; see `Transport` for what is raised and when it is tried again."""


class Transport:
    """Calls the services with one API key. Use it as a context manager, or `aclose()` it; it is safe to share.

    Args:
        base_urls: where the services are.
        api_key: sent with every request; blanks and line ends around it, as files have them, are left out. Our own
            services give a function, which is asked at each try for a credential that is good for a moment.
        timeout: of each try.
        tries: how often a request is tried at most, while no answer comes or the service says when to try again. With
            more than one, every POST carries an `Idempotency-Key`, made up where the caller gave none, so that it has
            one effect. What is streamed is tried once.
        transport: instead of the network, such as `httpx2.ASGITransport(app)` in tests.
        trace: asked at each try for headers that go with it, such as `traceparent`.

    Raises:
        ValueError: the key is empty or no header could carry it.

    Every call raises `DutifulProblem`, `DutifulUnreachableError` or `UnexpectedAnswerError` if it has no answer.
    """

    def __init__(
        self,
        base_urls: BaseUrls,
        api_key: str | Callable[[], str],
        *,
        timeout: httpx2.Timeout = DEFAULT_TIMEOUT,
        tries: int = 1,
        transport: httpx2.AsyncBaseTransport | None = None,
        trace: Callable[[], Mapping[str, str]] | None = None,
    ) -> None:
        if tries < 1:
            raise ValueError("tries must be 1 or more")
        shown = api_key if callable(api_key) else _always(api_key)
        self._urls = base_urls
        self._tries = tries
        self._http = httpx2.AsyncClient(
            headers={"Accept": f"application/json, {PROBLEM_MEDIA_TYPE}"}, timeout=timeout, transport=transport
        )
        added = [_added(lambda: {"Authorization": f"Bearer {shown()}"})]
        if trace is not None:
            added.append(_added(trace))
        self._http.event_hooks = {"request": added}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close the connections; the client answers no call afterwards."""
        await self._http.aclose()

    async def _post(
        self,
        url: str,
        body: BaseModel | None,
        answer: type[Answer],
        idempotency_key: str | None = None,
        *,
        more_headers: Mapping[str, str] | None = None,
        **request: Any,
    ) -> Answer:
        key = idempotency_key or (str(uuid4()) if self._tries > 1 else None)
        headers = {**(more_headers or {}), **({"Idempotency-Key": key} if key else {})}
        if body is not None:
            request |= {"content": written(body)}
            headers |= _JSON
        return await self._call("POST", url, answer, headers=headers, **request)

    async def _call(self, method: str, url: str, answer: type[Answer], **request: Any) -> Answer:
        return parsed(await self._send(method, url, **request), answer)

    async def _send(self, method: str, url: str, **request: Any) -> httpx2.Response:
        """The answer of a success, read in whole."""
        for left in reversed(range(self._tries)):
            try:
                async with self._stream(method, url, **request) as response:
                    await response.aread()
                    return response
            except DutifulUnreachableError:
                pause = _PAUSE_SECONDS
                if not left:
                    raise
            except DutifulProblem as exc:
                if not left or exc.retry_after is None or exc.retry_after > _LONGEST_PAUSE_SECONDS:
                    raise
                pause = exc.retry_after
            await asyncio.sleep(pause)
        raise AssertionError("the last try either answers or raises")

    @asynccontextmanager
    async def _stream(self, method: str, url: str, **request: Any) -> AsyncIterator[httpx2.Response]:
        """The answer of a success, to be read as it comes; one try."""
        try:
            async with self._http.stream(method, url, **request) as response:
                if not response.is_success:
                    await response.aread()
                    _refuse(response)
                yield response
        except httpx2.TransportError as exc:
            raise DutifulUnreachableError(f"{method} {url}: {type(exc).__name__}: {exc}") from exc


def _always(api_key: str) -> Callable[[], str]:
    key = api_key.strip()
    if not key or not key.isascii() or not key.isprintable() or " " in key:
        raise ValueError("api_key must be one word of printable ASCII")  # and is not shown: it is a secret
    return lambda: key


def _added(headers: Callable[[], Mapping[str, str]]) -> Callable[[httpx2.Request], Awaitable[None]]:
    async def add(request: httpx2.Request) -> None:
        request.headers.update(headers())

    return add


def written(body: BaseModel) -> bytes:
    """Fields the caller left alone stay out, so that the service's own defaults (and a merchant's) apply."""
    return body.model_dump_json(exclude_unset=True, by_alias=True).encode()


def parsed(response: httpx2.Response, shape: type[Answer], content: str | bytes | None = None) -> Answer:
    """The answer (or a part of it) as the model it must be.

    Raises:
        UnexpectedAnswerError: it is something else.
    """
    try:
        return shape.model_validate_json(response.content if content is None else content)
    except ValidationError as exc:
        raise UnexpectedAnswerError(f"{response.request.url} did not answer with a {shape.__name__}") from exc


def given(parameters: dict[str, str | None]) -> dict[str, str]:
    """The parameters that have a value."""
    return {name: value for name, value in parameters.items() if value is not None}


def _refuse(response: httpx2.Response) -> None:
    media_type = response.headers.get("content-type", "").partition(";")[0]
    if media_type != PROBLEM_MEDIA_TYPE:
        what = f"{response.request.method} {response.request.url}"
        raise UnexpectedAnswerError(f"{what} answered {response.status_code} with {media_type or 'no body'}")
    raise DutifulProblem(parsed(response, Problem), _seconds(response.headers.get("retry-after")))


def _seconds(text: str | None) -> float | None:
    return float(text) if text is not None and text.isascii() and text.isdigit() else None
