"""The age of what the law is known from."""

from datetime import UTC, date, datetime

import pytest
from prometheus_client import CollectorRegistry

from dutiful_quote.tariff.release_age import ReleaseAges, release_age_seconds
from dutiful_quote.tariff.repository import editions_of
from dutiful_quote.tariff.schedule import Edition, ReleaseInfo

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
HOURS = 3600


def release(publication: str, published_on: date, verified_until: date | None = None) -> ReleaseInfo:
    return ReleaseInfo(
        id=f"XX:{publication}:1:0", jurisdiction="XX", publication=publication, edition="1", title="", publisher="",
        source_url="", licence="", published_on=published_on, verified_until=verified_until,
    )  # fmt: skip


class Board:
    """As much of the board as the ages need."""

    def __init__(self, known: dict[str, Edition] | None) -> None:
        self.known = known


@pytest.mark.parametrize(
    ("found", "hours"),
    [
        pytest.param(release("a", date(2026, 1, 1), date(2026, 11, 19)), 12, id="verified-until-yesterday"),
        pytest.param(release("a", date(2026, 11, 18)), 36, id="without-verification-since-its-publication"),
        pytest.param(release("a", date(2026, 1, 1), date(2026, 12, 31)), 0, id="verified-beyond-today"),
    ],
)
def test_age_counts_from_the_end_of_the_day_of_verification(found: ReleaseInfo, hours: int) -> None:
    assert release_age_seconds(found, NOON) == pytest.approx(hours * HOURS, abs=1)


def test_the_oldest_release_is_the_age_of_a_jurisdiction() -> None:
    registry = CollectorRegistry()
    known = editions_of([release("a", date(2026, 11, 19)), release("b", date(2026, 11, 18))])
    ReleaseAges(Board(known), registry, lambda: NOON)  # type: ignore[arg-type]

    shown = registry.get_sample_value("dutiful_tariff_release_age_seconds", {"jurisdiction": "XX"})
    assert shown == pytest.approx(36 * HOURS, abs=1)


def test_nothing_is_shown_before_the_pointer_was_read() -> None:
    registry = CollectorRegistry()
    ages = ReleaseAges(Board(None), registry, lambda: NOON)  # type: ignore[arg-type]

    assert [metric.samples for metric in ages.collect()] == [[]]
