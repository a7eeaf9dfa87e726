"""Rate callbacks of Shopify, from the door to the rates."""

import asyncio
from decimal import Decimal
from typing import Any

import httpx2
import orjson
import pytest
from fastapi import FastAPI

from dutiful_quote.shops.shop import Shop
from tests.builders.shipping import TABLE
from tests.builders.shopify import MUG, PERSONAL, TEE, address, encoded, item, rate_request, signature, warehouse
from tests.builders.shopify_schemas import valid
from tests.e2e.shopify.conftest import SECRET, NewShop, Settle

JSON = {"content-type": "application/json"}


async def ask(door: httpx2.AsyncClient, shop: Shop, payload: Any, **headers: str) -> httpx2.Response:
    return await door.post(
        f"/channels/shopify/{shop.external_id}/rates", content=encoded(payload), headers=JSON | headers
    )


async def rates(door: httpx2.AsyncClient, shop: Shop, payload: Any) -> dict[str, dict[str, Any]]:
    """Rates by service code, of an answer that Shopify would take."""
    answer = await ask(door, shop, payload)
    assert answer.status_code == 200, answer.text
    return {one["service_code"]: one for one in valid(answer.json(), "rates")["rates"]}


def quote_id(rate: dict[str, Any]) -> str:
    return next(field["value"] for field in rate["metafields"] if field["key"] == "quote_id")


async def quote_behind(api: httpx2.AsyncClient, rate: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = (await api.get(f"/v1/quotes/{quote_id(rate)}")).json()
    return found


async def test_each_service_comes_with_duties_paid_and_unpaid(door: httpx2.AsyncClient, shop: Shop) -> None:
    found = await rates(door, shop, rate_request())

    assert list(found) == ["dhl-express-ddp", "dhl-express-dap", "post-dap"]
    assert found["dhl-express-ddp"]["service_name"] == "DHL Express (Duties and taxes included)"
    assert found["dhl-express-dap"]["description"] == "Duties and taxes due on delivery"


async def test_a_rate_costs_what_comes_on_top_of_the_goods(
    door: httpx2.AsyncClient, quote_api: httpx2.AsyncClient, shop: Shop
) -> None:
    found = await rates(door, shop, rate_request())

    quote = await quote_behind(quote_api, found["dhl-express-ddp"])
    express = next(one for one in quote["options"]["services"] if one["code"] == "dhl-express")
    on_top = Decimal(express["ddp"]["due_at_checkout"]["amount"]) - Decimal("39.98")
    assert Decimal(found["dhl-express-ddp"]["total_price"]) == on_top * 100
    assert on_top > Decimal(express["ddp"]["shipping"]["amount"])
    assert Decimal(found["dhl-express-dap"]["total_price"]) == Decimal(express["dap"]["shipping"]["amount"]) * 100


async def test_prices_are_hundredths_of_one_piece_and_grams_are_of_one_piece(
    door: httpx2.AsyncClient, quote_api: httpx2.AsyncClient, shop: Shop, settle: Settle
) -> None:
    bands = [{"up_to": "0.5", "price": "10.00"}, {"up_to": "5", "price": "30.00"}]
    by_weight = {**TABLE, "services": [{**TABLE["services"][0], "prices": [{"zone": "world", "bands": bands}]}]}
    await settle(table={**by_weight, "currency": "USD"})

    light = await rates(door, shop, rate_request(item(quantity=2, grams=250)))
    heavy = await rates(door, shop, rate_request(item(quantity=3, grams=250)))

    assert light["dhl-express-dap"]["total_price"] == "1000"
    assert heavy["dhl-express-dap"]["total_price"] == "3000"
    quote = await quote_behind(quote_api, heavy["dhl-express-dap"])
    assert quote["goods_total"]["amount"] == "59.97"


async def test_yen_are_counted_in_hundredths_too(
    door: httpx2.AsyncClient, quote_api: httpx2.AsyncClient, shop: Shop
) -> None:
    payload = rate_request(item(price=300_000, quantity=1), currency="JPY", order_totals=None)

    found = await rates(door, shop, payload)

    quote = await quote_behind(quote_api, found["dhl-express-dap"])
    assert quote["goods_total"] == {"amount": "3000", "currency": "JPY"}
    shipping = quote["options"]["services"][0]["dap"]["shipping"]["amount"]
    assert found["dhl-express-dap"]["total_price"] == f"{shipping}00"


async def test_a_discount_of_the_order_lowers_the_value_of_its_goods(
    door: httpx2.AsyncClient, quote_api: httpx2.AsyncClient, shop: Shop
) -> None:
    gift_card = item(variant_id=1, sku="", price=6_002, quantity=1, requires_shipping=False)
    payload = rate_request(item(), gift_card, order_totals={"discount_amount": "1000"})

    found = await rates(door, shop, payload)

    quote = await quote_behind(quote_api, found["dhl-express-ddp"])
    assert quote["goods_total"]["amount"] == "35.98"
    express = quote["options"]["services"][0]["ddp"]
    on_top = Decimal(express["due_at_checkout"]["amount"]) - Decimal("35.98")
    assert Decimal(found["dhl-express-ddp"]["total_price"]) == on_top * 100


async def test_goods_are_known_by_their_variant_without_any_sku(
    door: httpx2.AsyncClient, quote_api: httpx2.AsyncClient, shop: Shop
) -> None:
    found = await rates(door, shop, rate_request(item(sku="")))

    (line,) = (await quote_behind(quote_api, found["dhl-express-ddp"]))["lines"]
    assert (line["id"], line["tariff_code"], line["origin"]) == (str(TEE), "6109100012", "CN")


async def test_goods_that_nobody_knows_leave_duties_unpaid(door: httpx2.AsyncClient, shop: Shop) -> None:
    found = await rates(door, shop, rate_request(item(), item(variant_id=MUG, sku="MUG-01", grams=400)))

    assert list(found) == ["dhl-express-dap"], "and by post go two items at most"


async def test_a_code_that_is_none_of_the_destination_is_good_for_six_digits(
    door: httpx2.AsyncClient, quote_api: httpx2.AsyncClient, shop: Shop, quote_app: FastAPI
) -> None:
    from dutiful_quote.shops.mirror_repository import put_customs
    from dutiful_quote.shops.variant import CustomsFacts

    rooms = quote_app.state.resources.shops
    wrong = CustomsFacts(shop.id, shop.merchant_id, "i1", rooms.now(), {"US": "6109109999"}, "CN")
    async with rooms.service_engine.begin() as connection:
        await put_customs(connection, [wrong])

    found = await rates(door, shop, rate_request())

    (line,) = (await quote_behind(quote_api, found["dhl-express-dap"]))["lines"]
    assert line["tariff_code"] == "610910"


async def test_an_address_that_no_country_has_stops_no_shopper(
    door: httpx2.AsyncClient, quote_api: httpx2.AsyncClient, shop: Shop
) -> None:
    nowhere = address("US", province="QQ", postal_code="ABC")

    found = await rates(door, shop, rate_request(destination=nowhere))

    told = (await quote_behind(quote_api, found["dhl-express-ddp"]))["assumptions"]
    assert {one["fact"] for one in told} >= {"region", "postal_code"}


async def test_nothing_is_offered_where_no_table_reaches(door: httpx2.AsyncClient, shop: Shop) -> None:
    payload = rate_request(origin=warehouse("BR"), destination=address("AR", province="B", postal_code="1638"))

    assert await rates(door, shop, payload) == {}


async def test_a_merchant_without_tables_leaves_it_to_the_backup_rates(
    door: httpx2.AsyncClient, shop: Shop, settle: Settle
) -> None:
    await settle()

    assert (await ask(door, shop, rate_request())).status_code == 404


async def test_a_weight_that_nobody_knows_leaves_it_to_the_backup_rates(
    door: httpx2.AsyncClient, shop: Shop, settle: Settle
) -> None:
    await settle(table={**TABLE, "services": TABLE["services"][:1]})

    assert (await ask(door, shop, rate_request(item(grams=0)))).status_code == 404


async def test_a_shop_that_collects_duties_itself_gets_shipping_alone(
    door: httpx2.AsyncClient, new_shop: NewShop, settle: Settle
) -> None:
    native = await new_shop(collects_duties_natively=True)

    found = await rates(door, native, rate_request())

    assert list(found) == ["dhl-express", "post"]


@pytest.mark.parametrize(("sent_from", "to"), [("DE", "DE"), ("NL", "DE")])
async def test_where_nothing_is_imported_shipping_alone_is_shown(
    door: httpx2.AsyncClient, shop: Shop, sent_from: str, to: str
) -> None:
    origin = warehouse(sent_from, postal_code="1011", province=None, city=None)
    destination = address(to, postal_code="20095", province=None, city="Hamburg")

    found = await rates(door, shop, rate_request(origin=origin, destination=destination, currency="EUR"))

    assert list(found) == ["dhl-express", "post"]
    assert found["dhl-express"]["total_price"] == "1000"


async def test_the_same_cart_gets_the_same_answer_and_one_quote(door: httpx2.AsyncClient, shop: Shop) -> None:
    payload = rate_request(item(price=2_345))

    answers = await asyncio.gather(*(ask(door, shop, payload) for _ in range(8)))

    assert len({answer.content for answer in answers}) == 1
    assert (await ask(door, shop, payload)).content == answers[0].content


async def test_another_process_gives_the_same_answer(door: httpx2.AsyncClient, shop: Shop, quote_app: FastAPI) -> None:
    payload = rate_request(item(price=3_456))
    first = await ask(door, shop, payload)
    quote_app.state.resources.shopify.memory._known.clear()

    assert (await ask(door, shop, payload)).content == first.content


async def test_another_price_is_another_cart(door: httpx2.AsyncClient, shop: Shop) -> None:
    cheap = await rates(door, shop, rate_request(item(price=1_000)))
    dear = await rates(door, shop, rate_request(item(price=9_000)))

    assert quote_id(cheap["dhl-express-ddp"]) != quote_id(dear["dhl-express-ddp"])
    assert int(cheap["dhl-express-ddp"]["total_price"]) < int(dear["dhl-express-ddp"]["total_price"])


async def test_rates_speak_the_shoppers_language(door: httpx2.AsyncClient, shop: Shop) -> None:
    found = await rates(door, shop, rate_request(locale="de-AT"))

    assert found["dhl-express-ddp"]["description"] == "Zölle und Steuern inbegriffen"
    assert list(found) == list(await rates(door, shop, rate_request(locale="fr")))


async def test_a_shop_may_choose_its_own_words(door: httpx2.AsyncClient, new_shop: NewShop, settle: Settle) -> None:
    chosen = await new_shop(service_naming={"ddp_suffix": "all in"})

    found = await rates(door, chosen, rate_request(locale="de"))

    assert found["dhl-express-ddp"]["service_name"] == "DHL Express (all in)"


async def test_a_legacy_body_is_read(door: httpx2.AsyncClient, shop: Shop) -> None:
    payload = rate_request()
    for name in ("locale", "order_totals", "customer"):
        del payload["rate"][name]
    payload["rate"]["destination"] |= {"address1": "", "city": "", "name": None, "phone": None}
    payload["rate"]["items"][0] |= {"properties": {"engraving": {"text": "M"}}}

    assert "dhl-express-ddp" in await rates(door, shop, payload)


async def test_a_signature_that_is_there_must_fit(door: httpx2.AsyncClient, shop: Shop) -> None:
    body = encoded(rate_request())
    good, bad = signature(SECRET, body), signature(b"another", body)

    for name in ("x-shopify-hmac-sha256", "shopify-hmac-sha256"):
        assert (await ask(door, shop, rate_request(), **{name: good})).status_code == 200
        assert (await ask(door, shop, rate_request(), **{name: bad})).status_code == 401


async def test_a_shop_may_insist_on_signatures(door: httpx2.AsyncClient, new_shop: NewShop, settle: Settle) -> None:
    strict = await new_shop(require_rate_signature=True)

    assert (await ask(door, strict, rate_request())).status_code == 401


async def test_a_shop_that_nobody_knows_gets_its_backup_rates(door: httpx2.AsyncClient, shop: Shop) -> None:
    answer = await door.post("/channels/shopify/nobody.myshopify.com/rates", content=encoded(rate_request()))

    assert answer.status_code == 404


async def test_neither_the_answer_nor_the_quote_holds_anything_of_the_person(
    door: httpx2.AsyncClient, quote_api: httpx2.AsyncClient, shop: Shop, quote_app: FastAPI
) -> None:
    found = await rates(door, shop, rate_request())

    rate = found["dhl-express-ddp"]
    quotes = quote_app.state.resources.quotes
    record = await quotes.repository.find(quote_id(rate), shop.merchant_id)
    kept = orjson.dumps(found).decode() + record.request + record.answer + (record.completed or "")
    assert not [one for one in PERSONAL if one in kept]


async def test_whoever_knows_a_shops_name_cannot_ask_without_bound(door: httpx2.AsyncClient, shop: Shop) -> None:
    await ask(door, shop, rate_request())
    answers = await asyncio.gather(*(ask(door, shop, rate_request(item(quantity=5))) for _ in range(80)))

    assert {answer.status_code for answer in answers} == {200, 429}
    assert all("retry-after" in answer.headers for answer in answers if answer.status_code == 429)
