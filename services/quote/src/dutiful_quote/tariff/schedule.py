"""What the engine is fed: slices of a tariff, one for each goods code of the cart and one for the territory itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple, Protocol

from dutiful_quote.engine.tariff_slice import TariffSlice


class TariffUnavailableError(Exception):
    """No tier could answer a lookup: the tariff is in no cache and its store is out of reach."""


@dataclass(frozen=True, slots=True)
class ReleaseInfo:
    """Where a release comes from, as shown in a quote's `freshness`."""

    id: str
    jurisdiction: str
    publication: str
    edition: str
    title: str
    publisher: str
    source_url: str
    licence: str
    published_on: date
    verified_until: date | None


@dataclass(frozen=True, slots=True)
class Edition:
    """The releases of one jurisdiction that are active together. `key` changes whenever one of them does."""

    jurisdiction: str
    key: str
    releases: tuple[ReleaseInfo, ...]
    #: Release id -> the day through which it is verified, of those that have one.
    verified: Mapping[str, date] = field(init=False, repr=False, compare=False)
    ids: tuple[str, ...] = field(init=False, repr=False, compare=False)
    #: What whoever shows the releases in every quote keeps of them, so that they are written once.
    shown: Any = field(default=None, init=False, repr=False, compare=False)

    def keep_shown(self, shown: Any) -> None:
        """Keep what was written of the releases, for the quotes that follow."""
        object.__setattr__(self, "shown", shown)

    def __post_init__(self) -> None:
        verified = {one.id: one.verified_until for one in self.releases if one.verified_until is not None}
        object.__setattr__(self, "verified", verified)
        object.__setattr__(self, "ids", tuple([one.id for one in self.releases]))


class Lookup(NamedTuple):
    """One wanted slice. An empty `goods_code` asks for the measures of the whole territory.

    A named tuple, since every quote makes and hashes some dozen.
    """

    jurisdiction: str
    goods_code: str


@dataclass(frozen=True, slots=True)
class LookupResult:
    """Every slice that was asked for, the editions that they are of, and how they were found."""

    slices: Mapping[Lookup, TariffSlice]
    editions: Mapping[str, Edition]
    #: The farthest tier that had to be asked: memory, redis, postgres or packaged (the copies on this machine).
    tier: str
    #: Why these may not be the active releases, in words; empty where they are.
    doubts: tuple[str, ...] = ()


class TariffSchedule(Protocol):
    """Answers all slices of a cart in one go."""

    async def lookup(self, wanted: Sequence[Lookup], releases: Sequence[str] | None = None) -> LookupResult:
        """The wanted slices of the active editions, or of exactly the `releases` named (for a replay).

        Raises:
            TariffUnavailableError: no tier could answer.
        """
        ...
