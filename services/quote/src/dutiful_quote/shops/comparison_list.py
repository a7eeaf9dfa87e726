"""`ComparisonList`: orders that shops told of, held against their quotes, for the merchant to read."""

import base64
import binascii
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.shops.errors import ShopsUnavailableError
from dutiful_shared.contract.order_comparisons import Outcome
from dutiful_shared.service.postgres import unreachable_as
from dutiful_shared.service.tenancy import as_merchant

#: What separates the parts of a cursor: no id of ours and no moment holds it, and an order's id comes last.
_BETWEEN: Final = "\n"
_PAGE: Final = text(
    """
    SELECT shop_id, order_id, quote_id, currency, duties_charged, duties_computed, taxes_charged, taxes_computed,
           duties_refunded, taxes_refunded, cancelled, outcome, order_updated_at, compared_at
    FROM quote.order_comparison
    WHERE merchant_id = :merchant_id
      AND (CAST(:shop_id AS text) IS NULL OR shop_id = :shop_id)
      AND (CAST(:outcomes AS text[]) = '{}' OR outcome = ANY(CAST(:outcomes AS text[])))
      AND (CAST(:at AS timestamptz) IS NULL
           OR (compared_at, shop_id, order_id) < (CAST(:at AS timestamptz), :after_shop, :after_order))
    ORDER BY compared_at DESC, shop_id DESC, order_id DESC LIMIT :most
    """
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One order: what it charged and refunded, and what was computed for it; None is what is not known."""

    shop_id: str
    order_id: str
    quote_id: str | None
    currency: str
    duties_charged: Decimal | None
    duties_computed: Decimal | None
    taxes_charged: Decimal | None
    taxes_computed: Decimal | None
    duties_refunded: Decimal
    taxes_refunded: Decimal
    cancelled: bool
    outcome: Outcome
    order_updated_at: datetime
    compared_at: datetime

    @property
    def cursor(self) -> str:
        """Where the page after this one begins."""
        plain = _BETWEEN.join((self.compared_at.isoformat(), self.shop_id, self.order_id))
        return base64.urlsafe_b64encode(plain.encode()).decode()


class MalformedCursorError(ValueError):
    """The text is no cursor of ours."""


@dataclass(frozen=True, slots=True)
class ComparisonList:
    """Comparisons of one merchant at a time, the newest first.

    Args:
        engine: as the role of requests.
    """

    engine: AsyncEngine

    async def page(
        self, merchant_id: str, outcomes: Sequence[Outcome], shop_id: str | None, cursor: str | None, most: int
    ) -> list[Comparison]:
        """The newest ones, or the newest behind `cursor`; with no outcomes named, of all.

        Raises:
            MalformedCursorError: the cursor is none of ours.
            ShopsUnavailableError: PostgreSQL is out of reach or refuses.
        """
        at, after_shop, after_order = (None, "", "") if cursor is None else _parts(cursor)
        values = {"at": at, "after_shop": after_shop, "after_order": after_order}
        asked = {"merchant_id": merchant_id, "shop_id": shop_id, "outcomes": [one.value for one in outcomes]}
        with unreachable_as(ShopsUnavailableError, "the comparisons cannot be read"):
            async with as_merchant(self.engine, merchant_id) as connection:
                rows = await connection.execute(_PAGE, {**asked, **values, "most": most})
                return [Comparison(**{**row._mapping, "outcome": Outcome(row.outcome)}) for row in rows]


def _parts(cursor: str) -> tuple[datetime, str, str]:
    try:
        plain = base64.b64decode(cursor, altchars=b"-_", validate=True).decode()
        at, shop_id, order_id = plain.split(_BETWEEN, 2)
        moment = datetime.fromisoformat(at)
        moment.astimezone(UTC)  # as the database will have it
    except (binascii.Error, ValueError, OverflowError) as exc:
        raise MalformedCursorError("must be `next` of the page before") from exc
    if moment.tzinfo is None or "\x00" in plain:
        raise MalformedCursorError("must be `next` of the page before")
    return moment, shop_id, order_id
