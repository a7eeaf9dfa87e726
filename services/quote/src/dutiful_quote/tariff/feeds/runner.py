"""One run of one feed: fetch, import, check, announce. Whatever goes wrong, the last good release stays."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import httpx2
import stamina

from dutiful_quote.tariff.errors import TariffError
from dutiful_quote.tariff.feeds.download import Fetched, Validators, fetch, new_client
from dutiful_quote.tariff.feeds.feed import Activation, EditionRule, Feed
from dutiful_quote.tariff.feeds.outcome import FeedFailureError, Outcome, RunResult
from dutiful_quote.tariff.feeds.ports import Activator, Importer, Label
from dutiful_quote.tariff.feeds.repository import FeedRepository, Known
from dutiful_quote.tariff.feeds.schedule import Backoff
from dutiful_shared.service.logs import logger

#: Who activates what a feed has brought, in the history of activations.
ACTIVATED_BY: Final = "feed:{name}"
_LONGEST_DETAIL: Final = 2_000


class FeedRunner:
    """Runs feeds, one at a time."""

    def __init__(
        self,
        repository: FeedRepository,
        importer: Importer,
        activator: Activator,
        *,
        backoff: Backoff,
        now: Callable[[], datetime],
        client: Callable[[Feed], httpx2.AsyncClient] = new_client,
    ) -> None:
        self._repository = repository
        self._importer = importer
        self._activator = activator
        self._backoff = backoff
        self._now = now
        self._client = client

    async def run(self, feed: Feed, alone: Callable[[], Awaitable[bool]]) -> RunResult:
        """Run a feed now and record what came of it.

        Args:
            alone: whether this is still the only runner; asked before anything is changed.

        Raises:
            sqlalchemy.exc.SQLAlchemyError, OSError: the run could not be recorded.
            asyncio.CancelledError: the runner was stopped, which is recorded.
        """
        known = await self._repository.known(feed.name)
        run = await self._repository.begin_run(feed.name, self._now())
        work = _Work(feed, known)
        try:
            result = await self._result(work, alone)
        except asyncio.CancelledError:
            stopped = RunResult(Outcome.STOPPED, "the runner was told to stop")
            await asyncio.shield(self._record(run, work, stopped))
            raise
        await self._record(run, work, result)
        return result

    async def _result(self, work: "_Work", alone: Callable[[], Awaitable[bool]]) -> RunResult:
        try:
            return await self._carry_out(work, alone)
        except FeedFailureError as exc:
            return work.result(exc.outcome, exc.detail)
        except TariffError as exc:
            return work.result(Outcome.UNREADABLE, str(exc))
        except Exception as exc:  # a defect of one reader must not end the watch over the other feeds
            logger().exception("tariff feed broke", feed=work.feed.name)
            return work.result(Outcome.FAILED, f"{type(exc).__name__}: {exc}")

    async def _carry_out(self, work: "_Work", alone: Callable[[], Awaitable[bool]]) -> RunResult:
        feed, known = work.feed, work.known
        with tempfile.TemporaryDirectory(prefix="dutiful-feed-") as folder:
            fetched = await self._fetch(work, Path(folder) / f"publication.{feed.format.value}")
            if fetched is None:
                return work.result(Outcome.UNCHANGED, "not modified")
            work.fetched = fetched
            _check_growth(feed, known, fetched)
            if fetched.sha256 == known.sha256:
                work.kept = fetched
                return work.result(Outcome.UNCHANGED, "the same bytes again")
            if not await alone():
                return work.result(Outcome.STOPPED, "another runner has taken over")
            imported = await self._importer(feed, fetched, work.label(self._now()))
        work.kept, work.release = fetched, imported.release
        if imported.release == known.release:
            return work.result(Outcome.UNCHANGED, "other bytes, the same facts")
        return await self._decide(work, imported.detail, alone)

    async def _decide(self, work: "_Work", detail: str, alone: Callable[[], Awaitable[bool]]) -> RunResult:
        """Activate what was loaded, or leave it to an operator."""
        assert work.release is not None
        if work.feed.activate is Activation.MANUAL:
            return work.result(Outcome.LOADED, detail)
        if not await alone():
            return work.result(Outcome.LOADED, "another runner has taken over; activate it by hand")
        verdict = await self._activator(work.release, ACTIVATED_BY.format(name=work.feed.name))
        if verdict.activated:
            return work.result(Outcome.ACTIVATED, detail)
        return work.result(Outcome.HELD, "; ".join(verdict.reasons))

    async def _fetch(self, work: "_Work", into: Path) -> Fetched | None:
        """Fetch, again after a moment where the trouble may have passed by then."""
        feed, wait = work.feed, self._backoff.attempt_wait
        async with self._client(feed) as client:
            async for attempt in stamina.retry_context(
                on=_may_pass,
                attempts=self._backoff.attempts,
                timeout=feed.timeout,
                wait_initial=wait,
                wait_max=wait * 16,
                wait_jitter=wait,
            ):
                with attempt:
                    return await fetch(client, feed, work.believed(self._now()), work.largest, into)
        raise AssertionError("the last attempt returns or raises")

    async def _record(self, run: int, work: "_Work", result: RunResult) -> None:
        at, failures = self._now(), work.known.failures
        due = (
            self._backoff.after_failure(work.feed, at, failures + 1)
            if result.outcome.bad
            else self._backoff.after_success(work.feed, at)
        )
        kept = work.kept if result.outcome.good else None
        await self._repository.end_run(run, work.feed.name, result, at, due, kept, work.trusted)
        _tell(work, result, due, failures)


class _Work:
    """What a run has come to so far."""

    def __init__(self, feed: Feed, known: Known) -> None:
        self.feed = feed
        self.known = known
        self.fetched: Fetched | None = None
        self.kept: Fetched | None = None
        self.release: str | None = None

    @property
    def largest(self) -> int:
        """Bytes at which a fetch is broken off: the feed's bound, or several times the last good file."""
        if self.known.bytes is None:
            return self.feed.max_bytes
        return min(self.feed.max_bytes, int(self.known.bytes * self.feed.max_growth))

    @property
    def trusted(self) -> bool:
        """False where the server calls two different files by the same validator."""
        known, fetched = self.known.validators, self.fetched
        if fetched is None or not self.known.sha256 or fetched.sha256 == self.known.sha256:
            return True
        if fetched.validators.etag:
            return fetched.validators.etag != known.etag
        return not fetched.validators.last_modified or fetched.validators.last_modified != known.last_modified

    def believed(self, now: datetime) -> Validators:
        """The validators to send: none where they lied before, nor when the whole file is due to be looked at."""
        at = self.known.fetched_at
        if not self.known.trusted or at is None or now - at >= self.feed.full_every:
            return Validators()
        return self.known.validators

    def label(self, now: datetime) -> Label:
        """How the fetched edition is named and dated."""
        today = now.astimezone(UTC).date()
        modified = self.fetched.modified_on if self.fetched else None
        by_server = self.feed.edition is EditionRule.LAST_MODIFIED
        day = modified if by_server and modified is not None else today
        return Label(day.isoformat(), day, today)

    def result(self, outcome: Outcome, detail: str) -> RunResult:
        if outcome.good and not self.trusted:
            detail = f"{detail} (the server called two files by one validator: validators are ignored now)".lstrip()
        size, sha256 = (self.fetched.bytes, self.fetched.sha256) if self.fetched else (None, None)
        return RunResult(outcome, detail[:_LONGEST_DETAIL], size, sha256, self.release)


def _may_pass(exc: Exception) -> bool:
    return isinstance(exc, FeedFailureError) and exc.passing


def _check_growth(feed: Feed, known: Known, fetched: Fetched) -> None:
    """Refuse a file that is several times smaller than the last good one (larger ones were broken off)."""
    if known.bytes is not None and fetched.bytes * feed.max_growth < known.bytes:
        raise FeedFailureError(Outcome.WRONG_SIZE, f"{fetched.bytes} bytes, the last good file had {known.bytes}")


def _tell(work: _Work, result: RunResult, due: datetime, failures: int) -> None:
    """One line of the log for each run, and one more for whatever a person should know of."""
    bad = result.outcome.bad
    say = logger().warning if bad else logger().info
    fields: dict[str, Any] = {"feed": work.feed.name, "outcome": result.outcome.value, "detail": result.detail}
    fields |= {"bytes": result.bytes, "sha256": result.sha256, "release": result.release}
    say("tariff feed ran", **fields, due=due.isoformat(), failures=failures + 1 if bad else 0)
    if result.outcome in {Outcome.LOADED, Outcome.HELD}:
        logger().warning(
            "tariff release waits", feed=work.feed.name, release=result.release, reason=result.detail or "policy"
        )
