"""The routes that operators and machines ask: is it alive, is it ready, how does it fare, what do its problems mean."""

import asyncio
from collections.abc import Mapping
from html import escape
from typing import Final

from fastapi import APIRouter, FastAPI, Request
from prometheus_client.exposition import choose_encoder
from starlette.responses import HTMLResponse, JSONResponse, Response

from dutiful_shared.contract.health import HealthCheck, Readiness
from dutiful_shared.contract.problems import PROBLEM_TYPES, ProblemType
from dutiful_shared.service.logs import logger
from dutiful_shared.service.problems import problem
from dutiful_shared.service.state import ReadinessChecks, service_state

_THROUGH_A_PROXY: Final = frozenset({"x-forwarded-for", "forwarded"})


def operations_router(readiness: ReadinessChecks) -> APIRouter:
    """`/livez`, `/readyz`, `/metrics` and `/problems`, outside of the public OpenAPI document."""
    router = APIRouter(include_in_schema=False)

    @router.get("/livez")
    async def livez() -> JSONResponse:
        return JSONResponse({"alive": True})

    @router.get("/readyz")
    async def readyz(request: Request) -> JSONResponse:
        verdict = await _readiness(request.app, readiness)
        return JSONResponse(verdict.model_dump(), 200 if verdict.ready else 503, {"Cache-Control": "no-store"})

    @router.get("/metrics")
    async def metrics(request: Request) -> Response:
        # What came through an ingress came from the world; who scrapes asks the process itself.
        if not _THROUGH_A_PROXY.isdisjoint(request.headers):
            raise problem("not_found", "Metrics are for who asks this process itself, and not through a proxy.")
        encode, media_type = choose_encoder(request.headers.get("accept", ""))
        body = encode(service_state(request.app).registry)
        return Response(body, headers={"Content-Type": media_type})

    @router.get("/problems")
    async def problems() -> JSONResponse:
        return JSONResponse([_described(kind) for kind in PROBLEM_TYPES.values()])

    @router.get("/problems/{code}")
    async def problem_page(code: str, request: Request) -> Response:
        kind = PROBLEM_TYPES.get(code)
        if kind is None:
            raise problem("not_found", f"No problem has the code {code}.")
        if "text/html" in request.headers.get("accept", ""):
            return HTMLResponse(_page(kind))
        return JSONResponse(_described(kind))

    return router


async def _readiness(app: FastAPI, checks: ReadinessChecks) -> Readiness:
    state = service_state(app)
    if not hasattr(app.state, "resources"):
        starting = {"startup": HealthCheck(ok=False, detail="The service has not finished starting.")}
        return Readiness(ready=False, service=state.name, checks=starting)
    if state.draining.began:
        leaving = {"draining": HealthCheck(ok=False, detail="The service is about to stop and takes no new callers.")}
        return Readiness(ready=False, service=state.name, checks=leaving)
    seconds = state.settings.readiness_timeout_ms / 1000
    try:
        async with asyncio.timeout(seconds):
            found: Mapping[str, HealthCheck] = await checks(app.state.resources)
    except TimeoutError:
        found = {"checks": HealthCheck(ok=False, detail=f"The checks took longer than {seconds:g} seconds.")}
    except Exception:
        # A check that fails to run is a service that is not ready; the reason belongs in the log, not in the answer.
        logger().exception("readiness checks failed")
        found = {"checks": HealthCheck(ok=False, detail="The checks could not be run.")}
    ready = all(check.ok for check in found.values() if check.required)
    return Readiness(ready=ready, service=state.name, checks=dict(found))


def _described(kind: ProblemType) -> dict[str, str | int]:
    return {
        "type": kind.path,
        "code": kind.code,
        "status": kind.status,
        "title": kind.title,
        "meaning": kind.meaning,
        "remedy": kind.remedy,
    }


def _page(kind: ProblemType) -> str:
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        f"<title>{escape(kind.title)}</title>"
        f"<h1>{escape(kind.title)}</h1><p><code>{escape(kind.code)}</code>, status {kind.status}</p>"
        f"<p>{escape(kind.meaning)}</p><h2>What to do</h2><p>{escape(kind.remedy)}</p></html>"
    )
