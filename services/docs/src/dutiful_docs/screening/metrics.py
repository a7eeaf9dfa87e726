"""What Prometheus is told of screening."""

from collections.abc import Iterable
from typing import Final

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from dutiful_docs.screening.engine.party import Verdict

_DAY_SECONDS: Final = 86_400


class ScreeningMetrics:
    """The counters of one process."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._screenings = Counter(
            "dutiful_screenings_total",
            "Screenings by what they found and what asked for them.",
            ("state", "cause"),
            registry=registry,
        )
        self._hits = Counter("dutiful_screening_hits_total", "Hits found by screenings.", ("list",), registry=registry)
        self.seconds = Histogram(
            "dutiful_screening_seconds",
            "Time that the comparison of one party with all listed names takes.",
            registry=registry,
            buckets=(0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1),
        )
        self.names = Gauge("dutiful_screening_names", "Listed names in memory.", registry=registry)
        self._age = Gauge(
            "dutiful_screening_list_age_seconds",
            "Seconds since the active edition of a list was last known to be current.",
            ("list",),
            registry=registry,
        )
        self._decisions = Counter(
            "dutiful_screening_decisions_total", "Holds decided, by decision.", ("decision",), registry=registry
        )

    def count(self, verdict: Verdict, cause: str) -> None:
        """One screening. `cause`: `request` or `list_change`."""
        self._screenings.labels(verdict.state.value, cause).inc()
        for hit in verdict.hits:
            self._hits.labels(hit.list_id).inc()

    def decided(self, decision: str) -> None:
        """Count a hold that was released or confirmed."""
        self._decisions.labels(decision).inc()

    def show_lists(self, ages: Iterable[tuple[str, int]]) -> None:
        """The age of each active list, in days."""
        self._age.clear()
        for list_id, days in ages:
            self._age.labels(list_id).set(days * _DAY_SECONDS)
