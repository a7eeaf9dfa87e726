"""The way to PostgreSQL: one bounded pool per process, with a limit on every wait."""

import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Final

import orjson
from sqlalchemy import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from dutiful_shared.service.pooler import WITHOUT_PREPARED_STATEMENTS, pooled_database, require_role
from dutiful_shared.service.settings import ServiceSettings
from dutiful_shared.service.sql_spans import watch_statements
from dutiful_shared.service.traces import traces_wanted

#: A connection older than this (seconds) is replaced when next taken, so that a failover is not outlived for long.
RECYCLE_SECONDS = 1_800
#: asyncpg gives up this much (seconds) after PostgreSQL itself should have: the server's own error says more.
_CLIENT_GRACE_SECONDS = 0.25
#: What a statement raises while PostgreSQL is out of reach, refuses, or does not answer in time.
STORE_ERRORS: Final = (SQLAlchemyError, OSError, TimeoutError)


@contextmanager
def unreachable_as(error: Callable[[str], Exception], text: str) -> Iterator[None]:
    """Raise `error(text)` where PostgreSQL is out of reach, refuses, or does not answer in time."""
    try:
        yield
    except STORE_ERRORS as exc:
        raise error(text) from exc


def _to_json(value: Any) -> str:
    return orjson.dumps(value).decode()


def connect(
    settings: ServiceSettings,
    application_name: str = "dutiful",
    *,
    statement_timeout_ms: int | None = None,
    single_statements: bool = False,
    role: str | None = None,
    replica: str = "",
) -> AsyncEngine:
    """An engine with a bounded pool. Nothing is opened before the first use; dispose of it at shutdown.

    Args:
        settings: where PostgreSQL is, the size of the pool and the timeouts.
        application_name: what `pg_stat_activity` shows.
        statement_timeout_ms: instead of the setting, for long work such as imports; 0 for no limit.
        single_statements: every statement is its own transaction and costs one round trip: nothing is asked of a
            connection before it is used or after. Its user repeats a statement that a broken connection lost.
        role: what the connections act as (see `tenancy`); None for the role that logs in, which owns the tables.
        replica: a URL to connect to instead of the setting's, for reads that may lag.

    Raises:
        ValueError: no role is named, and the setting says that a pooler is in between.
    """
    limit_ms = settings.database_statement_timeout_ms if statement_timeout_ms is None else statement_timeout_ms
    given = replica or settings.database_url.get_secret_value()
    url: str | URL = given
    session = {
        "statement_timeout": str(limit_ms),
        # Compiling plans pays for long analytic statements only; it costs short ones their latency.
        "jit": "off",
        **({"role": role} if role else {}),
    }
    prepared: Mapping[str, Any] = {}
    if settings.database_pooler:
        url, session, prepared = pooled_database(given, role), {}, WITHOUT_PREPARED_STATEMENTS
    engine = create_async_engine(
        url,
        pool_size=settings.database_pool_size,
        max_overflow=0,
        pool_timeout=settings.database_pool_wait_ms / 1000,
        pool_recycle=RECYCLE_SECONDS,
        pool_pre_ping=not single_statements,
        pool_reset_on_return=None if single_statements else "rollback",
        isolation_level="AUTOCOMMIT" if single_statements else "READ COMMITTED",
        json_serializer=_to_json,
        json_deserializer=orjson.loads,
        # Errors find their way into logs; what was to be written may name persons, or be a secret.
        hide_parameters=True,
        connect_args={
            "timeout": settings.database_connect_timeout_ms / 1000,
            "command_timeout": limit_ms / 1000 + _CLIENT_GRACE_SECONDS if limit_ms else None,
            "server_settings": {"application_name": application_name, "timezone": "UTC", **session},
            **prepared,
        },
    )
    if traces_wanted(os.environ):
        watch_statements(engine)
    if settings.database_pooler:
        require_role(engine, role)
    return engine
