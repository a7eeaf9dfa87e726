"""Events of generic shops, from the door to their effect."""

import asyncio
from datetime import timedelta

import httpx2
import orjson
import pytest

from dutiful_quote.shops.lifecycle import ShopRooms
from dutiful_quote.shops.shop import Shop
from dutiful_shared.service.signatures import sign_message

from .shop_messages import (
    ORDER,
    PRODUCT,
    comparison,
    handle,
    now,
    send,
)


async def test_an_order_is_compared_with_what_was_quoted_for_it(
    door: httpx2.AsyncClient, rooms: ShopRooms, generic_shop: Shop, quote: None
) -> None:
    assert (await send(door, generic_shop, ORDER)).status_code == 202
    await handle(rooms)
    found = await comparison(rooms, generic_shop, "4711")
    assert (found.outcome, str(found.duties_computed), str(found.taxes_computed)) == ("equal", "12.50", "21.00")


async def test_an_order_that_charged_less_is_under(
    door: httpx2.AsyncClient, rooms: ShopRooms, generic_shop: Shop, quote: None
) -> None:
    await send(door, generic_shop, ORDER | {"data": ORDER["data"] | {"duties_charged": "0.00"}})
    await handle(rooms)
    assert (await comparison(rooms, generic_shop, "4711")).outcome == "under"


async def test_an_older_state_of_an_order_that_comes_late_changes_nothing(
    door: httpx2.AsyncClient, rooms: ShopRooms, generic_shop: Shop, quote: None
) -> None:
    older = ORDER["data"] | {"duties_charged": "0.00", "updated_at": "2026-11-29T07:00:00Z"}
    await send(door, generic_shop, ORDER, message_id="msg_new")
    await send(door, generic_shop, ORDER | {"data": older}, message_id="msg_old")
    await handle(rooms)
    assert (await comparison(rooms, generic_shop, "4711")).outcome == "equal"


async def test_a_quote_of_another_merchant_is_no_quote(
    door: httpx2.AsyncClient, rooms: ShopRooms, generic_shop: Shop
) -> None:
    await send(door, generic_shop, ORDER)
    await handle(rooms)
    assert (await comparison(rooms, generic_shop, "4711")).outcome == "no_quote"


async def test_a_refund_is_added_once_however_often_it_is_told(
    door: httpx2.AsyncClient, rooms: ShopRooms, generic_shop: Shop, quote: None
) -> None:
    refund = {
        "type": "refund.created",
        "timestamp": "2026-11-29T09:00:00Z",
        "data": {"id": "r1", "order_id": "4711", "currency": "EUR", "duties_refunded": "5.00"},
    }
    await send(door, generic_shop, ORDER)
    answers = await asyncio.gather(*(send(door, generic_shop, refund, message_id="msg_refund") for _ in range(8)))
    assert {answer.status_code for answer in answers} == {202}
    await handle(rooms)
    assert str((await comparison(rooms, generic_shop, "4711")).duties_refunded) == "5.00"


async def test_a_product_is_mirrored_and_its_lost_variants_go(
    door: httpx2.AsyncClient, rooms: ShopRooms, generic_shop: Shop
) -> None:
    await send(door, generic_shop, PRODUCT)
    await handle(rooms)
    found = await rooms.mirror.find(generic_shop.id, ["v1"], ["TEA-2"])
    tea = found.of("v1", None)
    assert tea is not None
    assert (tea.hs_code("US"), tea.hs_code("DE"), tea.origin, str(tea.weight_grams)) == (
        "09021010",
        "090210",
        "CN",
        "250",
    )
    assert found.of(None, "TEA-2") is not None
    fewer = PRODUCT["data"] | {"updated_at": "2026-11-29T09:00:00Z", "variants": PRODUCT["data"]["variants"][:1]}
    await send(door, generic_shop, PRODUCT | {"data": fewer}, message_id="msg_2")
    await handle(rooms)
    again = await rooms.mirror.find(generic_shop.id, ["v1"], ["TEA-2"])
    assert (again.of("v1", None) is not None, again.of(None, "TEA-2")) == (True, None)


async def test_a_request_that_is_not_signed_is_refused_and_not_stored(
    door: httpx2.AsyncClient, rooms: ShopRooms, generic_shop: Shop
) -> None:
    answer = await send(door, generic_shop, ORDER, message_id="msg_bad", key=b"another key")
    assert (answer.status_code, answer.json()["code"]) == (401, "unauthenticated")
    assert not [row for row in await rooms.stored.rows("waiting", 100) if row.event_id == "msg_bad"]


async def test_a_shop_that_is_not_there_answers_like_a_wrong_signature(
    door: httpx2.AsyncClient, generic_shop: Shop
) -> None:
    wrong = await send(door, generic_shop, ORDER, key=b"another key")
    answer = await door.post(f"/channels/generic/shop_{'0' * 20}/webhooks", content=b"{}")
    assert (answer.status_code, answer.json()["detail"]) == (wrong.status_code, wrong.json()["detail"])


async def test_a_shop_of_another_platform_has_no_door_here(door: httpx2.AsyncClient, woo_shop: Shop) -> None:
    assert (await send(door, woo_shop, ORDER)).status_code == 401


async def test_both_secrets_open_the_door_while_they_are_changed(
    door: httpx2.AsyncClient, rooms: ShopRooms, generic_shop: Shop
) -> None:
    await rooms.register.new_client_secret(generic_shop.merchant_id, generic_shop.id)
    await rooms.directory.refresh()
    assert (await send(door, generic_shop, ORDER, message_id="msg_old_key")).status_code == 202


async def test_an_event_of_unknown_form_names_its_faults(door: httpx2.AsyncClient, generic_shop: Shop) -> None:
    answer = await send(door, generic_shop, ORDER | {"data": ORDER["data"] | {"currency": "Euro"}})
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "/data/currency"
    assert (await send(door, generic_shop, {"type": "cart.created"})).json()["errors"][0]["pointer"] == "/type"
    assert (await send(door, generic_shop, [1])).status_code == 422


async def test_a_signed_body_that_is_no_json_is_refused(door: httpx2.AsyncClient, generic_shop: Shop) -> None:
    body = b"\xff\x00{"
    headers = sign_message(generic_shop.signing_keys(now())[0], "m", now(), body)
    answer = await door.post(f"/channels/generic/{generic_shop.id}/webhooks", content=body, headers=headers)
    assert answer.status_code == 400


async def test_a_message_signed_long_ago_is_refused(door: httpx2.AsyncClient, generic_shop: Shop) -> None:
    body = orjson.dumps(ORDER)
    headers = sign_message(generic_shop.signing_keys(now())[0], "m", now() - timedelta(minutes=6), body)
    answer = await door.post(f"/channels/generic/{generic_shop.id}/webhooks", content=body, headers=headers)
    assert answer.status_code == 401


@pytest.mark.parametrize("moment", [17904891, "17904891", "2026-11-29", "2026-11-29T08:00:00", None])
async def test_a_time_is_a_date_and_a_time_with_an_offset(
    door: httpx2.AsyncClient, generic_shop: Shop, moment: object
) -> None:
    answer = await send(door, generic_shop, ORDER | {"timestamp": moment})
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/timestamp")
