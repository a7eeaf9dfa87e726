"""No paper for somebody who is held: not at first, not by asking again, until somebody releases the hold."""

import asyncio
from datetime import date

import pytest
from fastapi import FastAPI
from sqlalchemy import text

from dutiful_shared.client import DutifulProblem
from dutiful_shared.contract.documents import BatchState, DocumentBatchRequest, DocumentRequest, IssueScreening
from tests.builders import screening_files as files
from tests.builders.papers import CONSIGNEE, EXPORTER, complete, order, request
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


async def test_a_paper_for_somebody_unlisted_says_which_lists_were_not_loaded(lists: None, merchant: Merchant) -> None:
    made = await merchant.client.create_document(paper("Camille Durand"))
    assert made.screening is not None
    assert (made.screening.state, made.screening.missing_lists) == (
        IssueScreening.CLEAR_OF_LOADED,
        ("eu", "uk", "us_consolidated", "us_csl", "us_sdn"),
    )
    assert made.screening.notice is not None


async def test_who_signs_is_screened_too(lists: None, merchant: Merchant) -> None:
    signed = paper("Camille Durand", signatory={**request()["signatory"], "name": LISTED})
    with pytest.raises(DutifulProblem) as refusal:
        await merchant.client.create_document(signed)
    assert [(one.code, one.pointer) for one in refusal.value.problem.errors] == [("held", "/signatory")]


@pytest.mark.parametrize("role", ["exporter", "consignee", "buyer", "importer", "producer", "forwarder"])
async def test_everybody_whom_a_paper_names_is_screened(lists: None, merchant: Merchant, role: str) -> None:
    parties = {"exporter": EXPORTER, "consignee": CONSIGNEE}
    parties |= {role: {**parties.get(role, CONSIGNEE), "name": LISTED}}
    with pytest.raises(DutifulProblem) as refusal:
        await merchant.client.create_document(complete("commercial_invoice", parties=parties))
    assert [(one.code, one.pointer) for one in refusal.value.problem.errors] == [("held", f"/parties/{role}")]


def sent(ship_to: dict[str, str], region: str | None = None, ship_from: str = "US") -> DocumentRequest:
    consignee = {**CONSIGNEE, "country": ship_to["country"], "postal_code": None, "region": region}
    exporter = {**EXPORTER, "country": ship_from, "registrations": []}
    return complete(
        "commercial_invoice",
        order=order(ship_from={"country": ship_from}, ship_to=ship_to),
        parties={"exporter": exporter, "consignee": consignee},
    )


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param(sent({"country": "KP"}, ship_from="DE"), id="North Korea"),
        pytest.param(sent({"country": "CU"}), id="Cuba from the United States"),
        pytest.param(sent({"country": "IR"}), id="Iran from the United States"),
        pytest.param(sent({"country": "UA", "region": "UA-43"}), id="Crimea"),
        pytest.param(sent({"country": "UA"}, "Donetska oblast"), id="Donetsk in the consignee's address"),
    ],
)
async def test_an_order_to_a_place_under_embargo_is_held(
    lists: None, merchant: Merchant, asked: DocumentRequest
) -> None:
    with pytest.raises(DutifulProblem) as refusal:
        await merchant.client.create_document(asked)
    (hold,) = (await merchant.client.screening_holds()).holds
    assert (refusal.value.code, [one.measure_id for one in hold.restrictions]) == ("conflict", ["embargo"])


@pytest.mark.parametrize(
    "asked",
    [
        pytest.param(sent({"country": "CU"}, ship_from="DE"), id="Cuba from Germany"),
        pytest.param(sent({"country": "UA", "region": "UA-30"}), id="Kyiv"),
        pytest.param(sent({"country": "UA"}), id="Ukraine"),
    ],
)
async def test_an_order_elsewhere_is_not(lists: None, merchant: Merchant, asked: DocumentRequest) -> None:
    made = await merchant.client.create_document(asked)
    assert (made.draft, (await merchant.client.screening_holds()).holds) == (False, ())


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


async def test_with_all_lists_a_paper_for_somebody_unlisted_is_clear(
    lists: None, load: Load, app: FastAPI, merchant: Merchant
) -> None:
    await load("eu", files.EU_XML)
    await load("uk", files.UK_OFSI_CSV)
    # It repeats those of the Treasury.
    await load("us_csl", files.CSL_JSON, stated=date(2026, 11, 20))
    await resources(app).screening.book.refresh()
    made = await merchant.client.create_document(paper("Camille Durand"))
    assert made.screening is not None
    assert (made.screening.state, made.screening.notice, made.screening.missing_lists) == (
        IssueScreening.CLEAR,
        None,
        (),
    )
