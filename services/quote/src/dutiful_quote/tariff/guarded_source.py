"""PostgreSQL as a source of slices, behind its breaker, its places and its budget of time."""

from collections.abc import Mapping, Sequence
from typing import Final

from dutiful_quote.engine.tariff_slice import TariffSlice
from dutiful_quote.tariff.repository import TariffRepository
from dutiful_quote.tariff.schedule import ReleaseInfo, TariffUnavailableError
from dutiful_quote.tariff.slice_rows import WantedSlice
from dutiful_shared.service.breaker import BreakerOpenError
from dutiful_shared.service.dependency import Dependency, DependencyBusyError
from dutiful_shared.service.fair_timeout import fair_timeout

#: What a lookup raises where PostgreSQL is to blame.
SOURCE_FAILURES = (TariffUnavailableError, TimeoutError)
#: Part of a statement's time that a lookup waits for its turn where as many as may be are under way.
_WAIT_SHARE: Final = 0.25


class GuardedSource:
    """A `SliceSource`. Whatever keeps PostgreSQL from answering in time is `TariffUnavailableError`.

    Args:
        seconds: the longest that one statement may take before the next rung is asked, our own lateness apart.
    """

    def __init__(self, repository: TariffRepository, dependency: Dependency, seconds: float) -> None:
        self._repository = repository
        self._dependency = dependency
        self._seconds = seconds

    async def slices(self, wanted: Sequence[WantedSlice]) -> Mapping[WantedSlice, TariffSlice]:
        """All wanted slices, by one statement.

        Raises:
            TariffUnavailableError: PostgreSQL failed, took too long, is left alone, or all its places are taken.
        """
        await self._dependency.free_place(self._seconds * _WAIT_SHARE)
        try:
            with self._dependency.call():
                async with fair_timeout(self._seconds):
                    return await self._repository.slices(wanted)
        except (BreakerOpenError, DependencyBusyError, TimeoutError) as exc:
            raise TariffUnavailableError(f"PostgreSQL did not answer for slices: {exc or 'not in time'}") from exc

    async def releases(self, ids: Sequence[str]) -> list[ReleaseInfo]:
        """The releases among `ids` that are loaded.

        Raises:
            TariffUnavailableError: as of `slices`.
        """
        await self._dependency.free_place(self._seconds * _WAIT_SHARE)
        try:
            with self._dependency.call():
                async with fair_timeout(self._seconds):
                    return await self._repository.releases(ids)
        except (BreakerOpenError, DependencyBusyError, TimeoutError) as exc:
            raise TariffUnavailableError(f"PostgreSQL did not answer for releases: {exc or 'not in time'}") from exc
