"""Metrics of one application and the record of one request."""

import os
import re
import secrets
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from time import perf_counter
from typing import Any, Final, Protocol

from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.platform_collector import PlatformCollector
from prometheus_client.process_collector import ProcessCollector

from dutiful_shared.service.problems import ProblemException

#: Seconds. A warm answer takes about a millisecond, so the buckets start at half of one.
DURATION_BUCKETS: Final = (
    0.0005, 0.001, 0.002, 0.003, 0.005, 0.0075, 0.01, 0.015, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0,
)  # fmt: skip
_TRACEPARENT: Final = re.compile(r"^[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$")
_REQUEST_ID: Final = re.compile(r"^[A-Za-z0-9._:-]{1,64}$")
#: What other vendors of traces have to say is sent on as it came; the W3C asks for 512 characters at least.
_LONGEST_TRACESTATE: Final = 512
_NO_SPAN: Final = nullcontext()
_KNOWN_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class HttpMetrics:
    """Traffic, errors and latency by route template, in a registry of the application's own.

    Several applications can therefore live in one process, as they do in the tests.
    """

    def __init__(self, registry: CollectorRegistry, service: str) -> None:
        self._service = service
        self._requests = Counter(
            "dutiful_http_requests_total",
            "HTTP requests answered.",
            ["service", "route", "method", "status"],
            registry=registry,
        )
        self._duration = Histogram(
            "dutiful_http_request_duration_seconds",
            "Time from the first byte of a request to the last byte of its answer.",
            ["service", "route", "method"],
            buckets=DURATION_BUCKETS,
            registry=registry,
        )
        #: By (route, method, status): templates and known methods alone, so there are few.
        self._bound: dict[tuple[str, str, int], tuple[Counter, Histogram]] = {}

    def observe(self, route: str, method: str, status: int, seconds: float, trace_id: str | None = None) -> None:
        """Count one request. A sampled `trace_id` becomes the exemplar of its bucket."""
        key = (route, method if method in _KNOWN_METHODS else "other", status)
        bound = self._bound.get(key)
        if bound is None:
            route, method, status = key
            bound = self._bound[key] = (
                self._requests.labels(self._service, route, method, str(status)),
                self._duration.labels(self._service, route, method),
            )
        requests, duration = bound
        requests.inc()
        duration.observe(seconds, {"trace_id": trace_id} if trace_id else None)


def new_registry() -> CollectorRegistry:
    """A registry that already tells about the process and the interpreter."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    return registry


class RequestTrace(Protocol):
    """The spans of one request, where traces are sent (`traces`)."""

    def span(self, name: str, attributes: Mapping[str, str | int]) -> AbstractContextManager[object]:
        """A part of the request's time; parts that begin inside of it are its own."""

    def leaf(self, name: str, attributes: Mapping[str, str | int]) -> Callable[[BaseException | None], None]:
        """A part without parts; what is answered ends it, with an error where there was one."""

    def headers(self) -> dict[str, str]:
        """Trace Context for whoever is called now."""

    def end(self, route: str, status: int, fields: Mapping[str, Any]) -> None:
        """The request is answered."""


@dataclass(slots=True)
class RequestRecord:
    """What is known of the request being served; it ends as one line of the log.

    `headers` (names in lower case) go out with the answer, whatever it is; `closing` is called when the answer is sent;
    `timings` are seconds by stage, for `Server-Timing` and the log; `deadline` is how long the caller
    waits, in seconds, None where it does not say; `ends` is when the time for an answer is over, by `perf_counter`;
    `refusal` is the problem to answer with where its headers cannot be followed; `scenario` is what a sandbox key may
    ask to see, as it was sent; `trace` is there while spans of it are sent.
    """

    request_id: str
    trace_id: str
    parent_id: str
    sampled: bool
    tracestate: str = ""
    trace: RequestTrace | None = None
    deadline: float | None = None
    ends: float | None = None
    refusal: ProblemException | None = None
    scenario: str = ""
    fields: dict[str, Any] = field(default_factory=dict)
    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    closing: list[Callable[[], None]] = field(default_factory=list)
    timings: dict[str, float] = field(default_factory=dict)

    def server_timing(self, total: float) -> bytes:
        """Value of `Server-Timing` (W3C): milliseconds by stage, and from the first byte until now."""
        stages = "".join([f"{name};dur={seconds * 1000:.2f}, " for name, seconds in self.timings.items()])
        return f"{stages}total;dur={total * 1000:.2f}".encode("latin-1")


_current: ContextVar[RequestRecord | None] = ContextVar("dutiful_request", default=None)


def open_record(request_id: str, traceparent: str, tracestate: str = "") -> RequestRecord:
    """The record of a request with these headers (empty: none), made current.

    A request id that is too long or has strange characters is replaced, and so is a traceparent that does not follow
    W3C Trace Context.
    """
    match = _TRACEPARENT.match(traceparent)
    if match and match[1].strip("0") and match[2].strip("0"):
        trace_id, parent_id, sampled = match[1], match[2], bool(int(match[3], 16) & 1)
    else:
        trace_id, parent_id, sampled = "", "", False
    if not trace_id or not _REQUEST_ID.match(request_id):
        random = os.urandom(24).hex()  # one call of the system for both ids
        trace_id = trace_id or random[:32]
        if not _REQUEST_ID.match(request_id):
            request_id = random[32:]
    if not parent_id or len(tracestate) > _LONGEST_TRACESTATE:
        tracestate = ""
    record = RequestRecord(request_id, trace_id, parent_id, sampled, tracestate)
    _current.set(record)
    return record


def close_record() -> None:
    """End the current request's record."""
    _current.set(None)


def note(**fields: Any) -> None:
    """Add fields to the line that will be logged for the current request; outside of a request, do nothing."""
    record = _current.get()
    if record is not None:
        record.fields.update(fields)


def took(stage: str, seconds: float) -> None:
    """Add time to a stage of the current request; outside of a request, do nothing."""
    record = _current.get()
    if record is not None:
        record.timings[stage] = record.timings.get(stage, 0.0) + seconds


def seconds_left() -> float | None:
    """What is left of the current request's time; None outside of a request, or where it may take any time."""
    record = _current.get()
    return None if record is None or record.ends is None else record.ends - perf_counter()


def hurry(seconds: float) -> None:
    """The current request must be answered within so many seconds, if not earlier."""
    record = _current.get()
    if record is not None:
        ends = perf_counter() + seconds
        record.ends = ends if record.ends is None else min(record.ends, ends)


def trace_headers() -> dict[str, str]:
    """Headers by which the service that is called now continues the current request's trace (W3C Trace Context);
    none outside of a request.

    Without spans of our own the caller's are sent on as they came, so that its next one hangs on its own.
    """
    record = _current.get()
    if record is None:
        return {}
    if record.trace is not None:
        return record.trace.headers()
    parent_id = record.parent_id or secrets.token_hex(8)
    headers = {"traceparent": f"00-{record.trace_id}-{parent_id}-{'01' if record.sampled else '00'}"}
    return headers | {"tracestate": record.tracestate} if record.tracestate else headers


def span(name: str, **attributes: str | int) -> AbstractContextManager[object]:
    """A part of the current request's time, as a span of its trace; nothing where no traces are sent.

    Attributes have an underscore for each dot: `peer_service` is `peer.service`.
    """
    record = _current.get()
    if record is None or record.trace is None:
        return _NO_SPAN
    return record.trace.span(name, {key.replace("_", "."): value for key, value in attributes.items()})


def current_trace() -> RequestTrace | None:
    """The trace of the current request; None where none is sent."""
    record = _current.get()
    return None if record is None else record.trace
