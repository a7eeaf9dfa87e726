"""The only SQL that erases who was screened. What was found stays, with the listed party; the buyer's own names go."""

from collections.abc import Mapping
from typing import Any, Final

import orjson
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from dutiful_shared.account.erasure import ERASED

#: Roles of parties on the merchant's side. All others are the buyer's, and are not screened again once erased.
_OWN_ROLES: Final = frozenset({"exporter", "forwarder", "manufacturer", "bank"})
SCREENINGS: Final = text(
    """
    SELECT id FROM docs.screening
    WHERE merchant_id = :merchant_id
      AND (id = ANY(:screenings) OR reference = ANY(CAST(:orders AS text[]) || CAST(:quotes AS text[]))
           OR EXISTS (SELECT FROM unnest(CAST(:keys AS text[])) AS key WHERE position(key IN parties::text) > 0))
    """
)
_PARTIES: Final = text(
    "SELECT id, parties FROM docs.screening WHERE merchant_id = :merchant_id AND id = ANY(:screenings) FOR UPDATE"
)
_REWRITE_PARTIES: Final = text(
    "UPDATE docs.screening SET parties = CAST(:parties AS jsonb) WHERE id = :id AND merchant_id = :merchant_id"
)
#: Table and column -> what names a row; what it holds are hits, or a verdict with hits.
_HITS: Final = (
    ("docs.screening", "verdict", "id"),
    ("docs.screening_run", "verdict", "screening_id, number"),
    ("docs.screening_hold", "hits", "id"),
)


async def erase_screenings(connection: AsyncConnection, values: Mapping[str, Any]) -> int:
    """Take the buyer's side out of screenings; how many there were.

    Args:
        values: `merchant_id`, and `screenings` by their ids.
    """
    rows = (await connection.execute(_PARTIES, dict(values))).all()
    for row in rows:
        left = [party for party in row.parties if party["role"] in _OWN_ROLES]
        changed = {"id": row.id, "merchant_id": values["merchant_id"], "parties": orjson.dumps(left).decode()}
        await connection.execute(_REWRITE_PARTIES, changed)
        gone = {party["id"] for party in row.parties} - {party["id"] for party in left}
        for table, column, key in _HITS:
            await _erase_hits(connection, table, column, key, row.id, gone)
    return len(rows)


async def _erase_hits(
    connection: AsyncConnection, table: str, column: str, key: str, screening_id: str, gone: set[str]
) -> None:
    # Tables and columns are those named above, never a caller's.
    owner = "id" if table == "docs.screening" else "screening_id"
    names = key.split(", ")
    select = text(f"SELECT {key}, {column} AS found FROM {table} WHERE {owner} = :screening")  # noqa: S608
    same_row = " AND ".join(f"{name} = :{name}" for name in names)
    update = text(f"UPDATE {table} SET {column} = CAST(:found AS jsonb) WHERE {same_row}")  # noqa: S608
    for row in (await connection.execute(select, {"screening": screening_id})).mappings().all():
        found = row["found"]
        hits = found["hits"] if column == "verdict" else found
        for hit in hits:
            if hit["party_id"] in gone:
                hit["party_name"] = ERASED
        changed = {name: row[name] for name in names}
        await connection.execute(update, {**changed, "found": orjson.dumps(found).decode()})
