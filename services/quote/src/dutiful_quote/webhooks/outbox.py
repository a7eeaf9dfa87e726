"""`announce`: says that something happened, in the transaction in which it happens."""

import secrets
from collections.abc import Mapping
from typing import Any, Final

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from dutiful_quote.webhooks.event_type import EventType

_ID_BYTES: Final = 16
_ANNOUNCE: Final = text(
    """
    WITH event AS (
        INSERT INTO quote.webhook_event (id, merchant_id, type, data)
        VALUES (:id, :merchant_id, :type, CAST(:data AS jsonb)) RETURNING id, merchant_id
    )
    INSERT INTO quote.webhook_delivery (event_id, endpoint_id, merchant_id)
    SELECT event.id, endpoint.id, event.merchant_id
    FROM event JOIN quote.webhook_endpoint endpoint ON endpoint.merchant_id = event.merchant_id
    WHERE endpoint.disabled_at IS NULL AND :type = ANY(endpoint.event_types)
    """
)


async def announce(
    connection: AsyncConnection, merchant_id: str, event_type: EventType, data: Mapping[str, Any]
) -> str:
    """Tell the merchant's endpoints, if and when the transaction of `connection` commits; the id of the event.

    Args:
        connection: of the request role behind `as_merchant`, or of the service role.
        data: JSON values; no personal data.
    """
    event_id = f"evt_{secrets.token_hex(_ID_BYTES)}"
    values = {"id": event_id, "merchant_id": merchant_id, "type": event_type.value}
    await connection.execute(_ANNOUNCE, {**values, "data": orjson.dumps(dict(data)).decode()})
    return event_id
