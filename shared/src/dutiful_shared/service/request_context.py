"""The outermost layer: every request gets an id, a deadline, a measurement, a line in the log and an answer."""

import asyncio
from time import perf_counter
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from structlog.typing import FilteringBoundLogger

from dutiful_shared.service.logs import logger
from dutiful_shared.service.problems import ProblemException, problem, problem_response
from dutiful_shared.service.route_template import route_template
from dutiful_shared.service.telemetry import HttpMetrics, RequestRecord, close_record, open_record

#: Asked every few seconds by machines: logged only when they fail.
QUIET_ROUTES: Final = frozenset({"/livez", "/readyz", "/metrics"})
REQUEST_ID_HEADER: Final = "X-Request-Id"
RECORD_KEY: Final = "dutiful.record"
_FAILED: Final = 500
_CLIENT_GONE: Final = 499  # the caller hung up before there was an answer; nginx's number for it


class RequestContext:
    """Pure ASGI middleware; `deadline` is in seconds, None for no limit."""

    def __init__(self, app: ASGIApp, metrics: HttpMetrics, deadline: float | None, problem_base_uri: str) -> None:
        self.app = app
        self.metrics = metrics
        self.deadline = deadline
        self.problem_base_uri = problem_base_uri

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = perf_counter()
        record = _record_of(scope)
        scope[RECORD_KEY] = record
        status = 0

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)[REQUEST_ID_HEADER] = record.request_id
            await send(message)

        log = logger()
        try:
            failure = await self._serve(scope, receive, send_with_id, log)
            if failure is not None and not status:
                response = problem_response(failure, request_id=record.request_id, base_uri=self.problem_base_uri)
                await response(scope, receive, send_with_id)
        finally:
            self._finish(scope, record, status or _CLIENT_GONE, perf_counter() - started, log)
            close_record()

    async def _serve(
        self, scope: Scope, receive: Receive, send: Send, log: FilteringBoundLogger
    ) -> ProblemException | None:
        """Run the application; the problem to answer with if it did not answer itself."""
        clock = asyncio.timeout(self.deadline)

        async def stop_the_clock(message: Message) -> None:
            # An answer that has begun is better finished late than cut off.
            if message["type"] == "http.response.start" and not clock.expired():
                clock.reschedule(None)
            await send(message)

        try:
            async with clock:
                await self.app(scope, receive, stop_the_clock)
        except TimeoutError:
            if clock.expired():
                return problem("deadline_exceeded", f"The answer was not ready within {self.deadline:g} seconds.")
            log.exception("request failed", **_names(scope))
        except Exception:
            # The last net: whatever happened, the caller gets a problem and we get the traceback.
            log.exception("request failed", **_names(scope))
        else:
            return None
        return problem("internal_error", "The service failed to answer; the failure has been recorded.")

    def _finish(
        self, scope: Scope, record: RequestRecord, status: int, seconds: float, log: FilteringBoundLogger
    ) -> None:
        route = route_template(scope)
        method = scope["method"]
        self.metrics.observe(route, method, status, seconds, record.trace_id if record.sampled else None)
        write = log.debug if route in QUIET_ROUTES and status < _FAILED else log.info
        write(
            "request",
            method=method,
            route=route,
            path=scope["path"],
            status=status,
            duration_ms=round(seconds * 1000, 3),
            request_id=record.request_id,
            trace_id=record.trace_id,
            parent_id=record.parent_id or None,
            **record.fields,
        )


def _record_of(scope: Scope) -> RequestRecord:
    request_id = traceparent = ""
    for name, value in scope["headers"]:
        if name == b"x-request-id":
            request_id = value.decode("latin-1")
        elif name == b"traceparent":
            traceparent = value.decode("latin-1")
    return open_record(request_id, traceparent)


def _names(scope: Scope) -> dict[str, str]:
    return {"request_id": scope[RECORD_KEY].request_id, "route": route_template(scope)}
