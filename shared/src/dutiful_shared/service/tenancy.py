"""The wall between merchants: PostgreSQL itself shows a request the rows of one merchant only (row-level security).

A request works under a role that owns nothing and bypasses nothing, in transactions that name their merchant. Whatever
a query forgets to ask for, it cannot reach another merchant's row, and without a merchant named it reaches none.
"""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any, Final

from sqlalchemy import Executable, Row, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

#: Serves requests: sees the rows of the merchant that its transaction names.
REQUEST_ROLE: Final = "dutiful_request"
#: Works for all merchants in the background: directories, workers, feeds.
SERVICE_ROLE: Final = "dutiful_service"
#: Appends to the journals of quotes and of classifications and can do nothing else.
JOURNAL_ROLE: Final = "dutiful_journal"
#: The variable of a transaction that holds its merchant.
MERCHANT_SETTING: Final = "dutiful.merchant_id"

_AS_MERCHANT: Final = text(f"SELECT set_config('{MERCHANT_SETTING}', :merchant_id, true)")


@asynccontextmanager
async def as_merchant(engine: AsyncEngine, merchant_id: str) -> AsyncIterator[AsyncConnection]:
    """A transaction in which only this merchant's rows exist; committed at the end, rolled back by an exception.

    Args:
        engine: made with `connect(..., role=REQUEST_ROLE)`.
    """
    async with engine.begin() as connection:
        await connection.execute(_AS_MERCHANT, {"merchant_id": merchant_id})
        yield connection


async def rows_as_merchant(
    engine: AsyncEngine, merchant_id: str, statement: Executable, values: Mapping[str, Any]
) -> Sequence[Row[Any]]:
    """What one statement answers in a transaction of its own, `:merchant_id` among its values; () where it has no rows.

    Args:
        engine: made with `connect(..., role=REQUEST_ROLE)`.
    """
    async with as_merchant(engine, merchant_id) as connection:
        result = await connection.execute(statement, {**values, "merchant_id": merchant_id})
        return result.all() if result.returns_rows else ()


async def change_one(
    connection: AsyncConnection,
    statement: Executable,
    merchant_id: str,
    row_id: str,
    unknown: Callable[[str], Exception],
    **values: Any,
) -> None:
    """Carry out a change of the merchant's one row of this id: `:id` and `:merchant_id` are among its values.

    Raises:
        Exception: `unknown(row_id)`: the merchant has no such row, or not as the statement wants it.
    """
    result = await connection.execute(statement, {"id": row_id, "merchant_id": merchant_id, **values})
    if result.rowcount != 1:
        raise unknown(row_id)


def walled(table: str, *, may: str = "SELECT, INSERT, UPDATE, DELETE", column: str = "merchant_id") -> tuple[str, ...]:
    """The statements, for a migration, that put a table of merchants' rows behind the wall.

    Args:
        table: with its schema, such as `quote.quote`.
        may: what a request may do with its own merchant's rows; the background may do everything.
        column: the column that names the merchant.
    """
    schema = table.partition(".")[0]
    own = f"{column} = current_setting('{MERCHANT_SETTING}', true)"
    return (
        f"GRANT USAGE ON SCHEMA {schema} TO {REQUEST_ROLE}, {SERVICE_ROLE}",
        f"GRANT {may} ON {table} TO {REQUEST_ROLE}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {table} TO {SERVICE_ROLE}",
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"CREATE POLICY own_merchant ON {table} TO {REQUEST_ROLE} USING ({own}) WITH CHECK ({own})",
        f"CREATE POLICY every_merchant ON {table} TO {SERVICE_ROLE} USING (true) WITH CHECK (true)",
    )
