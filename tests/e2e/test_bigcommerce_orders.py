"""What becomes of BigCommerce's orders: commit, adjust and void, each as often as the platform likes."""

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import orjson
import pytest
from fastapi import FastAPI

from dutiful_shared.contract.merchant import MerchantProfile, OnUnknown
from tests.builders import bigcommerce as bc
from tests.builders.bigcommerce import adds_up
from tests.builders.bigcommerce_schemas import TAX_ANSWER, valid
from tests.e2e.bigcommerce_shop import Store, a_store
from tests.e2e.test_bigcommerce_tax import NAMELESS


@pytest.fixture
async def store(quote_app: FastAPI) -> AsyncIterator[Store]:
    async with a_store(quote_app) as found:
        yield found


async def done(store: Store, verb: str, message: dict[str, Any], **params: str) -> dict[str, Any]:
    response = await store.tax(verb, message, **params)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = orjson.loads(response.content)
    valid(answer, TAX_ANSWER)
    adds_up(answer)
    return answer


def order(*documents: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return bc.cart(*documents, id="113", **changes)


async def test_an_order_is_committed_at_the_amounts_of_its_estimate(store: Store) -> None:
    estimated = await store.estimate()

    committed = await done(store, "commit", order())

    assert committed["documents"] == estimated["documents"]
    ((reference, state),) = await store.orders()
    assert reference.startswith(f"{store.name}/113/")
    assert state == "committed"


async def test_a_commit_that_comes_twice_commits_once(store: Store) -> None:
    answers = await asyncio.gather(*(done(store, "commit", order()) for _ in range(4)))
    again = await done(store, "commit", order())

    assert all(answer == again for answer in answers)
    assert [state for _, state in await store.orders()] == ["committed"]


async def test_an_order_of_two_destinations_is_two_quotes(store: Store) -> None:
    await done(store, "commit", order(bc.document(), bc.document(id="doc-2", to=bc.AMERICA)))

    assert [state for _, state in await store.orders()] == ["committed", "committed"]


async def test_an_adjustment_takes_the_place_of_what_was_committed_once(store: Store) -> None:
    before = await done(store, "commit", order())
    edited = order(bc.document(bc.shirts(20, quantity=1)), adjust_description="one shirt came back")

    after = await done(store, "adjust", edited, id="113")
    again = await done(store, "adjust", edited, id="113")

    assert adds_up(after) < adds_up(before)
    assert again == after
    assert [state for _, state in await store.orders()] == ["adjusted"]


async def test_what_is_given_back_lowers_the_price_of_what_is_left(store: Store) -> None:
    refund = bc.shirts(-15, id="refund-1", type="refund", quantity=1, tax_properties=[])
    await done(store, "commit", order())

    after = await done(store, "adjust", order(bc.document(bc.shirts(), refund)), id="113")

    item, given_back = after["documents"][0]["items"]
    assert (given_back["type"], given_back["price"]["amount_exclusive"], given_back["price"]["total_tax"]) == (
        "refund",
        -15,
        0,
    )
    plain = await store.estimate(bc.document(bc.shirts(25)))
    assert item["price"]["total_tax"] == plain["documents"][0]["items"][0]["price"]["total_tax"]
    assert adds_up(after) == Decimal((await store.quotes())[-2]["due_at_checkout"]["amount"])


async def test_a_line_that_came_back_in_full_costs_nothing_more(store: Store) -> None:
    await done(store, "commit", order(bc.document(bc.shirts(), bc.shirts(id="line-2"))))
    gone = bc.shirts(0, id="line-2", quantity=0)

    after = await done(store, "adjust", order(bc.document(bc.shirts(), gone)), id="113")

    assert after["documents"][0]["items"][1]["price"]["amount_inclusive"] == 0


async def test_an_order_of_which_everything_came_back_is_voided(store: Store) -> None:
    await done(store, "commit", order())
    nothing = bc.document(bc.shirts(0, type="refund"), shipping=bc.carriage("shipping", 0))

    await done(store, "adjust", order(nothing), id="113")

    assert [state for _, state in await store.orders()] == ["voided"]


async def test_an_order_that_was_never_submitted_is_committed_by_its_adjustment(store: Store) -> None:
    await done(store, "adjust", order(), id="113")

    assert [state for _, state in await store.orders()] == ["committed"]


async def test_an_order_that_goes_elsewhere_stays_one_order(store: Store) -> None:
    await done(store, "commit", order())

    await done(store, "adjust", order(bc.document(to=bc.BRITAIN)), id="113")

    assert [state for _, state in await store.orders()] == ["adjusted"]


async def test_a_void_is_answered_without_a_body_as_often_as_it_comes(store: Store) -> None:
    await done(store, "commit", order())

    for _ in range(2):
        response = await store.tax("void", None, id="113")
        assert (response.status_code, response.content) == (200, b"")
    assert [state for _, state in await store.orders()] == ["voided"]


async def test_an_order_that_is_not_known_is_voided_without_effect(store: Store) -> None:
    assert (await store.tax("void", None, id="999")).status_code == 200
    assert (await store.tax("void", None)).status_code == 400


async def test_an_order_that_was_voided_can_be_committed_again(store: Store) -> None:
    await done(store, "commit", order())
    await store.tax("void", None, id="113")

    await done(store, "commit", order())

    assert [state for _, state in await store.orders()] == ["voided", "committed"]


async def test_two_stores_may_have_orders_of_one_number(quote_app: FastAPI, store: Store) -> None:
    async with a_store(quote_app) as other:
        await done(store, "commit", order())
        await done(other, "commit", order())
        await other.tax("void", None, id="113")

        assert [state for _, state in await store.orders()] == ["committed"]


async def test_what_the_policy_would_not_commit_is_answered_all_the_same(quote_app: FastAPI) -> None:
    async with a_store(quote_app, MerchantProfile(on_unknown=OnUnknown.DAP_ONLY)) as store:
        await done(store, "commit", order(bc.document(bc.shirts(**NAMELESS), to=bc.AMERICA)))

        assert [state for _, state in await store.orders()] == ["committed"]
