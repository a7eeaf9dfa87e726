"""`EventList`: what a shop told us last, for the merchant to read; never what stood in it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.shops.errors import ShopsUnavailableError
from dutiful_shared.service.postgres import unreachable_as
from dutiful_shared.service.tenancy import as_merchant

_NEWEST: Final = text(
    """
    SELECT topic, received_at, state, attempts, error FROM quote.inbox
    WHERE merchant_id = :merchant_id AND shop_id = :shop_id ORDER BY id DESC LIMIT :most
    """
)


@dataclass(frozen=True, slots=True)
class ToldEvent:
    """A signed event: `state` is `waiting`, `done`, `dead` or `discarded`, `error` why it was not handled."""

    topic: str
    received_at: datetime
    state: str
    attempts: int
    error: str | None


@dataclass(frozen=True, slots=True)
class EventList:
    """Events of one shop of one merchant, the newest first, as long as they are kept.

    Args:
        engine: as the role of requests.
    """

    engine: AsyncEngine

    async def newest(self, merchant_id: str, shop_id: str, most: int) -> list[ToldEvent]:
        """The newest ones.

        Raises:
            ShopsUnavailableError: PostgreSQL is out of reach or refuses.
        """
        with unreachable_as(ShopsUnavailableError, "the events of shops cannot be read"):
            async with as_merchant(self.engine, merchant_id) as connection:
                rows = await connection.execute(_NEWEST, {"merchant_id": merchant_id, "shop_id": shop_id, "most": most})
                return [ToldEvent(**row._mapping) for row in rows]
