"""What changes between two days and between two releases, at the edges of the window."""

from datetime import date

import pytest
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.tariff.change_log import Change, ChangeLog
from dutiful_quote.tariff.releases import ReleaseStore
from dutiful_quote.tariff.repository import TariffRepository
from tests.builders.publication import publication, rated

JULY = date(2026, 7, 1)
AUGUST = date(2026, 8, 1)
OLD = rated("61091000", "10", id="old", valid_to=date(2026, 7, 23))
NEW = rated("61091000", "15", id="new", valid_from=date(2026, 7, 24))
ALWAYS = rated("61102000", "5", id="always")


@pytest.fixture
def log(engine: AsyncEngine) -> ChangeLog:
    return ChangeLog(TariffRepository(engine))


@pytest.fixture
async def active(store: ReleaseStore) -> str:
    release = (await store.load(publication("1", [OLD, NEW, ALWAYS]))).id
    await store.activate_together([release], "tests")
    return release


async def test_a_rule_ends_and_another_begins_on_the_same_day(active: str, log: ChangeLog) -> None:
    ends, begins = await log.between_days(JULY, AUGUST, jurisdiction="XX", most=10)

    assert (ends.change, ends.on, ends.measure.id) == (Change.ENDS, date(2026, 7, 24), "old")
    assert (begins.change, begins.on, begins.measure.id) == (Change.BEGINS, date(2026, 7, 24), "new")
    assert begins.measure.release == active


@pytest.mark.parametrize(
    ("first", "last", "number"),
    [
        pytest.param(date(2026, 7, 23), date(2026, 7, 24), 2, id="the-two-days-of-the-change"),
        pytest.param(date(2026, 7, 24), date(2026, 8, 1), 0, id="from-the-day-of-the-change"),
        pytest.param(date(2026, 7, 1), date(2026, 7, 23), 0, id="to-the-day-before-it"),
    ],
)
async def test_only_days_that_differ_show_a_change(
    first: date, last: date, number: int, active: str, log: ChangeLog
) -> None:
    assert len(await log.between_days(first, last, jurisdiction="XX", most=10)) == number


async def test_what_comes_and_goes_within_the_window_is_shown(store: ReleaseStore, log: ChangeLog) -> None:
    brief = rated("61091000", "1", id="brief", valid_from=date(2026, 7, 10), valid_to=date(2026, 7, 12))
    await store.activate_together([(await store.load(publication("brief", [brief]))).id], "tests")

    changes = await log.between_days(JULY, AUGUST, jurisdiction="XX", most=10)

    assert [(change.change, change.on) for change in changes] == [
        (Change.BEGINS, date(2026, 7, 10)),
        (Change.ENDS, date(2026, 7, 13)),
    ]


@pytest.mark.parametrize(
    ("code", "found"),
    [
        pytest.param("6109", {"old", "new"}, id="a-heading-above"),
        pytest.param("6109100012", {"old", "new"}, id="a-code-below"),
        pytest.param("6110", set(), id="another-heading"),
    ],
)
async def test_changes_of_one_code(code: str, found: set[str], active: str, log: ChangeLog) -> None:
    changes = await log.between_days(JULY, AUGUST, code=code, most=10)

    assert {change.measure.id for change in changes} == found


async def test_pages_join_without_a_gap(active: str, log: ChangeLog) -> None:
    pages = [await log.between_days(JULY, AUGUST, skip=skip, most=1) for skip in range(3)]

    assert [[change.measure.id for change in page] for page in pages] == [["old"], ["new"], []]


async def test_a_release_that_is_not_active_is_no_law(active: str, store: ReleaseStore, log: ChangeLog) -> None:
    await store.load(publication("2", [rated("61091000", "99", id="other", valid_from=date(2026, 7, 15))]))

    assert len(await log.between_days(JULY, AUGUST, most=10)) == 2


async def test_two_releases_are_compared_measure_by_measure(active: str, store: ReleaseStore, log: ChangeLog) -> None:
    cut = rated("61102000", "4", id="always")
    other = await store.load(publication("2", [OLD, cut, rated("61103000", "3", id="added")]))

    changes = {change.measure.id: change async for change in log.between_releases(active, other.id)}

    assert {key: change.change for key, change in changes.items()} == {
        "new": Change.REMOVED,
        "always": Change.CHANGED,
        "added": Change.ADDED,
    }
    assert changes["always"].fields == ("rate", "rate_text")


async def test_a_later_day_of_verification_is_no_change_of_law(
    active: str, store: ReleaseStore, log: ChangeLog
) -> None:
    later = [rated("61102000", "5", id="always", verified_until=date(2026, 12, 1)), OLD, NEW]
    other = await store.load(publication("2", later))

    assert [change async for change in log.between_releases(active, other.id)] == []
