"""`KnownOrder`: an order as its newest event left it, with what its merchant said of its papers."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dutiful_shared.contract.documents import PaperDetails


@dataclass(frozen=True, slots=True)
class KnownOrder:
    """`sequence` 0 and no cart: details were given before the order was committed.

    `cart`, `quote` and `ordered` (an `OrderedAnswer`) are JSON values; `wanted` is the hash of what its papers say,
    `batch_id` makes them.
    """

    merchant_id: str
    quote_id: str
    sequence: int
    current_quote_id: str | None
    reference: str | None
    told_at: datetime | None
    cart: dict[str, Any] | None
    quote: dict[str, Any] | None
    ordered: dict[str, Any] | None
    details: PaperDetails
    wanted: str | None
    batch_id: str | None
    updated_at: datetime
