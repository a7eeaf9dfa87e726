"""The spread of ordinary rates over the packaged schedules, by which unknown tariffs are estimated."""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from dutiful_quote.engine.duty_estimate import KnownRates
from dutiful_quote.tariff.known_rates import TABLE, packaged_known_rates
from dutiful_quote.tariff.publications.build import FACTS
from dutiful_quote.tariff.publications.known_rates_table import SCHEDULES, ordinary_rates, spread


@pytest.fixture(scope="module")
def packaged() -> Mapping[str, KnownRates]:
    return packaged_known_rates()


@pytest.mark.parametrize("country", sorted(SCHEDULES))
def test_every_packaged_rate_of_a_schedule_lies_within_the_spread(
    country: str, packaged: Mapping[str, KnownRates]
) -> None:
    """Fails where a schedule was rebuilt and the table was not: `python -m ...build STORED known_rates`."""
    outside = {
        subheading
        for subheading, (shares, _) in ordinary_rates(FACTS / SCHEDULES[country]).items()
        for share in shares
        if not _within(packaged[subheading], share)
    }
    assert outside == set()


def _within(known: KnownRates, share: Decimal) -> bool:
    rounded = share.quantize(Decimal("0.0001"))
    return known.low <= rounded and (known.high is None or rounded <= known.high)


def test_an_estimate_is_ordered(packaged: Mapping[str, KnownRates]) -> None:
    assert all(one.low <= one.likely and (one.high is None or one.likely <= one.high) for one in packaged.values())


def test_nearly_every_subheading_is_known(packaged: Mapping[str, KnownRates]) -> None:
    assert len(packaged) > 5_500
    assert sum(len(one.schedules) >= 5 for one in packaged.values()) > 5_000


def test_the_packaged_table_is_small(tmp_path: Path) -> None:
    assert (FACTS / TABLE).stat().st_size < 100_000


def test_the_middle_is_the_median_of_averages_and_the_ends_are_those_of_all_lines() -> None:
    found = {
        "EU": {"610910": ([Decimal("0.12")], [])},
        "US": {"610910": ([Decimal("0.16"), Decimal("0.18")], [])},
        "ZA": {"610910": ([Decimal("0.45")], ["61091090"])},
    }
    assert spread("610910", found) == ("610910", "0.12", "0.17", "0.45", "EU US ZA", "1")


def test_a_schedule_with_specific_rates_alone_takes_the_upper_end_away() -> None:
    found = {"EU": {"220421": ([], ["22042110"])}, "MX": {"220421": ([Decimal("0.2")], [])}}
    assert spread("220421", found) == ("220421", "0.2", "0.2", "", "MX", "1")


def test_without_any_share_of_the_value_there_is_no_estimate() -> None:
    assert spread("220421", {"EU": {"220421": ([], ["22042110"])}}) is None
