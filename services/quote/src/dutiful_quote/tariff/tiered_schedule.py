"""The lookup through memory, the shared tier and the source, one question to each for all that is left.

Every missing slice is fetched once, however many carts ask for it (single flight): the first that asks starts a task of
its own, which belongs to nobody, so a client that hangs up cancels no one else's answer.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

from dutiful_quote.engine.places import Place
from dutiful_quote.engine.tariff_slice import TariffSlice
from dutiful_quote.tariff.editions import EditionBoard
from dutiful_quote.tariff.memory_tier import MemoryTier, SliceKey
from dutiful_quote.tariff.metrics import TIERS, TariffMetrics
from dutiful_quote.tariff.past_editions import PastEditions
from dutiful_quote.tariff.redis_tier import SharedTier, SharedTierError, redis_key
from dutiful_quote.tariff.schedule import Edition, Lookup, LookupResult, TariffUnavailableError
from dutiful_quote.tariff.slice_codec import SliceDecodeError, decode_slice
from dutiful_quote.tariff.slice_rows import WantedSlice
from dutiful_quote.tariff.slice_source import LocalCopies, SliceSource
from dutiful_quote.tariff.write_back import WriteBacks, ended, is_known
from dutiful_shared.service.telemetry import seconds_left

#: Of what is left of a request's time, what it waits for tiers before it is answered from the copies.
_LOOKUP_SHARE: Final = 0.5
_MEMORY, _REDIS, _POSTGRES, _PACKAGED = TIERS
_FROM_COPY: Final = "The tariff was read from a copy: its store is out of reach."
_UNCONFIRMED: Final = (
    "Whether this is still the active tariff could not be confirmed lately: its store is out of reach."
)

_log = logging.getLogger(__name__)


class _Missing(NamedTuple):
    key: SliceKey
    lookup: Lookup
    edition: Edition

    @property
    def redis_key(self) -> str:
        return redis_key(self.lookup.jurisdiction, self.edition.key, self.lookup.goods_code)

    @property
    def wanted(self) -> WantedSlice:
        return WantedSlice(self.edition.ids, self.lookup)


class _Found(NamedTuple):
    tariff: TariffSlice
    tier: str


class TieredSchedule:
    """A `TariffSchedule` over three tiers.

    Args:
        doubt_seconds: after this time without a reading of the pointer, what is found may be out of date.
        write_back_after: how long (seconds) slices from the source wait before they are written to the shared tier.
        seconds_left: what is left of the time of the request that asks; None for no limit.
    """

    def __init__(
        self,
        board: EditionBoard,
        memory: MemoryTier,
        shared: SharedTier | None,
        source: SliceSource,
        metrics: TariffMetrics,
        copies: LocalCopies | None = None,
        *,
        doubt_seconds: float = 60.0,
        write_back_after: float = 0.1,
        seconds_left: Callable[[], float | None] = seconds_left,
    ) -> None:
        self._board = board
        self._memory = memory
        metrics.memory_bytes.set_function(lambda: memory.bytes)
        self._shared = shared
        self._source = source
        self._metrics = metrics
        self._copies = copies
        self._doubt_seconds = doubt_seconds
        self._seconds_left = seconds_left
        self._in_flight: dict[SliceKey, asyncio.Future[_Found]] = {}
        self._fetches: set[asyncio.Task[None]] = set()
        self._write_backs = None if shared is None else WriteBacks(shared, metrics, write_back_after)
        self._past = PastEditions(source)

    @property
    def editions_known(self) -> int:
        """How many jurisdictions have an active edition, as last read."""
        return len(self._board.known or ())

    @property
    def writing_back(self) -> bool:
        """Whether slices are on their way to the shared tier."""
        return self._write_backs is not None and self._write_backs.under_way

    @property
    def jurisdictions(self) -> Sequence[str]:
        """Those that have an active edition, as last read."""
        return sorted(self._board.known or ())

    async def start(self) -> None:
        """Begin to follow the pointer to the active releases. If it cannot be read, what was copied is supposed."""
        await self._board.start()
        if self._copies is not None and self._board.known is None:
            self._board.suppose(await self._copies.editions())

    async def close(self) -> None:
        """Stop following the pointer; let what is under way end, but not for long."""
        await self._board.close()
        await ended(self._fetches)
        if self._write_backs is not None:
            await self._write_backs.close()

    async def lookup(self, wanted: Sequence[Lookup], releases: Sequence[str] | None = None) -> LookupResult:
        """See `TariffSchedule.lookup`. A jurisdiction without an edition gives empty slices and no edition."""
        editions = await (self._active() if releases is None else self._past.of(releases))
        slices: dict[Lookup, TariffSlice] = {}
        used: dict[str, Edition] = {}
        missing: list[_Missing] = []
        hits = 0
        for one in wanted:
            edition = editions.get(one.jurisdiction)
            if edition is None:
                slices[one] = TariffSlice(one.jurisdiction, one.goods_code, ())
                continue
            used[one.jurisdiction] = edition
            key = (edition.key, one.goods_code)
            held = self._memory.get(key)
            if held is None:
                missing.append(_Missing(key, one, edition))
            else:
                slices[one] = held
                hits += 1
        self._metrics.memory_hit.inc(hits)
        if not missing:
            return LookupResult(slices, used, _MEMORY, self._doubts(releases, {_MEMORY: hits}))
        self._metrics.memory_miss.inc(len(missing))
        fetched = await self._fetched(missing)
        slices.update({one.lookup: fetched[one.key].tariff for one in missing})
        tiers = Counter(fetched[one.key].tier for one in missing)
        tiers[_MEMORY] += hits
        tier = max(tiers, key=TIERS.index)
        return LookupResult(slices, used, tier, self._doubts(releases, tiers))

    def _doubts(self, releases: Sequence[str] | None, tiers: Mapping[str, int]) -> tuple[str, ...]:
        """Why the slices may not be those of the releases that are active now. `tiers`: how many came from each."""
        if releases is not None:
            return ()
        copied = tiers.get(_PACKAGED, 0)
        doubtful: Mapping[str, int] = tiers if self._board.age_seconds > self._doubt_seconds else {_PACKAGED: copied}
        for tier, slices in doubtful.items():
            self._metrics.stale[tier].inc(slices)
        if copied:
            return (_FROM_COPY,)
        return (_UNCONFIRMED,) if doubtful is tiers else ()

    async def _active(self) -> Mapping[str, Edition]:
        known = self._board.known
        return known if known is not None else await self._board.refresh()

    async def _fetched(self, missing: Sequence[_Missing]) -> dict[SliceKey, _Found]:
        """Join the flights of slices that are under way and start one for all the others."""
        flights: dict[SliceKey, asyncio.Future[_Found]] = {}
        mine: list[_Missing] = []
        for one in missing:
            if one.key in flights:
                self._metrics.memory_coalesced.inc()
                continue
            flight = self._in_flight.get(one.key)
            if flight is None:
                flight = self._in_flight[one.key] = asyncio.get_running_loop().create_future()
                flight.add_done_callback(_retrieved)
                mine.append(one)
            else:
                self._metrics.memory_coalesced.inc()
            flights[one.key] = flight
        if mine:
            task = asyncio.create_task(self._fly(mine), name="tariff-fetch")
            self._fetches.add(task)
            task.add_done_callback(self._fetches.discard)
        copied = await self._landed_in_time(missing, flights)
        try:
            return {key: copied.get(key) or flight.result() for key, flight in flights.items()}
        except TariffUnavailableError as exc:
            raise TariffUnavailableError(str(exc)) from exc  # the flight's own error is shared by all who wait

    async def _landed_in_time(
        self, missing: Sequence[_Missing], flights: Mapping[SliceKey, asyncio.Future[_Found]]
    ) -> Mapping[SliceKey, _Found]:
        """Wait for flights. What copies have of those that take too much of the request's time is returned."""
        left = None if self._copies is None else self._seconds_left()
        _, late = await asyncio.wait(flights.values(), timeout=None if left is None else max(left, 0) * _LOOKUP_SHARE)
        if not late or self._copies is None:
            return {}
        waiting = {one.key: one for one in missing if flights[one.key] in late}
        try:
            found = await self._copies.slices([one.wanted for one in waiting.values()])
        except TariffUnavailableError:
            self._metrics.packaged_error.inc(len(waiting))
            await asyncio.wait(late)
            return {}
        self._metrics.packaged_hit.inc(len(waiting))
        return {key: _Found(found[one.wanted], _PACKAGED) for key, one in waiting.items()}

    async def _fly(self, mine: Sequence[_Missing]) -> None:
        """Fetch slices and land every flight, with a slice or with the error."""
        error: BaseException = TariffUnavailableError("the service is shutting down")
        try:
            left = await self._from_shared(self._shared, mine) if self._shared else mine
            if left:
                await self._from_source(left)
        except Exception as exc:
            error = exc
        finally:
            for one in mine:
                flight = self._in_flight.pop(one.key, None)
                if flight is not None and not flight.done():
                    flight.set_exception(error)

    def _land(self, one: _Missing, tariff: TariffSlice, tier: str) -> None:
        self._memory.put(one.key, tariff)
        self._in_flight.pop(one.key).set_result(_Found(tariff, tier))

    async def _from_shared(self, shared: SharedTier, mine: Sequence[_Missing]) -> Sequence[_Missing]:
        """Land what the shared tier has, asked for all at once. The rest is returned."""
        try:
            values = await shared.get([one.redis_key for one in mine])
        except SharedTierError as exc:
            self._metrics.redis_error.inc(len(mine))
            _log.warning("the shared cache did not answer: %s", exc)
            return mine
        self._metrics.redis_miss.inc(values.count(None))
        places: dict[tuple[str, str], Place] = {}
        return [one for one, value in zip(mine, values, strict=True) if not self._landed(one, value, places)]

    def _landed(self, one: _Missing, value: bytes | None, places: dict[tuple[str, str], Place]) -> bool:
        if value is None:
            return False
        try:
            tariff = decode_slice(value, places)
        except SliceDecodeError as exc:
            self._metrics.redis_undecodable.inc()
            _log.warning("the shared cache holds no slice under %s: %s", one.redis_key, exc)
            return False
        if (tariff.jurisdiction, tariff.goods_code) != (one.lookup.jurisdiction, one.lookup.goods_code):
            self._metrics.redis_undecodable.inc()
            _log.warning("the shared cache holds another slice under %s", one.redis_key)
            return False
        self._metrics.redis_hit.inc()
        self._land(one, tariff, _REDIS)
        return True

    async def _from_source(self, left: Sequence[_Missing]) -> None:
        try:
            found = await self._source.slices([one.wanted for one in left])
        except TariffUnavailableError as exc:
            self._metrics.postgres_error.inc(len(left))
            if self._copies is None:
                raise
            _log.warning("copies of the tariff are read: %s", exc)
            await self._from_copies(self._copies, left)
            return
        fresh = [(one.redis_key, found[one.wanted]) for one in left]
        known = sum([is_known(tariff) for _, tariff in fresh])
        self._metrics.postgres_hit.inc(known)
        self._metrics.postgres_miss.inc(len(fresh) - known)
        for one, (_, tariff) in zip(left, fresh, strict=True):
            self._land(one, tariff, _POSTGRES)
        if self._write_backs is not None:
            self._write_backs.later(fresh)

    async def _from_copies(self, copies: LocalCopies, left: Sequence[_Missing]) -> None:
        try:
            found = await copies.slices([one.wanted for one in left])
        except TariffUnavailableError:
            self._metrics.packaged_error.inc(len(left))
            raise
        for one in left:
            self._metrics.packaged_hit.inc()
            self._land(one, found[one.wanted], _PACKAGED)


def _retrieved(flight: asyncio.Future[_Found]) -> None:
    """Look at the error, so that asyncio does not report it as forgotten when every client has hung up."""
    if not flight.cancelled():
        flight.exception()
