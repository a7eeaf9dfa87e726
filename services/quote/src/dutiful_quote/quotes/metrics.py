"""What an operator sees of quoting: how many, of what status, and where the time goes."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Histogram

from dutiful_quote.quotes.answer import Landed

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

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        """Time one stage of a quote: lookup, assess (which holds lookup) or journal."""
        started = perf_counter()
        try:
            yield
        finally:
            self._seconds.labels(name).observe(perf_counter() - started)

    def count(self, landed: Landed) -> None:
        for part in landed.parts:
            self._quotes.labels(part.consignment.jurisdiction, landed.status).inc()
