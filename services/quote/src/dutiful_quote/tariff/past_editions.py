"""The editions that releases of past quotes make up, the last asked for kept."""

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Final

from dutiful_quote.tariff.repository import editions_of
from dutiful_quote.tariff.schedule import Edition, TariffUnavailableError
from dutiful_quote.tariff.slice_source import SliceSource

#: Sets of releases whose descriptions are kept.
_MOST: Final = 256


class PastEditions:
    """Looks releases up by their ids, in `source`."""

    def __init__(self, source: SliceSource) -> None:
        self._source = source
        self._known: OrderedDict[tuple[str, ...], Mapping[str, Edition]] = OrderedDict()

    async def of(self, releases: Sequence[str]) -> Mapping[str, Edition]:
        """Jurisdiction -> the edition that these releases are.

        Raises:
            TariffUnavailableError: one of them is not loaded, or the source is out of reach.
        """
        ids = tuple(sorted(set(releases)))
        editions = self._known.get(ids)
        if editions is not None:
            self._known.move_to_end(ids)
            return editions
        found = await self._source.releases(ids)
        if lost := set(ids) - {release.id for release in found}:
            raise TariffUnavailableError(f"the releases {' '.join(sorted(lost))} are not loaded here")
        editions = self._known[ids] = editions_of(found)
        while len(self._known) > _MOST:
            self._known.popitem(last=False)
        return editions
