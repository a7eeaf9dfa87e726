"""The classification service as an ASGI application: `uvicorn --factory dutiful_classify.app:create_app`."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass

from fastapi import FastAPI
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_classify.api.classifications import router
from dutiful_classify.settings import ClassifySettings
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


def create_app(settings: ClassifySettings | None = None) -> FastAPI:
    """The application; without `settings` they are read from the environment.

    Raises:
        pydantic.ValidationError: the environment holds a setting out of bounds.
    """
    chosen = settings if settings is not None else ClassifySettings()

    async def start(_: FastAPI, stack: AsyncExitStack) -> Resources:
        engine = acquire_postgres(stack, chosen, "dutiful-classify")
        return Resources(engine, await acquire_keys(stack, chosen, engine))

    async def readiness(resources: Resources) -> Mapping[str, HealthCheck]:
        return {
            "postgres": await postgres_check(resources.engine),
            "keys": keys_check(resources.keys, chosen),
        }

    return create_service(
        "classify",
        title="Dutiful: classify",
        settings=chosen,
        routers=[router],
        lifespan=start,
        readiness=readiness,
    )
