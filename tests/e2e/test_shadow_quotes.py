"""Beside another provider: its answer, ours and the carrier's invoice; accuracy and reserves out of the invoices."""

import asyncio
import csv
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI
from sqlalchemy import text
from typer.testing import CliRunner

import dutiful_docs.app
from dutiful_docs.dossier.shadow_repository import forget_old_shadows
from dutiful_docs.settings import DocsSettings
from dutiful_quote.settings import QuoteSettings
from dutiful_shared.account.api_key import new_key
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.account.scopes import ALL_SCOPES
from dutiful_shared.cli import app as command
from dutiful_shared.contract.shipment_charges import INVOICE_EXAMPLE
from dutiful_shared.contract.shipments import SHIPMENT_EXAMPLE
from dutiful_shared.service.postgres import connect
from tests.builders.listening import listening
from tests.builders.providers import UPS

pytestmark = pytest.mark.e2e
TODAY = datetime.now(UTC).date().isoformat()
PERIOD = {"from": TODAY, "to": TODAY}
CART = {
    "ship_from": {"country": "US"},
    "ship_to": {"country": "GB"},
    "currency": "GBP",
    "incoterm": "DDP",
    "lines": [{"id": "1", "sku": "TEE-1", "hs_code": "610910", "origin": "BD", "quantity": 2, "unit_price": "150.00"}],
}


@pytest.fixture(scope="module")
async def docs_app(seeded_database_url: str, quote_app: FastAPI) -> AsyncIterator[FastAPI]:
    """A document service that asks the quote service of the tests."""
    settings = DocsSettings(database_url=seeded_database_url, request_deadline_ms=30_000, quote_url="http://quote")
    app = dutiful_docs.app.create_app(settings, transport=httpx2.ASGITransport(app=quote_app))
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def key(seeded_database_url: str) -> str:
    """The key of a merchant without anything yet."""
    engine = connect(QuoteSettings(database_url=seeded_database_url))
    accounts = AccountRepository(engine)
    merchant = await accounts.create_merchant(f"Shop {uuid4().hex}", "tests")
    made = new_key("test")
    await accounts.create_key(merchant.id, made, ALL_SCOPES, "tests", "tests")
    await engine.dispose()
    return made.plain


@pytest.fixture
async def docs(docs_app: FastAPI, key: str) -> AsyncIterator[httpx2.AsyncClient]:
    transport, headers = httpx2.ASGITransport(app=docs_app), {"Authorization": f"Bearer {key}"}
    async with httpx2.AsyncClient(transport=transport, base_url="http://docs", headers=headers) as client:
        yield client


@pytest.fixture
async def quotes(quote_app: FastAPI, key: str) -> AsyncIterator[httpx2.AsyncClient]:
    transport, headers = httpx2.ASGITransport(app=quote_app), {"Authorization": f"Bearer {key}"}
    async with httpx2.AsyncClient(transport=transport, base_url="http://quote", headers=headers) as client:
        yield client


def shadow(**changes: Any) -> dict[str, Any]:
    amounts = {"currency": "GBP", "duty": "1.00", "tax": "1.00", "fees": "0.00"}
    return {"provider": "somebody", "order_reference": uuid4().hex, "cart": CART, "amounts": amounts, **changes}


async def recorded(docs: httpx2.AsyncClient, **changes: Any) -> dict[str, Any]:
    response = await docs.post("/v1/shadow-quotes", json=shadow(**changes))
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json()
    return made


async def shipped(docs: httpx2.AsyncClient, of: dict[str, Any], **changes: Any) -> str:
    """A shipment of the order; its tracking number."""
    number = uuid4().hex
    said = {"order_reference": of["order_reference"] or uuid4().hex, "quote_id": of["quote_id"], "delivery": "ddp"}
    said |= {"ship_to": "GB", "currency": "GBP", "expected": [], "lines": []}
    parcels = {"parcels": [{"tracking_number": number}]}
    response = await docs.post("/v1/shipments", json={**SHIPMENT_EXAMPLE, **said, **parcels, **changes})
    assert response.status_code == 201, response.text
    return number


async def invoiced(docs: httpx2.AsyncClient, number: str, **amounts: str) -> None:
    lines = [
        {"tracking_number": number, "kind": kind, "amount": amount, "currency": "GBP"}
        for kind, amount in amounts.items()
    ]
    response = await docs.post("/v1/charges/invoices", json={**INVOICE_EXAMPLE, "number": uuid4().hex, "lines": lines})
    assert response.status_code == 201, response.text


async def test_both_answers_are_kept_and_the_invoice_judges_them(docs: httpx2.AsyncClient) -> None:
    made = await recorded(docs)
    before = {one["unjudged"] for one in made["judged"]}
    await invoiced(docs, await shipped(docs, made), duty=made["ours"]["duty"], tax=made["ours"]["tax"])
    found = (await docs.get(f"/v1/shadow-quotes/{made['id']}")).json()
    duty, tax, *_ = found["judged"]

    assert before == {"no_invoice"}
    assert (found["lane"], found["ours_status"]) == ("US-GB", made["ours_status"])
    assert (duty["nearer"], tax["nearer"]) == ("ours", "ours")
    assert duty["invoice"] == found["ours"]["duty"]


@pytest.mark.parametrize(("by", "key_of_row"), [("lane", "US-GB"), ("sku", "TEE-1")])
async def test_the_report_says_who_was_nearer_and_how_many_invoices_are_missing(
    docs: httpx2.AsyncClient, by: str, key_of_row: str
) -> None:
    made, _without = await recorded(docs), await recorded(docs)
    await invoiced(docs, await shipped(docs, made), duty="1.00", tax=made["ours"]["tax"])
    report = (await docs.get("/v1/shadow-quotes/report", params={**PERIOD, "by": by})).json()
    (duty,) = (row for row in report["rows"] if row["component"] == "duty")

    assert (duty["key"], duty["recorded"], duty["judged"], duty["unjudged"]) == (key_of_row, 2, 1, {"no_invoice": 1})
    assert duty["nearer"] == {"ours": 0, "theirs": 1, "tie": 0}
    assert (duty["theirs"]["mean_absolute_error"], duty["ours"]["over"]) == ("0.00", 1)


async def test_the_verdicts_come_as_csv(docs: httpx2.AsyncClient) -> None:
    made = await recorded(docs, order_reference="=1+1")
    response = await docs.get("/v1/shadow-quotes/export", params=PERIOD)
    rows = list(csv.DictReader(response.text.splitlines()))

    assert [row["component"] for row in rows] == ["duty", "tax", "fees", "total"]
    assert {row["quote_id"] for row in rows} == {made["quote_id"]}
    assert {row["order_reference"] for row in rows} == {"'=1+1"}
    assert {row["unjudged"] for row in rows} == {"no_invoice"}


async def test_an_order_that_was_not_named_is_found_by_its_quote(docs: httpx2.AsyncClient) -> None:
    made = await recorded(docs, order_reference=None)
    await invoiced(docs, await shipped(docs, made), duty="1.00")
    found = (await docs.get(f"/v1/shadow-quotes/{made['id']}")).json()

    assert found["judged"][0]["nearer"] == "theirs"


async def test_a_request_and_an_answer_in_the_providers_own_shapes_will_do(docs: httpx2.AsyncClient) -> None:
    shipment = {"currencyCode": "GBP", "totalDuties": 36, "totalVAT": 69.7, "totalBrokerageFees": 11.5}
    mixed = {"totalCommodityLevelTaxesAndFees": 0, "totalShipmentLevelTaxesAndFees": 0, "grandTotal": 117.2}
    said = {"provider": "ups", "cart": None, "request": UPS, "amounts": None}
    made = await recorded(docs, **said, answer={"shipment": {**shipment, **mixed}})

    assert (made["theirs"]["duty"], made["theirs"]["fees"]) == ("36.00", "11.50")
    assert made["lane"] == "US-GB"
    assert made["ours"]["duty"] is not None


async def test_the_same_answer_to_a_quote_is_taken_once(docs: httpx2.AsyncClient, quotes: httpx2.AsyncClient) -> None:
    quote = (await quotes.post("/v1/quotes", json=CART)).json()
    said = {"cart": None, "quote_id": quote["id"], "order_reference": "1001"}
    first, again = await recorded(docs, **said), await recorded(docs, **said)
    other = await docs.post("/v1/shadow-quotes", json=shadow(**said, amounts={"currency": "GBP", "duty": "2.00"}))

    assert first["id"] == again["id"]
    assert (other.status_code, other.json()["code"]) == (409, "conflict")


async def test_a_repeated_request_makes_no_second_quote(docs: httpx2.AsyncClient) -> None:
    headers, asked = {"Idempotency-Key": uuid4().hex}, shadow()
    made = [(await docs.post("/v1/shadow-quotes", json=asked, headers=headers)).json() for _ in range(2)]

    assert made[0]["quote_id"] == made[1]["quote_id"]


async def test_a_fault_in_the_cart_is_named_where_it_was_sent(docs: httpx2.AsyncClient) -> None:
    wrong = {**CART, "lines": [{**CART["lines"][0], "hs_code": "610977"}]}  # type: ignore[dict-item,index]
    refused = await docs.post("/v1/shadow-quotes", json=shadow(cart=wrong))

    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/cart/lines/0/hs_code")


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        pytest.param({"cart": None}, "/cart", id="nothing-to-quote"),
        pytest.param({"amounts": None}, "/amounts", id="no-answer"),
        pytest.param({"cart": None, "request": UPS}, "/request", id="a-shape-that-nobody-knows"),
        pytest.param({"amounts": {"currency": "GBP"}}, "/amounts/total", id="says-nothing"),
    ],
)
async def test_what_is_lacking_is_named(docs: httpx2.AsyncClient, changes: dict[str, Any], pointer: str) -> None:
    refused = await docs.post("/v1/shadow-quotes", json=shadow(**changes))

    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, pointer)


async def test_accuracy_is_of_shipments_invoiced_in_full(docs: httpx2.AsyncClient) -> None:
    none = (await docs.get("/v1/accuracy", params=PERIOD)).json()
    made = await recorded(docs)
    await invoiced(docs, await shipped(docs, made), duty=made["ours"]["duty"], tax=made["ours"]["tax"])
    await invoiced(docs, await shipped(docs, await recorded(docs)), duty="1.00")
    answer = (await docs.get("/v1/accuracy", params=PERIOD)).json()

    assert (none["rows"], none["measured"]) == ([], 0)
    assert "nothing to measure" in none["text"]
    assert (answer["invoiced"], answer["measured"], answer["not_measured"]) == (2, 1, {"not_all_charged": 1})
    assert [(row["lane"], row["shipments"], row["exact"]) for row in answer["rows"]] == [("US-GB", 1, "1.0000")]


async def test_a_reserve_needs_a_history_of_the_lane(docs: httpx2.AsyncClient, quotes: httpx2.AsyncClient) -> None:
    quote = (await quotes.post("/v1/quotes", json=CART)).json()
    answer = (await docs.get("/v1/reserves", params={"quote_id": quote["id"], "delivery": "ddp"})).json()
    (row,), (lane,) = answer["orders"], answer["lanes"]

    assert (row["status"], row["reserve"], row["at_least"]["amount"]) == ("insufficient_history", None, "0.00")
    assert (lane["lane"], lane["measured"], lane["needed"]) == ("US-GB", 0, 22)


async def test_a_reserve_of_a_quote_that_was_not_committed_asks_for_the_way_of_delivery(
    docs: httpx2.AsyncClient, quotes: httpx2.AsyncClient
) -> None:
    quote = (await quotes.post("/v1/quotes", json=CART)).json()
    answer = await docs.get("/v1/reserves", params={"quote_id": quote["id"]})
    (fault,) = answer.json()["errors"]

    assert (answer.status_code, fault.get("parameter"), fault.get("pointer")) == (422, "query.delivery", None)


async def test_an_open_question_of_a_quote_is_part_of_its_reserve(
    docs: httpx2.AsyncClient, quotes: httpx2.AsyncClient
) -> None:
    # Bags of China owe from 2 to 8 per cent in the United Kingdom, by their outer surface, and VAT on top.
    bags = {**CART, "lines": [{**CART["lines"][0], "hs_code": "4202", "origin": "CN"}]}  # type: ignore[dict-item,index]
    quote = (await quotes.post("/v1/quotes", json=bags)).json()
    (row,) = (await docs.get("/v1/reserves", params={"quote_id": quote["id"], "delivery": "ddp"})).json()["orders"]
    estimate, landed_cost = quote["estimate"], quote["options"]["ddp"]["landed_cost"]

    assert (estimate["min"], estimate["likely"], estimate["max"], landed_cost) == ("367.20", None, "388.80", None)
    assert row["interval"] == {"amount": "21.60", "currency": "GBP"}
    assert (row["status"], row["at_least"]["amount"]) == ("insufficient_history", "21.60")


async def test_what_is_open_is_summed_up(docs: httpx2.AsyncClient) -> None:
    made = await recorded(docs)
    await shipped(docs, made)
    answer = (await docs.get("/v1/reserves/open", params={"level": "0.5", "confidence": "0.5"})).json()

    assert [row["order_reference"] for row in answer["orders"]] == [made["order_reference"]]
    assert (answer["totals"][0]["orders"], answer["totals"][0]["with_reserve"]) == (1, 0)


async def test_with_a_history_the_reserve_is_a_share_of_what_was_quoted(docs: httpx2.AsyncClient) -> None:
    past = await recorded(docs)
    quoted = float(past["ours"]["duty"]) + float(past["ours"]["tax"])
    fee = f"{quoted / 10:.2f}"
    await invoiced(docs, await shipped(docs, past), duty=past["ours"]["duty"], tax=past["ours"]["tax"], fee=fee)
    await shipped(docs, await recorded(docs))
    answer = (await docs.get("/v1/reserves/open", params={"level": "0.5", "confidence": "0.5"})).json()
    (row,), (lane,) = answer["orders"], answer["lanes"]

    assert (row["status"], lane["measured"], lane["needed"], lane["rank"]) == ("complete", 1, 1, 1)
    assert float(row["reserve"]["amount"]) == pytest.approx(float(fee), abs=0.01)


async def test_another_merchant_sees_nothing_of_it(
    docs: httpx2.AsyncClient, stranger_api: httpx2.AsyncClient, docs_app: FastAPI
) -> None:
    made = await recorded(docs)
    transport = httpx2.ASGITransport(app=docs_app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://docs", headers=stranger_api.headers) as other:
        found = await other.get(f"/v1/shadow-quotes/{made['id']}")
        report = (await other.get("/v1/shadow-quotes/report", params=PERIOD)).json()
        reserves = await other.get("/v1/reserves", params={"quote_id": made["quote_id"], "delivery": "ddp"})

    assert (found.status_code, report["rows"], reserves.status_code) == (404, [], 404)


async def test_the_commands_follow_a_merchant_who_compares(docs_app: FastAPI, key: str, tmp_path: Path) -> None:
    file = tmp_path / "shadow.json"
    file.write_text(json.dumps(shadow()))
    async with listening(docs_app, lifespan="off") as port:
        environment = {"DUTIFUL_DOCS_URL": f"http://127.0.0.1:{port}", "DUTIFUL_API_KEY": key, "COLUMNS": "240"}
        runner = CliRunner(env=environment)

        async def run(*arguments: str) -> str:
            result = await asyncio.to_thread(runner.invoke, command, list(arguments))
            assert result.exit_code == 0, result.output
            return result.stdout

        added = await run("shadow", "add", str(file))
        report = await run("shadow", "report")
        exported = await run("shadow", "export")
        shown = await run("accuracy", "show")
        reserved = await run("reserve")

    assert '"provider": "somebody"' in added
    assert "no_invoice" in report
    assert "no_invoice" in exported
    assert "nothing to measure" in shown
    assert "reserve" in reserved


async def test_what_is_old_is_forgotten(docs: httpx2.AsyncClient, seeded_database_url: str) -> None:
    old, new = await recorded(docs), await recorded(docs)
    engine = connect(DocsSettings(database_url=seeded_database_url))
    aged = text("UPDATE docs.shadow_quote SET recorded_at = recorded_at - interval '40 days' WHERE id = :id")
    async with engine.begin() as connection:
        await connection.execute(aged, {"id": old["id"]})
    await forget_old_shadows(engine, 30)
    await engine.dispose()

    found = [(await docs.get(f"/v1/shadow-quotes/{one['id']}")).status_code for one in (old, new)]
    assert found == [404, 200]
