"""The check, the pack for a broker and the answer to customs, over HTTP."""

from collections.abc import AsyncIterator

import httpx2
import pytest
from fastapi import FastAPI

import dutiful_classify.app
import dutiful_docs.app
from dutiful_classify.settings import ClassifySettings
from dutiful_docs.settings import DocsSettings
from dutiful_shared.contract.shipment_checks import CHECK_EXAMPLE
from tests.builders.papers import request as paper_request
from tests.integration.dossier.told import CLEARED, happened, told

pytestmark = pytest.mark.integration


@pytest.fixture
async def beside_classify(database_url: str) -> AsyncIterator[FastAPI]:
    """A document service whose classifier is a real one."""
    classify = dutiful_classify.app.create_app(ClassifySettings(database_url=database_url))
    transport = httpx2.ASGITransport(app=classify)
    app = dutiful_docs.app.create_app(DocsSettings(database_url=database_url), transport=transport)
    async with classify.router.lifespan_context(classify), app.router.lifespan_context(app):
        yield app


async def test_a_check_names_the_field_and_what_to_do(shop: httpx2.AsyncClient) -> None:
    answer = (await shop.post("/v1/shipments/check", json={**CHECK_EXAMPLE, "declared_value": "39.00"})).json()

    (finding,) = answer["findings"]
    assert (answer["ready"], finding["pointer"], finding["text"]) == (
        False,
        "/declared_value",
        "The lines add up to 40.00 EUR.",
    )


async def test_without_a_classifier_the_check_goes_on_and_says_so(shop: httpx2.AsyncClient) -> None:
    answer = (await shop.post("/v1/shipments/check", json={**CHECK_EXAMPLE, "classify": True})).json()

    assert answer["ready"] is True
    assert [one["rule"] for one in answer["not_checked"]] == ["code_does_not_fit"]


async def test_the_classifier_is_asked_with_the_callers_key(shop: httpx2.AsyncClient, beside_classify: FastAPI) -> None:
    transport = httpx2.ASGITransport(app=beside_classify)
    async with httpx2.AsyncClient(transport=transport, base_url="http://docs", headers=shop.headers) as client:
        response = await client.post("/v1/shipments/check", json={**CHECK_EXAMPLE, "classify": True})

    assert response.status_code == 200, response.text
    reasons = [one["reason"] for one in response.json()["not_checked"]]
    assert not [reason for reason in reasons if "unauthenticated" in reason or "Connect" in reason]


async def test_a_broker_gets_one_document(shop: httpx2.AsyncClient) -> None:
    paper = (await shop.post("/v1/documents?draft=true", json=paper_request())).json()["id"]
    made = await told(shop, document_ids=[paper])
    await happened(shop, made["id"], *CLEARED[:3])
    pack = (await shop.get(f"/v1/shipments/{made['id']}/handoff")).json()

    assert (pack["goods_value"], pack["gross_weight_kg"]) == ("40.00", "1.4")
    assert pack["documents"] == [{"id": paper, "kind": None, "path": f"/v1/documents/{paper}"}]
    assert [hold["reason"] for hold in pack["open_holds"]] == ["documents"]
    assert pack["missing"] == ["/lines/0/description", "/lines/0/net_weight_kg"]


async def test_a_draft_for_french_customs_is_french(shop: httpx2.AsyncClient) -> None:
    made = await told(shop)
    answer = (await shop.post(f"/v1/shipments/{made['id']}/replies", json={"asked_for": ["value"]})).json()

    assert (answer["language"], answer["language_of_authority"]) == ("fr", True)
    assert "40.00 EUR" in answer["text"]


async def test_anothers_shipment_has_neither_pack_nor_draft(
    shop: httpx2.AsyncClient, other_shop: httpx2.AsyncClient
) -> None:
    made = await told(shop)
    pack = await other_shop.get(f"/v1/shipments/{made['id']}/handoff")
    draft = await other_shop.post(f"/v1/shipments/{made['id']}/replies", json={"asked_for": ["value"]})

    assert (pack.status_code, draft.status_code) == (404, 404)
