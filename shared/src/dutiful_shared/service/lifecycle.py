"""Acquiring what most services hold: PostgreSQL and the directory of keys."""

from contextlib import AsyncExitStack

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_shared.contract.health import HealthCheck
from dutiful_shared.service.postgres import STORE_ERRORS, connect
from dutiful_shared.service.settings import ServiceSettings


def acquire_postgres(
    stack: AsyncExitStack, settings: ServiceSettings, application_name: str, role: str, *, replica: str = ""
) -> AsyncEngine:
    """An engine whose connections act as `role` (see `tenancy`); it is disposed of when `stack` unwinds.

    Args:
        replica: a URL to connect to instead of the setting's, for reads that may lag.
    """
    engine = connect(settings, application_name, role=role, replica=replica)
    stack.push_async_callback(engine.dispose)
    return engine


async def postgres_check(engine: AsyncEngine, *, required: bool = True) -> HealthCheck:
    """Whether PostgreSQL answers."""
    try:
        async with engine.connect() as connection:
            await connection.execute(text("SELECT 1"))
    except STORE_ERRORS as exc:
        return HealthCheck(ok=False, required=required, detail=f"PostgreSQL does not answer ({type(exc).__name__}).")
    return HealthCheck(ok=True, required=required)
