"""An invoice as UN/CEFACT Cross Industry Invoice, D22B: the same numbers as on the paper, for machines.

It is the standard's own message. It claims no national profile (EN 16931, Factur-X): those are for tax invoices within
a country, and want of a customs invoice what it does not say.
"""

from datetime import date
from decimal import Decimal
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import Final

from lxml import etree

from dutiful_docs.documents.paper import Paper, PaperLine, Party

_BASE: Final = "urn:un:unece:uncefact:data:standard:"
_RSM: Final = f"{{{_BASE}CrossIndustryInvoice:100}}"
_RAM: Final = f"{{{_BASE}ReusableAggregateBusinessInformationEntity:100}}"
_UDT: Final = f"{{{_BASE}UnqualifiedDataType:100}}"
_NAMES: Final = {
    "rsm": f"{_BASE}CrossIndustryInvoice:100",
    "ram": f"{_BASE}ReusableAggregateBusinessInformationEntity:100",
    "udt": f"{_BASE}UnqualifiedDataType:100",
}
#: ISO/IEC 6523: a GTIN of GS1.
_GTIN: Final = "0160"
#: UNTDID 1001.
_TYPE_CODES: Final = {"commercial_invoice": "380", "proforma_invoice": "325"}
_SCHEMA: Final = ("xsd_and_schematron", "cii-extended-ctc-fr", "CrossIndustryInvoice_100pD22B.xsd")


class InvalidMessageError(Exception):
    """A message does not follow its standard's schema: a defect of ours."""


def cross_industry_invoice(paper: Paper, issued: date) -> bytes:
    """The message for an invoice, checked against the schema.

    Args:
        issued: the day of making, for an invoice that states none (a draft).

    Raises:
        InvalidMessageError: it breaks the schema.
    """
    root = etree.Element(f"{_RSM}CrossIndustryInvoice", nsmap=_NAMES)
    etree.SubElement(root, f"{_RSM}ExchangedDocumentContext")
    _document(etree.SubElement(root, f"{_RSM}ExchangedDocument"), paper, issued)
    trade = etree.SubElement(root, f"{_RSM}SupplyChainTradeTransaction")
    for line in paper.lines:
        _line(_in(trade, "IncludedSupplyChainTradeLineItem"), line)
    _agreement(_in(trade, "ApplicableHeaderTradeAgreement"), paper)
    _delivery(_in(trade, "ApplicableHeaderTradeDelivery"), paper)
    _settlement(_in(trade, "ApplicableHeaderTradeSettlement"), paper)
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


def _in(parent: etree._Element, name: str, text: str | None = None, **attributes: str) -> etree._Element:
    element = etree.SubElement(parent, f"{_RAM}{name}", attributes)
    element.text = text
    return element


def _said(parent: etree._Element, name: str, text: str | None, **attributes: str) -> None:
    if text:
        _in(parent, name, text, **attributes)


def _document(element: etree._Element, paper: Paper, issued: date) -> None:
    _said(element, "ID", paper.invoice.number)
    _in(element, "TypeCode", _TYPE_CODES[paper.kind])
    moment = _in(element, "IssueDateTime")
    day = etree.SubElement(moment, f"{_UDT}DateTimeString", {"format": "102"})
    day.text = f"{paper.invoice.date or issued:%Y%m%d}"
    for text in (paper.remarks, paper.origin.text):
        if text:
            _in(_in(element, "IncludedNote"), "Content", text)


def _line(element: etree._Element, line: PaperLine) -> None:
    _in(_in(element, "AssociatedDocumentLineDocument"), "LineID", line.id)
    product = _in(element, "SpecifiedTradeProduct")
    if line.standard_product_id:
        _in(product, "GlobalID", line.standard_product_id, schemeID=_GTIN)
    _said(product, "SellerAssignedID", line.merchant_product_id or line.sku)
    _said(product, "ManufacturerAssignedID", line.manufacturer_product_id)
    _said(product, "Name", line.description)
    if line.tariff_code:
        _in(_in(product, "DesignatedProductClassification"), "ClassCode", line.tariff_code, listID="HS")
    if line.origin:
        _in(_in(product, "OriginTradeCountry"), "ID", line.origin)
    price = _in(_in(element, "SpecifiedLineTradeAgreement"), "NetPriceProductTradePrice")
    _in(price, "ChargeAmount", f"{line.unit_price:f}")
    delivery = _in(element, "SpecifiedLineTradeDelivery")
    _in(delivery, "BilledQuantity", f"{line.quantity:f}", unitCode=line.unit)
    if line.net_weight_kg is not None:
        _in(delivery, "NetWeightMeasure", f"{line.net_weight_kg:f}", unitCode="KGM")
    settlement = _in(element, "SpecifiedLineTradeSettlement")
    if line.discount:
        _allowance(settlement, line.discount, "Discount", charge=False)
    _in(_in(settlement, "SpecifiedTradeSettlementLineMonetarySummation"), "LineTotalAmount", f"{line.value:f}")


def _agreement(element: etree._Element, paper: Paper) -> None:
    for name, party in (("SellerTradeParty", paper.exporter), ("BuyerTradeParty", paper.buyer or paper.consignee)):
        if party is not None:
            _party(_in(element, name), party)
    if paper.incoterm:
        terms = _in(element, "ApplicableTradeDeliveryTerms")
        _in(terms, "DeliveryTypeCode", paper.incoterm)
        if paper.incoterm_place:
            _in(_in(terms, "RelevantTradeLocation"), "Name", paper.incoterm_place)
    if paper.invoice.order_reference:
        _in(_in(element, "BuyerOrderReferencedDocument"), "IssuerAssignedID", paper.invoice.order_reference)


def _delivery(element: etree._Element, paper: Paper) -> None:
    totals, tracking = paper.totals, paper.carriage.tracking_number
    if tracking or totals.gross_weight_kg or totals.net_weight_kg or totals.packages:
        consignment = _in(element, "RelatedSupplyChainConsignment")
        if totals.gross_weight_kg is not None:
            _in(consignment, "GrossWeightMeasure", f"{totals.gross_weight_kg:f}", unitCode="KGM")
        if totals.net_weight_kg is not None:
            _in(consignment, "NetWeightMeasure", f"{totals.net_weight_kg:f}", unitCode="KGM")
        if totals.packages:
            _in(consignment, "PackageQuantity", str(totals.packages))
        if tracking:
            _in(_in(consignment, "TransportContractReferencedDocument"), "IssuerAssignedID", tracking)
    if paper.consignee is not None:
        _party(_in(element, "ShipToTradeParty"), paper.consignee)
    if paper.exporter is not None:
        _party(_in(element, "ShipFromTradeParty"), paper.exporter)


def _settlement(element: etree._Element, paper: Paper) -> None:
    totals = paper.totals
    _in(element, "InvoiceCurrencyCode", paper.currency)
    if totals.shipping:
        _allowance(element, totals.shipping, "Freight", charge=True)
    if totals.insurance:
        _allowance(element, totals.insurance, "Insurance", charge=True)
    if paper.invoice.payment_terms:
        _in(_in(element, "SpecifiedTradePaymentTerms"), "Description", paper.invoice.payment_terms)
    sums = _in(element, "SpecifiedTradeSettlementHeaderMonetarySummation")
    _in(sums, "LineTotalAmount", f"{totals.goods:f}")
    _in(sums, "ChargeTotalAmount", f"{totals.shipping + totals.insurance:f}")
    _in(sums, "GrandTotalAmount", f"{totals.total:f}", currencyID=paper.currency)
    if paper.kind == "commercial_invoice":
        _in(sums, "DuePayableAmount", f"{totals.total:f}")


def _allowance(element: etree._Element, amount: Decimal, reason: str, *, charge: bool) -> None:
    entry = _in(element, "SpecifiedTradeAllowanceCharge")
    indicator = etree.SubElement(_in(entry, "ChargeIndicator"), f"{_UDT}Indicator")
    indicator.text = "true" if charge else "false"
    _in(entry, "ActualAmount", f"{amount:f}")
    _in(entry, "Reason", reason)


def _party(element: etree._Element, party: Party) -> None:
    _in(element, "Name", party.name)
    if party.contact or party.phone or party.email:
        contact = _in(element, "DefinedTradeContact")
        _said(contact, "PersonName", party.contact)
        if party.phone:
            _in(_in(contact, "TelephoneUniversalCommunication"), "CompleteNumber", party.phone)
        if party.email:
            _in(_in(contact, "EmailURIUniversalCommunication"), "URIID", party.email)
    address = _in(element, "PostalTradeAddress")
    _said(address, "PostcodeCode", party.postal_code)
    for name, line in zip(("LineOne", "LineTwo", "LineThree", "LineFour"), party.street, strict=False):
        _in(address, name, line)
    _said(address, "CityName", party.city)
    _said(address, "CountryID", party.country)
    _said(address, "CountrySubDivisionName", party.region)
    for one in party.registrations:
        if one.type != "IOSS":
            _in(_in(element, "SpecifiedTaxRegistration"), "ID", one.number, schemeID=one.type)
