"""Where slices come from when no cache holds them: the source, and the copies below it."""

from collections.abc import Mapping, Sequence
from typing import Protocol

from dutiful_quote.engine.tariff_slice import TariffSlice
from dutiful_quote.tariff.schedule import Edition, ReleaseInfo
from dutiful_quote.tariff.slice_rows import WantedSlice


class SliceSource(Protocol):
    """The last tier. Its methods raise `TariffUnavailableError` where it cannot answer."""

    async def slices(self, wanted: Sequence[WantedSlice]) -> Mapping[WantedSlice, TariffSlice]:
        """All wanted slices, by one statement."""
        ...

    async def releases(self, ids: Sequence[str]) -> list[ReleaseInfo]:
        """The releases among `ids` that are loaded."""
        ...


class LocalCopies(SliceSource, Protocol):
    """The rung below the source: what was active when it was last within reach."""

    async def editions(self) -> Mapping[str, Edition]:
        """Jurisdiction -> edition; empty where nothing was copied."""
        ...
