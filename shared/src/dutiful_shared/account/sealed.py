"""Sealing every secret anew with the vault's first key, so that older keys can leave the ring.

A room that keeps sealed texts declares them under the entry point group `dutiful.sealed`: the value names a tuple of
`SealedColumn`.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Any, Final

from sqlalchemy import TextClause, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dutiful_shared.account.audit import write_audit
from dutiful_shared.account.vault import SealError, Vault

ENTRY_POINT_GROUP: Final = "dutiful.sealed"
#: Rows in one transaction: a rotation must not hold many rows at once.
_BATCH: Final = 200


@dataclass(frozen=True, slots=True)
class SealedColumn:
    """A column of sealed texts in a table that names its merchant.

    Attributes:
        table: with its schema.
        key: the columns that name a row.
        column: the sealed text; may be NULL.
        context: format of the place it is bound to, over the key's columns.
    """

    table: str
    key: tuple[str, ...]
    column: str
    context: str

    def __str__(self) -> str:
        return f"{self.table}.{self.column}"


@dataclass(frozen=True, slots=True)
class Resealed:
    """What came of a column: how many texts were sealed anew, and the places whose text does not open."""

    column: SealedColumn
    done: int
    unreadable: tuple[str, ...]


def declared_columns() -> tuple[SealedColumn, ...]:
    """The sealed columns of every installed package."""
    points = sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda point: point.name)
    return tuple(column for point in points for column in point.load())


async def reseal(engine: AsyncEngine, vault: Vault, columns: Iterable[SealedColumn], actor: str) -> list[Resealed]:
    """Seal anew whatever was not sealed with the first key. Safe to repeat, and beside services that run.

    Args:
        engine: of the role that owns the tables.
    """
    return [await _reseal_column(engine, vault, column, actor) for column in columns]


async def _reseal_column(engine: AsyncEngine, vault: Vault, column: SealedColumn, actor: str) -> Resealed:
    # The names of tables and columns are those that rooms declare, never a caller's.
    key = ", ".join(column.key)
    page = text(
        f"SELECT {key}, merchant_id, {column.column} AS sealed FROM {column.table}"  # noqa: S608
        f" WHERE NOT starts_with({column.column}, :current)"
        f" ORDER BY {key} LIMIT {_BATCH} OFFSET :passed_over FOR UPDATE"
    )
    same_row = " AND ".join(f"{name} = :{name}" for name in column.key)
    update = text(f"UPDATE {column.table} SET {column.column} = :fresh WHERE {same_row}")  # noqa: S608
    done, unreadable = 0, list[str]()
    while True:
        async with engine.begin() as connection:
            values = {"current": vault.current_prefix, "passed_over": len(unreadable)}
            rows = [dict(row) for row in (await connection.execute(page, values)).mappings()]
            closed = await _reseal_rows(connection, vault, column, update, rows, actor)
        done += len(rows) - len(closed)
        unreadable += closed
        if len(rows) < _BATCH:
            return Resealed(column, done, tuple(unreadable))


async def _reseal_rows(
    connection: AsyncConnection,
    vault: Vault,
    column: SealedColumn,
    update: TextClause,
    rows: Iterable[dict[str, Any]],
    actor: str,
) -> list[str]:
    """Seal these rows anew, with a line in each merchant's audit; the places that do not open."""
    closed: list[str] = []
    done: Counter[str] = Counter()
    for row in rows:
        place = column.context.format_map(row)
        try:
            fresh = vault.seal(vault.open(row["sealed"], place), place)
        except SealError:
            closed.append(place)
            continue
        await connection.execute(update, {"fresh": fresh, **{name: row[name] for name in column.key}})
        done[row["merchant_id"]] += 1
    for merchant, count in done.items():
        await write_audit(connection, merchant, actor, "secrets.rotate", str(column), count=count)
    return closed
