"""A shop that quotes carts and orders at their amounts."""

from typing import Any

import httpx2

from dutiful_quote.examples import example
from dutiful_shared.contract.orders import OrderAnswer

POST = {"code": "post", "name": "Post", "mode": "post", "shipping": "4.00"}


def shirts(**changes: Any) -> dict[str, Any]:
    cart = {**example("t-shirts-to-us"), **changes}
    cart["lines"] = [dict(line) for line in cart["lines"]]
    return cart


class Orders:
    """A shop that orders."""

    def __init__(self, api: httpx2.AsyncClient) -> None:
        self.api = api

    async def quoted(self, cart: dict[str, Any] | None = None) -> dict[str, Any]:
        response = await self.api.post("/v1/quotes", json=cart or shirts())
        assert response.status_code == 200, response.text
        return dict(response.json())

    async def post(self, quote_id: str, verb: str, body: dict[str, Any]) -> httpx2.Response:
        return await self.api.post(f"/v1/quotes/{quote_id}/{verb}", json=body)

    async def commit(self, quote: dict[str, Any], **choice: Any) -> httpx2.Response:
        return await self.post(quote["id"], "commit", {"reference": f"order {quote['id']}", **choice})

    async def committed(self, cart: dict[str, Any] | None = None, **choice: Any) -> dict[str, Any]:
        quote = await self.quoted(cart)
        response = await self.commit(quote, **choice)
        assert response.status_code == 200, response.text
        return quote

    async def state(self, quote: dict[str, Any]) -> OrderAnswer:
        return OrderAnswer.model_validate((await self.api.get(f"/v1/quotes/{quote['id']}/order")).json())


def refused(response: httpx2.Response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]
