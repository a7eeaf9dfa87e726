"""The outermost layer: every request gets an id, a deadline, a measurement, a line in the log and an answer."""

import asyncio
from collections.abc import Collection, Iterable
from time import perf_counter
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from dutiful_shared.contract.problems import ProblemError
from dutiful_shared.contract.scenario import SCENARIO_HEADER
from dutiful_shared.service.draining import Draining
from dutiful_shared.service.logs import logger, write_line
from dutiful_shared.service.problems import ProblemException, problem, problem_response
from dutiful_shared.service.route_template import NOT_ADMITTED_KEY, route_template
from dutiful_shared.service.settings import LogLevel
from dutiful_shared.service.telemetry import HttpMetrics, RequestRecord, close_record, open_record
from dutiful_shared.service.traces import Traces

#: Asked every few seconds by machines: logged only when they fail.
QUIET_ROUTES: Final = frozenset({"/livez", "/readyz", "/metrics"})
#: How long the caller waits, in milliseconds; it shortens our own limit and never extends it.
DEADLINE_HEADER: Final = "X-Request-Deadline-Ms"
REQUEST_ID_HEADER: Final = "X-Request-Id"
_REQUEST_ID_HEADER: Final = REQUEST_ID_HEADER.lower().encode()
RECORD_KEY: Final = "dutiful.record"
_DEADLINE_NAME: Final = DEADLINE_HEADER.lower().encode()
_MOST_DIGITS: Final = 9
_LONGEST_QUOTE: Final = 60  # characters of a wrong value that a problem repeats
_SCENARIO_NAME: Final = SCENARIO_HEADER.lower().encode()
#: An answer is what its Content-Type says, whatever its bytes look like to a browser.
_NOSNIFF: Final = (b"x-content-type-options", b"nosniff")
#: Answers are about a merchant's orders: nobody on the way keeps one, unless the route says otherwise.
_CACHE_CONTROL: Final = b"cache-control"
_NO_STORE: Final = (_CACHE_CONTROL, b"no-store")
_CLOSE: Final = (b"connection", b"close")
_FAILED: Final = 500
_CLIENT_GONE: Final = 499  # the caller hung up before there was an answer; nginx's number for it


class RequestContext:
    """Pure ASGI middleware; `deadline` is in seconds, None for no limit. Requests to `unhurried` paths have none."""

    def __init__(
        self,
        app: ASGIApp,
        metrics: HttpMetrics,
        deadline: float | None,
        problem_base_uri: str,
        unhurried: Collection[str] = (),
        draining: Draining | None = None,
        traces: Traces | None = None,
    ) -> None:
        self.app = app
        self.metrics = metrics
        self.deadline = deadline
        self.problem_base_uri = problem_base_uri
        self.unhurried = unhurried
        self.draining = draining or Draining()
        self.traces = traces

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request within its deadline; whatever fails inside becomes a problem."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = perf_counter()
        record = scope[RECORD_KEY] = _record_of(scope)
        if self.traces is not None and self.traces.sender is not None and scope["path"] not in QUIET_ROUTES:
            self.traces.sender.begin(record, scope)
        deadline = None if scope["path"] in self.unhurried else _shorter(self.deadline, record.deadline)
        record.ends = None if deadline is None else started + deadline
        served = _Served(record, receive, send, self.draining, started, asyncio.timeout(deadline))
        try:
            failure = await self._serve(scope, served, deadline)
            if failure is not None and not served.status:
                response = problem_response(failure, request_id=record.request_id, base_uri=self.problem_base_uri)
                await response(scope, receive, served.send)
        finally:
            for close in record.closing:
                close()
            self._finish(scope, record, served.status or _CLIENT_GONE, perf_counter() - started)
            close_record()

    async def _serve(self, scope: Scope, served: "_Served", deadline: float | None) -> ProblemException | None:
        """Run the application; the problem to answer with if it did not answer itself."""
        refusal: ProblemException | None = scope[RECORD_KEY].refusal
        if refusal is not None:
            served.timed = False
            return refusal
        try:
            async with served.clock:
                await self.app(scope, served.receive, served.send)
        except TimeoutError:
            if served.clock.expired():
                if served.waiting:
                    return problem("request_timeout", f"The body was not all there within {deadline:g} seconds.")
                return problem("deadline_exceeded", f"The answer was not ready within {deadline:g} seconds.")
            logger().exception("request failed", **_names(scope))
        except Exception:
            # The last net: whatever happened, the caller gets a problem and we get the traceback.
            logger().exception("request failed", **_names(scope))
        else:
            return None
        finally:
            served.timed = False
        return problem("internal_error", "The service failed to answer; the failure has been recorded.")

    def _finish(self, scope: Scope, record: RequestRecord, status: int, seconds: float) -> None:
        route = route_template(scope)
        method = scope["method"]
        self.metrics.observe(route, method, status, seconds, record.trace_id if record.sampled else None)
        if (trace := record.trace) is not None:
            record.trace = None  # what outlives its request, such as a shared fetch, adds nothing to it
            trace.end(route, status, record.fields)
        quiet = route in QUIET_ROUTES and status < _FAILED
        write_line(
            "request",
            LogLevel.DEBUG if quiet else LogLevel.INFO,
            {
                "method": method,
                "route": route,
                "path": scope["path"],
                "status": status,
                "duration_ms": round(seconds * 1000, 3),
                "request_id": record.request_id,
                "trace_id": record.trace_id,
                "parent_id": record.parent_id or None,
                **{f"{stage}_ms": round(taken * 1000, 3) for stage, taken in record.timings.items()},
                **record.fields,
            },
        )


class _Served:
    """One request under way: it waits for the body and sends the answer, and remembers how far both are.

    `status` is 0 until the answer begins; `waiting` is true while more of the body is waited for, `timed` while the
    clock may still stop the work.
    """

    __slots__ = ("_draining", "_receive", "_record", "_send", "_started", "clock", "status", "timed", "waiting")

    def __init__(
        self,
        record: RequestRecord,
        receive: Receive,
        send: Send,
        draining: Draining,
        started: float,
        clock: asyncio.Timeout,
    ) -> None:
        self.clock = clock
        self.status = 0
        self.timed = True
        self.waiting = False
        self._record = record
        self._receive = receive
        self._send = send
        self._draining = draining
        self._started = started

    async def receive(self) -> Message:
        self.waiting = True
        message = await self._receive()
        self.waiting = False
        return message

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            message["headers"] = self._headers(message["headers"])
            # An answer that has begun is better finished late than cut off.
            if self.timed and not self.clock.expired():
                self.clock.reschedule(None)
        await self._send(message)

    def _headers(self, given: Iterable[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        record = self._record
        headers = [one for one in given if one[0] != _REQUEST_ID_HEADER]
        headers += ((_REQUEST_ID_HEADER, record.request_id.encode("latin-1")), _NOSNIFF)
        if _CACHE_CONTROL not in [name for name, _ in headers]:
            headers.append(_NO_STORE)
        headers.extend(record.headers)
        if record.timings:
            headers.append((b"server-timing", record.server_timing(perf_counter() - self._started)))
        if self._draining.began:
            headers.append(_CLOSE)
        return headers


def _record_of(scope: Scope) -> RequestRecord:
    request_id = traceparent = tracestate = scenario = ""
    waits: bytes | None = None
    for name, value in scope["headers"]:
        if name == _REQUEST_ID_HEADER:
            request_id = value.decode("latin-1")
        elif name == b"traceparent":
            traceparent = value.decode("latin-1")
        elif name == b"tracestate":
            tracestate = value.decode("latin-1")
        elif name == _DEADLINE_NAME:
            waits = value if waits is None else waits + b", " + value
        elif name == _SCENARIO_NAME:
            scenario = value.decode("latin-1")
    record = open_record(request_id, traceparent, tracestate)
    record.scenario = scenario
    if waits is None:
        return record
    if waits.isdigit() and len(waits) <= _MOST_DIGITS:
        record.deadline = int(waits) / 1000
    else:
        record.refusal = _no_time(waits)
        record.fields["problem"] = record.refusal.code
        scope[NOT_ADMITTED_KEY] = True
    return record


def _no_time(value: bytes) -> ProblemException:
    """The refusal of a caller's deadline that cannot be read: to go by another one would be a guess."""
    sent = value.decode("latin-1")[:_LONGEST_QUOTE]
    detail = f"must be a whole number of milliseconds, of {_MOST_DIGITS} digits at most; got {sent!r}"
    fault = ProblemError(code="deadline", detail=detail, parameter=f"header.{DEADLINE_HEADER.lower()}")
    return problem("invalid_request", f"The header {DEADLINE_HEADER} is not valid.", errors=[fault])


def _shorter(ours: float | None, told: float | None) -> float | None:
    return ours if told is None else told if ours is None else min(ours, told)


def _names(scope: Scope) -> dict[str, str]:
    return {"request_id": scope[RECORD_KEY].request_id, "route": route_template(scope)}
