"""`StoredPaper`: one version of a document as it stands in the database."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from dutiful_shared.contract.documents import DocumentKind, DocumentScreening, UncheckedLimit


@dataclass(frozen=True, slots=True)
class StoredPaper:
    """`sha256` is that of the PDF, or of the JSON where there is none; `content` is what the paper says, as data.

    `pdf` and `xml` are the hashes under which those forms lie in the store; None where the kind has none.
    `made_for` names the batch that made the version of an order by itself;
    `order_reference` is the merchant's own; `screening` is what was said when the paper was issued;
    `unchecked` are the limits that nobody could hold against the goods.
    """

    id: str
    version: int
    merchant_id: str
    kind: DocumentKind
    quote_id: str | None
    draft: bool
    language: str
    second_language: str | None
    content: dict[str, Any]
    sha256: str
    pdf: str | None
    xml: str | None
    pages: int
    created_at: datetime
    order_reference: str | None = None
    screening: DocumentScreening | None = None
    made_for: str | None = None
    unchecked: tuple[UncheckedLimit, ...] = ()

    @property
    def number(self) -> str | None:
        """The invoice's number, as it is printed."""
        number = self.content.get("paper", {}).get("invoice", {}).get("number")
        return number or None
