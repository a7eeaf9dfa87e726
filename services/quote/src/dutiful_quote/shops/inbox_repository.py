"""The only SQL about the inbox. The database's clock rules: workers of many processes share these rows."""

from collections.abc import AsyncIterator, Collection, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import asyncpg
import orjson
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dutiful_quote.shops.errors import InboxUnavailableError
from dutiful_quote.shops.inbox_event import InboxEvent, ReceivedEvent
from dutiful_quote.shops.shop import Platform
from dutiful_shared.service.group_commit import GroupRefusedError
from dutiful_shared.service.job_lease import LeaseLostError

#: For asyncpg itself, as one statement and its own transaction; the rows that were new come back.
_INSERT: Final = """
    INSERT INTO quote.inbox (merchant_id, shop_id, platform, topic, resource, event_id, triggered_at, headers, body)
    SELECT merchant_id, shop_id, platform, topic, resource, event_id, triggered_at, headers::jsonb, body
    FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::timestamptz[], $8::text[],
                $9::bytea[])
         WITH ORDINALITY
         AS row (merchant_id, shop_id, platform, topic, resource, event_id, triggered_at, headers, body, place)
    ORDER BY place
    ON CONFLICT (shop_id, topic, event_id) DO NOTHING
    RETURNING shop_id, topic, event_id
    """
# An event waits for all earlier ones of its resource. One whose lease has run out belongs to nobody: its worker died.
_CLAIM: Final = text(
    """
    UPDATE quote.inbox SET attempts = attempts + 1,
        lease_until = clock_timestamp() + make_interval(secs => :lease_seconds)
    WHERE id IN (
        SELECT i.id FROM quote.inbox i
        WHERE i.state = 'waiting' AND i.due_at <= clock_timestamp()
          AND (i.lease_until IS NULL OR i.lease_until <= clock_timestamp())
          AND NOT (i.platform || ' ' || i.topic = ANY(CAST(:left AS text[])))
          AND NOT EXISTS (
              SELECT FROM quote.inbox e
              WHERE e.shop_id = i.shop_id AND e.resource = i.resource AND e.state = 'waiting' AND e.id < i.id
          )
        ORDER BY i.due_at, i.id LIMIT :most FOR UPDATE OF i SKIP LOCKED
    )
    RETURNING id, merchant_id, shop_id, platform, topic, resource, event_id, triggered_at, received_at, headers, body,
              attempts
    """
)
# The number of the attempt is the fence: a worker whose lease ran out, and whose event another took, changes nothing.
_SETTLE: Final = text(
    """
    UPDATE quote.inbox SET state = :state, settled_at = clock_timestamp(), lease_until = NULL, error = :error
    WHERE id = :id AND attempts = :attempt AND state = 'waiting'
    """
)
_RETRY_LATER: Final = text(
    """
    UPDATE quote.inbox SET lease_until = NULL, error = :error,
        due_at = clock_timestamp() + make_interval(secs => :wait_seconds)
    WHERE id = :id AND attempts = :attempt AND state = 'waiting'
    """
)
_GAUGES: Final = text(
    """
    SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting, count(*) FILTER (WHERE state = 'dead') AS dead,
           COALESCE(EXTRACT(epoch FROM clock_timestamp() - min(received_at) FILTER (WHERE state = 'waiting')), 0) AS age
    FROM quote.inbox WHERE state IN ('waiting', 'dead')
    """
)
_ERASE_BODIES: Final = text(
    """
    UPDATE quote.inbox SET body = NULL WHERE body IS NOT NULL
      AND (state IN ('done', 'discarded') AND settled_at < clock_timestamp() - make_interval(hours => :hours)
           OR state = 'dead' AND settled_at < clock_timestamp() - make_interval(days => :days))
    """
)
_FORGET: Final = text(
    "DELETE FROM quote.inbox WHERE state <> 'waiting' AND settled_at < clock_timestamp() - make_interval(days => :days)"
)
_REDACT: Final = text(
    """
    UPDATE quote.inbox SET body = NULL, headers = '{}',
        state = CASE WHEN state = 'waiting' THEN 'discarded' ELSE state END,
        settled_at = COALESCE(settled_at, clock_timestamp())
    WHERE shop_id = :shop_id AND id <> :except_id
      AND (CAST(:resources AS text[]) IS NULL OR resource = ANY(CAST(:resources AS text[])))
      AND (body IS NOT NULL OR state = 'waiting')
    """
)
_LIST: Final = text(
    """
    SELECT id, merchant_id, shop_id, platform, topic, resource, event_id, received_at, state, attempts, due_at, error
    FROM quote.inbox WHERE state = :state ORDER BY id DESC LIMIT :most
    """
)
_REVIVE: Final = text(
    """
    UPDATE quote.inbox SET state = 'waiting', attempts = 0, due_at = clock_timestamp(), lease_until = NULL,
        settled_at = NULL, error = NULL
    WHERE id = :id AND state IN ('dead', 'waiting') AND body IS NOT NULL
    """
)
_DISCARD: Final = text(
    """
    UPDATE quote.inbox SET state = 'discarded', settled_at = clock_timestamp(), lease_until = NULL, body = NULL
    WHERE id = :id AND state IN ('dead', 'waiting')
    """
)


@dataclass(frozen=True, slots=True)
class InboxGauges:
    """How many events wait and are dead, and how long (seconds) the oldest has been waiting."""

    waiting: int
    dead: int
    oldest_seconds: float


@dataclass(frozen=True, slots=True)
class InboxRow:
    """An event as an operator sees it: without its body."""

    id: int
    merchant_id: str
    shop_id: str
    platform: str
    topic: str
    resource: str
    event_id: str
    received_at: datetime
    state: str
    attempts: int
    due_at: datetime
    error: str | None


class InboxRepository:
    """The inbox in PostgreSQL.

    Args:
        service: an engine of the service role.
        writing: one of single statements, by which new events are written; a process that takes none in has none.
    """

    def __init__(self, service: AsyncEngine, writing: AsyncEngine | None = None) -> None:
        self._service = service
        self._writing = writing

    async def insert(self, deliveries: Sequence[ReceivedEvent]) -> set[tuple[str, str, str]]:
        """Write a group; the keys of those that were not there yet.

        Raises:
            GroupRefusedError: PostgreSQL does not take what one of them holds; none was written.
            InboxUnavailableError: PostgreSQL is out of reach or refuses.
        """
        columns: list[list[Any]] = [
            [one.merchant_id for one in deliveries],
            [one.shop_id for one in deliveries],
            [one.platform.value for one in deliveries],
            [one.topic for one in deliveries],
            [one.resource for one in deliveries],
            [one.event_id for one in deliveries],
            [one.triggered_at for one in deliveries],
            [orjson.dumps(one.headers).decode() for one in deliveries],
            [one.body for one in deliveries],
        ]
        try:
            try:
                return await self._write(columns)
            except (asyncpg.PostgresConnectionError, asyncpg.InterfaceError, OSError):
                # That a restart of PostgreSQL broke the connection shows only now; a fresh one is worth one more try.
                return await self._write(columns)
        except asyncpg.DataError as exc:
            raise GroupRefusedError(type(exc).__name__) from exc
        except (asyncpg.PostgresError, asyncpg.InterfaceError, SQLAlchemyError, OSError, TimeoutError) as exc:
            raise InboxUnavailableError(f"the inbox cannot be written ({type(exc).__name__})") from exc

    async def _write(self, columns: list[list[Any]]) -> set[tuple[str, str, str]]:
        assert self._writing is not None, "this process takes events in"
        async with self._writing.connect() as connection:
            raw = await connection.get_raw_connection()
            driver: Any = raw.driver_connection
            try:
                rows = await driver.fetch(_INSERT, *columns)
            except (asyncpg.PostgresConnectionError, asyncpg.InterfaceError, OSError):
                await connection.invalidate()
                raise
        return {(row["shop_id"], row["topic"], row["event_id"]) for row in rows}

    async def claim(
        self, most: int, lease_seconds: float, left: Collection[tuple[Platform, str]] = ()
    ) -> list[InboxEvent]:
        """Take up to `most` due events, at most one of each resource, and of no topic in `left`; they are this worker's
        until the lease ends."""
        names = [f"{platform.value} {topic}" for platform, topic in left]
        values = {"most": most, "lease_seconds": lease_seconds, "left": names}
        async with self._service.begin() as connection:
            rows = (await connection.execute(_CLAIM, values)).all()
        return [_event(row) for row in rows]

    @asynccontextmanager
    async def settling(self, event: InboxEvent, state: str, error: str | None = None) -> AsyncIterator[AsyncConnection]:
        """A transaction for the event's effect, at whose end the event is in `state`.

        Raises:
            LeaseLostError: another worker has the event, or has settled it.
        """
        async with self._service.begin() as connection:
            # First, so that two workers with the same event meet here and not after doing the work twice.
            values = {"id": event.id, "attempt": event.attempt, "state": state, "error": error}
            if (await connection.execute(_SETTLE, values)).rowcount != 1:
                raise LeaseLostError(f"event {event.id} is no longer held")
            yield connection

    async def retry_later(self, event: InboxEvent, wait_seconds: float, error: str) -> None:
        """Put an event back for so many seconds; nothing happens where another worker has taken it over."""
        async with self._service.begin() as connection:
            values = {"id": event.id, "attempt": event.attempt, "wait_seconds": wait_seconds, "error": error}
            await connection.execute(_RETRY_LATER, values)

    async def gauges(self) -> InboxGauges:
        """How many events wait or are dead, and the age in seconds of the oldest that waits."""
        async with self._service.connect() as connection:
            row = (await connection.execute(_GAUGES)).one()
        return InboxGauges(row.waiting, row.dead, float(row.age))

    async def erase(self, *, hours: int, days: int) -> int:
        """Erase bodies settled `hours` ago (dead letters: `days`) and forget events settled `days` ago.

        Returns:
            How many bodies were erased.
        """
        async with self._service.begin() as connection:
            erased = (await connection.execute(_ERASE_BODIES, {"hours": hours, "days": days})).rowcount
            await connection.execute(_FORGET, {"days": days})
        return erased

    async def rows(self, state: str, most: int) -> list[InboxRow]:
        """The newest events in this state."""
        async with self._service.connect() as connection:
            return [InboxRow(**row._mapping) for row in await connection.execute(_LIST, {"state": state, "most": most})]

    async def revive(self, event_id: int) -> bool:
        """Let a dead or waiting event be tried at once, as if for the first time; False if there is no such."""
        return await self._one(_REVIVE, event_id)

    async def discard(self, event_id: int) -> bool:
        """Give a dead or waiting event up and erase its body; False if there is no such."""
        return await self._one(_DISCARD, event_id)

    async def _one(self, statement: Any, event_id: int) -> bool:
        async with self._service.begin() as connection:
            return (await connection.execute(statement, {"id": event_id})).rowcount == 1


async def redact(
    connection: AsyncConnection, shop_id: str, resources: Sequence[str] | None = None, *, except_id: int = 0
) -> int:
    """Erase what the shop's events hold, of these resources or of all; those still waiting are given up.

    Args:
        except_id: the event that asks for it, which must still be settled.
    """
    values = {
        "shop_id": shop_id,
        "resources": list(resources) if resources is not None else None,
        "except_id": except_id,
    }
    return (await connection.execute(_REDACT, values)).rowcount


def _event(row: Any) -> InboxEvent:
    return InboxEvent(
        id=row.id,
        merchant_id=row.merchant_id,
        shop_id=row.shop_id,
        platform=Platform(row.platform),
        topic=row.topic,
        resource=row.resource,
        event_id=row.event_id,
        triggered_at=row.triggered_at,
        received_at=row.received_at,
        headers=row.headers,
        body=bytes(row.body or b""),
        attempt=row.attempts,
    )
