"""`POST /v1/documents`: customs papers for a quote or an order."""

from enum import StrEnum
from typing import Annotated, Any, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from dutiful_shared.contract.classification import LanguageTag
from dutiful_shared.contract.fields import Identifier, WireModel
from dutiful_shared.contract.quote_request import QuoteRequest


class DocumentKind(StrEnum):
    COMMERCIAL_INVOICE = "commercial_invoice"
    PROFORMA_INVOICE = "proforma_invoice"
    PACKING_LIST = "packing_list"
    CN22 = "cn22"
    CN23 = "cn23"
    ORIGIN_STATEMENT = "origin_statement"
    ORIGIN_CERTIFICATE = "origin_certificate"
    SHIPPERS_LETTER_OF_INSTRUCTION = "shippers_letter_of_instruction"


REQUEST_EXAMPLE: dict[str, Any] = {
    "kind": "commercial_invoice",
    "quote_id": "q_0b5c2f7d9a3e4c61d2aa0b5c2f7d9a3e",
    "language": "en",
    "second_language": "fr",
    "draft": False,
}
ANSWER_EXAMPLE: dict[str, Any] = {
    "id": "doc_0b5c2f7d9a3e4c61",
    "kind": "commercial_invoice",
    "version": 1,
    "sha256": "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "pages": 1,
    "links": {
        "pdf": "/v1/documents/doc_0b5c2f7d9a3e4c61.pdf",
        "xml": "/v1/documents/doc_0b5c2f7d9a3e4c61?format=xml",
        "json": "/v1/documents/doc_0b5c2f7d9a3e4c61.json",
    },
    "ledger": {"leaf": "9f86d081884c7d659a2feaa0c55ad015", "status": "included"},
}


class DocumentRequest(WireModel):
    """What paper is wanted, and for what: a recorded quote, or an order in the shape of a quote's request."""

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
    draft: bool = Field(default=False, description="A draft is marked as such and not entered in the ledger.")

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


class _Answer(BaseModel):
    model_config = ConfigDict(frozen=True)


class DocumentLinks(_Answer):
    """Where each form of the document is; null where the kind has no such form."""

    pdf: str | None
    xml: str | None
    json_: Annotated[str | None, Field(alias="json")]

    model_config = ConfigDict(frozen=True, populate_by_name=True)


class LedgerEntry(_Answer):
    leaf: str | None
    status: LedgerStatus


class Document(_Answer):
    """An issued document. A correction is a new version; versions are never changed."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [ANSWER_EXAMPLE]})

    id: str
    kind: DocumentKind
    version: Annotated[int, Field(ge=1)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    pages: Annotated[int, Field(ge=1)]
    links: DocumentLinks
    ledger: LedgerEntry
