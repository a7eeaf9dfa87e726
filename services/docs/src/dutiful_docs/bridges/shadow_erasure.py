"""The only SQL that erases what shadow quotes hold of a buyer: a provider's own reference, which is free text.

Amounts, lane and the merchant's own order stay: they name nobody, and are the merchant's accounts.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Row, text
from sqlalchemy.ext.asyncio import AsyncConnection

_OF: Final = """
    merchant_id = :merchant_id
      AND (quote_id = ANY(:quotes) OR order_reference = ANY(:orders)
           OR EXISTS (SELECT FROM unnest(CAST(:keys AS text[])) AS key WHERE position(key IN provider_reference) > 0))
"""
_TRACES: Final = text(f"SELECT quote_id, order_reference FROM docs.shadow_quote WHERE {_OF}")  # noqa: S608 - our own
_FORGET: Final = text(
    f"UPDATE docs.shadow_quote SET provider_reference = NULL WHERE {_OF} AND provider_reference IS NOT NULL"  # noqa: S608
)


async def shadow_traces(connection: AsyncConnection, values: Mapping[str, Any]) -> Sequence[Row[Any]]:
    """The quotes and orders of shadow quotes that name what is known."""
    return (await connection.execute(_TRACES, values)).all()


async def erase_shadows(connection: AsyncConnection, values: Mapping[str, Any]) -> int:
    """Take the providers' references out; how many there were."""
    return (await connection.execute(_FORGET, values)).rowcount
