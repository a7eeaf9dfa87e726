"""Tells merchants who asked for `release.changed` that another release of a tariff is in force.

Tariffs know no merchants, so nothing is announced where a release is activated. Instead the record of activations is
read; an event's id derives from merchant and activation, so that however many processes read it, each is told once.
"""

from datetime import timedelta
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.webhooks.event_type import EventType

#: How far back activations are looked at: longer than senders are ever away, shorter than events are kept.
_LOOK_BACK: Final = timedelta(days=1)
_ANNOUNCE: Final = text(
    """
    WITH news AS (
        INSERT INTO quote.webhook_event (id, merchant_id, type, data)
        SELECT 'evt_' || md5(endpoint.merchant_id || ':release:' || a.id), endpoint.merchant_id, :type,
               jsonb_build_object('jurisdiction', a.jurisdiction, 'publication', a.publication, 'action', a.action,
                                  'release', a.release_id, 'previous_release', a.previous_release_id,
                                  'activated_at', a.activated_at)
        FROM quote.tariff_activation a
        JOIN (SELECT merchant_id, min(created_at) AS since FROM quote.webhook_endpoint
              WHERE disabled_at IS NULL AND :type = ANY(event_types) GROUP BY merchant_id) endpoint
          ON a.activated_at >= endpoint.since
        WHERE a.activated_at > clock_timestamp() - make_interval(secs => :look_back)
        ON CONFLICT (id) DO NOTHING RETURNING id, merchant_id
    )
    INSERT INTO quote.webhook_delivery (event_id, endpoint_id, merchant_id)
    SELECT news.id, endpoint.id, news.merchant_id
    FROM news JOIN quote.webhook_endpoint endpoint ON endpoint.merchant_id = news.merchant_id
    WHERE endpoint.disabled_at IS NULL AND :type = ANY(endpoint.event_types)
    """
)


async def announce_releases(service_engine: AsyncEngine) -> int:
    """Put what was activated lately, and not told yet, into the outbox; how many deliveries that makes."""
    values = {"type": EventType.RELEASE_CHANGED.value, "look_back": _LOOK_BACK.total_seconds()}
    async with service_engine.begin() as connection:
        return (await connection.execute(_ANNOUNCE, values)).rowcount
