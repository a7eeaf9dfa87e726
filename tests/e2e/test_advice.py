"""Advice on an order: lawful ways that cost less, only where they are asked for."""

from typing import Any

import httpx2
import pytest

SHOES = {
    "ship_from": {"country": "VN"},
    "ship_to": {"country": "DE"},
    "currency": "EUR",
    "incoterm": "DAP",
    "transport_mode": "express",
    "import_date": "2026-11-20",
    "shipping": "15.00",
    "lines": [{"id": "1", "hs_code": "640399", "origin": "VN", "quantity": 1, "unit_price": "89.00"}],
}
BAG = {
    "ship_from": {"country": "UA"},
    "ship_to": {"country": "CA", "region": "AB"},
    "currency": "CAD",
    "incoterm": "DDP",
    "transport_mode": "air",
    "import_date": "2026-11-20",
    "lines": [
        {"id": "1", "hs_code": "42022100", "code_system": "CA", "origin": "UA", "quantity": 1, "unit_price": "500.00"}
    ],
}


async def quoted(api: httpx2.AsyncClient, cart: dict[str, Any], **changes: Any) -> dict[str, Any]:
    response = await api.post("/v1/quotes", json={**cart, "advice": True, **changes})
    assert response.status_code == 200, response.json()
    answer: dict[str, Any] = response.json()
    return answer


async def advised(api: httpx2.AsyncClient, cart: dict[str, Any], kind: str, **changes: Any) -> list[dict[str, Any]]:
    return [one for one in (await quoted(api, cart, **changes))["advice"] if one["kind"] == kind]


async def test_nothing_is_advised_unless_asked(quote_api: httpx2.AsyncClient) -> None:
    assert (await quoted(quote_api, SHOES, advice=False))["advice"] == []


async def test_a_scheme_that_moves_the_tax_to_checkout_is_told(quote_api: httpx2.AsyncClient) -> None:
    (found,) = await advised(quote_api, SHOES, "registration")
    assert (found["requires"], found["pointer"]) == (["IOSS"], "/seller/registrations")
    # Import VAT: 19 % of 89 + 15 + 3 = 20.33; under IOSS 19 % of 104 = 19.76 at checkout, and the duty is left.
    assert "would then pay 3.00 on delivery, not 23.33" in found["text"]
    assert found["saves"] == {"amount": "0.57", "currency": "EUR"}
    assert "Directive 2006/112/EC" in found["legal_reference"]["text"]


async def test_a_seller_with_the_scheme_is_not_told_of_it(quote_api: httpx2.AsyncClient) -> None:
    seller = {"country": "VN", "registrations": [{"scheme": "IOSS", "number": "IM2760000001"}]}
    assert await advised(quote_api, SHOES, "registration", seller=seller) == []


async def test_a_preference_that_could_be_claimed_is_told_with_its_saving(quote_api: httpx2.AsyncClient) -> None:
    (found,) = await advised(quote_api, BAG, "claim")
    # 10 % of CAD 500.00 in place of nothing.
    assert (found["line"], found["saves"]["amount"]) == ("1", "50.00")
    assert any("claim" in need for need in found["requires"])


async def test_what_the_goods_may_be_is_no_claim_but_a_fact(quote_api: httpx2.AsyncClient) -> None:
    steel = {
        **BAG,
        "ship_from": {"country": "KR"},
        "ship_to": {"country": "US"},
        "currency": "USD",
        "lines": [
            {
                "id": "1",
                "hs_code": "7326908688",
                "code_system": "US",
                "origin": "KR",
                "quantity": 1,
                "unit_price": "5000.00",
            }
        ],
    }
    needs = [need for found in await advised(quote_api, steel, "claim") for need in found["requires"]]
    assert needs
    assert not any(need.startswith("statement") for need in needs)


async def test_an_answer_that_narrows_the_range_is_advised(quote_api: httpx2.AsyncClient) -> None:
    car = {"id": "1", "hs_code": "8703230190", "code_system": "US", "origin": "VN", "quantity": 1, "unit_price": "1000"}
    cart = {**SHOES, "ship_to": {"country": "US"}, "currency": "USD", "lines": [car]}
    (found,) = await advised(quote_api, cart, "fact")
    assert (found["pointer"], found["requires"]) == ("/lines/0/facts/vehicle_age", ["vehicle_age"])


async def test_what_no_field_can_answer_is_not_advised(quote_api: httpx2.AsyncClient) -> None:
    tea = {"id": "1", "hs_code": "090210", "origin": "VN", "quantity": 1, "unit_price": "89.00"}
    answer = await quoted(quote_api, {**SHOES, "ship_to": {"country": "NO"}, "currency": "NOK", "lines": [tea]})
    assert [one["pointer"] for one in answer["missing"] if one["affects"] == "amount"] == [None]
    assert [one for one in answer["advice"] if one["kind"] == "fact"] == []


async def test_the_other_incoterm_changes_when_and_not_how_much(quote_api: httpx2.AsyncClient) -> None:
    (found,) = await advised(quote_api, SHOES, "incoterm")
    assert found["saves"]["amount"] == "0.00"
    assert "23.33 due on delivery would be collected at checkout" in found["text"]


async def test_another_way_of_carriage_is_told_where_the_law_treats_it_differently(
    quote_api: httpx2.AsyncClient,
) -> None:
    shirt = {
        **SHOES,
        "ship_from": {"country": "CN"},
        "ship_to": {"country": "US"},
        "currency": "USD",
        "import_date": "2026-06-20",
        "shipping": "0.00",
        "lines": [{"id": "1", "hs_code": "610910", "origin": "CN", "quantity": 1, "unit_price": "50.00"}],
    }
    (found,) = await advised(quote_api, shirt, "transport_mode")
    by_post = await quoted(quote_api, shirt, transport_mode="post")
    by_courier = await quoted(quote_api, shirt)
    landed = [float(answer["landed_cost"]["amount"]) for answer in (by_courier, by_post)]
    assert float(found["saves"]["amount"]) == pytest.approx(landed[0] - landed[1])


async def test_a_service_that_lands_the_order_for_less_is_told(quote_api: httpx2.AsyncClient) -> None:
    services = [{"code": "slow", "mode": "express", "shipping": "5.00"}]
    (found,) = await advised(quote_api, SHOES, "service", services=services)
    # 10.00 less of carriage, and 19 % of that less of VAT.
    assert (found["pointer"], found["saves"]["amount"]) == ("/services/0", "11.90")


async def test_a_claim_that_fails_for_its_way_is_told_to_go_straight(quote_api: httpx2.AsyncClient) -> None:
    preference = {"claim": True, "proof": "statement on origin"}
    found = await quoted(
        quote_api,
        {**BAG, "ship_to": {"country": "GB"}, "ship_from": {"country": "NL"}, "currency": "GBP"},
        lines=[{**BAG["lines"][0], "hs_code": "420221", "code_system": "HS", "origin": "JP", "preference": preference}],
    )
    assert "direct_transport" in {one["fact"] for one in found["missing"]}


async def test_consignments_that_travel_apart_are_explained_and_never_proposed(quote_api: httpx2.AsyncClient) -> None:
    parts = [{"id": "a", "ship_from": {"country": "VN"}}, {"id": "b", "ship_from": {"country": "NL"}}]
    lines = [{**SHOES["lines"][0], "consignment": "a"}, {**SHOES["lines"][0], "id": "2", "consignment": "b"}]
    apart = await advised(quote_api, SHOES, "consignments", consignments=parts, lines=lines)
    stock = await advised(quote_api, SHOES, "ship_from", consignments=parts, lines=lines)
    assert [one["saves"] for one in apart] == [None]
    assert ["in stock in NL" in one["text"] for one in stock] == [True]


async def test_one_consignment_is_never_advised_to_be_more(quote_api: httpx2.AsyncClient) -> None:
    lines = [{**SHOES["lines"][0], "id": str(number)} for number in range(1, 4)]
    assert await advised(quote_api, SHOES, "consignments", lines=lines) == []


async def test_an_order_that_is_kept_out_is_not_advised_on(quote_api: httpx2.AsyncClient) -> None:
    lines = [{**SHOES["lines"][0], "hs_code": "854340"}]
    answer = await quoted(quote_api, SHOES, ship_to={"country": "AU"}, currency="AUD", lines=lines)
    assert answer["restrictions"]
    assert answer["advice"] == []


async def test_a_replay_gives_the_same_advice(quote_api: httpx2.AsyncClient) -> None:
    answer = await quoted(quote_api, SHOES)
    replayed = (await quote_api.post(f"/v1/quotes/{answer['id']}/replay")).json()
    assert (replayed["identical"], replayed["quote"]["advice"]) == (True, answer["advice"])
