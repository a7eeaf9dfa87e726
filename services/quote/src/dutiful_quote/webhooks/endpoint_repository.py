"""The only SQL about merchants' endpoints; each change leaves a line in the audit, in its transaction."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dutiful_quote.webhooks.endpoint import (
    MOST_ENDPOINTS,
    Endpoint,
    EndpointsUnavailableError,
    TooManyEndpointsError,
    UnknownEndpointError,
)
from dutiful_quote.webhooks.event_type import EventType
from dutiful_shared.account.audit import write_audit
from dutiful_shared.service.postgres import unreachable_as
from dutiful_shared.service.tenancy import as_merchant, change_one

_LOCK: Final = text("SELECT pg_advisory_xact_lock(hashtextextended('webhook-endpoints:' || :merchant_id, 0))")
_COUNT: Final = text("SELECT count(*) FROM quote.webhook_endpoint WHERE merchant_id = :merchant_id AND id <> :id")
_INSERT: Final = text(
    """
    INSERT INTO quote.webhook_endpoint (id, merchant_id, url, event_types, sealed)
    VALUES (:id, :merchant_id, :url, CAST(:event_types AS text[]), :sealed)
    ON CONFLICT (id) DO UPDATE SET sealed = EXCLUDED.sealed
    """
)
_OF_MERCHANT: Final = text(
    "SELECT * FROM quote.webhook_endpoint WHERE merchant_id = :merchant_id ORDER BY created_at, id"
)
_ONE: Final = text("SELECT * FROM quote.webhook_endpoint WHERE merchant_id = :merchant_id AND id = :id")
# Whoever changes an endpoint has looked at it: it is enabled again, and rests no longer.
_CHANGE: Final = text(
    """
    UPDATE quote.webhook_endpoint SET url = :url, event_types = CAST(:event_types AS text[]),
        disabled_at = NULL, disabled_reason = NULL, failures = 0, open_until = NULL
    WHERE id = :id AND merchant_id = :merchant_id
    """
)
_ROTATE: Final = text(
    """
    UPDATE quote.webhook_endpoint SET sealed_previous = sealed, previous_until = :previous_until, sealed = :sealed
    WHERE id = :id AND merchant_id = :merchant_id
    """
)
_RENEW: Final = text("UPDATE quote.webhook_endpoint SET sealed = :sealed WHERE id = :id AND merchant_id = :merchant_id")
_ROTATED: Final = text(
    """
    SELECT EXISTS (SELECT FROM account.audit WHERE merchant_id = :merchant_id AND action = 'webhook_endpoint.rotate'
                   AND subject = :id AND details->>'attempt' = :attempt)
    """
)
_DELETE: Final = text("DELETE FROM quote.webhook_endpoint WHERE id = :id AND merchant_id = :merchant_id")
_REPLAY: Final = text(
    """
    INSERT INTO quote.webhook_delivery AS d (event_id, endpoint_id, merchant_id)
    SELECT v.id, e.id, e.merchant_id
    FROM quote.webhook_endpoint e JOIN quote.webhook_event v ON v.merchant_id = e.merchant_id
    WHERE e.id = :id AND e.merchant_id = :merchant_id AND v.type = ANY(e.event_types)
      AND v.created_at >= :since AND v.created_at < :until
    ORDER BY v.created_at LIMIT :most
    ON CONFLICT (event_id, endpoint_id) DO UPDATE SET state = 'waiting', attempts = 0, due_at = clock_timestamp(),
        settled_at = NULL, status = NULL, error = NULL
    WHERE d.state = 'dead' OR :delivered_too
    """
)


class EndpointRepository:
    """Endpoints in PostgreSQL, behind the wall between merchants.

    Args:
        requests: an engine of the request role.
    """

    def __init__(self, requests: AsyncEngine) -> None:
        self._requests = requests

    async def endpoints(self, merchant_id: str) -> list[Endpoint]:
        """The merchant's endpoints, the oldest first."""
        async with self._as(merchant_id) as connection:
            return [endpoint_of(row) for row in await connection.execute(_OF_MERCHANT, {"merchant_id": merchant_id})]

    async def endpoint(self, merchant_id: str, endpoint_id: str) -> Endpoint | None:
        """One endpoint of the merchant."""
        async with self._as(merchant_id) as connection:
            row = (await connection.execute(_ONE, {"merchant_id": merchant_id, "id": endpoint_id})).one_or_none()
        return None if row is None else endpoint_of(row)

    async def add(
        self, merchant_id: str, endpoint_id: str, url: str, event_types: Sequence[EventType], sealed: str, actor: str
    ) -> None:
        """Register an endpoint; one of this id gets the secret.

        Raises:
            TooManyEndpointsError: the merchant has as many as there may be.
        """
        values = {"id": endpoint_id, "merchant_id": merchant_id, "url": url, "sealed": sealed}
        async with self._as(merchant_id) as connection:
            await connection.execute(_LOCK, {"merchant_id": merchant_id})
            if (await connection.execute(_COUNT, values)).scalar_one() >= MOST_ENDPOINTS:
                raise TooManyEndpointsError(f"there are {MOST_ENDPOINTS} endpoints already")
            told = {"url": url, "event_types": [one.value for one in event_types]}
            await connection.execute(_INSERT, {**values, **told})
            await write_audit(connection, merchant_id, actor, "webhook_endpoint.add", endpoint_id, **told)

    async def change(
        self, merchant_id: str, endpoint_id: str, url: str, event_types: Sequence[EventType], actor: str
    ) -> None:
        """Send other events, or elsewhere. An endpoint that was disabled is enabled by it.

        Raises:
            UnknownEndpointError: the merchant has no such endpoint.
        """
        told = {"url": url, "event_types": [one.value for one in event_types]}
        async with self._as(merchant_id) as connection:
            await change_one(connection, _CHANGE, merchant_id, endpoint_id, UnknownEndpointError, **told)
            await write_audit(connection, merchant_id, actor, "webhook_endpoint.change", endpoint_id, **told)

    async def rotate(
        self,
        merchant_id: str,
        endpoint_id: str,
        sealed: str,
        previous_until: datetime,
        attempt: str | None,
        actor: str,
    ) -> None:
        """Set the secret, and let the one before sign along, unless this attempt has done so already."""
        async with self._as(merchant_id) as connection:
            asked = {"merchant_id": merchant_id, "id": endpoint_id, "attempt": attempt}
            if attempt is not None and (await connection.execute(_ROTATED, asked)).scalar_one():
                await change_one(connection, _RENEW, merchant_id, endpoint_id, UnknownEndpointError, sealed=sealed)
                return
            values = {"sealed": sealed, "previous_until": previous_until}
            await change_one(connection, _ROTATE, merchant_id, endpoint_id, UnknownEndpointError, **values)
            told = {} if attempt is None else {"attempt": attempt}
            await write_audit(connection, merchant_id, actor, "webhook_endpoint.rotate", endpoint_id, **told)

    async def remove(self, merchant_id: str, endpoint_id: str, actor: str) -> None:
        """Remove it, with what still waits for it.

        Raises:
            UnknownEndpointError: the merchant has no such endpoint.
        """
        async with self._as(merchant_id) as connection:
            await change_one(connection, _DELETE, merchant_id, endpoint_id, UnknownEndpointError)
            await write_audit(connection, merchant_id, actor, "webhook_endpoint.remove", endpoint_id)

    async def replay(
        self, merchant_id: str, endpoint_id: str, since: datetime, until: datetime, most: int, *, delivered_too: bool
    ) -> int:
        """Let events of this time be sent (again); how many."""
        values = {"id": endpoint_id, "merchant_id": merchant_id, "since": since, "until": until, "most": most}
        async with self._as(merchant_id) as connection:
            return (await connection.execute(_REPLAY, {**values, "delivered_too": delivered_too})).rowcount

    @asynccontextmanager
    async def _as(self, merchant_id: str) -> AsyncIterator[AsyncConnection]:
        with unreachable_as(EndpointsUnavailableError, "the register of endpoints is out of reach"):
            async with as_merchant(self._requests, merchant_id) as connection:
                yield connection


def endpoint_of(row: Any) -> Endpoint:
    """A whole row of `quote.webhook_endpoint`."""
    return Endpoint(
        id=row.id,
        merchant_id=row.merchant_id,
        url=row.url,
        event_types=frozenset(EventType(one) for one in row.event_types),
        created_at=row.created_at,
        disabled_at=row.disabled_at,
        disabled_reason=row.disabled_reason,
        failures=row.failures,
        open_until=row.open_until,
        sealed=row.sealed,
        sealed_previous=row.sealed_previous,
        previous_until=row.previous_until,
        lease=row.lease,
    )
