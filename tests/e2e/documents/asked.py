"""What tests ask of the document service: a quote, a paper for it, a batch, and a paper with very many faults."""

import asyncio
from typing import Any

import httpx2

from dutiful_shared.client import DutifulClient
from dutiful_shared.contract.documents import BatchState, DocumentBatch, DocumentRequest
from dutiful_shared.contract.faults import MOST_FAULTS
from tests.builders.papers import complete, request

#: Lines that nobody ordered, and three blanks: what the package weighs, measures and holds.
FAULTY = complete(
    "packing_list", packages=[{"number": "1", "contents": [{"line": "unknown", "quantity": 1}] * (MOST_FAULTS + 12)}]
)


async def quoted(quote_api: httpx2.AsyncClient, cart: dict[str, Any]) -> dict[str, Any]:
    response = await quote_api.post("/v1/quotes", json=cart)
    assert response.status_code == 200, response.text
    answer: dict[str, Any] = response.json()
    return answer


def for_quote(quote: dict[str, Any], kind: str = "commercial_invoice", **changes: Any) -> DocumentRequest:
    asked = {**request(kind), "quote_id": quote["id"], **changes}
    del asked["order"]
    return DocumentRequest.model_validate(asked)


async def finished(dutiful: DutifulClient, batch: DocumentBatch) -> DocumentBatch:
    async with asyncio.timeout(60):
        while batch.state is not BatchState.DONE:
            await asyncio.sleep(0.05)
            batch = await dutiful.document_batch(batch.id)
    return batch
