"""Invoices over HTTP: matched with shipments, compared, contested."""

from typing import Any

import httpx2
import pytest

from dutiful_shared.contract.shipment_charges import INVOICE_EXAMPLE
from tests.integration.dossier.told import NUMBER, dossier, told

pytestmark = pytest.mark.integration


async def _invoiced(shop: httpx2.AsyncClient, **changes: Any) -> dict[str, Any]:
    response = await shop.post("/v1/charges/invoices", json={**INVOICE_EXAMPLE, **changes})
    assert response.status_code == 201, response.text
    made: dict[str, Any] = response.json()
    return made


async def test_an_invoice_is_held_against_the_shipment(shop: httpx2.AsyncClient) -> None:
    made = await told(shop)
    await _invoiced(shop)
    found = await dossier(shop, made["id"])

    assert [(one["kind"], one["verdict"], one["difference"]["amount"]) for one in found["charges"]] == [
        ("duty", "agrees", "0.00"),
        ("tax", "overcharged", "0.40"),
    ]


async def test_an_invoice_may_come_before_its_shipment(shop: httpx2.AsyncClient) -> None:
    early = await _invoiced(shop)
    made = await told(shop)
    now = (await shop.get(f"/v1/charges/invoices/{early['id']}")).json()

    assert {line["match"] for line in early["lines"]} == {"unknown_shipment"}
    assert {line["shipment_id"] for line in now["lines"]} == {made["id"]}


async def test_the_same_invoice_is_taken_once(shop: httpx2.AsyncClient) -> None:
    first, again = await _invoiced(shop), await _invoiced(shop)
    other = await shop.post("/v1/charges/invoices", json={**INVOICE_EXAMPLE, "issued": "2026-11-27"})

    assert first["id"] == again["id"]
    assert (other.status_code, other.json()["code"]) == (409, "conflict")


async def test_an_invoice_comes_as_csv(shop: httpx2.AsyncClient) -> None:
    made = await told(shop)
    content = f"tracking_number,kind,amount,currency\n{NUMBER},duty,4.80,EUR\n{NUMBER},fee,15.00,EUR\n"
    params = {"carrier": "dhl_express", "number": "7", "issued": "2026-11-28"}
    headers = {"Content-Type": "text/csv"}
    response = await shop.post("/v1/charges/invoices/csv", content=content, params=params, headers=headers)

    assert response.status_code == 201, response.text
    (of_shipment,) = response.json()["shipments"]
    verdicts = {one["kind"]: one["verdict"] for one in of_shipment["comparisons"]}
    assert of_shipment["shipment_id"] == made["id"]
    assert verdicts == {"duty": "agrees", "tax": "not_charged_yet", "fee": "unexpected"}


async def test_a_bad_row_of_a_file_is_named(shop: httpx2.AsyncClient) -> None:
    params = {"carrier": "ups", "number": "8", "issued": "2026-11-28"}
    content = "tracking_number,kind,amount,currency\nAAAA1,duty,4.80,EUR\nAAAA1,duty,4.80,Euro\n"
    headers = {"Content-Type": "text/csv"}
    refused = await shop.post("/v1/charges/invoices/csv", content=content, params=params, headers=headers)

    (fault,) = refused.json()["errors"]
    assert (refused.status_code, fault["pointer"]) == (422, "/2/currency")
    assert fault["detail"].startswith("Row 2, column currency: 'Euro' is not an active ISO 4217 currency code")


async def test_what_is_too_much_is_contested(shop: httpx2.AsyncClient) -> None:
    made = await told(shop)
    invoice = await _invoiced(shop)
    pack = (await shop.get(f"/v1/charges/invoices/{invoice['id']}/dispute")).json()

    (one,) = pack["charges"]
    assert (one["shipment_id"], one["kind"], one["difference"]) == (
        made["id"],
        "tax",
        {"amount": "0.40", "currency": "EUR"},
    )
    assert pack["totals"] == [{"amount": "0.40", "currency": "EUR"}]


@pytest.mark.parametrize(("by", "key"), [("lane", "US-FR"), ("carrier", "dhl_express"), ("sku", "TEE-1")])
async def test_variance_is_told_by(shop: httpx2.AsyncClient, by: str, key: str) -> None:
    await told(shop, shipped_at="2026-11-05T08:00:00Z")
    await _invoiced(shop)
    params = {"from": "2026-11-05", "to": "2026-11-05", "by": by}
    answer = (await shop.get("/v1/charges/variance", params=params)).json()

    rows = [(row["key"], row["kind"], row["difference"], row["shipments"]) for row in answer["rows"]]
    assert rows == [(key, "duty", "0.00", 1), (key, "tax", "0.40", 1)]


async def test_another_merchant_sees_no_invoice(shop: httpx2.AsyncClient, other_shop: httpx2.AsyncClient) -> None:
    made = await _invoiced(shop)

    assert (await other_shop.get(f"/v1/charges/invoices/{made['id']}")).status_code == 404
    assert (await other_shop.get(f"/v1/charges/invoices/{made['id']}/dispute")).status_code == 404
