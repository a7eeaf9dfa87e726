"""Brings a schema of the database to its newest revision.

Every owner of a schema keeps a folder of Alembic revisions (`versions/*.py`) inside its package and declares it under
the entry point group `dutiful.migrations`: the name is the schema, the value the package of the folder. The owner needs
no `env.py`, no ini file: the connection, the schema and the lock are the same for all and are made here.
"""

import zlib
from dataclasses import dataclass
from importlib.metadata import entry_points
from importlib.resources import files
from typing import Any, Final

from alembic.config import Config
from alembic.runtime.environment import EnvironmentContext
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import NullPool

from dutiful_shared.service.roles import make_roles

ENTRY_POINT_GROUP: Final = "dutiful.migrations"
#: The table, inside each schema, that holds the revision the schema stands at.
VERSION_TABLE: Final = "schema_version"


@dataclass(frozen=True, slots=True)
class MigrationOutcome:
    """Where a schema stood (None: it did not exist) and where it stands now."""

    schema: str
    before: str | None
    after: str | None

    @property
    def changed(self) -> bool:
        """Whether there was anything to do."""
        return self.before != self.after


def declared_schemas() -> dict[str, str]:
    """Schema -> package of its migrations, of every installed package that declares one, in the order of names."""
    return {point.name: point.value for point in sorted(entry_points(group=ENTRY_POINT_GROUP), key=lambda p: p.name)}


async def migrate(engine_or_url: AsyncEngine | str, package: str, schema: str) -> MigrationOutcome:
    """Bring `schema` to the newest revision of `package`, in one transaction, creating the schema if need be.

    Two processes that start at once are safe: the second waits for the first and then finds nothing to do. Revisions
    run with `search_path` set to the schema and find its name in `context.config.attributes["schema"]`.

    Args:
        engine_or_url: an engine, whose role may create tables, or the URL of the database.
        package: importable name of the folder that holds `versions/`, such as `dutiful_quote.migrations`.
        schema: name of the schema; its version table lives inside it.

    Raises:
        ValueError: the schema's name is not a plain lower-case identifier.
        RolesMissingError: the roles of the services are missing and may not be made with these rights.
        sqlalchemy.exc.SQLAlchemyError, OSError: the database refused, or is out of reach.
    """
    if not (schema.isascii() and schema.isidentifier() and schema.islower()):
        raise ValueError(f"{schema!r} is not a plain lower-case schema name")
    if isinstance(engine_or_url, AsyncEngine):
        return await _migrate_with(engine_or_url, package, schema)
    engine = create_async_engine(make_url(engine_or_url), poolclass=NullPool)
    try:
        return await _migrate_with(engine, package, schema)
    finally:
        await engine.dispose()


async def _migrate_with(engine: AsyncEngine, package: str, schema: str) -> MigrationOutcome:
    async with engine.begin() as connection:
        return await connection.run_sync(_upgrade, package, schema)


def _upgrade(connection: Connection, package: str, schema: str) -> MigrationOutcome:
    # Rewriting a large table may take longer than serving allows a statement to take.
    connection.execute(text("SET LOCAL statement_timeout = 0"))
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _lock_key(schema)})
    make_roles(connection)
    connection.execute(text(f'CREATE SCHEMA IF NOT EXISTS "{schema}"'))
    connection.execute(text(f'SET LOCAL search_path TO "{schema}", public'))
    config = Config()
    config.set_main_option("script_location", str(files(package)).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["schema"] = schema
    script = ScriptDirectory.from_config(config)
    options: dict[str, Any] = {"version_table": VERSION_TABLE, "version_table_schema": schema}
    before = MigrationContext.configure(connection, opts=options).get_current_revision()

    def to_head(revision: object, _: MigrationContext) -> object:
        return script._upgrade_revs("heads", revision)  # type: ignore[arg-type]

    with EnvironmentContext(config, script, fn=to_head, destination_rev="heads") as environment:
        environment.configure(connection=connection, transactional_ddl=True, **options)
        environment.run_migrations()
    after = MigrationContext.configure(connection, opts=options).get_current_revision()
    return MigrationOutcome(schema, before, after)


def _lock_key(schema: str) -> int:
    """A stable key for the advisory lock; "dutiful" keeps other users of the same server out of the way."""
    return zlib.crc32(f"dutiful:migrate:{schema}".encode())
