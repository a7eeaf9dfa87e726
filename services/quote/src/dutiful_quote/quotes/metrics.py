"""What an operator sees of quoting: how many, of what status, and where the time goes."""

from contextlib import AbstractContextManager
from time import perf_counter
from types import TracebackType
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Histogram

from dutiful_quote.quotes.answer import Landed
from dutiful_quote.quotes.lane_metrics import LaneMetrics
from dutiful_shared.service.telemetry import current_trace, note, took

STAGES: Final = ("lookup", "assess", "journal")
_BUCKETS = (0.0002, 0.0005, 0.001, 0.002, 0.003, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1)


class QuoteMetrics:
    """Counters and timings of the quote service, in the registry of its app."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._quotes = Counter(
            "dutiful_quotes_total", "Quotes answered.", ("jurisdiction", "status"), registry=registry
        )
        self._seconds = Histogram(
            "dutiful_quote_seconds", "Time of a quote by stage.", ("stage",), registry=registry, buckets=_BUCKETS
        )
        self._stages = {name: (name, self._seconds.labels(name)) for name in STAGES}
        self._counted: dict[tuple[str, str], Counter] = {}
        self._lanes = LaneMetrics(registry)

    def stage(self, name: str) -> AbstractContextManager[None]:
        """Time one stage of a quote: lookup, assess (which holds lookup) or journal."""
        return _Timing(*self._stages[name])

    def count(self, landed: Landed) -> None:
        """Count a quote once for each of its consignments, and note it in the request's line of the log."""
        status = landed.status
        for part in landed.parts:
            key = (part.consignment.jurisdiction, status)
            counter = self._counted.get(key)
            if counter is None:
                counter = self._counted[key] = self._quotes.labels(*key)
            counter.inc()
        if landed.complete:
            self._lanes.count(landed.parts)
        note(quote_status=status, tier=landed.tier, lines=len(landed.order.request.lines))


class _Timing(AbstractContextManager[None]):
    """A stage that goes on."""

    __slots__ = ("_histogram", "_name", "_span", "_started")

    def __init__(self, name: str, histogram: Histogram) -> None:
        self._name = name
        self._histogram = histogram

    def __enter__(self) -> None:
        self._started = perf_counter()
        trace = current_trace()
        self._span = None if trace is None else trace.span(self._name, {})
        if self._span is not None:
            self._span.__enter__()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._span is not None:
            self._span.__exit__(kind, error, trace)
        seconds = perf_counter() - self._started
        self._histogram.observe(seconds)
        took(self._name, seconds)
