"""What is counted of papers."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter

from prometheus_client import CollectorRegistry, Counter, Histogram

from dutiful_shared.contract.documents import DocumentKind

_SECONDS = (0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)


class PaperMetrics:
    """Papers made, and how long one takes from request to PDF, waiting for a thread included."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._made = Counter(
            "dutiful_documents_made_total", "Papers and data forms made.", ("kind", "draft"), registry=registry
        )
        self._seconds = Histogram(
            "dutiful_document_seconds",
            "Time to compose and set one paper, in seconds.",
            ("kind",),
            buckets=_SECONDS,
            registry=registry,
        )

    def made(self, kind: DocumentKind, *, draft: bool) -> None:
        """Count a paper that is kept."""
        self._made.labels(kind.value, "yes" if draft else "no").inc()

    @contextmanager
    def making(self, kind: DocumentKind) -> Iterator[None]:
        """Measures what is made within."""
        began = perf_counter()
        yield
        self._seconds.labels(kind.value).observe(perf_counter() - began)
