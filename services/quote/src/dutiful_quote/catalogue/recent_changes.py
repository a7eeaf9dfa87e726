"""What of all catalogues changed since somebody looked last, by the ids of PostgreSQL's transactions."""

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.catalogue.repository import reachable

# What was changed by transactions that had not ended then: those at or after the horizon.
_CHANGED = text(
    "SELECT merchant_id, sku FROM quote.catalogue_article"
    " WHERE changed_in >= CAST(CAST(:horizon AS text) AS xid8) LIMIT :most"
)
_HORIZON = text("SELECT pg_snapshot_xmin(pg_current_snapshot())::text")


@dataclass(frozen=True, slots=True)
class Changes:
    """Articles changed since a horizon, by (merchant, SKU); None if there were too many. `horizon` is the next one."""

    keys: Collection[tuple[str, str]] | None
    horizon: str


async def changes_since(service: AsyncEngine, horizon: str | None, most: int) -> Changes:
    """What changed, of all merchants.

    Args:
        service: made with the role of the background.
        horizon: as the last call gave it; None finds nothing, and the first horizon.

    Raises:
        CatalogueUnavailableError: PostgreSQL is out of reach.
    """
    async with reachable(), service.connect() as connection:
        # First the new horizon: what commits between the two statements is then found twice, never missed.
        following = (await connection.execute(_HORIZON)).scalar_one()
        if horizon is None:
            return Changes((), following)
        rows = (await connection.execute(_CHANGED, {"horizon": horizon, "most": most + 1})).all()
    return Changes(None if len(rows) > most else [(row.merchant_id, row.sku) for row in rows], following)
