"""The papers that an import needs: of the way of carriage, of controls, and the proof of origin.

By post a CN 22 goes with a letter-post item of up to 300 special drawing rights and less than 2 kg, and a CN 23 with
any other (Regulations of the Universal Postal Convention). No rate of special drawing rights is published in the loaded
tables, nor does the request tell a letter from a parcel: an item that may be within the limits is told of both.
"""

from decimal import Decimal
from typing import Final

from dutiful_quote.engine.case import Case
from dutiful_quote.engine.findings import RequiredDocument
from dutiful_quote.engine.goods import Consignment
from dutiful_shared.contract.charge import LegalReference

_POSTAL: Final = LegalReference("Universal Postal Convention, Regulations: customs declarations CN 22 and CN 23")
_CN23: Final = RequiredDocument("cn23", "A postal item of goods carries it, with the invoice of goods sold.", _POSTAL)
_CN22: Final = RequiredDocument(
    "cn22",
    "A letter-post item of less than 2 kg and up to 300 special drawing rights carries it in place of the CN 23; a "
    "parcel never does.",
    _POSTAL,
)
_INVOICE: Final = LegalReference("Commercial invoice of the exporter, as the destination's customs code asks for it")
_INVOICE_ASKED: Final = "Customs asks for the invoice of the goods."
_USUAL_INVOICE: Final = RequiredDocument("commercial_invoice", _INVOICE_ASKED, _INVOICE)
#: Of the United States: what an invoice must contain.
_INVOICES: Final = {
    "US": RequiredDocument(
        "commercial_invoice", _INVOICE_ASKED, LegalReference("19 CFR 141.86", "https://www.ecfr.gov")
    )
}
#: A letter-post item weighs less than this.
_LETTER_KG: Final = Decimal(2)
#: United States: goods of one code above this need electronic export information, unless they go to Canada.
_EXPORT_INFORMATION_OVER: Final = Decimal(2500)
_EXPORT_INFORMATION: Final = LegalReference("15 CFR 30.36 and 30.37(a)", "https://www.ecfr.gov")


def documents_of(case: Case) -> tuple[RequiredDocument, ...]:
    """Every paper once, those of the consignment first."""
    found = [*_of_carriage(case), *_of_export(case), *case.papers]
    return tuple({(one.document, one.line): one for one in reversed(found)}.values())[::-1]


def _of_carriage(case: Case) -> list[RequiredDocument]:
    consignment = case.consignment
    invoice = _INVOICES.get(consignment.jurisdiction, _USUAL_INVOICE)
    if not consignment.by_post:
        return [invoice]
    if not _letter(consignment):
        return [_CN23, invoice]
    return [_CN23, _CN22, invoice]


def _letter(consignment: Consignment) -> bool:
    """Whether the item may travel as a letter: known to weigh less than 2 kg, and not Express Mail (EMS)."""
    weights = [line.quantities.get("KGM") for line in consignment.lines]
    known = [weight for weight in weights if weight is not None]
    return consignment.transport_mode == "post" and len(known) == len(weights) and sum(known) < _LETTER_KG


def _of_export(case: Case) -> list[RequiredDocument]:
    """Electronic export information of a line that leaves the United States."""
    consignment = case.consignment
    if consignment.ship_from != "US" or consignment.ship_to == "CA":
        return []
    limit = case.in_currency(_EXPORT_INFORMATION_OVER, "USD")
    if limit is None:
        return []
    worth: dict[str, Decimal] = {}
    for state in case.lines:
        worth[state.line.code] = worth.get(state.line.code, Decimal(0)) + state.value.goods
    why = "Goods of one code worth more than USD 2,500 leave the United States with electronic export information."
    return [
        RequiredDocument("electronic_export_information", why, _EXPORT_INFORMATION, state.line.id)
        for state in case.lines
        if worth[state.line.code] > limit
    ]
