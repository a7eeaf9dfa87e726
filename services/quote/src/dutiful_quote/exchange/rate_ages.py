"""How old the exchange rates are, for Prometheus: computed when it asks."""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, time

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector


class RateAges(Collector):
    """`dutiful_exchange_rates_age_seconds`: by series, since the end of the last day that its rates are for."""

    def __init__(
        self, last_days: Callable[[date], Mapping[str, date]], registry: CollectorRegistry, now: Callable[[], datetime]
    ) -> None:
        self._last_days = last_days
        self._now = now
        registry.register(self)

    def collect(self) -> Iterable[Metric]:
        """One sample a series."""
        ages = GaugeMetricFamily(
            "dutiful_exchange_rates_age_seconds",
            "Seconds since the end of the last day that a series of exchange rates is for.",
            labels=["source"],
        )
        now = self._now()
        for source, day in self._last_days(now.date()).items():
            ages.add_metric([source], max((now - datetime.combine(day, time.max, UTC)).total_seconds(), 0.0))
        yield ages

    def describe(self) -> Iterable[Metric]:
        """Nothing: reading the series is left to the first who asks."""
        return ()
