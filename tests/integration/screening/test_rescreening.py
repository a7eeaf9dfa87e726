"""When a list changes, what was screened by the old one is screened again."""

from collections.abc import AsyncIterator

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from dutiful_docs.app import create_app
from dutiful_docs.settings import DocsSettings
from dutiful_shared.contract.screening_terms import HoldState, ScreeningState
from tests.builders import screening_files as files
from tests.integration.screening.conftest import Load, Merchant, resources
from tests.integration.screening.test_over_http import NewMerchant, request

pytestmark = pytest.mark.integration
NEWLY_LISTED = "Tarquen Ollibrand"
LONGER = files.UN_XML.replace(
    "</INDIVIDUALS>",
    "<INDIVIDUAL><DATAID>9</DATAID><FIRST_NAME>TARQUEN</FIRST_NAME><SECOND_NAME>OLLIBRAND</SECOND_NAME>"
    "<REFERENCE_NUMBER>TSi.009</REFERENCE_NUMBER></INDIVIDUAL></INDIVIDUALS>",
).replace("2026-11-19T", "2026-11-20T")


@pytest.fixture(autouse=True)
async def first_list(load: Load, app: FastAPI) -> None:
    await load("un", files.UN_XML)
    await resources(app).screening.rescreening.turn()


async def test_who_is_listed_later_is_held_later(load: Load, app: FastAPI, merchant: Merchant) -> None:
    before = await merchant.client.screen(request(NEWLY_LISTED))
    await load("un", LONGER)
    await resources(app).screening.rescreening.turn()
    after = await merchant.client.screening(before.id)

    assert (before.state, after.state, after.may_proceed) == (
        ScreeningState.CLEAR_OF_LOADED,
        ScreeningState.HELD,
        False,
    )
    assert (after.runs, [one.state for one in after.holds]) == (2, [HoldState.OPEN])


async def test_what_was_released_stays_released(load: Load, app: FastAPI, merchant: Merchant) -> None:
    held = await merchant.client.screen(request())
    await merchant.client.release_hold(held.holds[0].id, "somebody else")
    await load("un", LONGER)
    await resources(app).screening.rescreening.turn()
    after = await merchant.client.screening(held.id)

    assert (after.runs, after.may_proceed, len(after.holds)) == (2, True, 1)


async def test_each_screening_is_repeated_once(load: Load, app: FastAPI, merchant: Merchant) -> None:
    await merchant.client.screen(request(NEWLY_LISTED))
    await load("un", LONGER)
    job = resources(app).screening.rescreening
    first, second = await job.turn(), await job.turn()

    assert first >= 1
    assert second == 0


async def test_every_run_is_kept(load: Load, app: FastAPI, merchant: Merchant) -> None:
    made = await merchant.client.screen(request(NEWLY_LISTED))
    await load("un", LONGER)
    await resources(app).screening.rescreening.turn()
    async with resources(app).engine.connect() as connection:
        rows = await connection.execute(
            text("SELECT number, state FROM docs.screening_run WHERE screening_id = :id ORDER BY number"),
            {"id": made.id},
        )
        runs = [tuple(row) for row in rows]

    assert runs == [(1, "clear_of_loaded"), (2, "held")]


@pytest.fixture
async def careful(settings: DocsSettings) -> AsyncIterator[FastAPI]:
    """The service of an operator who asks for four eyes."""
    app = create_app(settings.model_copy(update={"screening_four_eyes": True}))
    async with app.router.lifespan_context(app):
        yield app


async def test_four_eyes_take_two_keys(merchants: NewMerchant, merchant: Merchant, careful: FastAPI) -> None:
    held = await merchant.client.screen(request())
    service = resources(careful).screening.service
    hold_id = held.holds[0].id
    first = await service.release(merchant.id, hold_id, "somebody else", actor="key:one")
    again = await service.release(merchant.id, hold_id, "somebody else", actor="key:one")
    second = await service.release(merchant.id, hold_id, "I think so too", actor="key:two")

    assert [one.state for one in (first, again, second)] == [HoldState.OPEN, HoldState.OPEN, HoldState.RELEASED]
    assert (second.first_by, second.decided_by) == ("key:one", "key:two")
