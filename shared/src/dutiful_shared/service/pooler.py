"""A pooler in transaction mode between a service and PostgreSQL: a session is nobody's for longer than a transaction.

So nothing is asked of a session. The role is not taken by a start-up parameter, which such a pooler refuses or loses;
it logs in: the pooler has a database named after each role, whose server connections log in as that role. No statement
is kept prepared. What outlasts a transaction (advisory locks of a session, LISTEN) needs PostgreSQL itself: the
commands of an owner, such as `dutiful migrate` and `dutiful tariff watch`, have no pooler in between.
"""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import URL, event, make_url
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import ConnectionPoolEntry


def _unnamed() -> str:
    return ""


#: Neither asyncpg nor SQLAlchemy keeps a statement, and the unnamed one is parsed again where it is run.
WITHOUT_PREPARED_STATEMENTS: Final[Mapping[str, Any]] = {
    "statement_cache_size": 0,
    "prepared_statement_cache_size": 0,
    "prepared_statement_name_func": _unnamed,
}


def pooled_database(url: str, role: str | None) -> URL:
    """The pooler's database of a role.

    Raises:
        ValueError: no role is named, so PostgreSQL itself is needed.
    """
    if role is None:
        raise ValueError(
            "DUTIFUL_DATABASE_POOLER is set, and this needs the owner of the tables on PostgreSQL itself: "
            "unset it and name PostgreSQL by DUTIFUL_DATABASE_URL"
        )
    return make_url(url).set(database=role)


def require_role(engine: AsyncEngine, role: str | None) -> None:
    """Let no connection be used that is not the role's: a pooler set up wrongly must not take the walls away."""

    @event.listens_for(engine.sync_engine, "connect")
    def check(connection: DBAPIConnection, entry: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute("SELECT current_user")
        found = cursor.fetchone()
        cursor.close()
        connection.rollback()
        if found is None or found[0] != role:
            # An OSError, as everything that makes a store unusable.
            raise PermissionError(f"the pooler's database {role} must log in as {role}, not as {found and found[0]}")
