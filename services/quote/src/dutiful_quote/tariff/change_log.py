"""How the law changes: between two days within what is loaded, between two releases, and which releases there are."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from dutiful_quote.engine.measure import Measure
from dutiful_quote.tariff.diff import PlainMeasure, measure_changes
from dutiful_quote.tariff.measure_plain import measure_from_plain
from dutiful_quote.tariff.repository import TariffRepository
from dutiful_quote.tariff.stored import StoredRelease


class Change(StrEnum):
    """What happens to a measure: the first two between days, the others between releases."""

    BEGINS = "begins"
    ENDS = "ends"
    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True)
class TariffChange:
    """One change. `on` is the first day on which the law is another; None between releases."""

    change: Change
    on: date | None
    fields: tuple[str, ...]
    before: Measure | None
    after: Measure | None

    @property
    def measure(self) -> Measure:
        """The measure as it is after the change, or as it was where it ends."""
        found = self.after or self.before
        assert found is not None, "a change has a measure before it, after it, or both"
        return found


class ChangeLog:
    """Reads changes from the store. Every method raises `TariffUnavailableError` where it cannot be reached."""

    def __init__(self, repository: TariffRepository) -> None:
        self._repository = repository

    async def releases(self) -> list[StoredRelease]:
        """Every loaded release."""
        return await self._repository.stored_releases()

    async def between_days(
        self, first: date, last: date, *, jurisdiction: str | None = None, code: str = "", skip: int = 0, most: int
    ) -> list[TariffChange]:
        """Measures of the active releases that begin after `first` and by `last`, or end from `first` on before it.

        Args:
            code: only measures of this goods code, those above it and those below it; empty for all.
            skip, most: the page, in the order of days and measures.
        """
        found = []
        rows = await self._repository.dated_changes(first, last, jurisdiction, code, skip, most)
        for data, release, begins in rows:
            measure = measure_from_plain(data, release)
            day = measure.valid_from if begins else measure.valid_to
            assert day is not None, "the store found it by that day"
            on = day if begins else day + timedelta(days=1)
            found.append(
                TariffChange(
                    Change.BEGINS if begins else Change.ENDS,
                    on,
                    (),
                    None if begins else measure,
                    measure if begins else None,
                )
            )
        return found

    async def between_releases(self, before: str, after: str) -> AsyncIterator[TariffChange]:
        """Measures that differ between two releases, by goods code."""
        async for change in measure_changes(self._repository.differences(before, after)):
            yield TariffChange(
                Change(change.kind.value),
                None,
                change.fields,
                _measure(change.before, before),
                _measure(change.after, after),
            )

    async def known(self, *releases: str) -> frozenset[str]:
        """Those of the releases that are loaded."""
        return frozenset(release.id for release in await self._repository.releases(releases))


def _measure(plain: PlainMeasure | None, release: str) -> Measure | None:
    return None if plain is None else measure_from_plain(plain, release)
