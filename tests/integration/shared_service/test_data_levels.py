"""Every table has a level of protection in `handbook/security/data.md`, and what the level demands of a table."""

import re
from dataclasses import dataclass

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from tests.conftest import PROJECT

pytestmark = pytest.mark.integration

_LEVELS = ("secret", "personal", "business", "public")
_TABLE = re.compile(r"`((?:account|quote|classify|docs)\.\w+)`")
#: Months of the journal are parts of `quote.quote`, and the versions of the schemas are none of anybody's data.
_NO_TABLE_OF_ITS_OWN = re.compile(r"quote\.quote_(\d{4}_\d{2}|other)|\w+\.schema_version")
#: Columns by whose names one would look for a secret -> those that hold none.
_LOOKS_SECRET = re.compile(r"secret|password|token|sealed|(^|_)key$|credential")
_IS_NONE = {
    "account.idempotency.key",  # made up by the caller to tell its requests apart
    "classify.known_editions.key",
    "docs.screening.lists_key",  # which editions were looked at
}
_SEALED_OR_HASHED = re.compile(r"sealed(_previous)?|secret_hash")


@dataclass(frozen=True, slots=True)
class Table:
    columns: frozenset[str]
    walled: bool


@pytest.fixture
async def tables(engine: AsyncEngine) -> dict[str, Table]:
    query = text(
        """
        SELECT n.nspname || '.' || c.relname AS name, c.relrowsecurity AS walled, array_agg(a.attname::text) AS columns
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        WHERE c.relkind IN ('r', 'p') AND n.nspname IN ('account', 'quote', 'classify', 'docs')
        GROUP BY 1, 2
        """
    )
    async with engine.connect() as connection:
        found = {row.name: Table(frozenset(row.columns), row.walled) for row in await connection.execute(query)}
    return {name: table for name, table in found.items() if not _NO_TABLE_OF_ITS_OWN.fullmatch(name)}


@pytest.fixture
def levels() -> dict[str, str]:
    """Table -> its level, each once."""
    page = (PROJECT / "handbook" / "security" / "data.md").read_text(encoding="utf-8")
    told = page.partition("## Which table is of which level")[2].partition("\n## ")[0]
    rows = [line.split("|") for line in told.splitlines() if line.startswith("| ")]
    pairs = [(name, cells[1].strip()) for cells in rows for name in _TABLE.findall(cells[2])]
    assert len({name for name, _ in pairs}) == len(pairs)
    return dict(pairs)


async def test_every_table_has_a_level(tables: dict[str, Table], levels: dict[str, str]) -> None:
    assert levels.keys() == tables.keys()
    assert set(levels.values()) == set(_LEVELS)


async def test_a_merchants_rows_are_behind_the_wall_at_each_level_but_public(
    tables: dict[str, Table], levels: dict[str, str]
) -> None:
    open_ = [name for name, level in levels.items() if level != "public" and not tables[name].walled]

    assert open_ == []


async def test_what_is_public_names_no_merchant(tables: dict[str, Table], levels: dict[str, str]) -> None:
    named = [name for name, level in levels.items() if level == "public" and "merchant_id" in tables[name].columns]

    assert named == []


async def test_a_secret_stands_in_no_column_in_plain(tables: dict[str, Table], levels: dict[str, str]) -> None:
    looking = {
        f"{name}.{column}": levels[name]
        for name, table in tables.items()
        for column in table.columns
        if _LOOKS_SECRET.search(column)
    }
    secrets = {place: level for place, level in looking.items() if place not in _IS_NONE}

    assert looking.keys() >= _IS_NONE
    assert [place for place in secrets if not _SEALED_OR_HASHED.fullmatch(place.rpartition(".")[2])] == []
    assert set(secrets.values()) == {"secret"}
