"""The only SQL about shadow quotes."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_docs.dossier.connections import of_merchant
from dutiful_docs.dossier.errors import ConflictError
from dutiful_docs.dossier.shadow.judge import ShadowRecord
from dutiful_docs.dossier.shadow.told import told_of

_INSERT: Final = text(
    """
    INSERT INTO docs.shadow_quote (id, merchant_id, provider, provider_reference, order_reference, quote_id, lane,
                                   content, fingerprint, recorded_at)
    VALUES (:id, :merchant_id, :provider, :provider_reference, :order_reference, :quote_id, :lane,
            CAST(:content AS jsonb), :fingerprint, :recorded_at)
    ON CONFLICT DO NOTHING
    """
)
_STANDING: Final = text(
    "SELECT * FROM docs.shadow_quote WHERE id = :id OR (provider = :provider AND quote_id = :quote_id)"
    " ORDER BY id = :id DESC LIMIT 1"
)
# The shipments of the order, or of the quote where the order was not named.
_WITH_SHIPMENTS: Final = """
    SELECT r.*, ARRAY(
        SELECT s.id FROM docs.shipment s
        WHERE s.merchant_id = r.merchant_id AND s.order_reference = r.order_reference
        UNION
        SELECT s.id FROM docs.shipment s
        WHERE s.merchant_id = r.merchant_id AND s.content->>'quote_id' = r.quote_id
    ) AS shipments
    FROM docs.shadow_quote r
"""
_ONE: Final = text(f"{_WITH_SHIPMENTS} WHERE r.id = :id")
_IN_PERIOD: Final = text(
    f"""{_WITH_SHIPMENTS}
    WHERE r.recorded_at >= :since AND r.recorded_at < :until
      AND (CAST(:provider AS text) IS NULL OR r.provider = :provider)
    ORDER BY r.recorded_at, r.id LIMIT :most
    """
)
_FORGET: Final = text(
    "DELETE FROM docs.shadow_quote WHERE recorded_at < clock_timestamp() - make_interval(days => :days)"
)


class ShadowRepository:
    """Shadow quotes in PostgreSQL, behind the wall between merchants. All raise DossierUnavailableError if it is away.

    Args:
        requests: an engine of the request role.
    """

    def __init__(self, requests: AsyncEngine) -> None:
        self._requests = requests

    async def add(self, record: ShadowRecord, fingerprint: str) -> ShadowRecord:
        """Write a record down, or find the one that stands for the same quote of the same provider.

        Raises:
            ConflictError: what stands says something else of the provider.
        """
        values = _values(record, fingerprint)
        async with of_merchant(self._requests, record.merchant_id) as connection:
            if (await connection.execute(_INSERT, values)).rowcount:
                return record
            stands = (await connection.execute(_STANDING, values)).one()
        if stands.fingerprint != fingerprint:
            raise ConflictError(f"What {record.provider} answered to this quote was told before, with another content.")
        return _record(stands)

    async def find(self, merchant_id: str, shadow_id: str) -> tuple[ShadowRecord, frozenset[str]] | None:
        """A record, and the shipments of its order."""
        async with of_merchant(self._requests, merchant_id) as connection:
            row = (await connection.execute(_ONE, {"id": shadow_id})).one_or_none()
        return None if row is None else (_record(row), frozenset(row.shipments))

    async def recorded_between(
        self, merchant_id: str, since: datetime, until: datetime, provider: str | None, most: int
    ) -> Sequence[tuple[ShadowRecord, frozenset[str]]]:
        """Records of this time, the oldest first, with the shipments of their orders."""
        asked = {"since": since, "until": until, "provider": provider, "most": most}
        async with of_merchant(self._requests, merchant_id) as connection:
            rows = (await connection.execute(_IN_PERIOD, asked)).all()
        return [(_record(row), frozenset(row.shipments)) for row in rows]


async def forget_old_shadows(service: AsyncEngine, days: int) -> int:
    """Delete what was recorded longer ago than that; how many."""
    async with service.begin() as connection:
        return (await connection.execute(_FORGET, {"days": days})).rowcount


def _values(record: ShadowRecord, fingerprint: str) -> dict[str, Any]:
    content = {
        "theirs": record.theirs.plain(),
        "ours": record.ours.plain(),
        "ours_status": record.ours_status,
        "notes": record.notes,
    }
    return {
        "id": record.id,
        "merchant_id": record.merchant_id,
        "provider": record.provider,
        "provider_reference": record.provider_reference,
        "order_reference": record.order_reference,
        "quote_id": record.quote_id,
        "lane": record.lane,
        "content": orjson.dumps(content).decode(),
        "fingerprint": fingerprint,
        "recorded_at": record.recorded_at,
    }


def _record(row: Row[Any]) -> ShadowRecord:
    content = row.content
    return ShadowRecord(
        id=row.id,
        merchant_id=row.merchant_id,
        provider=row.provider,
        provider_reference=row.provider_reference,
        order_reference=row.order_reference,
        quote_id=row.quote_id,
        lane=row.lane,
        ours_status=content["ours_status"],
        theirs=told_of(content["theirs"]),
        ours=told_of(content["ours"]),
        recorded_at=row.recorded_at,
        notes=tuple(content["notes"]),
    )
