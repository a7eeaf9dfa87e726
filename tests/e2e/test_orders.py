"""The life of an order through the public door."""

import asyncio
from datetime import timedelta
from typing import Any

import httpx2
import pytest
import time_machine

from dutiful_quote.examples import example
from dutiful_shared.contract.orders import OrderAnswer
from tests.e2e.ordering_shop import POST, Orders, refused, shirts


@pytest.fixture
def shop(quote_api: httpx2.AsyncClient) -> Orders:
    return Orders(quote_api)


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
