"""`/channels/shopify/{shop}/taxes`: the call of Shopify's tax platform, for partners that it has admitted.

Each delivery group is a consignment: it is quoted with duties paid, and what is due at checkout comes back as tax
lines. What cannot be computed is an error, and never a tax of 0; sales that cross no border are not ours to tax.
"""

import asyncio
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import orjson
from fastapi import APIRouter, Request, Response

from dutiful_quote.channels.shopify import tax_platform_shape as shape
from dutiful_quote.channels.shopify.carts import CartItem, RateCart, place_of
from dutiful_quote.channels.shopify.door import find_shop, is_signed
from dutiful_quote.channels.shopify.payload import (
    UnreadablePayloadError,
    child,
    children,
    id_of,
    number_of,
    read_json,
    text_of,
)
from dutiful_quote.channels.shopify.rates import CALLBACK_PROBLEMS, ShopName
from dutiful_quote.channels.shopify.state import Shopify, ShopifyRooms
from dutiful_quote.channels.state import not_signed
from dutiful_quote.quotes.errors import QuoteError
from dutiful_quote.shops.door_calls import Door
from dutiful_quote.shops.shop import Shop
from dutiful_quote.tariff.schedule import TariffUnavailableError
from dutiful_shared.contract.currency import CURRENCY_EXPONENT
from dutiful_shared.contract.incoterm import Incoterm
from dutiful_shared.service.problems import problem

router = APIRouter(prefix="/channels/shopify", tags=["channels"])


class NotCalculableError(Exception):
    """A delivery group has no amount that could be charged; the text says why."""


@router.post(
    "/{shop}/taxes",
    operation_id="shopify_taxes",
    summary="Taxes of a cart, as Shopify's tax platform asks for them",
    response_class=Response,
    responses=CALLBACK_PROBLEMS,
)
async def shopify_taxes(shop: ShopName, request: Request, rooms: Shopify) -> Response:
    """Duties, import taxes and fees of each delivery group, line by line."""
    body = await request.body()
    known = find_shop(rooms.shops, shop)
    if known is None or not known.installed or not is_signed(rooms.app, rooms.shops, known, body, request.headers):
        raise not_signed()
    rooms.shops.calls.came(known.id, Door.SHOPIFY_TAXES, signed=True)
    key = currency = None
    try:
        plain = read_json(body)
        key = text_of(plain, "idempotent_key") or None
        currency = text_of(child(plain, "request"), "currency_code").upper()
        if currency not in CURRENCY_EXPONENT:
            raise UnreadablePayloadError("request.currency_code is not a currency")
        async with asyncio.timeout(shape.BUDGET_SECONDS):
            groups = [
                await _group(rooms, known, group, currency)
                for group in children(child(plain, "cart"), "delivery_groups")
            ]
    except UnreadablePayloadError as exc:
        return _refused(key, currency, shape.BAD_DATA, str(exc))
    except (NotCalculableError, QuoteError) as exc:
        return _refused(key, currency, shape.NOT_CALCULABLE, str(exc))
    except TariffUnavailableError as exc:
        raise problem("tariff_unavailable", "The tariff cannot be read now.") from exc
    except TimeoutError as exc:
        raise problem("deadline_exceeded", "The taxes were not ready in time.") from exc
    taxes = {tax["id"]: tax for _, found in groups for tax in found}
    answer = {
        "idempotent_key": key,
        "currency": currency,
        "delivery_group_taxes": [lines for lines, _ in groups],
        "taxes": list(taxes.values()),
        "errors": [],
    }
    return Response(orjson.dumps(answer), media_type="application/json")


async def _group(
    rooms: ShopifyRooms, shop: Shop, group: dict[str, Any], currency: str
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The tax lines of one delivery group, and the taxes that they name."""
    group_id = text_of(group, "id", 128)
    ship_from, ship_to = place_of(child(group, "origin_address")), place_of(child(group, "delivery_address"))
    if not group_id or ship_from is None or ship_to is None:
        raise UnreadablePayloadError("a delivery group lacks its id, its origin or its destination")
    lines = list(children(group, "cart_lines"))
    items = tuple(_item(line) for line in lines)
    cart = RateCart(ship_from, ship_to, currency, "", items)
    empty: dict[str, Any] = {"id": group_id, "tax_lines": []}
    if not cart.goods:
        return empty, []
    asked = await rooms.desk.request(shop, cart, ship_from, shape.BUDGET_SECONDS / 4)
    shipping = _money(child(group, "selected_delivery_option"), "total_amount") or Decimal(0)
    changes = {"services_from_settings": False, "shipping": shipping, "incoterm": Incoterm.DDP}
    quoted = (await rooms.desk.quote(shop, asked.model_copy(update=changes))).plain
    if quoted["status"] == "no_import":
        raise NotCalculableError("no border is crossed: sales within a territory are not computed here")
    if not quoted["options"]["ddp"]["available"] or quoted["landed_cost"] is None:
        raise NotCalculableError("an amount is not known, or the goods may not enter")
    ids = [text_of(line, "id", 128) for line, item in zip(lines, items, strict=True) if item in cart.goods]
    names = dict(zip((line.id for line in asked.lines), ids, strict=True))
    written = list(_written(quoted, group_id, names, currency))
    return {**empty, "tax_lines": [line for line, _ in written]}, [tax for _, tax in written]


def _written(
    quoted: dict[str, Any], group_id: str, names: dict[str, str], currency: str
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    placed = [(names[line["id"]], charge) for line in quoted["lines"] for charge in line["charges"]]
    placed += [(group_id, charge) for charge in quoted["charges"]]
    for line_id, charge in placed:
        due = charge["follows_incoterm"] or charge["collected"] == "checkout"
        if due and "ddp" in charge["applies_to"] and charge["collected"] != "carrier_cost":
            tax_id = f"{charge['kind']}:{charge['measure_id']}"
            line = shape.tax_line_of(line_id, tax_id, charge["amount"]["amount"], currency)
            yield line, shape.tax_of(tax_id, charge)


def _item(line: dict[str, Any]) -> CartItem:
    goods, cost = child(line, "merchandise"), child(line, "cost")
    quantity, price = number_of(line, "quantity"), _money(cost, "amount_per_quantity")
    if quantity is None or quantity != int(quantity) or quantity < 0 or price is None or price < 0:
        raise UnreadablePayloadError("a cart line lacks its quantity or its price")
    off = [_money(one, "discounted_amount") or _money(one, "amount") for one in children(line, "discount_allocations")]
    discount = sum((one for one in off if one is not None), Decimal(0))
    return CartItem(
        variant_id=id_of(goods),
        sku=text_of(goods, "sku", 100),
        quantity=int(quantity),
        price=price,
        grams=None,
        requires_shipping=goods.get("requires_shipping") is not False,
        discount=max(Decimal(0), min(discount, price * quantity)),
    )


def _money(plain: Any, name: str) -> Decimal | None:
    return number_of(child(plain, name), "amount")


def _refused(key: str | None, currency: str | None, code: str, text: str) -> Response:
    answer = {
        "idempotent_key": key,
        "currency": currency or None,
        "delivery_group_taxes": [],
        "taxes": [],
        "errors": [{"code": code, "message": text}],
    }
    return Response(orjson.dumps(answer), media_type="application/json", status_code=shape.ERROR_STATUS)
