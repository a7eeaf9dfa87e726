"""The document service as an ASGI application: `uvicorn --factory dutiful_docs.app:create_app`."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_docs.api.documents import router
from dutiful_docs.settings import DocsSettings
from dutiful_shared.account.directory import KeyDirectory
from dutiful_shared.account.lifecycle import acquire_keys, keys_check
from dutiful_shared.contract.health import HealthCheck
from dutiful_shared.service.app import create_service
from dutiful_shared.service.lifecycle import acquire_postgres, postgres_check


@dataclass(frozen=True, slots=True)
class Resources:
    """What the service holds while it runs."""

    engine: AsyncEngine
    keys: KeyDirectory


def create_app(settings: DocsSettings | None = None) -> FastAPI:
    """The application; without `settings` they are read from the environment.

    Raises:
        pydantic.ValidationError: the environment holds a setting out of bounds.
    """
    chosen = settings if settings is not None else DocsSettings()

    async def start(_: FastAPI, stack: AsyncExitStack) -> Resources:
        engine = acquire_postgres(stack, chosen, "dutiful-docs")
        return Resources(engine, await acquire_keys(stack, chosen, engine))

    async def readiness(resources: Resources) -> Mapping[str, HealthCheck]:
        return {
            "postgres": await postgres_check(resources.engine),
            "keys": keys_check(resources.keys, chosen),
        }

    return create_service(
        "docs",
        title="Dutiful: docs",
        settings=chosen,
        routers=[router],
        lifespan=start,
        readiness=readiness,
    )
