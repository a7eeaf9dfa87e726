"""The application factory: everything that is the same for every service."""

from collections.abc import AsyncIterator, Iterable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from fastapi import APIRouter, FastAPI
from prometheus_client import CollectorRegistry

from dutiful_shared.contract.health import HealthCheck
from dutiful_shared.service.api_docs import install_docs
from dutiful_shared.service.handlers import install_handlers
from dutiful_shared.service.json_guard import JsonGuard
from dutiful_shared.service.logs import configure_logging, logger
from dutiful_shared.service.openapi import install_openapi
from dutiful_shared.service.operations import operations_router
from dutiful_shared.service.request_context import RequestContext
from dutiful_shared.service.settings import ServiceSettings
from dutiful_shared.service.state import ReadinessChecks, ServiceState, Startup
from dutiful_shared.service.telemetry import HttpMetrics, new_registry


async def _nothing_to_acquire(_: FastAPI, __: AsyncExitStack) -> None:
    """A service without resources."""


async def _nothing_to_check(_: Any) -> Mapping[str, HealthCheck]:
    return {}


def create_service(
    name: str,
    *,
    title: str,
    settings: ServiceSettings,
    routers: Iterable[APIRouter] = (),
    lifespan: Startup = _nothing_to_acquire,
    readiness: ReadinessChecks = _nothing_to_check,
    description: str = "",
    registry: CollectorRegistry | None = None,
    body_limits: Mapping[str, int] | None = None,
    deadlines: bool = True,
) -> FastAPI:
    """A service with health, metrics, documentation, problems, limits, deadline and logs.

    Args:
        name: short name (`quote`), label of its metrics and logs.
        title: of the OpenAPI document.
        settings: read once; the service keeps them in `app.state.service`.
        routers: the service's own routes.
        lifespan: acquires the resources at start; see `state.Startup`. What it returns is `app.state.resources`.
        readiness: checks for `/readyz`, given those resources.
        description: of the OpenAPI document, Markdown.
        registry: where metrics go; a fresh one by default, reachable as `service_state(app).registry`.
        body_limits: route template -> bytes, for routes that take more (or less) than the setting says.
        deadlines: False where a request may take as long as it needs.
    """
    state = ServiceState(name, settings, registry if registry is not None else new_registry())

    @asynccontextmanager
    async def run(app: FastAPI) -> AsyncIterator[None]:
        configure_logging(settings.log_level, name)
        async with AsyncExitStack() as stack:
            app.state.resources = await lifespan(app, stack)
            stack.callback(_forget_resources, app)
            logger().info("service started", environment=settings.environment.value)
            yield
            logger().info("service stopping")

    app = FastAPI(
        title=title,
        description=description,
        version=_version_of(name),
        lifespan=run,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    app.state.service = state
    _add_middleware(app, state, body_limits or {}, deadlines)
    install_handlers(app, settings.problem_base_uri)
    app.include_router(operations_router(readiness))
    install_docs(app)
    for router in routers:
        app.include_router(router)
    install_openapi(app)
    return app


def _add_middleware(app: FastAPI, state: ServiceState, body_limits: Mapping[str, int], deadlines: bool) -> None:
    settings = state.settings
    app.add_middleware(
        JsonGuard,
        limit=settings.request_body_limit_bytes,
        max_depth=settings.max_json_depth,
        limits=dict(body_limits),
    )
    # Added last, so outermost: it also measures and answers for what the guard refuses.
    app.add_middleware(
        RequestContext,
        metrics=HttpMetrics(state.registry, state.name),
        deadline=settings.request_deadline_ms / 1000 if deadlines else None,
        problem_base_uri=settings.problem_base_uri,
    )


def _forget_resources(app: FastAPI) -> None:
    del app.state.resources


def _version_of(name: str) -> str:
    """Version of the service's distribution; a service outside of one (in a test) has version 0."""
    try:
        return version(f"dutiful-{name}")
    except PackageNotFoundError:
        return "0"
