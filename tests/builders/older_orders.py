"""Orders as releases kept them that did not write down what was ordered beside the charges."""

from sqlalchemy import text

from dutiful_quote.settings import QuoteSettings
from dutiful_shared.service.postgres import connect

_FORGET = text("UPDATE quote.committed_order SET content = content - 'prices' WHERE quote_id = :quote_id")


async def as_an_older_release_kept_it(database_url: str, quote_id: str) -> None:
    """Let a committed order be one of then."""
    engine = connect(QuoteSettings(database_url=database_url))  # type: ignore[arg-type]
    async with engine.begin() as connection:
        await connection.execute(_FORGET, {"quote_id": quote_id})
    await engine.dispose()
