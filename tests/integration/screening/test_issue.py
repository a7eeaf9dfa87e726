"""No paper for somebody who is held: not at first, not by asking again, until somebody releases the hold."""

import asyncio

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from dutiful_shared.client import DutifulProblem
from dutiful_shared.contract.documents import BatchState, DocumentBatchRequest, DocumentRequest, IssueScreening
from tests.builders import screening_files as files
from tests.builders.papers import CONSIGNEE, EXPORTER, complete
from tests.integration.screening.conftest import Load, Merchant, resources

pytestmark = pytest.mark.integration
LISTED = "Khaldun Marzoufi"
_SCREENED = text("SELECT actor FROM account.audit WHERE merchant_id = :id AND action LIKE 'screening.%' ORDER BY id")
_KEYS = text("SELECT id FROM account.api_key WHERE merchant_id = :id")


def paper(name: str = LISTED, kind: str = "commercial_invoice", **changes: object) -> DocumentRequest:
    parties = {"exporter": EXPORTER, "consignee": {**CONSIGNEE, "name": name}}
    return complete(kind, parties=parties, **changes)


@pytest.fixture
async def lists(load: Load, app: FastAPI) -> None:
    await load("un", files.UN_XML)
    await resources(app).screening.book.refresh()


async def test_a_paper_for_somebody_unlisted_says_that_it_was_cleared(lists: None, merchant: Merchant) -> None:
    made = await merchant.client.create_document(paper("Camille Durand"))
    assert made.screening is not None
    assert (made.screening.state, made.screening.notice) == (IssueScreening.CLEAR, None)


async def test_a_paper_for_somebody_listed_is_refused_with_the_hold(lists: None, merchant: Merchant) -> None:
    with pytest.raises(DutifulProblem) as refusal:
        await merchant.client.create_document(paper())
    (hold,) = (await merchant.client.screening_holds()).holds
    (fault,) = refusal.value.problem.errors
    assert (refusal.value.code, fault.code, fault.pointer) == ("conflict", "held", "/parties/consignee")
    assert hold.id in refusal.value.problem.detail


async def test_asking_again_opens_no_second_hold(lists: None, merchant: Merchant) -> None:
    for kind in ("commercial_invoice", "packing_list"):
        with pytest.raises(DutifulProblem, match="conflict"):
            await merchant.client.create_document(paper(kind=kind))
    assert len((await merchant.client.screening_holds()).holds) == 1


async def test_the_audit_names_who_asked_for_the_paper_or_the_batch(
    lists: None, merchant: Merchant, app: FastAPI
) -> None:
    with pytest.raises(DutifulProblem):
        await merchant.client.create_document(paper())
    batch = DocumentBatchRequest(documents=(paper("Khaldun Marzoufi jr."),), result="zip")
    made = await merchant.client.create_document_batch(batch)
    while (await merchant.client.document_batch(made.id)).state is not BatchState.DONE:
        await asyncio.sleep(0.05)

    async with resources(app).engine.connect() as connection:
        told = await connection.execute(_SCREENED, {"id": merchant.id})
        (key,) = (await connection.execute(_KEYS, {"id": merchant.id})).scalars()
    assert list(told.scalars()) == [f"key:{key}"] * 2


async def test_a_paper_for_a_name_without_letters_is_refused(lists: None, merchant: Merchant) -> None:
    with pytest.raises(DutifulProblem) as refusal:
        await merchant.client.create_document(paper("--- ..."))
    assert [one.pointer for one in refusal.value.problem.errors] == ["/parties/consignee/name"]


async def test_what_was_released_is_issued_and_said(lists: None, merchant: Merchant) -> None:
    with pytest.raises(DutifulProblem):
        await merchant.client.create_document(paper())
    (hold,) = (await merchant.client.screening_holds()).holds
    await merchant.client.release_hold(hold.id, "another person: born elsewhere")
    made = await merchant.client.create_document(paper())
    assert made.screening is not None
    assert (made.screening.state, made.screening.screening_id) == (IssueScreening.RELEASED, hold.screening_id)


async def test_a_draft_for_somebody_listed_is_no_paper_and_is_made(lists: None, merchant: Merchant) -> None:
    made = await merchant.client.create_document(paper(draft=True))
    assert (made.draft, made.screening) == (True, None)
