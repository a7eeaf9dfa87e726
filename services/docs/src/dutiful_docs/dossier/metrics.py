"""What operators see of the dossier."""

from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge

from dutiful_docs.dossier.shipment import Recorded


class DossierMetrics:
    """Counters of what comes in, and gauges of what stands; see `handbook/dossier.md`."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._events = Counter(
            "dutiful_shipment_events_total",
            "Events of shipments that came in.",
            ("source", "outcome"),
            registry=registry,
        )
        self._unknown = Counter(
            "dutiful_shipment_unknown_codes_total",
            "Events whose code no table knows.",
            ("code_system",),
            registry=registry,
        )
        self.held = Gauge("dutiful_shipments_held", "Shipments that are held now.", registry=registry)
        self.clearance = Gauge(
            "dutiful_clearance_seconds",
            "Time from arrival to release, of the last 30 days.",
            ("quantile",),
            registry=registry,
        )
        self.papers = Gauge(
            "dutiful_clearance_error_ratio",
            "Share of shipments of the last 30 days that were held for documents or data.",
            registry=registry,
        )
        self.waiting = Gauge(
            "dutiful_shipment_events_waiting", "Events whose shipment was not told yet.", registry=registry
        )

    def count(self, recorded: Iterable[Recorded]) -> None:
        """Count events by what became of them, and the codes that no table knows when they first come."""
        for one in recorded:
            self._events.labels(one.event.source, one.outcome.value).inc()
            if one.event.milestone.value == "unknown" and one.outcome.value in {"recorded", "waiting"}:
                self._unknown.labels(one.event.code_system or "none").inc()
