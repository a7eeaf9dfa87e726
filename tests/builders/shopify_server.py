"""A Shopify of our own on this machine: the Admin API and the token door of any shop, over real HTTP."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx2
import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


@dataclass
class FakeShopify:
    """What the shops were asked, and how they answer. `refusals` are answers given before any real one."""

    port: int = 0
    tokens_asked: list[dict[str, Any]] = field(default_factory=list)
    calls: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    refusals: list[Response] = field(default_factory=list)
    lasts: int | None = None
    carriers: list[dict[str, Any]] = field(default_factory=list)
    subscriptions: list[dict[str, Any]] = field(default_factory=list)
    pages: dict[str | None, dict[str, Any]] = field(default_factory=lambda: {None: page()})
    user_errors: list[dict[str, Any]] = field(default_factory=list)

    async def token(self, request: Request) -> Response:
        asked = await request.json()
        self.tokens_asked.append(asked)
        if asked.get("code") == "wrong":
            return JSONResponse({"error": "invalid_request"}, status_code=400)
        granted: dict[str, Any] = {"access_token": f"shpat_{len(self.tokens_asked)}", "scope": "write_shipping"}
        if self.lasts is not None:
            granted |= {"expires_in": self.lasts, "refresh_token": "shprt_1", "refresh_token_expires_in": 7_776_000}
        return JSONResponse(granted)

    async def graphql(self, request: Request) -> Response:
        self.headers.append(dict(request.headers))
        if self.refusals:
            return self.refusals.pop(0)
        call = await request.json()
        self.calls.append(call)
        return JSONResponse({"data": self._data(call), "extensions": {"cost": cost(there=1_000)}})

    def _data(self, call: dict[str, Any]) -> dict[str, Any]:
        query, variables = call["query"], call["variables"]
        if "carrierServices(" in query:
            return {"carrierServices": {"nodes": self.carriers}}
        if "productVariants(" in query:
            return {"productVariants": self.pages[variables["after"]]}
        if "webhookSubscriptions(" in query:
            return {"webhookSubscriptions": {"nodes": self.subscriptions}}
        name = next(word for word in MUTATIONS if f"{word}(" in query)
        if not self.user_errors:
            if name == "carrierServiceCreate":
                self.carriers.append({"id": "gid://shopify/DeliveryCarrierService/1", **variables["input"]})
            elif name == "webhookSubscriptionCreate":
                self.subscriptions.append({"topic": variables["topic"], **variables["webhookSubscription"]})
        return {name: {"userErrors": self.user_errors}}


def page(*nodes: dict[str, Any], then: str | None = None) -> dict[str, Any]:
    """A page of variants, followed by the one that `then` names."""
    return {"nodes": list(nodes), "pageInfo": {"hasNextPage": then is not None, "endCursor": then}}


MUTATIONS = (
    "carrierServiceCreate",
    "carrierServiceUpdate",
    "webhookSubscriptionCreate",
    "inventoryItemUpdate",
    "metafieldsSet",
)


def cost(there: int, asked: int = 10) -> dict[str, Any]:
    status = {"maximumAvailable": 2_000, "currentlyAvailable": there, "restoreRate": 100}
    return {"requestedQueryCost": asked, "throttleStatus": status}


def throttled(there: int, asked: int) -> Response:
    """What Shopify answers to a call that costs more than the bucket holds."""
    errors = [{"message": "Throttled", "extensions": {"code": "THROTTLED"}}]
    return JSONResponse({"errors": errors, "extensions": {"cost": cost(there, asked)}})


class TowardsHere(httpx2.AsyncBaseTransport):
    """Leads every shop's address to the server on this machine."""

    def __init__(self, port: int) -> None:
        self._port = port
        self._inner = httpx2.AsyncHTTPTransport(trust_env=False)

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        request.url = request.url.copy_with(scheme="http", host="127.0.0.1", port=self._port)
        return await self._inner.handle_async_request(request)

    async def aclose(self) -> None:
        await self._inner.aclose()


@asynccontextmanager
async def running_shopify() -> AsyncIterator[FakeShopify]:
    """The server, until the block ends."""
    fake = FakeShopify()
    app = Starlette(
        routes=[
            Route("/admin/oauth/access_token", fake.token, methods=["POST"]),
            Route("/admin/api/{version}/graphql.json", fake.graphql, methods=["POST"]),
        ]
    )
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    fake.port = listening.getsockname()[1]
    server = uvicorn.Server(uvicorn.Config(app, log_level="critical", lifespan="off"))
    task = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started:
        await asyncio.sleep(0.01)
    try:
        yield fake
    finally:
        server.should_exit = True
        await task
        listening.close()
