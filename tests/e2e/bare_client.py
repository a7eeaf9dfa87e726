"""What an order system does in a day. It runs in an environment with nothing but the client and what that needs."""

import asyncio
import json
import sys
from typing import Any

from dutiful_shared.client import BaseUrls, DutifulClient, DutifulProblem
from dutiful_shared.contract.orders import CommitRequest, RefundRequest, ReturnedLine
from dutiful_shared.contract.quote_request import QuoteRequest


async def day(url: str, key: str, cart: QuoteRequest) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    async with DutifulClient(BaseUrls(quote=url), key) as dutiful:
        quote = await dutiful.quote(cart)
        assert quote.id
        assert quote.token
        seen["verified"] = (await dutiful.verify_token(quote.token)).valid
        seen["committed"] = (await dutiful.commit_quote(quote.id, CommitRequest(reference="bare 1"))).state
        more = cart.model_copy(update={"shipping": cart.shipping + 1})
        seen["adjusted"] = (await dutiful.adjust_quote(quote.id, more)).order.state
        returned = RefundRequest(
            reference="r", lines=(ReturnedLine(id=cart.lines[0].id, quantity=cart.lines[0].quantity),)
        )
        seen["refunded"] = float((await dutiful.refund_quote(quote.id, returned)).refund.total.amount) > 0
        seen["voided"] = (await dutiful.void_quote(quote.id, "changed my mind")).state
        seen["events"] = [event.kind for event in (await dutiful.order(quote.id)).events]
        seen["batch"] = [item.status for item in await dutiful.quotes([cart] * 3)]
        seen["stream"] = [item.index async for item in dutiful.stream_quotes(iter([cart] * 3))]
        seen["search"] = (await dutiful.search_tariff("US", "cotton t-shirts")).results[0].code
        seen["replayed"] = (await dutiful.replay_quote(quote.id)).identical
        seen["tariff"] = (await dutiful.tariff("US", "610910")).code
        seen["country"] = (await dutiful.country("US")).currency
        try:
            await dutiful.commit_quote(quote.id, CommitRequest(reference="bare 2"))
        except DutifulProblem as exc:
            seen["problem"] = exc.code
    seen["modules"] = sorted({name.partition(".")[0] for name in sys.modules} & {"fastapi", "sqlalchemy", "orjson"})
    return seen


if __name__ == "__main__":
    given = json.load(sys.stdin)
    asked = QuoteRequest.model_validate(given["cart"])
    print(json.dumps(asyncio.run(day(given["url"], given["key"], asked))))
