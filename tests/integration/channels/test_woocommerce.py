"""Events of WooCommerce shops, from the door to their effect."""

import httpx2
import orjson
import pytest

from dutiful_quote.shops.lifecycle import ShopRooms
from dutiful_quote.shops.shop import Shop
from dutiful_shared.service.signatures import body_hmac

from .shop_messages import WOO_ORDER, WOO_PRODUCT, comparison, handle, now, send_woo

#: A number that no decimal can hold.
TOO_LARGE = {"total": "1e999999999999999999", "meta_data": [{"key": "_dutiful_charge", "value": "duty"}]}


async def test_a_woocommerce_order_is_compared_by_its_fee_lines(
    door: httpx2.AsyncClient, rooms: ShopRooms, woo_shop: Shop, quote: None
) -> None:
    assert (await send_woo(door, woo_shop, "order.updated", WOO_ORDER)).status_code == 200
    await handle(rooms)
    found = await comparison(rooms, woo_shop, "815")
    assert (found.outcome, str(found.duties_charged), str(found.taxes_charged)) == ("under", "12.50", "20.00")


async def test_a_woocommerce_product_is_mirrored_until_it_is_deleted(
    door: httpx2.AsyncClient, rooms: ShopRooms, woo_shop: Shop
) -> None:
    await send_woo(door, woo_shop, "product.updated", WOO_PRODUCT)
    await handle(rooms)
    pot = (await rooms.mirror.find(woo_shop.id, skus=["POT-1"])).of(None, "POT-1")
    assert pot is not None
    assert (pot.hs_code("DE"), pot.origin, str(pot.weight_grams)) == ("691200", "JP", "1250.000")
    await send_woo(door, woo_shop, "product.deleted", {"id": 77})
    await handle(rooms)
    assert (await rooms.mirror.find(woo_shop.id, skus=["POT-1"])).of(None, "POT-1") is None


async def test_a_woocommerce_webhook_that_is_saved_gets_the_200_it_asks_for(
    door: httpx2.AsyncClient, rooms: ShopRooms, woo_shop: Shop
) -> None:
    answer = await door.post(f"/channels/woocommerce/{woo_shop.id}/webhooks", data={"webhook_id": "12"})
    assert answer.status_code == 200
    assert not [row for row in await rooms.stored.rows("waiting", 100) if row.shop_id == woo_shop.id]


async def test_a_woocommerce_body_with_another_signature_is_refused(door: httpx2.AsyncClient, woo_shop: Shop) -> None:
    body = orjson.dumps(WOO_ORDER)
    headers = {"x-wc-webhook-topic": "order.updated", "x-wc-webhook-signature": body_hmac(b"other", body)}
    answer = await door.post(f"/channels/woocommerce/{woo_shop.id}/webhooks", content=body, headers=headers)
    assert answer.status_code == 401


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b'"x"',
        b"{}",
        b'{"id": {"a": 1}}',
        b"\xff",
        b'{"id": 1, "fee_lines": 3}',
        orjson.dumps(WOO_ORDER | {"fee_lines": [TOO_LARGE]}),
        orjson.dumps(WOO_ORDER | {"date_modified_gmt": "0001-01-01T00:00:00+14:00"}),
    ],
)
async def test_a_signed_woocommerce_body_of_any_form_is_taken_and_ends_with_the_dead_letters(
    door: httpx2.AsyncClient, rooms: ShopRooms, woo_shop: Shop, body: bytes
) -> None:
    headers = {
        "x-wc-webhook-topic": "order.updated",
        "x-wc-webhook-signature": body_hmac(woo_shop.signing_keys(now())[0], body),
    }
    answer = await door.post(f"/channels/woocommerce/{woo_shop.id}/webhooks", content=body, headers=headers)
    assert answer.status_code == 200
    await handle(rooms)
    assert [row.attempts for row in await rooms.stored.rows("dead", 100) if row.shop_id == woo_shop.id] == [1]


async def test_nothing_of_a_person_reaches_the_logs(
    door: httpx2.AsyncClient, rooms: ShopRooms, woo_shop: Shop, capsys: pytest.CaptureFixture[str]
) -> None:
    await send_woo(door, woo_shop, "order.created", WOO_ORDER | {"currency": "jane@example.com"})
    await handle(rooms)
    written = capsys.readouterr().out
    assert "inbox event is dead" in written
    assert "jane" not in written.lower()
    assert "doe" not in written.lower()
