"""What people decided, written and read. Rows are never overwritten: of those that hold, the newest one is taken."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from dutiful_shared.account.audit import write_audit
from dutiful_shared.contract.overrides import Origin, Override
from dutiful_shared.service.identifiers import new_identifier

_COLUMNS: Final = (
    "number, id, sku, product, codes, reason, author, actor, origin, source, created_at, valid_from, valid_to"
)
_INSERT: Final = text(
    f"""
    INSERT INTO classify.memory
        (id, merchant_id, sku, fingerprint, product, codes, reason, author, actor, origin, source, model_hs6,
         created_at, valid_from, valid_to)
    VALUES (:id, :merchant_id, :sku, :fingerprint, CAST(:product AS json), CAST(:codes AS jsonb), :reason, :author,
            :actor, :origin, :source, :model_hs6, :created_at, :valid_from, :valid_to)
    ON CONFLICT DO NOTHING
    RETURNING {_COLUMNS}
    """  # noqa: S608 - constants only
)
_FIND: Final = text(f"SELECT {_COLUMNS} FROM classify.memory WHERE id = :id AND merchant_id = :merchant_id")  # noqa: S608
_PAGE: Final = text(
    f"""
    SELECT {_COLUMNS} FROM classify.memory
    WHERE merchant_id = :merchant_id
      AND (CAST(:before AS bigint) IS NULL OR number < :before)
      AND (CAST(:sku AS text) IS NULL OR sku = :sku)
      AND (CAST(:at AS timestamptz) IS NULL OR (valid_from <= :at AND (valid_to IS NULL OR valid_to > :at)))
    ORDER BY number DESC LIMIT :most
    """  # noqa: S608
)
_END: Final = text(
    f"""
    UPDATE classify.memory SET valid_to = greatest(:at, valid_from)
    WHERE id = :id AND merchant_id = :merchant_id AND (valid_to IS NULL OR valid_to > :at)
    RETURNING {_COLUMNS}
    """  # noqa: S608
)


@dataclass(frozen=True, slots=True)
class Decision:
    """What a person says is right, and of what: a SKU, the words of a product, or both.

    Attributes:
        product: the request that described it, as JSON; `fingerprint` is that of its words.
        model_hs6: what the model said of it at the time.
        source: the review or the classification that it came from.
    """

    sku: str | None
    fingerprint: bytes | None
    product: str | None
    codes: dict[str, str]
    reason: str
    author: str
    actor: str
    origin: Origin
    valid_from: datetime
    valid_to: datetime | None = None
    source: str | None = None
    model_hs6: str | None = None


def new_override_id(now: datetime) -> str:
    """`ovr_` and an identifier that sorts by time."""
    return f"ovr_{new_identifier(now, os.urandom)}"


async def remember(
    connection: AsyncConnection, merchant_id: str, decision: Decision, now: datetime, override_id: str
) -> Override:
    """Write a decision and its line in the audit, in the transaction of whatever it belongs to.

    One of this id that is there already stays as it is.
    """
    values = {
        "id": override_id,
        "merchant_id": merchant_id,
        "sku": decision.sku,
        "fingerprint": decision.fingerprint,
        "product": decision.product,
        "codes": orjson.dumps(decision.codes).decode(),
        "reason": decision.reason,
        "author": decision.author,
        "actor": decision.actor,
        "origin": decision.origin.value,
        "source": decision.source,
        "model_hs6": decision.model_hs6,
        "created_at": now,
        "valid_from": decision.valid_from,
        "valid_to": decision.valid_to,
    }
    row = (await connection.execute(_INSERT, values)).one_or_none()
    if row is None:
        found = await find(connection, merchant_id, override_id)
        assert found is not None, "an id is in conflict with a row of its own merchant"
        return found
    details = {"sku": decision.sku, "codes": decision.codes, "origin": decision.origin.value, "author": decision.author}
    await write_audit(
        connection, merchant_id, decision.actor, "override.create", override_id, reason=decision.reason, **details
    )
    return _override(row)


async def find(connection: AsyncConnection, merchant_id: str, override_id: str) -> Override | None:
    """An override of the merchant's, whether it still holds or not; None where it has none of this id."""
    row = (await connection.execute(_FIND, {"id": override_id, "merchant_id": merchant_id})).one_or_none()
    return None if row is None else _override(row)


async def end(
    connection: AsyncConnection, merchant_id: str, override_id: str, actor: str, at: datetime
) -> Override | None:
    """Let a decision hold no longer; None where it does not hold any more, or never was."""
    values = {"id": override_id, "merchant_id": merchant_id, "at": at}
    row = (await connection.execute(_END, values)).one_or_none()
    if row is None:
        return None
    await write_audit(connection, merchant_id, actor, "override.end", override_id)
    return _override(row)


async def page(
    connection: AsyncConnection, merchant_id: str, before: int | None, sku: str | None, at: datetime | None, most: int
) -> Sequence[tuple[int, Override]]:
    """Decisions with their numbers, the newest first; with `at`, only those that hold at that moment."""
    values = {"merchant_id": merchant_id, "before": before, "sku": sku, "at": at, "most": most}
    return [(row.number, _override(row)) for row in await connection.execute(_PAGE, values)]


def _override(row: Any) -> Override:
    values = dict(row._mapping)
    del values["number"]
    return Override.model_validate(values)
