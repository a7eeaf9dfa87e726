"""What shops send, how they send it, and what comes of it."""

from datetime import UTC, datetime
from typing import Any

import httpx2
import orjson
from prometheus_client import CollectorRegistry
from sqlalchemy import text

from dutiful_quote.channels.lifecycle import channel_handlers
from dutiful_quote.shops.inbox_workers import InboxWorkers
from dutiful_quote.shops.lifecycle import ShopRooms
from dutiful_quote.shops.shop import Shop
from dutiful_shared.service.signatures import body_hmac, sign_message

QUOTE_ID = "q_" + "ab" * 16


ANSWER = {
    "currency": "EUR",
    "duty": {"amount": "10.00", "currency": "EUR"},
    "additional_duty": {"amount": "2.50", "currency": "EUR"},
    "excise": {"amount": "0.00", "currency": "EUR"},
    "tax": {"amount": "21.00", "currency": "EUR"},
}


ORDER: dict[str, Any] = {
    "type": "order.created",
    "timestamp": "2026-11-29T08:00:00Z",
    "data": {
        "id": "4711",
        "currency": "EUR",
        "updated_at": "2026-11-29T08:00:00Z",
        "quote_id": QUOTE_ID,
        "duties_charged": "12.50",
        "taxes_charged": "21.00",
    },
}


PRODUCT: dict[str, Any] = {
    "type": "product.updated",
    "timestamp": "2026-11-29T08:00:00Z",
    "data": {
        "id": "p1",
        "title": "Tea",
        "updated_at": "2026-11-29T08:00:00Z",
        "variants": [
            {
                "id": "v1",
                "sku": "TEA-1",
                "weight_grams": "250",
                "hs_codes": {"*": "0902.10", "US": "0902.10.10"},
                "origin": "CN",
            },
            {"id": "v2", "sku": "TEA-2"},
        ],
    },
}


WOO_ORDER = {
    "id": 815,
    "status": "processing",
    "currency": "EUR",
    "date_created_gmt": "2026-11-29T07:00:00",
    "date_modified_gmt": "2026-11-29T08:00:00",
    "billing": {"first_name": "Jane", "last_name": "Doe", "email": "jane@example.com"},
    "fee_lines": [
        {"id": 1, "name": "Import duty", "total": "12.50", "meta_data": [{"key": "_dutiful_charge", "value": "duty"}]},
        {"id": 2, "name": "Import VAT", "total": "20.00", "meta_data": [{"key": "_dutiful_charge", "value": "tax"}]},
        {"id": 3, "name": "Gift wrap", "total": "3.00", "meta_data": []},
    ],
    "meta_data": [{"id": 9, "key": "_dutiful_quote_id", "value": QUOTE_ID}],
}


WOO_PRODUCT = {
    "id": 77,
    "name": "Tea pot",
    "sku": "POT-1",
    "weight": "1.25",
    "date_modified_gmt": "2026-11-29T08:00:00",
    "meta_data": [{"key": "_hs_code", "value": "6912.00"}, {"key": "_country_of_origin", "value": "jp"}],
}


def now() -> datetime:
    return datetime.now(UTC)


async def send(
    door: httpx2.AsyncClient, shop: Shop, message: Any, *, message_id: str = "msg_1", key: bytes | None = None
) -> httpx2.Response:
    body = orjson.dumps(message)
    headers = sign_message(key or shop.signing_keys(now())[0], message_id, now(), body)
    return await door.post(
        f"/channels/generic/{shop.id}/webhooks", content=body, headers={**headers, "content-type": "application/json"}
    )


async def send_woo(door: httpx2.AsyncClient, shop: Shop, topic: str, message: Any) -> httpx2.Response:
    body = orjson.dumps(message)
    headers = {
        "x-wc-webhook-topic": topic,
        "x-wc-webhook-signature": body_hmac(shop.signing_keys(now())[0], body),
        "content-type": "application/json",
    }
    return await door.post(f"/channels/woocommerce/{shop.id}/webhooks", content=body, headers=headers)


async def handle(rooms: ShopRooms) -> None:
    await InboxWorkers(rooms.stored, rooms.inbox, rooms.directory, channel_handlers(rooms), CollectorRegistry()).drain()


async def comparison(rooms: ShopRooms, shop: Shop, order_id: str) -> Any:
    async with rooms.service_engine.connect() as connection:
        statement = text("SELECT * FROM quote.order_comparison WHERE shop_id = :shop AND order_id = :order")
        return (await connection.execute(statement, {"shop": shop.id, "order": order_id})).one_or_none()
