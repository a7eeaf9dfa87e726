"""The SQL about papers of orders: what is wanted, and each order's newest event; within the wall of a merchant."""

from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

from dutiful_docs.order_papers.told import KnownOrder
from dutiful_shared.contract.documents import PaperDetails
from dutiful_shared.contract.order_papers import OrderPaperSettings, OrderTold

_SETTINGS: Final = text(
    "SELECT content FROM docs.order_paper_settings"
    " WHERE merchant_id = :merchant_id AND (CAST(:at AS timestamptz) IS NULL OR since <= :at)"
)
_PUT_SETTINGS: Final = text(
    """
    INSERT INTO docs.order_paper_settings (merchant_id, content, since, updated_at)
    VALUES (:merchant_id, CAST(:content AS jsonb), :now, :now)
    ON CONFLICT (merchant_id) DO UPDATE SET content = EXCLUDED.content, updated_at = EXCLUDED.updated_at
    """
)
_COLUMNS: Final = (
    "merchant_id, quote_id, sequence, current_quote_id, reference, told_at, cart, quote, ordered, details, wanted,"
    " batch_id, updated_at"
)
_FIND: Final = f"SELECT {_COLUMNS} FROM docs.order_paper WHERE merchant_id = :merchant_id AND quote_id = :quote_id"  # noqa: S608
_FOUND: Final = text(_FIND)
_LOCKED: Final = text(f"{_FIND} FOR UPDATE")
_OPEN: Final = text(
    "INSERT INTO docs.order_paper (merchant_id, quote_id, updated_at) VALUES (:merchant_id, :quote_id, :now)"
    " ON CONFLICT DO NOTHING"
)
_TOLD: Final = text(
    """
    UPDATE docs.order_paper
    SET sequence = :sequence, current_quote_id = :current_quote_id, reference = :reference, told_at = :told_at,
        cart = CAST(:cart AS jsonb), quote = CAST(:quote AS jsonb), ordered = CAST(:ordered AS jsonb),
        updated_at = :now
    WHERE merchant_id = :merchant_id AND quote_id = :quote_id
    """
)
_DETAILS: Final = text(
    "UPDATE docs.order_paper SET details = CAST(:details AS jsonb), updated_at = :now"
    " WHERE merchant_id = :merchant_id AND quote_id = :quote_id"
)
_MADE_BY: Final = text(
    "UPDATE docs.order_paper SET wanted = :wanted, batch_id = :batch_id"
    " WHERE merchant_id = :merchant_id AND quote_id = :quote_id"
)
_PAGE: Final = text(
    f"""
    SELECT {_COLUMNS} FROM docs.order_paper o
    WHERE merchant_id = :merchant_id
      AND (CAST(:before_at AS timestamptz) IS NULL OR (updated_at, quote_id) < (:before_at, :before_id))
      AND (NOT :refused OR EXISTS (SELECT FROM docs.document_batch_item i
                                   WHERE i.batch_id = o.batch_id AND i.merchant_id = o.merchant_id
                                     AND i.faults IS NOT NULL))
    ORDER BY updated_at DESC, quote_id DESC LIMIT :most
    """  # noqa: S608 - constants only
)
_MADE: Final = text(
    "SELECT document_id FROM docs.document_batch_item"
    " WHERE batch_id = :batch_id AND merchant_id = :merchant_id AND made ORDER BY number"
)
#: A batch that is done with faults begins again with those papers alone.
_AGAIN: Final = text(
    """
    WITH again AS (
        UPDATE docs.document_batch SET state = 'waiting', result_sha256 = NULL
        WHERE id = :batch_id AND merchant_id = :merchant_id AND state = 'done'
          AND EXISTS (SELECT FROM docs.document_batch_item WHERE batch_id = :batch_id AND faults IS NOT NULL)
        RETURNING id
    )
    UPDATE docs.document_batch_item SET faults = NULL
    WHERE batch_id IN (SELECT id FROM again) AND faults IS NOT NULL
    """
)


async def settings_of(
    connection: AsyncConnection, merchant_id: str, at: datetime | None = None
) -> OrderPaperSettings | None:
    """What the merchant wants; None where nothing was ever said, or `at` is before anything was."""
    values = {"merchant_id": merchant_id, "at": at}
    content = (await connection.execute(_SETTINGS, values)).scalar_one_or_none()
    return None if content is None else OrderPaperSettings.model_validate_json(orjson.dumps(content))


async def put_settings(
    connection: AsyncConnection, merchant_id: str, settings: OrderPaperSettings, now: datetime
) -> None:
    """Keep what the merchant wants in place of what it wanted before; the day it was first said stays."""
    content = settings.model_dump_json(exclude_unset=True)
    await connection.execute(_PUT_SETTINGS, {"merchant_id": merchant_id, "content": content, "now": now})


async def find(connection: AsyncConnection, merchant_id: str, quote_id: str) -> KnownOrder | None:
    """The order as it is known; None where nothing was told of it."""
    row = (await connection.execute(_FOUND, {"merchant_id": merchant_id, "quote_id": quote_id})).one_or_none()
    return None if row is None else _known(row)


async def locked(connection: AsyncConnection, merchant_id: str, quote_id: str, now: datetime) -> KnownOrder:
    """The order, made known if it was not; nobody else changes it until the transaction ends."""
    values = {"merchant_id": merchant_id, "quote_id": quote_id}
    await connection.execute(_OPEN, {**values, "now": now})
    return _known((await connection.execute(_LOCKED, values)).one())


async def put_told(connection: AsyncConnection, told: OrderTold, now: datetime) -> None:
    """Keep the order's newest event. The order must be `locked` in this transaction."""
    values = {
        "merchant_id": told.merchant,
        "quote_id": told.quote_id,
        "sequence": told.sequence,
        "current_quote_id": told.current_quote_id,
        "reference": told.reference,
        "told_at": told.at,
        "cart": orjson.dumps(told.cart).decode(),
        "quote": orjson.dumps(told.quote).decode(),
        "ordered": None if told.ordered is None else orjson.dumps(told.ordered).decode(),
        "now": now,
    }
    await connection.execute(_TOLD, values)


async def put_details(
    connection: AsyncConnection, merchant_id: str, quote_id: str, details: PaperDetails, now: datetime
) -> None:
    """Keep what the merchant states of the order's papers. The order must be `locked` in this transaction."""
    values = {"merchant_id": merchant_id, "quote_id": quote_id, "now": now}
    await connection.execute(_DETAILS, {**values, "details": details.model_dump_json(exclude_unset=True)})


async def put_batch(
    connection: AsyncConnection, merchant_id: str, quote_id: str, wanted: str, batch_id: str | None
) -> None:
    """Name the batch that makes the papers of the newest event; None where there are none to make."""
    values = {"merchant_id": merchant_id, "quote_id": quote_id, "wanted": wanted, "batch_id": batch_id}
    await connection.execute(_MADE_BY, values)


async def try_again(connection: AsyncConnection, merchant_id: str, batch_id: str) -> None:
    """Make anew the papers of a merchant's batch that were refused; nothing happens while it is at work, or refused
    none."""
    await connection.execute(_AGAIN, {"merchant_id": merchant_id, "batch_id": batch_id})


async def made(connection: AsyncConnection, merchant_id: str, batch_id: str) -> tuple[str, ...]:
    """The documents that a merchant's batch has made."""
    values = {"merchant_id": merchant_id, "batch_id": batch_id}
    return tuple((await connection.execute(_MADE, values)).scalars())


async def page(
    connection: AsyncConnection, merchant_id: str, before: tuple[datetime, str] | None, most: int, *, refused: bool
) -> list[KnownOrder]:
    """Orders behind `before`, the newest change first, `most` of them; with `refused`, those with a refused paper."""
    values = {
        "merchant_id": merchant_id,
        "before_at": None if before is None else before[0],
        "before_id": "" if before is None else before[1],
        "refused": refused,
        "most": most,
    }
    return [_known(row) for row in await connection.execute(_PAGE, values)]


def _known(row: Row[Any]) -> KnownOrder:
    values = row._asdict()
    values["details"] = PaperDetails.model_validate_json(orjson.dumps(row.details))
    return KnownOrder(**values)
