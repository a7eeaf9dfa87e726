"""The only SQL that erases what quotes and orders hold of a buyer.

A recorded answer names nobody: it stays as it is, byte for byte, and so does its place in the ledger. Of the recorded
request go the buyer's numbers and what the territory does not depend on of the address, so that a replay of what is
left comes to the same amounts under the same law.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from dutiful_quote.tariff.territories import Territories
from dutiful_shared.account.erasure import ERASED, PersonalTraces

_NUMBERED: Final = text(
    """
    SELECT id, request #>> '{buyer,tax_ids}' AS numbers FROM quote.quote
    WHERE merchant_id = :merchant_id AND request #>> '{buyer,tax_ids}' IS NOT NULL
    """
)
_OF_ORDERS: Final = text(
    """
    SELECT o.reference, o.quote_id, o.current_quote_id, e.version_quote_id
    FROM quote.committed_order o LEFT JOIN quote.order_event e ON e.quote_id = o.quote_id
    WHERE o.merchant_id = :merchant_id
      AND (o.reference = ANY(:orders) OR o.quote_id = ANY(:quotes) OR e.version_quote_id = ANY(:quotes))
    """
)
_REQUESTS: Final = text(
    """
    SELECT id, request::text AS request, completed::text AS completed FROM quote.quote
    WHERE merchant_id = :merchant_id AND id = ANY(:quotes) FOR UPDATE
    """
)
_REWRITE: Final = text(
    """
    UPDATE quote.quote
    SET request = CAST(:request AS json), completed = CAST(:completed AS json), fingerprint = :fingerprint
    WHERE id = :id AND merchant_id = :merchant_id
    """
)
# The fingerprint of an adjustment is that of a request with the buyer in it; the reason of a cancellation is free text.
_EVENTS: Final = text(
    """
    UPDATE quote.order_event
    SET fingerprint = CASE WHEN kind = 'adjusted' THEN :erased ELSE fingerprint END,
        details = CASE WHEN details->>'reason' IS NULL THEN details
                       ELSE jsonb_set(details, '{reason}', to_jsonb(CAST(:erased AS text))) END
    WHERE merchant_id = :merchant_id AND version_quote_id = ANY(:quotes) AND kind IN ('adjusted', 'voided')
    """
)


class QuoteEraser:
    """Erases buyers from quotes and orders."""

    def __init__(self) -> None:
        self._territories = Territories.packaged()

    async def traces(self, connection: AsyncConnection, merchant_id: str, known: PersonalTraces) -> PersonalTraces:
        """Quotes with one of the buyer's tax numbers, and orders with all quotes that ever held for them."""
        quotes = set[str]()
        if known.keys:
            for row in await connection.execute(_NUMBERED, {"merchant_id": merchant_id}):
                if any(one.get("number") in known.keys for one in json.loads(row.numbers)):
                    quotes.add(row.id)
        values = {"merchant_id": merchant_id, "orders": list(known.orders), "quotes": [*known.quotes, *quotes]}
        rows = (await connection.execute(_OF_ORDERS, values)).all()
        for row in rows:
            quotes |= {row.quote_id, row.current_quote_id, row.version_quote_id} - {None}
        orders = frozenset(row.reference for row in rows if row.reference)
        return PersonalTraces(quotes=frozenset(quotes), orders=orders)

    async def erase(self, connection: AsyncConnection, merchant_id: str, whom: PersonalTraces) -> Mapping[str, int]:
        """Take the buyer out of recorded requests; answers stay as they are."""
        values: dict[str, Any] = {"merchant_id": merchant_id, "quotes": list(whom.quotes)}
        rows = (await connection.execute(_REQUESTS, values)).all()
        for row in rows:
            request = self._without_buyer(row.request)
            rewritten = {
                "id": row.id,
                "merchant_id": merchant_id,
                "request": request,
                "completed": None if row.completed is None else self._completed(row.completed),
                "fingerprint": hashlib.sha256(request.encode()).hexdigest(),
            }
            await connection.execute(_REWRITE, rewritten)
        await connection.execute(_EVENTS, {**values, "erased": ERASED})
        return {"quotes": len(rows)}

    def _completed(self, recorded: str) -> str:
        plain = _read(recorded)
        return _written({**plain, "request": self._of_nobody(plain["request"])})

    def _without_buyer(self, recorded: str) -> str:
        return _written(self._of_nobody(_read(recorded)))

    def _of_nobody(self, cart: dict[str, Any]) -> dict[str, Any]:
        """The cart without its buyer. Where goods come back, they leave from the buyer's place."""
        cart = {**cart, "ship_to": self._whereabouts(cart["ship_to"])}
        if cart.get("purpose") in {"return", "repair"}:
            cart["ship_from"] = self._whereabouts(cart["ship_from"])
        cart["consignments"] = [
            {
                **part,
                "ship_from": self._whereabouts(part["ship_from"]),
                "parcels": [{} for _ in part.get("parcels") or ()],
            }
            for part in cart.get("consignments") or ()
        ]
        for party in ("buyer", "seller") if cart.get("purpose") in {"return", "repair"} else ("buyer",):
            if isinstance(cart.get(party), dict) and cart[party].get("tax_ids"):
                numbers = [{**one, "number": ERASED} for one in cart[party]["tax_ids"]]
                cart[party] = {**cart[party], "tax_ids": numbers}
        return cart

    def _whereabouts(self, place: dict[str, Any]) -> dict[str, Any]:
        """Country and region, and of town and postal code no more than the territory takes."""
        country, region = place["country"], place.get("region")
        code, city = place.get("postal_code") or "", place.get("city")
        there = self._territories.at(country, code, region, city)
        for town in (None, city):
            for length in range(len(code) + 1):
                if self._territories.at(country, code[:length], region, town) == there:
                    kept = {"region": region, "postal_code": code[:length] or None, "city": town}
                    return {"country": country, **{name: value for name, value in kept.items() if value}}
        return place


def _read(recorded: str) -> dict[str, Any]:
    """Numbers as the texts that they were: the contract takes those too, and none is rounded."""
    plain: dict[str, Any] = json.loads(recorded, parse_float=str)
    return plain


def _written(plain: dict[str, Any]) -> str:
    return json.dumps(plain, ensure_ascii=False)
