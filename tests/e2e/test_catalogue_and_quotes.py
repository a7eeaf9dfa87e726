"""Carts of SKUs are quoted from the catalogue."""

from typing import Any

import httpx2
import pytest

from tests.builders.catalogue_over_http import SHIRT, put


def cart(sku: str, **line: Any) -> dict[str, Any]:
    return {
        "ship_from": {"country": "PT"},
        "ship_to": {"country": "GB"},
        "currency": "GBP",
        "incoterm": "DDP",
        "transport_mode": "express",
        "import_date": "2026-11-20",
        "shipping": "5.00",
        "lines": [{"id": "1", "sku": sku, "quantity": 2, "unit_price": "100.00", **line}],
    }


async def test_a_sku_that_the_catalogue_does_not_have_is_told(quote_api: httpx2.AsyncClient) -> None:
    answer = (await quote_api.post("/v1/quotes", json=cart("nobody-stated-this"))).json()

    (told,) = [one for one in answer["assumptions"] if one["fact"] == "not_in_catalogue"]
    assert (told["value"], told["pointer"]) == ("nobody-stated-this", "/lines/0/sku")


async def test_a_cart_of_skus_is_quoted_from_the_catalogue_and_says_so(quote_api: httpx2.AsyncClient) -> None:
    await put(quote_api, "shirt")

    answer = (await quote_api.post("/v1/quotes", json=cart("shirt"))).json()

    stated = {"hs_code": "610910", "origin": "PT", "net_weight_kg": "0.42", "description": "T-shirt of cotton, knitted"}
    spelled_out = (await quote_api.post("/v1/quotes", json=cart("shirt", **stated))).json()
    assert answer["landed_cost"] == spelled_out["landed_cost"]
    (taken,) = [one for one in answer["assumptions"] if one["fact"] == "catalogue"]
    assert taken["text"] == "Line 1 is shirt of the catalogue: code 610910, origin PT, net weight (kg) 0.42."


STATED = {"hs_code": "610910", "origin": "PT", "net_weight_kg": "0.42", "description": "T-shirt of cotton, knitted"}


@pytest.mark.parametrize("stated", [pytest.param({}, id="by its SKU alone"), pytest.param(STATED, id="stated in full")])
async def test_an_article_that_is_not_sent_there_is_offered_in_no_way_and_in_no_replay(
    quote_api: httpx2.AsyncClient, stated: dict[str, str]
) -> None:
    await put(quote_api, "not-to-gb", {**SHIRT, "not_shipped_to": ["GB"]})
    services = [{"code": "post", "name": "Post", "mode": "post", "shipping": "4.00"}]
    answer = (await quote_api.post("/v1/quotes", json=cart("not-to-gb", **stated) | {"services": services})).json()
    await put(quote_api, "not-to-gb", SHIRT)
    replayed = (await quote_api.post(f"/v1/quotes/{answer['id']}/replay")).json()

    assert (answer["status"], answer["landed_cost"]) == ("partial", None)
    (restriction,) = [one for one in answer["restrictions"] if one["blocks"]]
    assert (restriction["line"], restriction["text"]) == ("1", "The merchant does not send not-to-gb to GB")
    ways = [answer["options"], *answer["options"]["services"]]
    assert [way[name]["available"] for way in ways for name in ("ddp", "dap")] == [False] * 4
    assert replayed["identical"], replayed["differences"]


async def test_a_replay_takes_the_article_as_it_was(quote_api: httpx2.AsyncClient) -> None:
    await put(quote_api, "replayed")
    answer = (await quote_api.post("/v1/quotes", json=cart("replayed"))).json()
    await put(quote_api, "replayed", {**SHIRT, "codes": {"HS": "640411"}, "origin": "CN"})

    replayed = (await quote_api.post(f"/v1/quotes/{answer['id']}/replay")).json()

    assert replayed["identical"], replayed["differences"]


async def test_the_next_quote_takes_the_changed_article(quote_api: httpx2.AsyncClient) -> None:
    await put(quote_api, "changed")
    await quote_api.post("/v1/quotes", json=cart("changed"))
    await put(quote_api, "changed", {**SHIRT, "codes": {"HS": "640411"}})

    answer = (await quote_api.post("/v1/quotes", json=cart("changed"))).json()

    assert any("code 640411" in one["text"] for one in answer["assumptions"])


async def test_an_unknown_sku_is_quoted_as_if_it_were_not_there(quote_api: httpx2.AsyncClient) -> None:
    stated = {"hs_code": "610910", "origin": "PT"}
    named = (await quote_api.post("/v1/quotes", json=cart("nobody-knows-it", **stated))).json()
    request = cart("", **stated)
    del request["lines"][0]["sku"]
    nameless = (await quote_api.post("/v1/quotes", json=request)).json()

    assert (named["landed_cost"], named["assumptions"]) == (nameless["landed_cost"], nameless["assumptions"])


async def test_a_wrong_code_of_an_article_is_not_blamed_on_a_field_that_nobody_sent(
    quote_api: httpx2.AsyncClient,
) -> None:
    await put(quote_api, "wrong-article", {**SHIRT, "codes": {"HS": "610999"}})

    answer = await quote_api.post("/v1/quotes", json=cart("wrong-article"))

    (fault,) = answer.json()["errors"]
    assert (answer.status_code, fault["code"], fault["pointer"]) == (422, "unknown_goods_code", "/lines/0/sku")
    assert fault["detail"].startswith("the catalogue's article 'wrong-article' has a wrong hs_code: '610999' is not")


async def test_a_wrong_code_of_the_cart_is_the_cart_s(quote_api: httpx2.AsyncClient) -> None:
    await put(quote_api, "right-article")

    answer = await quote_api.post("/v1/quotes", json=cart("right-article", hs_code="610999"))

    assert [one["pointer"] for one in answer.json()["errors"]] == ["/lines/0/hs_code"]
