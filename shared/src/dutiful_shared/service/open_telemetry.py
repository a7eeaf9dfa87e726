"""Traces by OpenTelemetry: a span a request, with spans of what it does inside of it, sent as OTLP over HTTP.

Where to, how often and how much is said by the OTEL_* variables, which the SDK reads itself. No span holds a text of a
caller's: routes are templates, statements have placeholders, and errors have their kind alone.
"""

import asyncio
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from threading import Thread
from typing import Any, Final

from opentelemetry.context import attach, detach
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Span, SpanKind, Status, StatusCode, Tracer, set_span_in_context
from opentelemetry.trace.propagation.tracecontext import TraceContextTextMapPropagator
from starlette.types import Scope

from dutiful_shared.service.telemetry import RequestRecord

#: Seconds for what still waits when the service ends; a collector that is away must not hold it.
_LAST_WORDS: Final = 3.0
_FAILED: Final = 500
#: What the line of the log says of a request and its span says too; see handbook/operations/logs.md.
_TOLD: Final = ("quote_status", "tier", "lines", "problem")
_CONTEXT: Final = TraceContextTextMapPropagator()
_NAMED: Final = "service.name"


class OpenTelemetry:
    """A `TraceSender`.

    Args:
        service: short name; the resource is `dutiful-<name>` unless the variables name it otherwise.
        version: of the service.
    """

    def __init__(self, service: str, version: str) -> None:
        own = {"service.version": version}
        if not os.environ.get("OTEL_SERVICE_NAME") and _NAMED not in os.environ.get("OTEL_RESOURCE_ATTRIBUTES", ""):
            own[_NAMED] = f"dutiful-{service}"
        self._provider = TracerProvider(resource=Resource.create(own), shutdown_on_exit=False)
        self._provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter()))
        self._tracer = self._provider.get_tracer("dutiful", version)

    def begin(self, record: RequestRecord, scope: Scope) -> None:
        """See `TraceSender.begin`."""
        carried = {"traceparent": _traceparent(record), "tracestate": record.tracestate} if record.parent_id else {}
        span = self._tracer.start_span(
            scope["method"],
            context=_CONTEXT.extract(carried),
            kind=SpanKind.SERVER,
            attributes={"http.request.method": scope["method"], "dutiful.request_id": record.request_id},
        )
        its = span.get_span_context()
        record.trace_id, record.sampled = f"{its.trace_id:032x}", its.trace_flags.sampled
        record.trace = _Trace(self._tracer, span, scope["method"])

    async def close(self) -> None:
        """See `TraceSender.close`."""
        # A thread of its own: one of the loop's would have to be waited for, however long the collector takes.
        last = Thread(target=self._provider.shutdown, name="last-spans", daemon=True)
        last.start()
        await asyncio.to_thread(last.join, _LAST_WORDS)


class _Trace:
    """A `RequestTrace`. It is current, for all that the request awaits, until it ends."""

    __slots__ = ("_method", "_span", "_token", "_tracer")

    def __init__(self, tracer: Tracer, span: Span, method: str) -> None:
        self._tracer, self._span, self._method = tracer, span, method
        self._token = attach(set_span_in_context(span))

    @contextmanager
    def span(self, name: str, attributes: Mapping[str, str | int]) -> Iterator[None]:
        span = self._tracer.start_span(name, kind=_kind(attributes), attributes=attributes)
        token = attach(set_span_in_context(span))
        try:
            yield
        except BaseException as exc:
            _failed(span, exc)
            raise
        finally:
            detach(token)
            span.end()

    def leaf(self, name: str, attributes: Mapping[str, str | int]) -> Callable[[BaseException | None], None]:
        span = self._tracer.start_span(name, kind=_kind(attributes), attributes=attributes)

        def end(error: BaseException | None) -> None:
            if error is not None:
                _failed(span, error)
            span.end()

        return end

    def headers(self) -> dict[str, str]:
        carried: dict[str, str] = {}
        _CONTEXT.inject(carried)
        return carried

    def end(self, route: str, status: int, fields: Mapping[str, Any]) -> None:
        detach(self._token)
        span = self._span
        span.update_name(f"{self._method} {route}")
        span.set_attribute("http.route", route)
        span.set_attribute("http.response.status_code", status)
        for name in _TOLD:
            if isinstance(value := fields.get(name), str | int):
                span.set_attribute(f"dutiful.{name}", value)
        if status >= _FAILED:
            span.set_status(Status(StatusCode.ERROR))
        span.end()


def _traceparent(record: RequestRecord) -> str:
    return f"00-{record.trace_id}-{record.parent_id}-{'01' if record.sampled else '00'}"


def _kind(attributes: Mapping[str, str | int]) -> SpanKind:
    """What names a peer or a database is a call to it."""
    return SpanKind.CLIENT if "peer.service" in attributes or "db.system.name" in attributes else SpanKind.INTERNAL


def _failed(span: Span, error: BaseException) -> None:
    span.set_attribute("error.type", type(error).__qualname__)
    span.set_status(Status(StatusCode.ERROR))
