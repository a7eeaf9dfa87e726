"""The application factory: everything that is the same for every service."""

import gc
import os
from collections.abc import AsyncIterator, Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from importlib.metadata import PackageNotFoundError, version
from typing import Any, Final

from fastapi import APIRouter, Depends, FastAPI
from fastapi.telemetry import TelemetryConfig
from prometheus_client import CollectorRegistry
from starlette.middleware import Middleware

from dutiful_shared.contract.deprecations import DEPRECATIONS, NOTHING, Deprecations
from dutiful_shared.contract.health import HealthCheck
from dutiful_shared.service.admission import Admission, AdmissionMetrics, AdmissionRules
from dutiful_shared.service.api_docs import install_docs
from dutiful_shared.service.deprecation import DeprecationHeaders
from dutiful_shared.service.draining import draining_at_sigterm
from dutiful_shared.service.front_door import Direct, FrontDoor
from dutiful_shared.service.handlers import install_handlers
from dutiful_shared.service.heap import GC_THRESHOLDS
from dutiful_shared.service.json_guard import JsonGuard
from dutiful_shared.service.literal_paths import keep_literal_paths
from dutiful_shared.service.logs import configure_logging, logger
from dutiful_shared.service.openapi import install_openapi
from dutiful_shared.service.operations import operations_router
from dutiful_shared.service.process_gauges import LoopLag, PoolGauges
from dutiful_shared.service.query_names import only_known_parameters
from dutiful_shared.service.request_context import RequestContext
from dutiful_shared.service.settings import ServiceSettings
from dutiful_shared.service.state import ReadinessChecks, ServiceState, Startup
from dutiful_shared.service.telemetry import HttpMetrics, new_registry
from dutiful_shared.service.traces import Traces

#: Spans of requests are made by `RequestContext`, which knows what the log says of them; FastAPI's would put query
#: strings and texts of errors into traces (ADR 0063).
_NO_TELEMETRY: Final = TelemetryConfig(tracing=False, metrics=False, logs=False, operation_spans=False)


Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


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
    distribution: str = "",
    registry: CollectorRegistry | None = None,
    body_limits: Mapping[str, int] | None = None,
    unhurried: Collection[str] = (),
    admission: AdmissionRules | None = None,
    direct: Mapping[str, Direct] | None = None,
    deprecations: Deprecations | None = None,
    inside: Sequence[Middleware] = (),
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
        distribution: whose version the service has; `dutiful-<name>` by default.
        registry: where metrics go; a fresh one by default, reachable as `service_state(app).registry`.
        body_limits: route template -> bytes, for routes that take more (or less) than the setting says.
        unhurried: paths whose requests may take as long as they need, such as uploads.
        admission: what is refused when there is too much to do; nothing by default.
        direct: by path, POST routes of `routers` that are also served the short way; see `front_door`.
        deprecations: what of the contract will go; by default what the table has for `name`.
        inside: the service's own middleware, each inside of the next; all that it refuses is logged and measured.
    """
    metrics = registry if registry is not None else new_registry()
    state = ServiceState(name, settings, metrics, PoolGauges(metrics))
    released = _version_of(distribution or f"dutiful-{name}")
    traces = Traces(name, released, os.environ)
    app = _without_routes(title, description, released, _lifespan(state, LoopLag(metrics), lifespan, traces))
    app.state.service = state
    leaving = DEPRECATIONS.get(name, NOTHING) if deprecations is None else deprecations
    _add_middleware(app, state, body_limits or {}, frozenset(unhurried), admission, direct or {}, inside, traces)
    if leaving.operations:
        app.add_middleware(DeprecationHeaders, operations=leaving.operations)
    install_handlers(app, settings.problem_base_uri)
    _add_routes(app, routers, readiness)
    install_openapi(app, leaving)
    return app


def _without_routes(title: str, description: str, released: str, lifespan: Lifespan) -> FastAPI:
    """FastAPI without what it would serve by itself: we have documents, redirects and spans of our own, or none."""
    return FastAPI(
        title=title,
        description=description,
        version=released,
        lifespan=lifespan,
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        telemetry=_NO_TELEMETRY,
        dependencies=[Depends(only_known_parameters)],
    )


def _add_routes(app: FastAPI, routers: Iterable[APIRouter], readiness: ReadinessChecks) -> None:
    # Routes are tried in their order, so the service's own come first, its busiest one at the top.
    for router in routers:
        app.include_router(router)
    app.include_router(operations_router(readiness))
    install_docs(app)
    keep_literal_paths(app)


def _lifespan(state: ServiceState, lag: LoopLag, acquire: Startup, traces: Traces) -> Lifespan:
    """From the start of a process to its end, with what the service holds in between."""

    @asynccontextmanager
    async def run(app: FastAPI) -> AsyncIterator[None]:
        configure_logging(state.settings.log_level, state.name)
        async with AsyncExitStack() as stack:
            lag.start()
            stack.callback(lag.close)
            await stack.enter_async_context(traces.sending())
            app.state.resources = await acquire(app, stack)
            stack.callback(_forget_resources, app)
            gc.set_threshold(*GC_THRESHOLDS)
            stack.enter_context(draining_at_sigterm(state.draining, state.settings.drain_seconds))
            logger().info("service started", environment=state.settings.environment.value)
            yield
            logger().info("service stopping")

    return run


def _add_middleware(
    app: FastAPI,
    state: ServiceState,
    body_limits: Mapping[str, int],
    unhurried: frozenset[str],
    admission: AdmissionRules | None,
    direct: Mapping[str, Direct],
    inside: Sequence[Middleware],
    traces: Traces,
) -> None:
    settings = state.settings
    if direct:
        app.add_middleware(FrontDoor, direct=direct, problem_base_uri=settings.problem_base_uri)
    app.add_middleware(
        JsonGuard,
        limit=settings.request_body_limit_bytes,
        max_depth=settings.max_json_depth,
        limits=dict(body_limits),
    )
    if admission is not None:
        app.add_middleware(
            Admission,
            rules=admission,
            metrics=AdmissionMetrics(state.registry, state.name),
            problem_base_uri=settings.problem_base_uri,
        )
    app.user_middleware[:0] = reversed(inside)
    # Added after those, so outside of them: it also measures and answers for what those inside of it refuse.
    app.add_middleware(
        RequestContext,
        metrics=HttpMetrics(state.registry, state.name),
        deadline=settings.request_deadline_ms / 1000,
        problem_base_uri=settings.problem_base_uri,
        unhurried=unhurried,
        draining=state.draining,
        traces=traces,
    )


def _forget_resources(app: FastAPI) -> None:
    del app.state.resources


def _version_of(distribution: str) -> str:
    """Its version; a service outside of a distribution (in a test) has version 0."""
    try:
        return version(distribution)
    except PackageNotFoundError:
        return "0"
