"""Many papers at once over HTTP: what can be made is made, and the rest is listed."""

import io
import zipfile

import httpx2
import pikepdf

from dutiful_shared.client import DutifulClient
from dutiful_shared.contract.documents import (
    DocumentBatchRequest,
    DocumentKind,
)
from dutiful_shared.contract.faults import MOST_FAULTS
from tests.builders.papers import complete, order
from tests.e2e.documents.asked import FAULTY, finished, for_quote, quoted


async def test_a_batch_makes_what_it_can_and_lists_the_rest(
    dutiful: DutifulClient, quote_api: httpx2.AsyncClient
) -> None:
    quote = await quoted(quote_api, order())
    unknown = for_quote({"id": "q_unknown"})
    wanted = (for_quote(quote), complete("packing_list"), complete("cn23", packages=[]), complete("eu_h7"), unknown)
    batch = await finished(dutiful, await dutiful.create_document_batch(DocumentBatchRequest(documents=wanted)))

    assert (batch.wanted, batch.made, batch.refused) == (5, 3, 2)
    assert [fault.pointer for fault in batch.faults] == [
        "/documents/2/packages",
        "/documents/2/packages/0/gross_weight_kg",
        "/documents/4/quote_id",
    ]
    with zipfile.ZipFile(io.BytesIO(await dutiful.document_batch_result(batch.id))) as archive:
        kinds = [name.split("-")[1] for name in archive.namelist()]
        assert archive.testzip() is None
    assert kinds == [DocumentKind.COMMERCIAL_INVOICE, DocumentKind.PACKING_LIST, DocumentKind.EU_H7]


async def test_of_a_paper_with_very_many_faults_a_batch_lists_the_first(dutiful: DutifulClient) -> None:
    batch = await finished(dutiful, await dutiful.create_document_batch(DocumentBatchRequest(documents=(FAULTY,))))
    assert (batch.refused, len(batch.faults)) == (1, MOST_FAULTS + 1)
    assert "more are wrong than what is listed" in batch.faults[-1].detail


async def test_a_batch_can_be_one_pdf_for_a_printer(dutiful: DutifulClient) -> None:
    wanted = tuple(complete("commercial_invoice") for _ in range(5))
    asked = DocumentBatchRequest(documents=wanted, result="pdf")
    batch = await finished(dutiful, await dutiful.create_document_batch(asked))
    with pikepdf.open(io.BytesIO(await dutiful.document_batch_result(batch.id))) as whole:
        assert len(whole.pages) == 5
