"""How old the active tariffs are, for Prometheus: computed when it asks."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime, time

from prometheus_client import CollectorRegistry
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from dutiful_quote.tariff.editions import EditionBoard
from dutiful_quote.tariff.schedule import Edition, ReleaseInfo


class ReleaseAges(Collector):
    """`dutiful_tariff_release_age_seconds`: for each jurisdiction, how long ago its oldest facts were last verified."""

    def __init__(self, board: EditionBoard, registry: CollectorRegistry, now: Callable[[], datetime]) -> None:
        self._board = board
        self._now = now
        registry.register(self)

    def collect(self) -> Iterable[Metric]:
        """One sample a jurisdiction."""
        ages = GaugeMetricFamily(
            "dutiful_tariff_release_age_seconds",
            "Seconds since the end of the day up to which the oldest active release of a jurisdiction is verified.",
            labels=["jurisdiction"],
        )
        now = self._now()
        for jurisdiction, edition in sorted((self._board.known or {}).items()):
            ages.add_metric([jurisdiction], edition_age_seconds(edition, now))
        yield ages

    def describe(self) -> Iterable[Metric]:
        """Nothing: the jurisdictions are not known when it is registered."""
        return ()


def edition_age_seconds(edition: Edition, now: datetime) -> float:
    """The age of the oldest release."""
    return max(release_age_seconds(release, now) for release in edition.releases)


def release_age_seconds(release: ReleaseInfo, now: datetime) -> float:
    """Since the end of the day up to which the release is verified (or was published); 0 where that is to come."""
    day = release.verified_until or release.published_on
    return max((now - datetime.combine(day, time.max, UTC)).total_seconds(), 0.0)
