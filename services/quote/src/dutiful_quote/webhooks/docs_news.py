"""Tells merchants who asked for it what the other services have news of: papers, clearances, rechecks of codes.

Those services know no endpoints. They write down what is new, in the transaction in which it happens, in
`docs.document_news`, `docs.document_refused_news`, `docs.clearance_news` and `classify.recheck_news` (id, merchant_id,
data, created_at each); those tables are all that is read here. An event has the id of its
news, so that however many processes read it, each is told once.
"""

from datetime import timedelta
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.webhooks.event_type import EventType

#: How far back news are looked at: longer than senders are ever away, shorter than events are kept.
_LOOK_BACK: Final = timedelta(days=1)
_TABLES: Final = {
    EventType.CLEARANCE_EVENT: "docs.clearance_news",
    EventType.DOCUMENT_READY: "docs.document_news",
    EventType.DOCUMENT_REFUSED: "docs.document_refused_news",
    EventType.RECHECK_COMPLETED: "classify.recheck_news",
}
#: An installation without one of the services has no such table.
_THERE: Final = text("SELECT to_regclass(:table) IS NOT NULL")
_ANNOUNCE: Final = {
    event_type: text(
        f"""
        WITH news AS (
            INSERT INTO quote.webhook_event (id, merchant_id, type, data)
            SELECT n.id, n.merchant_id, :type, n.data
            FROM {table} n
            JOIN (SELECT merchant_id, min(created_at) AS since FROM quote.webhook_endpoint
                  WHERE disabled_at IS NULL AND :type = ANY(event_types) GROUP BY merchant_id) endpoint
              ON endpoint.merchant_id = n.merchant_id AND n.created_at >= endpoint.since
            WHERE n.created_at > clock_timestamp() - make_interval(secs => :look_back)
              AND NOT EXISTS (SELECT FROM quote.webhook_event e WHERE e.id = n.id)
            ON CONFLICT (id) DO NOTHING RETURNING id, merchant_id
        )
        INSERT INTO quote.webhook_delivery (event_id, endpoint_id, merchant_id)
        SELECT news.id, endpoint.id, news.merchant_id
        FROM news JOIN quote.webhook_endpoint endpoint ON endpoint.merchant_id = news.merchant_id
        WHERE endpoint.disabled_at IS NULL AND :type = ANY(endpoint.event_types)
        """  # noqa: S608 - our own tables
    )
    for event_type, table in _TABLES.items()
}


async def announce_docs_news(service_engine: AsyncEngine) -> int:
    """Put what is new in the other services, and not told yet, into the outbox; how many deliveries that makes."""
    made = 0
    for event_type, table in _TABLES.items():
        values = {"type": event_type.value, "look_back": _LOOK_BACK.total_seconds()}
        async with service_engine.begin() as connection:
            if (await connection.execute(_THERE, {"table": table})).scalar_one():
                made += (await connection.execute(_ANNOUNCE[event_type], values)).rowcount
    return made
