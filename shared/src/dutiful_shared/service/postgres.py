"""The way to PostgreSQL: one bounded pool per process, with a limit on every wait."""

from typing import Any

import orjson
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from dutiful_shared.service.settings import ServiceSettings

#: A connection older than this (seconds) is replaced when next taken, so that a failover is not outlived for long.
_RECYCLE_SECONDS = 1_800
#: asyncpg gives up this much (seconds) after PostgreSQL itself should have: the server's own error says more.
_CLIENT_GRACE_SECONDS = 0.25


def _to_json(value: Any) -> str:
    return orjson.dumps(value).decode()


def connect(
    settings: ServiceSettings,
    application_name: str = "dutiful",
    *,
    statement_timeout_ms: int | None = None,
    single_statements: bool = False,
) -> AsyncEngine:
    """An engine with a bounded pool. Nothing is opened before the first use; dispose of it at shutdown.

    Args:
        settings: where PostgreSQL is, the size of the pool and the timeouts.
        application_name: what `pg_stat_activity` shows.
        statement_timeout_ms: instead of the setting, for long work such as imports; 0 for no limit.
        single_statements: every statement is its own transaction and costs one round trip: nothing is asked of a
            connection before it is used or after. Its user repeats a statement that a broken connection lost.
    """
    limit_ms = settings.database_statement_timeout_ms if statement_timeout_ms is None else statement_timeout_ms
    return create_async_engine(
        settings.database_url.get_secret_value(),
        pool_size=settings.database_pool_size,
        max_overflow=0,
        pool_timeout=settings.database_pool_wait_ms / 1000,
        pool_recycle=_RECYCLE_SECONDS,
        pool_pre_ping=not single_statements,
        pool_reset_on_return=None if single_statements else "rollback",
        isolation_level="AUTOCOMMIT" if single_statements else "READ COMMITTED",
        json_serializer=_to_json,
        json_deserializer=orjson.loads,
        connect_args={
            "timeout": settings.database_connect_timeout_ms / 1000,
            "command_timeout": limit_ms / 1000 + _CLIENT_GRACE_SECONDS if limit_ms else None,
            "server_settings": {
                "application_name": application_name,
                "statement_timeout": str(limit_ms),
                "timezone": "UTC",
                # Compiling plans pays for long analytic statements only; it costs short ones their latency.
                "jit": "off",
            },
        },
    )
