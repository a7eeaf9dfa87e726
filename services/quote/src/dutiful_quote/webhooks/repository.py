"""The only SQL about deliveries. The database's clock rules: senders of many processes share these rows.

A sender holds an endpoint, not a delivery: whatever waits for one endpoint is sent in a row, so a slow one takes one
sender and no more. The lease's number is the fence of a sender that was too slow.
"""

from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dutiful_quote.webhooks.delivery import Delivery, RestTimes
from dutiful_quote.webhooks.endpoint import Endpoint
from dutiful_quote.webhooks.endpoint_repository import endpoint_of

_CLAIM: Final = text(
    """
    UPDATE quote.webhook_endpoint SET lease = lease + 1,
        lease_until = clock_timestamp() + make_interval(secs => :lease_seconds)
    WHERE id = (
        SELECT e.id FROM quote.webhook_endpoint e
        WHERE e.disabled_at IS NULL AND (e.open_until IS NULL OR e.open_until <= clock_timestamp())
          AND (e.lease_until IS NULL OR e.lease_until <= clock_timestamp())
          AND EXISTS (SELECT FROM quote.webhook_delivery d
                      WHERE d.endpoint_id = e.id AND d.state = 'waiting' AND d.due_at <= clock_timestamp())
        ORDER BY e.lease_until NULLS FIRST LIMIT 1 FOR UPDATE OF e SKIP LOCKED
    )
    RETURNING *
    """
)
_RENEW: Final = text(
    """
    UPDATE quote.webhook_endpoint SET lease_until = clock_timestamp() + make_interval(secs => :lease_seconds)
    WHERE id = :id AND lease = :lease AND disabled_at IS NULL
    """
)
_RELEASE: Final = text(
    "UPDATE quote.webhook_endpoint SET lease_until = clock_timestamp() WHERE id = :id AND lease = :lease"
)
_NEXT: Final = text(
    """
    SELECT d.event_id, d.attempts, v.type, v.data, v.created_at
    FROM quote.webhook_delivery d JOIN quote.webhook_event v ON v.id = d.event_id
    WHERE d.endpoint_id = :id AND d.state = 'waiting' AND d.due_at <= clock_timestamp()
    ORDER BY d.due_at, v.created_at LIMIT 1
    """
)
_SETTLE: Final = text(
    """
    UPDATE quote.webhook_delivery SET state = :state, attempts = attempts + 1, status = :status, error = :error,
        settled_at = CASE WHEN :state = 'waiting' THEN NULL ELSE clock_timestamp() END,
        due_at = clock_timestamp() + make_interval(secs => :wait_seconds)
    WHERE event_id = :event_id AND endpoint_id = :endpoint_id AND state = 'waiting'
    """
)
_END_REST: Final = text(
    "UPDATE quote.webhook_endpoint SET failures = 0, open_until = NULL WHERE id = :id AND failures > 0"
)
_COUNT_FAILURE: Final = text(
    """
    UPDATE quote.webhook_endpoint SET failures = failures + 1,
        open_until = CASE WHEN failures + 1 >= :opens_at THEN clock_timestamp() + make_interval(secs =>
            LEAST(:longest_seconds, :first_seconds * power(2, LEAST(failures + 1 - :opens_at, 20)))) END
    WHERE id = :id RETURNING open_until IS NOT NULL AS open
    """
)
_DISABLE: Final = text(
    """
    UPDATE quote.webhook_endpoint SET disabled_at = clock_timestamp(), disabled_reason = :reason
    WHERE id = :id AND disabled_at IS NULL
    """
)
_GAUGES: Final = text(
    """
    SELECT count(*) FILTER (WHERE state = 'waiting') AS waiting, count(*) FILTER (WHERE state = 'dead') AS dead,
           (SELECT count(*) FROM quote.webhook_endpoint WHERE open_until > clock_timestamp()) AS open
    FROM quote.webhook_delivery WHERE state IN ('waiting', 'dead')
    """
)
_FORGET: Final = text(
    "DELETE FROM quote.webhook_event WHERE created_at < clock_timestamp() - make_interval(days => :days)"
)


class WebhookRepository:
    """Deliveries in PostgreSQL, for senders.

    Args:
        service: an engine of the service role.
    """

    def __init__(self, service: AsyncEngine) -> None:
        self._service = service

    async def claim(self, lease_seconds: float) -> Endpoint | None:
        """Take an endpoint for which something waits, which does not rest and which nobody holds."""
        async with self._service.begin() as connection:
            row = (await connection.execute(_CLAIM, {"lease_seconds": lease_seconds})).one_or_none()
        return None if row is None else endpoint_of(row)

    async def next_delivery(self, endpoint: Endpoint, lease_seconds: float) -> Delivery | None:
        """What is to be sent next; None where nothing is due, or the endpoint is no longer held."""
        async with self._service.begin() as connection:
            held = {"id": endpoint.id, "lease": endpoint.lease, "lease_seconds": lease_seconds}
            if (await connection.execute(_RENEW, held)).rowcount != 1:
                return None
            row = (await connection.execute(_NEXT, {"id": endpoint.id})).one_or_none()
        return None if row is None else Delivery(**row._mapping)

    async def release(self, endpoint: Endpoint) -> None:
        """Give the lease back before its time, so that others may go on."""
        async with self._service.begin() as connection:
            await connection.execute(_RELEASE, {"id": endpoint.id, "lease": endpoint.lease})

    async def delivered(self, endpoint: Endpoint, delivery: Delivery, status: int) -> None:
        """The endpoint took it. Its failures before are forgotten."""
        async with self._service.begin() as connection:
            await _settle(connection, endpoint, delivery, "delivered", status, None)
            await connection.execute(_END_REST, {"id": endpoint.id})

    async def failed(
        self,
        endpoint: Endpoint,
        delivery: Delivery,
        status: int | None,
        error: str,
        *,
        retry_in: float | None,
        rest: RestTimes,
    ) -> bool:
        """Try again in `retry_in` seconds, or never (None); whether the endpoint rests now."""
        async with self._service.begin() as connection:
            state = "dead" if retry_in is None else "waiting"
            await _settle(connection, endpoint, delivery, state, status, error, retry_in or 0.0)
            values = {
                "id": endpoint.id,
                "opens_at": rest.opens_at,
                "first_seconds": rest.first_seconds,
                "longest_seconds": rest.longest_seconds,
            }
            return bool((await connection.execute(_COUNT_FAILURE, values)).scalar_one())

    async def gone(self, endpoint: Endpoint, delivery: Delivery, status: int) -> None:
        """The endpoint says that it is no more: it is disabled, and the event is dead."""
        async with self._service.begin() as connection:
            await _settle(connection, endpoint, delivery, "dead", status, "gone")
            await connection.execute(_DISABLE, {"id": endpoint.id, "reason": f"answered {status}"})

    async def gauges(self) -> tuple[int, int, int]:
        """Deliveries that wait, deliveries that are dead, endpoints that rest."""
        async with self._service.connect() as connection:
            row = (await connection.execute(_GAUGES)).one()
        return row.waiting, row.dead, row.open

    async def forget(self, days: int) -> None:
        """Forget events, with their deliveries, that are older than this."""
        async with self._service.begin() as connection:
            await connection.execute(_FORGET, {"days": days})


async def _settle(
    connection: AsyncConnection,
    endpoint: Endpoint,
    delivery: Delivery,
    state: str,
    status: int | None,
    error: str | None,
    wait_seconds: float = 0.0,
) -> None:
    values = {"state": state, "status": status, "error": error, "wait_seconds": wait_seconds}
    await connection.execute(_SETTLE, {**values, "event_id": delivery.event_id, "endpoint_id": endpoint.id})
