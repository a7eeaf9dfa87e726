"""A merchant with something behind every door, which no other merchant may see."""

from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx2

from dutiful_quote.settings import QuoteSettings
from dutiful_shared.account.api_key import new_key
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.account.scopes import ALL_SCOPES
from dutiful_shared.contract.shipment_charges import INVOICE_EXAMPLE
from dutiful_shared.contract.shipments import SHIPMENT_EXAMPLE
from dutiful_shared.service.postgres import connect
from tests.e2e.foreign_operations import OWN_NAMES

MARK = "walled-off"
CART: dict[str, Any] = {
    "ship_from": {"country": "CN"},
    "ship_to": {"country": "GB"},
    "currency": "GBP",
    "lines": [
        {"id": MARK, "hs_code": "610910", "origin": "CN", "quantity": 1, "unit_price": "20.00", "sku": MARK},
    ],
}
#: What the victim alone has said of its article.
WORDS = "said behind the wall"
ENDPOINT = {"url": "https://orders.example/hooks", "event_types": ["quote.committed"]}
ENTRY = {"kind": "document", "subject": "doc_walled:1", "content_sha256": "ab" * 32}


@dataclass(frozen=True, slots=True)
class Victim:
    """A merchant with something behind every door. `ids` are by the name of the parameter."""

    merchant_id: str
    http: httpx2.AsyncClient
    classify: httpx2.AsyncClient
    docs: httpx2.AsyncClient
    ids: dict[str, str]
    secrets: frozenset[str] = field(default=frozenset())


async def a_merchant(database_url: str) -> tuple[str, str, str]:
    """The id of a fresh merchant, and its key with its id."""
    engine = connect(QuoteSettings(database_url=database_url))
    accounts = AccountRepository(engine)
    merchant = await accounts.create_merchant(f"Shop {uuid4().hex}", "tests")
    key = new_key("test")
    key_id = await accounts.create_key(merchant.id, key, ALL_SCOPES, MARK, "tests")
    await engine.dispose()
    return merchant.id, key.plain, key_id


async def classified(http: httpx2.AsyncClient) -> dict[str, str]:
    """One of everything that the classification service keeps."""
    product = {"title": f"{MARK} handbag", "sku": OWN_NAMES["sku"], "review": True}
    answer = (await http.post("/v1/classifications", json=product)).json()
    fixed = {"sku": OWN_NAMES["sku"], "codes": {"HS": "420222"}, "reason": WORDS}
    override = (await http.put("/v1/overrides", json=fixed)).json()
    file = {"content": f"title\n{MARK}\n", "headers": {"Content-Type": "text/csv"}}
    batch = (await http.post("/v1/classifications/batch", **file)).json()
    recheck = (await http.post("/v1/rechecks")).json()
    return {
        "classification_id": answer["id"],
        "review_id": answer["review_id"],
        "override_id": override["id"],
        "batch_id": batch["id"],
        "recheck_id": recheck["id"],
    }


async def told(docs: httpx2.AsyncClient) -> dict[str, str]:
    """A shipment with all that a dossier has."""
    shipment = (await docs.post("/v1/shipments", json={**SHIPMENT_EXAMPLE, "order_reference": MARK})).json()
    invoice = (await docs.post("/v1/charges/invoices", json={**INVOICE_EXAMPLE, "number": MARK})).json()
    feed = (await docs.post("/v1/carrier-feeds", json={"carrier": "ups"})).json()
    return {"shipment_id": shipment["id"], "invoice_id": invoice["id"], "feed_id": feed["id"]}


async def held_screening(docs: httpx2.AsyncClient) -> dict[str, str]:
    """A screening that is held: its goods may not go there."""
    control = {"line": "1", "text": MARK, "measure_id": "m", "blocks": True, "legal_reference": {"text": "law"}}
    party = {"id": "a", "role": "consignee", "name": WORDS}
    body = {"reference": MARK, "parties": [party], "restrictions": [control]}
    made = (await docs.post("/v1/screenings", json=body)).json()
    return {"screening_id": made["id"], "hold_id": made["holds"][0]["id"]}
