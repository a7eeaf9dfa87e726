"""Forms that are data alone: what customs, posts and carriers take in place of a paper.

They are plain JSON values in the words (or, for carriers, the names) of who takes them. They send nothing: a broker, a
post or the carrier's own client does.
"""

import base64
from decimal import Decimal
from typing import Any, Final

from dutiful_docs.documents.limits import H7_LIMIT_EUR
from dutiful_docs.documents.machine.without_nothing import without_nothing
from dutiful_docs.documents.paper import Paper, Party

#: Codes of the UPS Paperless document types.
_UPS_INVOICE: Final = "002"
#: What customs know a party by: EORI in the Union and Great Britain, tax or customs numbers of persons elsewhere.
_IDENTIFYING: Final = ("EORI", "CPF", "CNPJ", "PCCC", "RFC", "RUT", "PASSPORT")
#: Of the merchant, of the manufacturer where it is no standard one, and a standard one, as guides to Delegated
#: Regulation (EU) 2026/1022 abbreviate them.
_PRODUCT_IDENTIFIERS: Final = ("M-PID", "NS-PID", "S-PID")


def eu_h7(paper: Paper, *, checked: bool) -> dict[str, Any]:
    """The reduced data set of a low-value consignment into the European Union (column H7 of Annex B).

    Args:
        checked: whether the goods were held against its limit.
    """
    # The scheme is the seller's, or that of a marketplace or intermediary, which stands as another party.
    ioss = next((one.number for party in paper.parties for one in party.registrations if one.secret), None)
    return {
        "dataset": "H7",
        "intrinsicValueLimit": {"amount": f"{H7_LIMIT_EUR}", "currency": "EUR", "checked": checked},
        "exporter": _party(paper.exporter),
        "importer": _party(paper.importer or paper.consignee),
        "additionalFiscalReferences": [{"role": "FR5", "vatIdentificationNumber": ioss}] if ioss else [],
        "referenceNumber": paper.carriage.tracking_number or paper.carriage.item_id,
        "grossMassKilograms": _text(paper.totals.gross_weight_kg),
        "numberOfPackages": paper.totals.packages or None,
        "intrinsicValue": _money(paper.totals.goods, paper),
        "transportCosts": _money(paper.totals.shipping + paper.totals.insurance, paper),
        "goodsItems": [
            {
                "goodsItemNumber": i + 1,
                "harmonizedSystemSubheadingCode": line.hs6,
                "descriptionOfGoods": line.description,
                "countryOfOrigin": line.origin,
                "quantity": {"value": _text(line.quantity), "unit": line.unit},
                "netMassKilograms": _text(line.net_weight_kg),
                "intrinsicValue": _money(line.value, paper),
                "productIdentifiers": [
                    {"type": kind, "identifier": value}
                    for kind, value in zip(
                        _PRODUCT_IDENTIFIERS,
                        (line.merchant_product_id, line.manufacturer_product_id, line.standard_product_id),
                        strict=True,
                    )
                    if value
                ],
            }
            for i, line in enumerate(paper.lines)
        ],
    }


def upu_itmatt(paper: Paper) -> dict[str, Any]:
    """Item attributes for a post's electronic advance data (UPU standard M33, customs part)."""
    return {
        "message": "ITMATT",
        "itemIdentifier": paper.carriage.item_id,
        "officeOfOrigin": paper.carriage.office_of_origin,
        "postingDate": None if paper.carriage.posting_date is None else paper.carriage.posting_date.isoformat(),
        "originCountry": paper.carriage.from_country,
        "destinationCountry": paper.carriage.to_country,
        "sender": _party(paper.exporter),
        "recipient": _party(paper.consignee),
        "natureOfTransaction": paper.reason_for_export,
        "natureOfTransactionExplanation": paper.reason_text,
        "grossWeightKilograms": _text(paper.totals.gross_weight_kg),
        "postage": None if paper.carriage.postage is None else _money(paper.carriage.postage, paper),
        "declaredValue": _money(paper.totals.goods, paper),
        "documents": [{"type": "invoice", "reference": paper.invoice.number}] if paper.invoice.number else [],
        "contentPieces": [
            {
                "number": i + 1,
                "description": line.marked_description,
                "numberOfUnits": _text(line.quantity),
                "netWeightKilograms": _text(line.net_weight_kg),
                "declaredValue": _money(line.value, paper),
                "harmonizedSystemCode": line.hs6,
                "originCountry": line.origin,
            }
            for i, line in enumerate(paper.lines)
        ],
    }


def ups_paperless(paper: Paper, invoice: bytes) -> dict[str, Any]:
    """The body of UPS Paperless `upload`, without the shipper's number, which its client adds.

    Args:
        invoice: the commercial invoice as PDF.
    """
    form = {
        "UserCreatedFormFileName": f"{_file_name(paper)}.pdf",
        "UserCreatedFormFileFormat": "pdf",
        "UserCreatedFormDocumentType": _UPS_INVOICE,
        "UserCreatedFormFile": base64.b64encode(invoice).decode(),
    }
    return {
        "UploadRequest": {
            "Request": {"TransactionReference": {"CustomerContext": paper.invoice.number}},
            "UserCreatedForm": [form],
        }
    }


def fedex_trade_documents(paper: Paper, invoice: bytes) -> dict[str, Any]:
    """What FedEx Trade Documents Upload takes: `document` as its JSON part and `attachment` as its file, in base64."""
    return {
        "document": {
            "workflowName": "ETDPreshipment",
            "name": f"{_file_name(paper)}.pdf",
            "contentType": "application/pdf",
            "meta": {
                "shipDocumentType": "COMMERCIAL_INVOICE",
                "originCountryCode": paper.carriage.from_country,
                "destinationCountryCode": paper.carriage.to_country,
            },
        },
        "attachment": base64.b64encode(invoice).decode(),
    }


def _file_name(paper: Paper) -> str:
    kept = "".join(one if one.isalnum() or one in "-_" else "-" for one in paper.invoice.number or "invoice")
    return f"commercial-invoice-{kept}"


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"


def _money(value: Decimal, paper: Paper) -> dict[str, str]:
    return {"amount": f"{value:f}", "currency": paper.currency}


def _party(party: Party | None) -> dict[str, Any] | None:
    if party is None:
        return None
    values = {
        "name": party.name,
        "street": list(party.street),
        "postcode": party.postal_code,
        "city": party.city,
        "region": party.region,
        "country": party.country,
        "phone": party.phone,
        "email": party.email,
        "identificationNumber": party.number(*_IDENTIFYING),
    }
    return without_nothing(values)
