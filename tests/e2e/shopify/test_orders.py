"""An order of a Shopify shop: found again, compared, committed, refunded, cancelled."""

import itertools
from decimal import Decimal
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from dutiful_quote.shops.lifecycle import ShopRooms
from dutiful_quote.shops.shop import Shop
from tests.builders.shopify import item, money_set, order, order_line, rate_request, refund, shipping_line
from tests.e2e.shopify.events import handled, rows, tell
from tests.e2e.shopify.test_rates import quote_id, rates

NUMBERS = itertools.count(7_700_000_000_000_100_001)


@pytest.fixture
async def offered(door: httpx2.AsyncClient, shop: Shop, quote_app: FastAPI) -> dict[str, Any]:
    """The rate that the shopper chooses; `paid` is what it costs as orders write it, `order` the order's number."""
    found = (await rates(door, shop, rate_request(item())))["dhl-express-ddp"]
    await quote_app.state.resources.shopify.desk.offers.settled()
    return {**found, "paid": f"{Decimal(found['total_price']) / 100:.2f}", "order": next(NUMBERS)}


def bought(offered: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """The order of a shopper who chose the rate."""
    lines = [shipping_line(price=offered["paid"])]
    return order(offered["order"], **{"shipping_lines": lines, **changes})


async def compared(rooms: ShopRooms, shop: Shop) -> Any:
    (found,) = await rows(rooms, "SELECT * FROM quote.order_comparison WHERE shop_id = :shop", shop)
    return found


async def state(api: httpx2.AsyncClient, rate: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = (await api.get(f"/v1/quotes/{quote_id(rate)}/order")).json()
    return found


async def test_an_order_finds_its_quote_by_its_cart_and_commits_it(
    door: httpx2.AsyncClient, quote_api: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop, offered: dict[str, Any]
) -> None:
    await tell(door, shop, "orders/create", bought(offered))
    await handled(rooms, shop)

    found = await compared(rooms, shop)
    assert (found.quote_id, found.outcome) == (quote_id(offered), "equal")
    committed = await state(quote_api, offered)
    assert (committed["state"], committed["reference"], committed["service"], committed["delivery"]) == (
        "committed",
        str(offered["order"]),
        "dhl-express",
        "ddp",
    )


async def test_what_the_shopper_chose_goes_to_the_papers_of_the_order(
    door: httpx2.AsyncClient, quote_api: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop, offered: dict[str, Any]
) -> None:
    await tell(door, shop, "orders/create", bought(offered))
    await handled(rooms, shop)

    quote = (await quote_api.get(f"/v1/quotes/{quote_id(offered)}")).json()
    chosen = next(one for one in quote["options"]["services"] if one["code"] == "dhl-express")["ddp"]
    ordered = (await state(quote_api, offered))["ordered"]
    outbox = "SELECT ordered FROM quote.paper_outbox WHERE quote_id = :quote"
    (told,) = await rows(rooms, outbox, shop, quote=quote["id"])
    assert (ordered["incoterm"], ordered["shipping"]) == ("DDP", chosen["shipping"])
    assert told.ordered == ordered


async def test_an_order_that_names_its_quote_needs_no_cart(
    door: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop, offered: dict[str, Any]
) -> None:
    line = shipping_line(price=offered["paid"], metafields=offered["metafields"])
    await tell(
        door,
        shop,
        "orders/create",
        bought(offered, shipping_lines=[line], shipping_address=None, line_items=[]),
    )
    await handled(rooms, shop)

    assert (await compared(rooms, shop)).quote_id == quote_id(offered)


async def test_a_shop_that_charges_duties_besides_is_found_out(
    door: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop, offered: dict[str, Any]
) -> None:
    twice = order(
        offered["order"],
        shipping_lines=[shipping_line(price=offered["paid"])],
        current_total_duties_set=money_set("5.00"),
    )
    await tell(door, shop, "orders/create", twice)
    await handled(rooms, shop)

    found = await compared(rooms, shop)
    assert (found.outcome, found.duties_charged - found.duties_computed) == ("over", Decimal("5.00"))


async def test_an_order_sent_another_way_is_no_order_of_ours(
    door: httpx2.AsyncClient, quote_api: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop, offered: dict[str, Any]
) -> None:
    await tell(door, shop, "orders/create", bought(offered, shipping_lines=[shipping_line(code="Standard")]))
    await handled(rooms, shop)

    assert (await compared(rooms, shop)).outcome == "no_quote"
    assert (await state(quote_api, offered))["state"] == "open"


async def test_the_same_order_told_in_many_ways_is_committed_once(
    door: httpx2.AsyncClient, quote_api: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop, offered: dict[str, Any]
) -> None:
    told = bought(offered)
    for topic in ("orders/create", "orders/paid", "orders/updated"):
        await tell(door, shop, topic, told)
    assert await handled(rooms, shop) == ["done", "done", "done"]

    assert [event["kind"] for event in (await state(quote_api, offered))["events"]] == ["committed"]


async def test_a_cancelled_order_voids_its_quote(
    door: httpx2.AsyncClient, quote_api: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop, offered: dict[str, Any]
) -> None:
    told = bought(offered)
    await tell(door, shop, "orders/create", told)
    await tell(door, shop, "orders/cancelled", {**told, "cancelled_at": "2026-11-29T09:00:00-05:00"})
    await handled(rooms, shop)

    assert (await state(quote_api, offered))["state"] == "voided"
    assert (await compared(rooms, shop)).cancelled


async def test_goods_that_come_back_split_the_charges_once(
    door: httpx2.AsyncClient, quote_api: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop, offered: dict[str, Any]
) -> None:
    await tell(door, shop, "orders/create", bought(offered))
    await handled(rooms, shop)
    for _ in range(3):
        await tell(door, shop, "refunds/create", refund(offered["order"], total_duties_set=money_set("2.00")))
    await handled(rooms, shop)

    events = (await state(quote_api, offered))["events"]
    assert [event["kind"] for event in events] == ["committed", "refunded"]
    assert [(line["id"], line["quantity"]) for line in events[1]["details"]["lines"]] == [
        (str(order_line()["variant_id"]), "1")
    ]
    assert (await compared(rooms, shop)).duties_refunded == Decimal("2.00")


async def test_an_edit_changes_nothing_by_itself(door: httpx2.AsyncClient, rooms: ShopRooms, shop: Shop) -> None:
    await tell(door, shop, "orders/edited", {"order_edit": {"id": 5, "order_id": int(next(NUMBERS)), "line_items": {}}})

    assert await handled(rooms, shop) == ["done"]
