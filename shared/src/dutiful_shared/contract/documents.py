"""`/v1/documents`: customs papers for a quote or an order, and the data forms that travel without a paper."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Final, Literal, Self

from pydantic import ConfigDict, Field, model_validator

from dutiful_shared.contract.answer_values import AnswerModel
from dutiful_shared.contract.classification import LanguageTag
from dutiful_shared.contract.document_details import (
    MAX_PACKAGES,
    ExportDetails,
    GoodsDetail,
    InvoiceDetails,
    OriginDetails,
    Package,
    PackingWish,
    ReasonForExport,
    ReturnDetails,
    Signatory,
    TransportDetails,
)
from dutiful_shared.contract.document_parties import DocumentParties, Remark
from dutiful_shared.contract.fields import MAX_LINES, Flag, Identifier, WireModel, all_different, inconsistent
from dutiful_shared.contract.quote_request import QuoteRequest

#: Papers that one batch makes at most.
MAX_BATCH: Final = 500


class DocumentKind(StrEnum):
    """A paper, or a form that is data alone and has no printed form: `eu_h7` and what follows it."""

    COMMERCIAL_INVOICE = "commercial_invoice"
    PROFORMA_INVOICE = "proforma_invoice"
    PACKING_LIST = "packing_list"
    CN22 = "cn22"
    CN23 = "cn23"
    ORIGIN_STATEMENT = "origin_statement"
    ORIGIN_CERTIFICATE = "origin_certificate"
    SHIPPERS_LETTER_OF_INSTRUCTION = "shippers_letter_of_instruction"
    RETURN_DECLARATION = "return_declaration"
    #: The rest are data alone and have no printed form.
    EU_H7 = "eu_h7"
    UPU_ITMATT = "upu_itmatt"
    DHL_INVOICE_DATA = "dhl_invoice_data"
    UPS_PAPERLESS = "ups_paperless"
    FEDEX_TRADE_DOCUMENTS = "fedex_trade_documents"

    @property
    def printed(self) -> bool:
        """Whether there is a PDF of it."""
        return self not in _DATA_ALONE


_DATA_ALONE: Final = frozenset(
    {
        DocumentKind.EU_H7,
        DocumentKind.UPU_ITMATT,
        DocumentKind.DHL_INVOICE_DATA,
        DocumentKind.UPS_PAPERLESS,
        DocumentKind.FEDEX_TRADE_DOCUMENTS,
    }
)

REQUEST_EXAMPLE: dict[str, Any] = {
    "kind": "commercial_invoice",
    "quote_id": "q_0b5c2f7d9a3e4c61d2aa0b5c2f7d9a3e",
    "language": "en",
    "second_language": "fr",
    "draft": False,
    "reason_for_export": "sale",
    "invoice": {"number": "INV-2026-1042", "date": "2026-11-20", "order_reference": "1042"},
    "parties": {
        "exporter": {
            "name": "Lone Star Outfitters LLC",
            "street": ["1100 Congress Ave"],
            "postal_code": "78701",
            "city": "Austin",
            "region": "TX",
            "country": "US",
            "phone": "+1 512 555 0142",
        },
        "consignee": {
            "name": "Camille Durand",
            "street": ["12 rue Mercière"],
            "postal_code": "69002",
            "city": "Lyon",
            "country": "FR",
            "phone": "+33 4 72 00 00 00",
            "type": "consumer",
        },
    },
    "goods": [{"line": "1", "merchant_product_id": "TEE-01", "manufacturer_product_id": "MF-TEE"}],
    "transport": {"carrier": "UPS", "incoterm_place": "Lyon"},
    "signatory": {"name": "Dana Reyes", "title": "Export manager", "place": "Austin", "date": "2026-11-20"},
}
ANSWER_EXAMPLE: dict[str, Any] = {
    "id": "doc_0b5c2f7d9a3e4c61d2aa",
    "kind": "commercial_invoice",
    "version": 1,
    "draft": False,
    "number": "INV-2026-1042",
    "order_reference": "1042",
    "quote_id": "q_0b5c2f7d9a3e4c61d2aa0b5c2f7d9a3e",
    "language": "en",
    "second_language": "fr",
    "created_at": "2026-11-29T12:00:00Z",
    "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "pages": 1,
    "links": {
        "pdf": "/v1/documents/doc_0b5c2f7d9a3e4c61d2aa.pdf",
        "picture": "/v1/documents/doc_0b5c2f7d9a3e4c61d2aa.png",
        "xml": "/v1/documents/doc_0b5c2f7d9a3e4c61d2aa?format=xml",
        "json": "/v1/documents/doc_0b5c2f7d9a3e4c61d2aa.json",
    },
    "ledger": {"leaf": "9f86d081884c7d659a2feaa0c55ad015", "status": "included"},
    "screening": {"screening_id": "scr_0b5c2f7d9a3e4c61d2aa", "state": "clear", "notice": None, "missing_lists": []},
    "unchecked": [],
    "origin_wording": None,
}


class PaperDetails(WireModel):
    """What a paper says that neither a quote nor an order does."""

    reason_for_export: ReasonForExport | None = None
    reason_text: Annotated[Remark | None, Field(description="Explains the reason `other`.")] = None
    invoice: InvoiceDetails = InvoiceDetails()
    parties: DocumentParties = DocumentParties()
    goods: Annotated[tuple[GoodsDetail, ...], Field(max_length=MAX_LINES)] = ()
    packages: Annotated[tuple[Package, ...], Field(max_length=MAX_PACKAGES)] = ()
    packing: PackingWish | None = None
    transport: TransportDetails = TransportDetails()
    origin: OriginDetails = OriginDetails()
    export: ExportDetails = ExportDetails()
    returned: ReturnDetails = ReturnDetails()
    remarks: Remark | None = None
    signatory: Signatory | None = None

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        all_different((one.line for one in self.goods), "goods/{}/line")
        all_different((one.number for one in self.packages), "packages/{}/number")
        if self.packages and self.packing is not None:
            raise inconsistent("packing", "give either packages or packing, not both")
        return self


class DocumentRequest(PaperDetails):
    """What paper is wanted, and for what: a recorded quote, or an order in the shape of a quote's request.

    All the rest is what neither of them says. What a kind of paper must say and nothing says is refused, field by field
    with the rule that demands it, and so is what contradicts the quote or order, all in one answer; a draft is printed
    with the gaps.
    """

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, json_schema_extra={"examples": [REQUEST_EXAMPLE]}
    )

    kind: DocumentKind
    quote_id: Identifier | None = None
    order: QuoteRequest | None = None
    language: LanguageTag = "en"
    second_language: Annotated[
        LanguageTag | None, Field(description="Printed beside the first, as many customs offices ask.")
    ] = None
    draft: Flag = Field(default=False, description="A draft is marked as such and not entered in the ledger.")

    @model_validator(mode="after")
    def _one_subject(self) -> Self:
        if (self.quote_id is None) == (self.order is None):
            raise ValueError("exactly one of quote_id and order must be given")
        if self.second_language == self.language:
            raise ValueError("second_language must differ from language")
        return self


class LedgerStatus(StrEnum):
    """`none` for drafts; `pending` until the next checkpoint of the log, then `included`."""

    NONE = "none"
    PENDING = "pending"
    INCLUDED = "included"


class DocumentLinks(AnswerModel):
    """Where each form of the document is; null where the kind has no such form."""

    pdf: str | None
    picture: Annotated[
        str | None, Field(description="The first page as PNG, `&page=2` the second; for people who look at it.")
    ] = None
    xml: str | None
    json_: Annotated[str | None, Field(alias="json")]

    model_config = ConfigDict(frozen=True, populate_by_name=True)


class LedgerEntry(AnswerModel):
    """Where the paper is in the ledger. `leaf` is null where nothing is entered, as for a draft."""

    leaf: str | None
    status: LedgerStatus


class IssueScreening(StrEnum):
    """What screening said when the paper was issued. `no_lists` and `stale` are never clear; `released` was held, and
    `clear_of_loaded` is clear of the lists that are loaded alone."""

    CLEAR = "clear"
    CLEAR_OF_LOADED = "clear_of_loaded"
    RELEASED = "released"
    NO_LISTS = "no_lists"
    STALE = "stale"


class DocumentScreening(AnswerModel):
    """The screening of everybody whom the paper names; `notice` where it cleared nobody."""

    screening_id: str
    state: IssueScreening
    notice: str | None = None
    missing_lists: Annotated[
        tuple[str, ...], Field(description="Lists of OFAC, BIS, the UN, the UK and the EU that were not loaded.")
    ] = ()


class Blank(AnswerModel):
    """A field that a draft lacks to be issued: where a request would say it, and the rule that demands it."""

    pointer: str
    rule: str
    source: Annotated[str, Field(description="The law or form that the rule rests on.")]


class UncheckedLimit(AnswerModel):
    """A limit of the form that could not be held against the goods: whoever signs has to."""

    limit: str
    detail: str


class OriginWording(AnswerModel):
    """In which language an agreement's wording of origin stands on the paper: not the paper's where that has none."""

    agreement: str
    language: str
    languages: Annotated[
        tuple[str, ...], Field(description="Those that the wording is known in, for `origin.language` of a request.")
    ]


class Document(AnswerModel):
    """An issued document. A correction is a new version; versions are never changed."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [ANSWER_EXAMPLE]})

    id: str
    kind: DocumentKind
    version: Annotated[int, Field(ge=1)]
    draft: bool
    number: Annotated[str | None, Field(description="The invoice's, as printed; null in forms of data alone.")] = None
    order_reference: Annotated[str | None, Field(description="The merchant's own, as the request had it.")] = None
    quote_id: str | None
    language: str
    second_language: str | None
    created_at: datetime
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="Of the PDF, or of the data form's JSON.")]
    pages: Annotated[int, Field(ge=0, description="0 for a form that is data alone.")]
    links: DocumentLinks
    ledger: LedgerEntry
    screening: Annotated[
        DocumentScreening | None, Field(description="As it was when the paper was issued; null for a draft.")
    ] = None
    blanks: Annotated[
        tuple[Blank, ...], Field(description="What a draft lacks to be issued; an issued paper lacks nothing.")
    ] = ()
    unchecked: Annotated[
        tuple[UncheckedLimit, ...], Field(description="Limits of the form that nobody could hold against the goods.")
    ] = ()
    origin_wording: Annotated[OriginWording | None, Field(description="Null where the paper names no agreement.")] = (
        None
    )


class DocumentPage(AnswerModel):
    """Documents in their newest issued versions, the newest first; `next` is the cursor of the following page."""

    documents: tuple[Document, ...]
    next: str | None


class BatchState(StrEnum):
    """How far a batch is. It is `done` even where papers were refused: `faults` says which."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"


class DocumentBatchRequest(WireModel):
    """Papers that are made in the background and fetched together."""

    documents: Annotated[tuple[DocumentRequest, ...], Field(min_length=1, max_length=MAX_BATCH)]
    result: Literal["zip", "pdf"] = "zip"


class BatchFault(AnswerModel):
    """A paper of the batch that could not be made; `pointer` leads into the request of the batch."""

    index: int
    code: str
    detail: str
    pointer: str | None = None


class DocumentBatch(AnswerModel):
    """How far a batch is. `result` is where all papers are, once it is done."""

    id: str
    state: BatchState
    wanted: int
    made: int
    refused: int
    faults: tuple[BatchFault, ...]
    result: str | None
