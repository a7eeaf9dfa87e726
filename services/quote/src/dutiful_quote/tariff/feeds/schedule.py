"""When a feed runs again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from dutiful_quote.tariff.feeds.feed import Feed


@dataclass(frozen=True, slots=True)
class Backoff:
    """How long to wait after failures, between runs and between the attempts of one run.

    Attributes:
        first: after the first failed run; each further one doubles it, up to the feed's interval.
        attempts: of one run, where the trouble may pass in a moment.
        attempt_wait: before the second attempt; doubled for each further one.
        random: between 0 and 1; spreads runners that failed at one moment.
    """

    random: Callable[[], float]
    first: timedelta = timedelta(minutes=5)
    attempts: int = 4
    attempt_wait: timedelta = timedelta(seconds=2)

    def after_success(self, feed: Feed, at: datetime) -> datetime:
        """An interval later, less up to a twentieth: publishers need not see everybody on the same second."""
        return at + feed.interval * (1 - self.random() / 20)

    def after_failure(self, feed: Feed, at: datetime, failures: int) -> datetime:
        """`failures` counts those in a row, this one included."""
        longest = min(feed.interval, self.first * float(2 ** min(failures - 1, 20)))
        return at + longest * (1 - self.random() / 2)
