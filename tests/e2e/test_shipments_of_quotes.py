"""A shipment of a quote expects what the quote said, and `dutiful shipment` shows it."""

import asyncio
import json
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI
from typer.testing import CliRunner, Result

import dutiful_docs.app
from dutiful_docs.settings import DocsSettings
from dutiful_quote.examples import example
from dutiful_shared.cli import app as command
from dutiful_shared.client import BaseUrls, DutifulClient, DutifulProblem
from dutiful_shared.contract.shipment_charges import INVOICE_EXAMPLE
from dutiful_shared.contract.shipment_checks import CHECK_EXAMPLE
from dutiful_shared.contract.shipments import SHIPMENT_EXAMPLE, ShipmentRequest
from tests.builders.listening import listening
from tests.builders.older_orders import as_an_older_release_kept_it


@pytest.fixture(scope="module")
async def docs_app(seeded_database_url: str, quote_app: FastAPI) -> AsyncIterator[FastAPI]:
    """A document service that asks the quote service of the tests."""
    settings = DocsSettings(database_url=seeded_database_url, request_deadline_ms=30_000)
    app = dutiful_docs.app.create_app(settings, transport=httpx2.ASGITransport(app=quote_app))
    async with app.router.lifespan_context(app):
        yield app


@pytest.fixture
async def client(docs_app: FastAPI, sandbox: str) -> AsyncIterator[DutifulClient]:
    transport = httpx2.ASGITransport(app=docs_app)
    async with DutifulClient(BaseUrls(docs="http://docs"), sandbox, transport=transport) as made:
        yield made


def _shipment(quote: dict[str, Any], **changes: Any) -> ShipmentRequest:
    said = {
        **SHIPMENT_EXAMPLE,
        "quote_id": quote["id"],
        "expected": [],
        "lines": [],
        "order_reference": uuid4().hex,
        "parcels": [{"tracking_number": uuid4().hex}],
        **changes,
    }
    return ShipmentRequest.model_validate(said)


async def _quoted(quote_api: httpx2.AsyncClient, name: str = "handbag-to-britain-above-135") -> dict[str, Any]:
    quote: dict[str, Any] = (await quote_api.post("/v1/quotes", json=example(name))).json()
    return quote


async def test_a_shipment_expects_what_its_quote_said(quote_api: httpx2.AsyncClient, client: DutifulClient) -> None:
    quote = await _quoted(quote_api)
    await quote_api.post(f"/v1/quotes/{quote['id']}/commit", json={"reference": uuid4().hex, "delivery": "ddp"})
    made = await client.shipments.add(_shipment(quote))

    assert made.expected_from == "quote"
    for kind in ("duty", "tax"):
        amounts = [one.amount for one in made.shipment.expected if one.kind == kind]
        assert sum(amounts, Decimal(0)) == Decimal(quote[kind]["amount"])


@pytest.mark.parametrize("delivery", ["ddp", "dap"])
async def test_a_shipment_expects_the_charges_of_the_service_that_was_ordered(
    quote_api: httpx2.AsyncClient, client: DutifulClient, delivery: str
) -> None:
    fee = {"carrier": "dhl", "currency": "GBP", "fixed": "12.00"}
    services = [{"code": "xp", "mode": "express", "shipping": "90.00", "disbursement": fee}]
    cart = {**example("handbag-to-britain-above-135"), "services": services}
    quote = (await quote_api.post("/v1/quotes", json=cart)).json()
    chosen = {"reference": uuid4().hex, "service": "xp", "delivery": delivery}
    order = (await quote_api.post(f"/v1/quotes/{quote['id']}/commit", json=chosen)).json()
    made = await client.shipments.add(_shipment(quote))

    ordered = [(one["kind"], one["amount"]["amount"], one["payer"]) for one in order["ordered"]["charges"]]
    assert [(one.kind, str(one.amount), one.payer) for one in made.shipment.expected] == ordered
    paid = sum((one.amount for one in made.shipment.expected), Decimal(0))
    prices = sum(Decimal(order["ordered"][name]["amount"]) for name in ("goods_total", "shipping", "insurance"))
    assert f"{prices + paid:f}" == order["landed_cost"]["amount"]
    assert ("fee" in {one.kind for one in made.shipment.expected}) == (delivery == "ddp")


async def test_charges_that_an_older_release_did_not_keep_are_asked_for(
    quote_api: httpx2.AsyncClient, client: DutifulClient, seeded_database_url: str
) -> None:
    services = [{"code": "xp", "mode": "express", "shipping": "90.00"}]
    quote = (
        await quote_api.post("/v1/quotes", json={**example("handbag-to-britain-above-135"), "services": services})
    ).json()
    chosen = {"reference": uuid4().hex, "service": "xp"}
    assert (await quote_api.post(f"/v1/quotes/{quote['id']}/commit", json=chosen)).status_code == 200
    await as_an_older_release_kept_it(seeded_database_url, quote["id"])

    with pytest.raises(DutifulProblem) as refusal:
        await client.shipments.add(_shipment(quote))
    assert [error.pointer for error in refusal.value.problem.errors] == ["/expected"]


async def test_a_quote_that_was_not_committed_needs_the_way_of_delivery(
    quote_api: httpx2.AsyncClient, docs_app: FastAPI, sandbox: str
) -> None:
    asked = _shipment(await _quoted(quote_api)).model_dump(mode="json", exclude_unset=True)
    headers = {"Authorization": f"Bearer {sandbox}"}
    transport = httpx2.ASGITransport(app=docs_app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://docs", headers=headers) as http:
        refused = await http.post("/v1/shipments", json=asked)
        taken = await http.post("/v1/shipments", json={**asked, "delivery": "dap"})

    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/delivery")
    assert (taken.status_code, taken.json()["expected_from"]) == (201, "quote")


async def test_amounts_that_were_given_come_before_the_quote(
    quote_api: httpx2.AsyncClient, client: DutifulClient
) -> None:
    expected = [{"kind": "duty", "amount": "1.00", "currency": "GBP"}]
    made = await client.shipments.add(_shipment(await _quoted(quote_api), expected=expected))

    assert (made.expected_from, len(made.shipment.expected)) == ("request", 1)


@pytest.fixture
async def address(docs_app: FastAPI) -> AsyncIterator[str]:
    """Where the started application listens."""
    async with listening(docs_app, lifespan="off") as port:
        yield f"http://127.0.0.1:{port}"


async def dutiful(address: str, key: str, *arguments: str) -> Result:
    environment = {"DUTIFUL_DOCS_URL": address, "DUTIFUL_API_KEY": key, "COLUMNS": "240"}
    return await asyncio.to_thread(CliRunner(env=environment).invoke, command, ["shipment", *arguments])


def _printed(result: Result) -> Any:
    """The JSON that a command printed; the log of the service, which runs here too, stands before it."""
    return json.loads(result.stdout[result.stdout.index("{\n") :])


def _file(folder: Path, content: Any) -> str:
    file = folder / f"{uuid4().hex}.json"
    file.write_text(json.dumps(content))
    return str(file)


async def test_the_command_follows_a_shipment(address: str, sandbox: str, tmp_path: Path) -> None:
    number = uuid4().hex
    shipment = {**SHIPMENT_EXAMPLE, "parcels": [{"tracking_number": number}], "shipped_at": "2026-10-02T08:00:00Z"}
    made = _printed(await dutiful(address, sandbox, "add", _file(tmp_path, shipment)))
    held = {"id": "1", "source": "customs", "at": "2026-10-03T08:00:00Z", "milestone": "held"}
    told = await dutiful(address, sandbox, "events", made["id"], _file(tmp_path, {"events": [held]}))
    line = {**INVOICE_EXAMPLE["lines"][1], "tracking_number": number}
    invoice = {**INVOICE_EXAMPLE, "number": uuid4().hex, "lines": [line]}
    charged = await dutiful(address, sandbox, "invoice", _file(tmp_path, invoice))
    shown = await dutiful(address, sandbox, "show", made["id"])
    listed = await dutiful(address, sandbox, "list", "--held")

    assert "1: recorded, held" in told.stdout
    assert "tax: overcharged by 0.40 EUR" in charged.stdout
    assert "order 1001, US-FR: held" in shown.stdout
    assert "! The parcel is held" in shown.stdout
    assert made["id"] in listed.stdout


async def test_the_command_shows_and_exports_kpis(address: str, sandbox: str, tmp_path: Path) -> None:
    shipment = {**SHIPMENT_EXAMPLE, "parcels": [{"tracking_number": uuid4().hex}], "shipped_at": "2026-09-02T08:00:00Z"}
    await dutiful(address, sandbox, "add", _file(tmp_path, shipment))
    period = ("--from", "2026-09-01", "--to", "2026-09-30")
    shown = await dutiful(address, sandbox, "kpis", *period)
    file = tmp_path / "kpis.parquet"
    exported = await dutiful(address, sandbox, "export", str(file), *period)

    assert "2026-09" in shown.stdout
    assert exported.exit_code == 0
    assert file.read_bytes()[:4] == b"PAR1"


async def test_the_command_opens_lists_and_closes_a_feed(address: str, sandbox: str) -> None:
    made = await dutiful(address, sandbox, "feed", "add", "ups", "--format", "easypost", "--secret", "0123456789abcdef")
    feed_id = next(word for word in made.stdout.split() if word.startswith("feed_")).rstrip(":")
    listed = await dutiful(address, sandbox, "feed", "list")
    closed = await dutiful(address, sandbox, "feed", "remove", feed_id)
    after = await dutiful(address, sandbox, "feed", "list")

    assert f"{address}/channels/carriers/{feed_id}/webhooks" in made.stdout
    assert (feed_id in listed.stdout, closed.exit_code, feed_id in after.stdout) == (True, 0, False)


async def test_a_secret_of_the_sender_that_is_too_short_is_told(address: str, sandbox: str) -> None:
    refused = await dutiful(address, sandbox, "feed", "add", "ups", "--format", "easypost", "--secret", "short")

    assert (refused.exit_code, "secret must have at least 16 characters" in refused.output) == (2, True)


async def test_the_command_ends_with_1_where_a_shipment_would_be_held(
    address: str, sandbox: str, tmp_path: Path
) -> None:
    good = await dutiful(address, sandbox, "check", _file(tmp_path, CHECK_EXAMPLE))
    bad = await dutiful(address, sandbox, "check", _file(tmp_path, {**CHECK_EXAMPLE, "declared_value": "1.00"}))

    assert (good.exit_code, bad.exit_code) == (0, 1)
    assert "hold /declared_value: The lines add up to 40.00 EUR." in bad.stdout
