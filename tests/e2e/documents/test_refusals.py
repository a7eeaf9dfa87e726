"""Papers that are not made, and what is said of each."""

import re

import httpx2
import pytest

from dutiful_shared.client import DutifulClient, DutifulProblem
from dutiful_shared.contract.documents import (
    DocumentBatchRequest,
)
from dutiful_shared.contract.faults import MOST_FAULTS
from tests.builders.papers import complete, order, request
from tests.e2e.documents.asked import FAULTY, finished, for_quote, quoted


async def test_an_invoice_of_a_quote_without_a_code_is_refused_where_customs_want_one(
    docs_api: httpx2.AsyncClient, quote_api: httpx2.AsyncClient
) -> None:
    quote = await quoted(quote_api, order(lines=[{**one, "hs_code": None} for one in order()["lines"]]))
    response = await docs_api.post("/v1/documents", json=for_quote(quote).model_dump(mode="json"))
    told = [(one["code"], one["pointer"]) for one in response.json()["errors"]]
    assert (response.status_code, told) == (422, [("missing_on_paper", "/quote_id")])


async def test_blanks_are_refused_all_at_once_with_their_rules(docs_api: httpx2.AsyncClient) -> None:
    response = await docs_api.post("/v1/documents", json={"kind": "cn23", "order": order()})
    body = response.json()
    assert (response.status_code, body["code"]) == (422, "document_incomplete")
    pointers = [error["pointer"] for error in body["errors"]]
    assert {"/parties/exporter/name", "/packages", "/transport/item_id", "/signatory/name"} <= set(pointers)
    assert all("(" in error["detail"] for error in body["errors"])


async def test_a_paper_to_a_country_that_was_not_quoted_is_refused_with_its_blanks(
    docs_api: httpx2.AsyncClient, quote_api: httpx2.AsyncClient
) -> None:
    quote = await quoted(quote_api, {**order(), "ship_to": {"country": "JP"}, "currency": "JPY"})
    asked = {**request(), "quote_id": quote["id"], "signatory": None}
    del asked["order"]
    response = await docs_api.post("/v1/documents", json=asked)
    body = response.json()
    assert (response.status_code, body["code"]) == (422, "invalid_request")
    assert [(error["code"], error["pointer"]) for error in body["errors"]] == [
        ("not_stated", "/parties/consignee/country"),
        ("missing_on_paper", "/signatory/name"),
        ("missing_on_paper", "/signatory/date"),
    ]


async def test_a_draft_has_its_blanks_and_no_place_in_the_ledger(docs_api: httpx2.AsyncClient) -> None:
    response = await docs_api.post("/v1/documents?draft=true", json={"kind": "cn23", "order": order()})
    body = response.json()
    assert (response.status_code, body["draft"], body["ledger"]["status"]) == (201, True, "none")


async def test_a_draft_lists_what_the_same_paper_would_be_refused_for(
    dutiful: DutifulClient, docs_api: httpx2.AsyncClient
) -> None:
    asked = {"kind": "cn23", "order": order()}
    refused = (await docs_api.post("/v1/documents", json=asked)).json()["errors"]
    draft = (await docs_api.post("/v1/documents?draft=true", json=asked)).json()
    told = [(one["pointer"], f"{one['rule']} ({one['source']})") for one in draft["blanks"]]
    assert told == [(one["pointer"], one["detail"]) for one in refused]
    assert (await dutiful.document(draft["id"])).model_dump(mode="json")["blanks"] == draft["blanks"]
    assert (await dutiful.create_document(complete("cn23"))).blanks == ()


async def test_a_correction_stays_of_its_kind(dutiful: DutifulClient) -> None:
    made = await dutiful.create_document(complete("commercial_invoice"))
    with pytest.raises(DutifulProblem) as refusal:
        await dutiful.correct_document(made.id, complete("packing_list"))
    assert [error.pointer for error in refusal.value.problem.errors] == ["/kind"]


async def test_a_paper_for_a_quote_that_is_not_there_is_refused(dutiful: DutifulClient) -> None:
    with pytest.raises(DutifulProblem, match="not_found"):
        await dutiful.create_document(for_quote({"id": f"q_{'0' * 32}"}))


@pytest.mark.parametrize("end", ["void", "adjust"])
async def test_a_quote_that_holds_no_longer_makes_no_paper_but_a_return(
    dutiful: DutifulClient, quote_api: httpx2.AsyncClient, end: str
) -> None:
    quote = await quoted(quote_api, order())
    committed = await quote_api.post(f"/v1/quotes/{quote['id']}/commit", json={"reference": quote["id"]})
    assert committed.status_code == 200, committed.text
    fewer = order(lines=[{**order()["lines"][0], "quantity": 1}, *order()["lines"][1:]])
    ended = await quote_api.post(f"/v1/quotes/{quote['id']}/{end}", json=fewer if end == "adjust" else {})
    assert ended.status_code == 200, ended.text

    with pytest.raises(DutifulProblem) as refusal:
        await dutiful.create_document(for_quote(quote))
    assert [fault.pointer for fault in refusal.value.problem.errors] == ["/quote_id"]
    wanted = (for_quote(quote), for_quote(quote, "return_declaration"), complete("packing_list"))
    batch = await finished(dutiful, await dutiful.create_document_batch(DocumentBatchRequest(documents=wanted)))
    assert [fault.pointer for fault in batch.faults if fault.code == "not_stated"] == ["/documents/0/quote_id"]
    if end == "adjust":
        now = ended.json()["quote"]["id"]
        assert now in batch.faults[0].detail
        assert (await dutiful.create_document(for_quote({"id": now}, packages=[], draft=True))).quote_id == now


async def test_a_refused_paper_lists_the_first_faults_and_says_how_many_more_there_are(dutiful: DutifulClient) -> None:
    with pytest.raises(DutifulProblem) as refused:
        await dutiful.create_document(FAULTY)
    (more,) = re.findall("([0-9]+) more are wrong", str(refused.value.problem.detail))
    assert (len(refused.value.problem.errors), int(more)) == (MOST_FAULTS, 12 + 3)
