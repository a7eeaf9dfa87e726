"""What becomes of a committed order: adjusted, returned, cancelled."""

from decimal import Decimal

import httpx2
import pytest
from fastapi import FastAPI

from dutiful_shared.contract.orders import AdjustAnswer, RefundAnswer
from tests.e2e.ordering_shop import Orders, refused, shirts


@pytest.fixture
def shop(quote_api: httpx2.AsyncClient) -> Orders:
    return Orders(quote_api)


async def test_an_adjustment_is_a_new_quote_with_the_difference(shop: Orders) -> None:
    quote = await shop.committed()
    cart = shirts()
    cart["lines"][0]["quantity"] = 4

    adjusted = AdjustAnswer.model_validate((await shop.post(quote["id"], "adjust", cart)).json())

    assert adjusted.order.state == "adjusted"
    assert adjusted.order.current_quote_id == adjusted.quote.id
    assert adjusted.quote.landed_cost
    assert adjusted.difference.landed_cost
    rise = Decimal(adjusted.quote.landed_cost.amount) - Decimal(quote["landed_cost"]["amount"])
    assert Decimal(adjusted.difference.landed_cost.amount) == rise
    assert {one.line for one in adjusted.difference.charges} >= {"1"}


async def test_the_same_adjustment_twice_is_one(shop: Orders) -> None:
    quote = await shop.committed()
    cart = shirts(shipping="1.00")

    first, again = [(await shop.post(quote["id"], "adjust", cart)).json() for _ in range(2)]

    assert first == again


async def test_the_order_is_found_by_any_of_its_quotes(shop: Orders) -> None:
    quote = await shop.committed()
    adjusted = (await shop.post(quote["id"], "adjust", shirts(shipping="1.00"))).json()["quote"]

    assert (await shop.state(adjusted)).quote_id == quote["id"]
    assert refused(await shop.commit(adjusted)) == (409, "conflict")


async def test_an_order_keeps_its_currency(shop: Orders) -> None:
    quote = await shop.committed()

    response = await shop.post(quote["id"], "adjust", shirts(currency="EUR"))

    assert [fault["pointer"] for fault in response.json()["errors"]] == ["/currency"]


async def test_all_pieces_take_all_charges_with_them(shop: Orders) -> None:
    quote = await shop.committed()
    charges = sum(Decimal(one["amount"]["amount"]) for one in quote["lines"][0]["charges"])

    refunds = [
        RefundAnswer.model_validate(
            (
                await shop.post(quote["id"], "refund", {"reference": name, "lines": [{"id": "1", "quantity": "1"}]})
            ).json()
        )
        for name in ("a", "b")
    ]

    assert sum(Decimal(one.refund.total.amount) for one in refunds) >= charges
    assert refunds[0].refund.charges[0].recovery == "on_application"


async def test_the_same_return_twice_is_one_and_more_than_was_sold_is_refused(shop: Orders) -> None:
    quote = await shop.committed()
    two = {"reference": "r1", "lines": [{"id": "1", "quantity": "2"}]}

    first, again = [await shop.post(quote["id"], "refund", two) for _ in range(2)]
    other = await shop.post(quote["id"], "refund", {**two, "lines": [{"id": "1", "quantity": "1"}]})
    more = await shop.post(quote["id"], "refund", {"reference": "r2", "lines": [{"id": "1", "quantity": "1"}]})

    assert first.json() == again.json()
    assert [refused(other), refused(more)] == [(409, "conflict")] * 2


async def test_a_voided_order_stays_voided(shop: Orders) -> None:
    quote = await shop.committed()

    first, again = [await shop.post(quote["id"], "void", {"reason": "fraud"}) for _ in range(2)]
    later = [
        await shop.commit(quote),
        await shop.post(quote["id"], "adjust", shirts(shipping="1.00")),
        await shop.post(quote["id"], "refund", {"reference": "r", "lines": [{"id": "1", "quantity": "1"}]}),
    ]

    assert (first.status_code, first.json()) == (200, again.json())
    assert [refused(response) for response in later] == [(409, "conflict")] * 3


async def test_an_order_is_voided_without_a_body(shop: Orders) -> None:
    quote = await shop.committed()

    answer = await shop.api.post(f"/v1/quotes/{quote['id']}/void")

    assert (answer.status_code, answer.json()["state"]) == (200, "voided")


async def test_what_was_never_committed_cannot_be_voided(shop: Orders) -> None:
    assert refused(await shop.post((await shop.quoted())["id"], "void", {})) == (409, "conflict")


async def test_another_merchants_quote_is_not_there(
    shop: Orders, stranger_api: httpx2.AsyncClient, quote_app: FastAPI
) -> None:
    quote = await shop.committed()
    stranger = Orders(stranger_api)

    answers = [
        await stranger.commit(quote),
        await stranger.post(quote["id"], "void", {}),
        await stranger.post(quote["id"], "adjust", shirts()),
        await stranger.post(quote["id"], "refund", {"reference": "r", "lines": [{"id": "1", "quantity": "1"}]}),
        await stranger.api.get(f"/v1/quotes/{quote['id']}/order"),
    ]

    assert [refused(answer) for answer in answers] == [(404, "not_found")] * 5
    orders = quote_app.state.resources.orders
    assert await orders.repository.find("mer_stranger", quote["id"]) is None
