"""Screening over HTTP: what is found is held, recorded, decided on, and seen by nobody else."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from dutiful_shared.client import DutifulProblem
from dutiful_shared.contract.screening import ScreeningAnswer, ScreeningRequest
from dutiful_shared.contract.screening_terms import HoldState, ScreeningState
from tests.builders import screening_files as files
from tests.integration.screening.conftest import Load, Merchant, resources

pytestmark = pytest.mark.integration
LISTED = "Khaldun Marzoufi"
NewMerchant = Callable[..., Awaitable[Merchant]]


def request(name: str = LISTED, **facts: Any) -> ScreeningRequest:
    party = {"id": "receiver", "role": "consignee", "name": name, **facts}
    return ScreeningRequest.model_validate({"reference": "order-1", "parties": [party]})


@pytest.fixture
async def lists(load: Load, app: FastAPI) -> None:
    await load("un", files.UN_XML)
    await load("eu", files.EU_XML)
    await resources(app).screening.book.refresh()


@pytest.fixture
async def held(lists: None, merchant: Merchant) -> ScreeningAnswer:
    return await merchant.client.screen(request())


async def test_with_no_list_loaded_nobody_is_clear(merchant: Merchant, app: FastAPI) -> None:
    engine = resources(app).engine
    async with engine.connect() as connection:
        loaded = (await connection.execute(text("SELECT count(*) FROM docs.screening_active"))).scalar_one()
    answer = await merchant.client.screen(request("Jane Example"))

    assert loaded == 0
    assert (answer.state, answer.may_proceed, answer.lists) == (ScreeningState.NO_LISTS, False, ())


async def test_somebody_who_is_not_listed_may_proceed(lists: None, merchant: Merchant) -> None:
    answer = await merchant.client.screen(request("Jane Example"))

    assert (answer.state, answer.may_proceed, answer.holds) == (ScreeningState.CLEAR_OF_LOADED, True, ())
    assert {one.list_id for one in answer.lists} == {"un", "eu"}
    assert answer.missing_lists == ("uk", "us_consolidated", "us_csl", "us_sdn")


async def test_somebody_who_is_listed_is_held(held: ScreeningAnswer) -> None:
    assert (held.state, held.may_proceed) == (ScreeningState.HELD, False)
    assert [(hit.list_id, hit.reference) for hit in held.hits] == [("un", "TSi.001")]
    assert [one.state for one in held.holds] == [HoldState.OPEN]


async def test_goods_that_a_quote_keeps_out_are_held(lists: None, merchant: Merchant) -> None:
    control = {
        "line": "1",
        "text": "prohibited",
        "measure_id": "m1",
        "blocks": True,
        "legal_reference": {"text": "Art. 1", "url": ""},
    }
    wanted = request("Jane Example").model_dump(mode="json") | {"restrictions": [control]}
    answer = await merchant.client.screen(ScreeningRequest.model_validate(wanted))

    assert answer.state is ScreeningState.HELD
    assert [one.measure_id for one in answer.holds[0].restrictions] == ["m1"]


async def test_a_released_hold_lets_the_order_go_on(held: ScreeningAnswer, merchant: Merchant) -> None:
    released = await merchant.client.release_hold(held.holds[0].id, "another person: born in 1999")

    assert (released.state, released.reason) == (HoldState.RELEASED, "another person: born in 1999")
    assert (await merchant.client.screening(held.id)).may_proceed


async def test_a_confirmed_hold_keeps_the_order(held: ScreeningAnswer, merchant: Merchant) -> None:
    await merchant.client.confirm_hold(held.holds[0].id, "it is him")

    assert not (await merchant.client.screening(held.id)).may_proceed


async def test_a_decision_is_not_decided_again(held: ScreeningAnswer, merchant: Merchant) -> None:
    await merchant.client.confirm_hold(held.holds[0].id, "it is him")

    with pytest.raises(DutifulProblem) as refused:
        await merchant.client.release_hold(held.holds[0].id, "it is not")
    assert refused.value.code == "conflict"


async def test_a_decision_that_is_repeated_stands(held: ScreeningAnswer, merchant: Merchant) -> None:
    first = await merchant.client.release_hold(held.holds[0].id, "somebody else")
    again = await merchant.client.release_hold(held.holds[0].id, "somebody else")

    assert first == again


async def test_what_another_has_claimed_waits_for_it(
    held: ScreeningAnswer, merchant: Merchant, merchants: NewMerchant
) -> None:
    colleague = await merchants(merchant)
    await merchant.client.claim_hold(held.holds[0].id)

    with pytest.raises(DutifulProblem) as refused:
        await colleague.client.release_hold(held.holds[0].id, "somebody else")
    assert refused.value.code == "conflict"


async def test_the_queue_holds_what_is_not_decided(lists: None, merchant: Merchant) -> None:
    answers = [await merchant.client.screen(request()) for _ in range(3)]
    await merchant.client.release_hold(answers[1].holds[0].id, "somebody else")

    queue = await merchant.client.screening_holds()
    assert [one.screening_id for one in queue.holds] == [answers[0].id, answers[2].id]


async def test_the_queue_has_pages(lists: None, merchant: Merchant) -> None:
    ids = [(await merchant.client.screen(request())).holds[0].id for _ in range(3)]
    first = (await merchant.http.get("/v1/screenings/holds", params={"limit": 2})).json()
    rest = (await merchant.http.get("/v1/screenings/holds", params={"limit": 2, "cursor": first["next"]})).json()

    assert [one["id"] for one in first["holds"]] == ids[:2]
    assert ([one["id"] for one in rest["holds"]], rest["next"]) == (ids[2:], None)


async def test_a_repeated_request_screens_once(lists: None, merchant: Merchant) -> None:
    first = await merchant.client.screen(request(), idempotency_key="once-1")
    again = await merchant.client.screen(request(), idempotency_key="once-1")

    assert first == again
    assert len((await merchant.client.screening_holds()).holds) == 1


async def test_another_merchant_sees_nothing_of_it(held: ScreeningAnswer, merchants: NewMerchant) -> None:
    stranger = await merchants()

    assert not (await stranger.client.screening_holds(states=list(HoldState))).holds
    with pytest.raises(DutifulProblem) as refused:
        await stranger.client.screening(held.id)
    assert refused.value.code == "not_found"


async def test_another_merchant_decides_nothing(held: ScreeningAnswer, merchants: NewMerchant) -> None:
    stranger = await merchants()

    with pytest.raises(DutifulProblem) as refused:
        await stranger.client.release_hold(held.holds[0].id, "let it go")
    assert refused.value.code == "not_found"


async def test_screenings_and_decisions_stand_in_the_audit(
    held: ScreeningAnswer, merchant: Merchant, app: FastAPI
) -> None:
    await merchant.client.claim_hold(held.holds[0].id)
    await merchant.client.release_hold(held.holds[0].id, "somebody else")
    async with resources(app).engine.connect() as connection:
        rows = await connection.execute(
            text("SELECT action FROM account.audit WHERE merchant_id = :id AND action LIKE 'screening%' ORDER BY id"),
            {"id": merchant.id},
        )
        actions = [row.action for row in rows]

    assert actions == ["screening.make", "screening_hold.claim", "screening_hold.release"]


REFUSED = [
    pytest.param({"parties": []}, "/parties", id="no party"),
    pytest.param({"reference": "\x00"}, "", id="a NUL"),
    pytest.param({"parties": [{"id": "a", "role": "consignee", "name": "---"}]}, "/parties/0/name", id="no letters"),
    pytest.param({"parties": [{"id": "a", "role": "king", "name": "Jane"}]}, "/parties/0/role", id="no such role"),
    pytest.param(
        {"parties": [{"id": "a", "role": "buyer", "name": "Jane", "born_on": 0}]}, "/parties/0/born_on", id="no day"
    ),
    pytest.param(
        {"parties": [{"id": "a", "role": "buyer", "name": "A"}, {"id": "a", "role": "bank", "name": "B"}]},
        "/parties/1/id",
        id="one id twice",
    ),
]


@pytest.mark.parametrize(("change", "pointer"), REFUSED)
async def test_bad_input_is_refused_by_name(
    lists: None, merchant: Merchant, change: dict[str, Any], pointer: str
) -> None:
    body = {"reference": "o", "parties": [{"id": "a", "role": "buyer", "name": "Jane"}]} | change
    response = await merchant.http.post("/v1/screenings", json=body)

    assert 400 <= response.status_code < 500
    if pointer:
        assert [one["pointer"] for one in response.json()["errors"]] == [pointer]


async def test_the_lists_say_which_edition_is_active(lists: None, merchant: Merchant) -> None:
    answer = await merchant.client.screening_lists()
    active = {one.list_id: one.active for one in answer.lists}

    assert {name for name, is_active in active.items() if is_active} == {"un", "eu"}
    assert answer.names == 8


async def test_prometheus_is_told(held: ScreeningAnswer, merchant: Merchant) -> None:
    shown = (await merchant.http.get("/metrics")).text

    assert 'dutiful_screenings_total{cause="request",state="held"} 1.0' in shown
    assert 'dutiful_screening_list_age_seconds{list="un"} 0.0' in shown
