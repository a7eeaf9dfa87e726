"""The SQL about feeds: what is known of each, and the record of every run."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dutiful_quote.tariff.feeds.download import Fetched, Validators
from dutiful_quote.tariff.feeds.feed import Feed
from dutiful_quote.tariff.feeds.outcome import Outcome, RunResult

#: Any fixed number: the runner that holds this lock is the only one.
_RUNNER_LOCK: Final = 0x7A22FF

_LEASE = text("SELECT pg_try_advisory_lock(:key)")
_HELD = text(
    """
    SELECT count(*) FROM pg_locks
    WHERE locktype = 'advisory' AND pid = pg_backend_pid() AND granted AND classid = 0 AND objid = :key
    """
)
_DISABLE = text("UPDATE quote.tariff_feed SET enabled = false WHERE enabled AND NOT feed = ANY(:feeds)")
_ENABLE = text(
    """
    INSERT INTO quote.tariff_feed (feed, jurisdiction, publication, url, interval_seconds)
    VALUES (:feed, :jurisdiction, :publication, :url, :seconds)
    ON CONFLICT (feed) DO UPDATE SET enabled = true, jurisdiction = excluded.jurisdiction,
        publication = excluded.publication, interval_seconds = excluded.interval_seconds,
        url = excluded.url,
        -- What one address said about its file means nothing to another one.
        etag = CASE WHEN tariff_feed.url = excluded.url THEN tariff_feed.etag ELSE '' END,
        last_modified = CASE WHEN tariff_feed.url = excluded.url THEN tariff_feed.last_modified ELSE '' END,
        trusted = tariff_feed.trusted OR tariff_feed.url <> excluded.url
    """
)
_ABANDON = text(
    """
    UPDATE quote.tariff_feed_run SET finished_at = :at, outcome = 'abandoned',
        detail = 'the runner ended without saying so' WHERE finished_at IS NULL
    """
)
_KNOWN = text("SELECT * FROM quote.tariff_feed WHERE feed = :feed")
_BEGIN = text("INSERT INTO quote.tariff_feed_run (feed, started_at) VALUES (:feed, :at) RETURNING id")
_END = text(
    """
    UPDATE quote.tariff_feed_run SET finished_at = :at, outcome = :outcome, detail = :detail, bytes = :bytes,
        sha256 = :sha256, release_id = :release WHERE id = :run
    """
)
_GOOD = text("UPDATE quote.tariff_feed SET failures = 0, last_success_at = :at, due_at = :due WHERE feed = :feed")
_BAD = text("UPDATE quote.tariff_feed SET failures = failures + 1, due_at = :due WHERE feed = :feed")
_KEEP = text(
    """
    UPDATE quote.tariff_feed SET etag = :etag, last_modified = :last_modified, trusted = trusted AND :trusted,
        sha256 = :sha256, bytes = :bytes, release_id = coalesce(:release, release_id), fetched_at = :at
    WHERE feed = :feed
    """
)
# What the publisher still offers is current: the release is verified through the day on which that was seen.
_VERIFY = text(
    """
    UPDATE quote.tariff_release SET verified_until = :day
    WHERE id = (SELECT release_id FROM quote.tariff_feed WHERE feed = :feed)
      AND (verified_until IS NULL OR verified_until < :day)
    """
)
_RUNS = text("SELECT * FROM quote.tariff_feed_run WHERE feed = :feed ORDER BY id DESC LIMIT :most")


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of a feed: its last good file and when it is due again (None: at once)."""

    validators: Validators
    trusted: bool
    sha256: str
    bytes: int | None
    release: str | None
    fetched_at: datetime | None
    failures: int
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Run:
    """A recorded run; `outcome` is empty while it goes on."""

    id: int
    feed: str
    started_at: datetime
    finished_at: datetime | None
    outcome: Outcome | None
    detail: str
    bytes: int | None
    sha256: str | None
    release: str | None


class Lease:
    """The right to be the only runner; it ends with the connection that holds it."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def held(self) -> bool:
        """Whether it still lasts: a database that failed over has forgotten it."""
        try:
            return bool((await self._connection.execute(_HELD, {"key": _RUNNER_LOCK})).scalar_one())
        except (SQLAlchemyError, OSError):
            return False


class FeedRepository:
    """Made with an engine; each method is one short transaction."""

    def __init__(self, engine: AsyncEngine) -> None:
        self._engine = engine

    @asynccontextmanager
    async def lease(self) -> AsyncIterator[Lease | None]:
        """The lease, for as long as the block lasts; None where another runner has it."""
        async with self._engine.connect() as taken:
            # Outside of a transaction: one that stays open for days would keep the database from tidying up.
            connection = await taken.execution_options(isolation_level="AUTOCOMMIT")
            try:
                got = (await connection.execute(_LEASE, {"key": _RUNNER_LOCK})).scalar_one()
                yield Lease(connection) if got else None
            finally:
                # The lock belongs to the session: given back to the pool, the connection would keep it.
                await connection.invalidate()

    async def begin_watch(self, feeds: Sequence[Feed], at: datetime) -> None:
        """Make the enabled feeds known, forget the others, and close the runs of a runner that has died."""
        async with self._engine.begin() as connection:
            await connection.execute(_DISABLE, {"feeds": [feed.name for feed in feeds]})
            for feed in feeds:
                values = {
                    "feed": feed.name,
                    "jurisdiction": feed.jurisdiction,
                    "publication": feed.publication,
                    "url": feed.url,
                    "seconds": feed.interval.total_seconds(),
                }
                await connection.execute(_ENABLE, values)
            await connection.execute(_ABANDON, {"at": at})

    async def known(self, feed: str) -> Known:
        """What is known of a feed of `begin_watch`."""
        async with self._engine.connect() as connection:
            row = (await connection.execute(_KNOWN, {"feed": feed})).one()
        return Known(
            Validators(row.etag, row.last_modified), row.trusted, row.sha256, row.bytes, row.release_id,
            row.fetched_at, row.failures, row.due_at,
        )  # fmt: skip

    async def begin_run(self, feed: str, at: datetime) -> int:
        """Record that a run has begun; its id."""
        async with self._engine.begin() as connection:
            return int((await connection.execute(_BEGIN, {"feed": feed, "at": at})).scalar_one())

    async def end_run(
        self, run: int, feed: str, result: RunResult, at: datetime, due: datetime, kept: Fetched | None = None,
        trusted: bool = True,
    ) -> None:  # fmt: skip
        """Record what a run came to; a good one verifies the feed's release through the day of the run.

        Args:
            due: when the feed is to run again.
            kept: the file that is the last good one from now on.
            trusted: whether what the server calls this file can be believed.
        """
        ended = {
            "run": run,
            "at": at,
            "outcome": result.outcome.value,
            "detail": result.detail,
            "bytes": result.bytes,
            "sha256": result.sha256,
            "release": result.release,
        }
        async with self._engine.begin() as connection:
            await connection.execute(_END, ended)
            if result.outcome.good:
                await connection.execute(_GOOD, {"feed": feed, "at": at, "due": due})
            elif result.outcome.bad:
                await connection.execute(_BAD, {"feed": feed, "due": due})
            if kept is not None:
                values = {
                    "feed": feed,
                    "etag": kept.validators.etag,
                    "last_modified": kept.validators.last_modified,
                    "trusted": trusted,
                    "sha256": kept.sha256,
                    "bytes": kept.bytes,
                    "release": result.release,
                    "at": at,
                }
                await connection.execute(_KEEP, values)
            if result.outcome.good:
                await connection.execute(_VERIFY, {"feed": feed, "day": at.astimezone(UTC).date()})

    async def runs(self, feed: str, most: int = 20) -> list[Run]:
        """The latest runs of a feed, newest first."""
        async with self._engine.connect() as connection:
            rows = await connection.execute(_RUNS, {"feed": feed, "most": most})
            return [
                Run(
                    row.id, row.feed, row.started_at, row.finished_at, Outcome(row.outcome) if row.outcome else None,
                    row.detail, row.bytes, row.sha256, row.release_id,
                )
                for row in rows
            ]  # fmt: skip
