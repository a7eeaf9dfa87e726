"""Carts of platforms are classified for the merchant of the shop, with a ticket that opens nothing else."""

from datetime import UTC, datetime, timedelta
from typing import Any, Final

import httpx2
import pytest
from sqlalchemy import text

from dutiful_quote.shops.shop import ShopSettings
from dutiful_shared.service.internal import InternalSettings
from dutiful_shared.service.ticket import Purpose, issue_ticket
from tests.builders import bigcommerce as bc
from tests.e2e.bigcommerce_shop import a_store
from tests.e2e.classified_lines.quoting import Merchant, Open, Quoting, code_question

_PATIENT_SHOP: Final = ShopSettings(budget_ms=3_500)


def nameless(words: str) -> dict[str, Any]:
    """Something in a BigCommerce cart of which only the name is known."""
    return bc.shirts(400, name=words, tax_properties=[], item_code="", item_reference="")


async def classified_for(quoting: Quoting, merchant_id: str) -> list[str]:
    """The titles of what the classification service keeps for a merchant."""
    statement = text("SELECT request->>'title' AS title FROM classify.classification WHERE merchant_id = :merchant")
    async with quoting.app.state.resources.shops.service_engine.connect() as connection:
        return [row.title for row in await connection.execute(statement, {"merchant": merchant_id})]


async def test_a_cart_of_a_platform_is_classified_for_the_merchant_of_its_shop(
    open_quoting: Open, classify_port: int
) -> None:
    quoting = await open_quoting(classify_port, bigcommerce_tax_budget_ms=3_500)
    async with a_store(quoting.app, settings=_PATIENT_SHOP) as store:
        await store.estimate(bc.document(nameless("shirt"), to=bc.BRITAIN))
        (quote,) = await store.quotes()
        assert code_question(quote)["classification"]["candidates"][0]["code"] == "620520"
        assert await classified_for(quoting, store.merchant_id) == ["shirt"]
    assert await quoting.outcomes() == {"answered": 1}


@pytest.mark.parametrize(
    "settings",
    [
        pytest.param({"classify_for_shops": False}, id="switched-off"),
        pytest.param({"internal_key": "another key than the classifier has"}, id="a-key-that-is-not-taken"),
    ],
)
async def test_without_leave_a_cart_of_a_platform_is_quoted_as_it_came(
    settings: dict[str, Any], open_quoting: Open, classify_port: int
) -> None:
    quoting = await open_quoting(classify_port, bigcommerce_tax_budget_ms=3_500, **settings)
    async with a_store(quoting.app, settings=_PATIENT_SHOP) as store:
        await store.tax("estimate", bc.cart(bc.document(nameless("shirt"), to=bc.BRITAIN)))
        (quote,) = await store.quotes()
        assert "classification" not in code_question(quote)
        assert await classified_for(quoting, store.merchant_id) == []


async def test_a_ticket_opens_nothing_but_lines(classify_port: int, merchant: Merchant) -> None:
    ticket = issue_ticket(InternalSettings(), Purpose.CLASSIFY_LINES, merchant.id, datetime.now(UTC))
    headers = {"Authorization": f"Bearer {ticket}", "Content-Type": "application/jsonl"}
    async with httpx2.AsyncClient(base_url=f"http://127.0.0.1:{classify_port}", headers=headers) as http:
        lines = await http.post("/v1/classifications/lines", content=b'{"title": "shirt"}')
        others = [
            await http.get("/v1/classifications"),
            await http.get("/v1/overrides"),
            await http.post("/v1/classifications", json={"title": "shirt"}),
        ]
        old = issue_ticket(
            InternalSettings(), Purpose.CLASSIFY_LINES, merchant.id, datetime.now(UTC) - timedelta(minutes=2)
        )
        late = await http.post(
            "/v1/classifications/lines", content=b'{"title": "shirt"}', headers={"Authorization": f"Bearer {old}"}
        )
    assert lines.status_code == 200, lines.text
    assert {one.status_code for one in (*others, late)} == {401}
