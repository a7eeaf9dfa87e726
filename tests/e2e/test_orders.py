"""The life of an order through the public door."""

import asyncio
from datetime import timedelta
from decimal import Decimal
from typing import Any

import httpx2
import pytest
import time_machine
from fastapi import FastAPI

from dutiful_quote.examples import example
from dutiful_shared.contract.orders import AdjustAnswer, OrderAnswer, RefundAnswer

POST = {"code": "post", "name": "Post", "mode": "post", "shipping": "4.00"}


def shirts(**changes: Any) -> dict[str, Any]:
    cart = {**example("t-shirts-to-us"), **changes}
    cart["lines"] = [dict(line) for line in cart["lines"]]
    return cart


class Orders:
    """A shop that orders."""

    def __init__(self, api: httpx2.AsyncClient) -> None:
        self.api = api

    async def quoted(self, cart: dict[str, Any] | None = None) -> dict[str, Any]:
        response = await self.api.post("/v1/quotes", json=cart or shirts())
        assert response.status_code == 200, response.text
        return dict(response.json())

    async def post(self, quote_id: str, verb: str, body: dict[str, Any]) -> httpx2.Response:
        return await self.api.post(f"/v1/quotes/{quote_id}/{verb}", json=body)

    async def commit(self, quote: dict[str, Any], **choice: Any) -> httpx2.Response:
        return await self.post(quote["id"], "commit", {"reference": f"order {quote['id']}", **choice})

    async def committed(self, cart: dict[str, Any] | None = None, **choice: Any) -> dict[str, Any]:
        quote = await self.quoted(cart)
        response = await self.commit(quote, **choice)
        assert response.status_code == 200, response.text
        return quote

    async def state(self, quote: dict[str, Any]) -> OrderAnswer:
        return OrderAnswer.model_validate((await self.api.get(f"/v1/quotes/{quote['id']}/order")).json())


@pytest.fixture
def shop(quote_api: httpx2.AsyncClient) -> Orders:
    return Orders(quote_api)


def refused(response: httpx2.Response) -> tuple[int, str]:
    return response.status_code, response.json()["code"]


async def test_a_quote_nobody_committed_is_open(shop: Orders) -> None:
    quote = await shop.quoted()

    order = await shop.state(quote)

    assert (order.state, order.events) == ("open", ())
    assert order.landed_cost
    assert order.landed_cost.amount == quote["landed_cost"]["amount"]


async def test_a_committed_quote_has_its_totals_and_its_event(shop: Orders) -> None:
    quote = await shop.quoted()

    order = OrderAnswer.model_validate((await shop.commit(quote, token=quote["token"])).json())

    assert (order.state, order.delivery, order.current_quote_id) == ("committed", "ddp", quote["id"])
    assert order.due_at_checkout
    assert order.due_at_checkout.model_dump() == quote["due_at_checkout"]
    assert [event.kind for event in order.events] == ["committed"]


async def test_a_service_is_committed_at_its_own_amounts(shop: Orders) -> None:
    quote = await shop.quoted(shirts(services=[POST]))

    order = OrderAnswer.model_validate((await shop.commit(quote, service="post", delivery="dap")).json())

    assert order.due_on_delivery
    assert order.due_on_delivery.model_dump() == quote["options"]["services"][0]["dap"]["due_on_delivery"]


async def test_a_service_that_is_never_prepaid_is_not_committed_with_duties_paid(shop: Orders) -> None:
    quote = await shop.quoted(shirts(services=[{**POST, "ddp": False}]))

    response = await shop.commit(quote, service="post", delivery="ddp")

    assert refused(response) == (409, "quote_not_committable")
    assert "cannot be sent with duties paid" in response.json()["detail"]


async def test_an_adjustment_without_the_chosen_service_names_the_services(shop: Orders) -> None:
    quote = await shop.committed(shirts(services=[POST]), service="post", delivery="dap")

    response = await shop.post(quote["id"], "adjust", shirts())

    assert [fault["pointer"] for fault in response.json()["errors"]] == ["/services"]


async def test_committing_again_changes_nothing(shop: Orders) -> None:
    quote = await shop.committed()

    again = await shop.commit(quote)

    assert (again.status_code, len(again.json()["events"])) == (200, 1)


@pytest.mark.parametrize("forged", ["nothing signed", "a total that was changed"])
async def test_a_forged_token_is_refused_also_when_committing_again(shop: Orders, forged: str) -> None:
    quote = await shop.committed()
    head, claims, signature = quote["token"].split(".")
    changed = claims[:-2] + ("AA" if claims[-2:] != "AA" else "BB")
    token = "x.y.z" if forged == "nothing signed" else f"{head}.{changed}.{signature}"

    response = await shop.commit(quote, token=token)

    assert refused(response) == (422, "invalid_request")
    assert [fault["pointer"] for fault in response.json()["errors"]] == ["/token"]


async def test_committing_again_with_the_token_changes_nothing_even_after_it_has_expired(shop: Orders) -> None:
    quote = await shop.quoted()
    await shop.commit(quote, token=quote["token"])

    with time_machine.travel(timedelta(days=4), tick=True):
        again = await shop.commit(quote, token=quote["token"])

    assert (again.status_code, len(again.json()["events"])) == (200, 1)


async def test_many_commits_at_once_are_one(shop: Orders) -> None:
    quote = await shop.quoted()

    answers = await asyncio.gather(*(shop.commit(quote) for _ in range(8)))

    assert {answer.status_code for answer in answers} == {200}
    assert len((await shop.state(quote)).events) == 1


async def test_of_different_commits_at_once_one_wins(shop: Orders) -> None:
    quote = await shop.quoted()

    answers = await asyncio.gather(*(shop.commit(quote, reference=f"{quote['id']}/{i}") for i in range(4)))

    assert sorted(answer.status_code for answer in answers) == [200, 409, 409, 409]


async def test_one_order_of_the_shop_has_one_quote(shop: Orders) -> None:
    first = await shop.committed()

    second = await shop.commit(await shop.quoted(), reference=f"order {first['id']}")

    assert refused(second) == (409, "conflict")


async def test_an_expired_quote_is_not_committed(shop: Orders) -> None:
    quote = await shop.quoted()

    with time_machine.travel(timedelta(days=4), tick=True):
        response = await shop.commit(quote)

    assert refused(response) == (409, "quote_expired")


@pytest.mark.parametrize(
    ("choice", "pointer"),
    [
        pytest.param({"service": "balloon"}, "/service", id="no such service"),
        pytest.param({"token": "x.y.z"}, "/token", id="no token of ours"),
        pytest.param({"reference": ""}, "/reference", id="no reference"),
        pytest.param({"delivery": "EXW"}, "/delivery", id="no such way"),
    ],
)
async def test_a_choice_that_the_quote_lacks_names_its_field(shop: Orders, choice: Any, pointer: str) -> None:
    response = await shop.commit(await shop.quoted(), **choice)

    assert refused(response) == (422, "invalid_request")
    assert [fault["pointer"] for fault in response.json()["errors"]] == [pointer]


async def test_the_token_of_another_quote_is_refused(shop: Orders) -> None:
    other = await shop.quoted()

    response = await shop.commit(await shop.quoted(), token=other["token"])

    assert refused(response) == (422, "invalid_request")


async def test_amounts_not_known_are_committed_with_duties_unpaid_only(shop: Orders) -> None:
    partial = await shop.quoted(example("mixed-cart-to-switzerland"))

    ddp, dap = await shop.commit(partial, delivery="ddp"), await shop.commit(partial, delivery="dap")

    assert refused(ddp) == (409, "quote_not_committable")
    assert dap.status_code == 200


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
