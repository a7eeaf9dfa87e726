"""Which message of a standard a kind of paper has, for machines, beside what is printed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from dutiful_docs.documents.machine.cross_industry_invoice import cross_industry_invoice
from dutiful_docs.documents.machine.despatch_advice import despatch_advice
from dutiful_docs.documents.paper import Paper


@dataclass(frozen=True, slots=True)
class Message:
    """`write` makes it of a paper that was made on a day; it lies in the PDF under `file_name`."""

    file_name: str
    description: str
    write: Callable[[Paper, date], bytes]


_INVOICE: Final = Message(
    "cross-industry-invoice.xml", "This invoice as UN/CEFACT Cross Industry Invoice D22B", cross_industry_invoice
)
#: By kind of paper. A kind that is not here has no message that says what the paper says.
MESSAGES: Final[Mapping[str, Message]] = {
    "commercial_invoice": _INVOICE,
    "proforma_invoice": _INVOICE,
    "packing_list": Message("despatch-advice.xml", "This packing list as UBL 2.1 Despatch Advice", despatch_advice),
}
