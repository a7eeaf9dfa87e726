"""Holds catalogues against a tariff that has come into force, and tells merchants who asked for `catalogue.rechecked`.

Tariffs know no merchants and catalogues no releases, so the record of activations is read, as for `release.changed`. An
event's id derives from merchant and activation: each catalogue is held against each release once, whoever
looks. What `GET /v1/catalog/health` says is computed anew at every call and needs no event.
"""

from datetime import timedelta
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.webhooks.event_type import EventType

#: How far back activations are looked at: longer than senders are ever away, shorter than events are kept.
_LOOK_BACK: Final = timedelta(days=1)
#: Codes named in an event; health has them all.
_MOST_NAMED: Final = 50
# An activation that was itself replaced meanwhile is no longer worth telling. Only codes of the tariff's own system are
# compared, as health does: a code is there if a line begins like it, or it begins like a line.
_ANNOUNCE: Final = text(
    """
    WITH change AS MATERIALIZED (
        SELECT a.id, a.jurisdiction, a.publication, a.release_id, a.previous_release_id, endpoint.merchant_id
        FROM quote.tariff_activation a
        JOIN quote.tariff_active now ON now.jurisdiction = a.jurisdiction AND now.release_id = a.release_id
        JOIN quote.tariff_release r ON r.id = a.release_id AND r.line_count > 0
        JOIN (SELECT merchant_id, min(created_at) AS since FROM quote.webhook_endpoint
              WHERE disabled_at IS NULL AND :type = ANY(event_types) GROUP BY merchant_id) endpoint
          ON a.activated_at >= endpoint.since
        WHERE a.activated_at > clock_timestamp() - make_interval(secs => :look_back)
          AND NOT EXISTS (SELECT FROM quote.webhook_event e
                          WHERE e.id = 'evt_' || md5(endpoint.merchant_id || ':catalogue:' || a.id))
    ), code AS MATERIALIZED (
        SELECT change.id, change.merchant_id, change.release_id,
               article.known->('codes.' || change.jurisdiction)->>0 AS value, count(*) AS articles
        FROM change JOIN quote.catalogue_article article
          ON article.merchant_id = change.merchant_id AND NOT article.deleted
         AND jsonb_exists(article.known, 'codes.' || change.jurisdiction)
        GROUP BY 1, 2, 3, 4
    ), gone AS MATERIALIZED (
        SELECT id, merchant_id, value, articles FROM code
        WHERE NOT EXISTS (SELECT FROM quote.tariff_line l WHERE l.release_id = code.release_id
                          AND l.goods_code >= value COLLATE "C" AND l.goods_code < (value || ':') COLLATE "C")
          AND NOT EXISTS (SELECT FROM generate_series(4, length(value)) AS d JOIN quote.tariff_line l
                          ON l.release_id = code.release_id AND l.goods_code = left(value, d))
    ), news AS (
        INSERT INTO quote.webhook_event (id, merchant_id, type, data)
        SELECT 'evt_' || md5(merchant_id || ':catalogue:' || id), merchant_id, :type,
               jsonb_build_object(
                   'jurisdiction', jurisdiction, 'publication', publication, 'release', release_id,
                   'previous_release', previous_release_id,
                   'codes_checked', (SELECT count(*) FROM code c
                                     WHERE (c.id, c.merchant_id) = (change.id, change.merchant_id)),
                   'codes_gone', (SELECT count(*) FROM gone g
                                  WHERE (g.id, g.merchant_id) = (change.id, change.merchant_id)),
                   'articles_affected', (SELECT coalesce(sum(articles), 0) FROM gone g
                                         WHERE (g.id, g.merchant_id) = (change.id, change.merchant_id)),
                   'gone', (SELECT coalesce(jsonb_agg(value ORDER BY value), '[]')
                            FROM (SELECT value FROM gone g WHERE (g.id, g.merchant_id) = (change.id, change.merchant_id)
                                  ORDER BY value LIMIT :named) AS named))
        FROM change ON CONFLICT (id) DO NOTHING RETURNING id, merchant_id
    )
    INSERT INTO quote.webhook_delivery (event_id, endpoint_id, merchant_id)
    SELECT news.id, endpoint.id, news.merchant_id
    FROM news JOIN quote.webhook_endpoint endpoint ON endpoint.merchant_id = news.merchant_id
    WHERE endpoint.disabled_at IS NULL AND :type = ANY(endpoint.event_types)
    """
)


async def announce_catalogues(service_engine: AsyncEngine) -> int:
    """Hold catalogues against what was activated lately, and put what came of it into the outbox; how many deliveries
    that makes."""
    values = {
        "type": EventType.CATALOGUE_RECHECKED.value,
        "look_back": _LOOK_BACK.total_seconds(),
        "named": _MOST_NAMED,
    }
    async with service_engine.begin() as connection:
        return (await connection.execute(_ANNOUNCE, values)).rowcount
