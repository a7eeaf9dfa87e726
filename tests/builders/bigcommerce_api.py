"""A BigCommerce of our own: as much of its API as we call, with its quota."""

from dataclasses import dataclass, field
from typing import Any

import httpx2
import orjson
from fastapi import FastAPI, Request, Response

PRODUCT = {
    "id": 205,
    "name": "Tea pot",
    "sku": "POT",
    "weight": 2,
    "variants": [{"id": 71, "sku": "POT-RED", "weight": None}, {"id": 72, "sku": "POT-BLUE", "weight": 1.5}],
}
CUSTOMS = {"product_id": 205, "country_of_origin": "JP", "hs_codes": {"US": "6912.00.35", "ALL": "691200", "XX": "1"}}
PERSONAL = {"billing_address": {"first_name": "Jane", "last_name": "Doe", "email": "jane@example.com"}}
ORDER = {
    "id": 250,
    "status_id": 11,
    "currency_code": "EUR",
    "date_modified": "Tue, 24 Nov 2026 21:40:11 +0000",
    **PERSONAL,
}
TAXES = [
    {"name": "Import duty", "line_amount": "10.0000"},
    {"name": "Additional duty", "line_amount": "2.5000"},
    {"name": "Import VAT (DE)", "line_amount": "21.0000"},
    {"name": "Customs processing fee", "line_amount": "4.0000"},
    {"name": "Sales tax of the shop", "line_amount": "3.0000"},
]


@dataclass(slots=True)
class FakeBigCommerce:
    """`refusals` is how many calls are yet to be answered with 429; `failing` answers all with 500."""

    product: dict[str, Any] | None = field(default_factory=lambda: dict(PRODUCT))
    customs: dict[str, Any] | None = field(default_factory=lambda: dict(CUSTOMS))
    order: dict[str, Any] | None = field(default_factory=lambda: dict(ORDER))
    refunds: list[dict[str, Any]] = field(default_factory=list)
    store: dict[str, Any] = field(default_factory=lambda: {"weight_units": "KGS", "currency": "EUR"})
    refusals: int = 0
    failing: bool = False
    calls: list[tuple[str, str]] = field(default_factory=list)
    tokens: set[str] = field(default_factory=set)
    connections: dict[str, dict[str, Any]] = field(default_factory=dict)
    hooks: list[dict[str, Any]] = field(default_factory=list)
    logins: list[dict[str, Any]] = field(default_factory=list)

    def client(self) -> httpx2.AsyncClient:
        return httpx2.AsyncClient(transport=httpx2.ASGITransport(app=self._app()))

    def _app(self) -> FastAPI:
        app = FastAPI(openapi_url=None)
        app.add_api_route("/oauth2/token", self._login, methods=["POST"])
        app.add_api_route("/stores/{store}/{path:path}", self._serve, methods=["GET", "PUT", "POST", "DELETE"])
        return app

    async def _login(self, request: Request) -> Response:
        asked = orjson.loads(await request.body())
        self.logins.append(asked)
        if asked["code"] != "good-code":
            return Response(status_code=400)
        return _json({"access_token": "token-1", "scope": asked["scope"], "context": asked["context"], "user": {}})

    async def _serve(self, path: str, request: Request) -> Response:
        self.calls.append((request.method, path))
        self.tokens.add(request.headers["x-auth-token"])
        if self.failing:
            return Response(status_code=500)
        if self.refusals:
            self.refusals -= 1
            limits = {"X-Rate-Limit-Requests-Left": "0", "X-Rate-Limit-Time-Reset-Ms": "1500"}
            return Response(status_code=429, headers=limits)
        if path.startswith("v3/tax/providers/"):
            return await self._tax(path.split("/")[3], request)
        if path == "v3/hooks" and request.method == "POST":
            self.hooks.append(orjson.loads(await request.body()))
            return _json({"data": self.hooks[-1]})
        found = {
            "v3/catalog/products/205": self.product and {"data": self.product},
            "v3/shipping/products/customs-information": {"data": [self.customs] if self.customs else []},
            "v2/orders/250": self.order,
            "v2/orders/250/taxes": TAXES,
            "v3/orders/250/payment_actions/refunds": {"data": self.refunds},
            "v2/store": self.store,
            "v3/hooks": {"data": self.hooks},
        }.get(path)
        return Response(status_code=404) if found is None else _json(found)

    async def _tax(self, provider: str, request: Request) -> Response:
        if request.method == "DELETE":
            self.connections.pop(provider, None)
            return Response(status_code=204)
        self.connections[provider] = orjson.loads(await request.body())
        return _json({"data": {"configured": True}})


def _json(plain: Any) -> Response:
    return Response(orjson.dumps(plain), media_type="application/json")
