"""A packing list as UBL 2.1 `DespatchAdvice` (ISO/IEC 19845): the packages and goods of the paper, without prices.

It claims no profile (Peppol BIS Despatch Advice): those want what a packing list for customs does not say.
"""

from datetime import date
from decimal import Decimal
from typing import Final

from lxml import etree

from dutiful_docs.documents.paper import Paper, PaperLine, PaperPackage, Party

_BASE: Final = "urn:oasis:names:specification:ubl:schema:xsd:"
_MESSAGE: Final = f"{_BASE}DespatchAdvice-2"
_CAC: Final = f"{{{_BASE}CommonAggregateComponents-2}}"
_CBC: Final = f"{{{_BASE}CommonBasicComponents-2}}"
_NAMES: Final = {"ubl": _MESSAGE, "cac": _CAC[1:-1], "cbc": _CBC[1:-1]}
#: UNTDID 6313 -> the field of a package, in the unit of UN/ECE Recommendation 20.
_MEASURES: Final = (
    ("LN", "length_cm", "CMT"),
    ("WD", "width_cm", "CMT"),
    ("HT", "height_cm", "CMT"),
    ("AAB", "gross_weight_kg", "KGM"),
    ("AAA", "net_weight_kg", "KGM"),
)


def despatch_advice(paper: Paper, issued: date) -> bytes:
    """The message for a packing list; tests hold it against the standard's schema.

    Args:
        issued: the day of making, for a list that states none (a draft).
    """
    root = etree.Element(f"{{{_MESSAGE}}}DespatchAdvice", nsmap=_NAMES)
    _say(root, "UBLVersionID", "2.1")
    _say(root, "ID", paper.invoice.number or paper.invoice.order_reference or "draft")
    _say(root, "IssueDate", f"{paper.invoice.date or issued:%Y-%m-%d}")
    _say(root, "Note", paper.remarks)
    _say(root, "LineCountNumeric", str(len(paper.lines)))
    if paper.invoice.order_reference:
        _say(_in(root, "OrderReference"), "ID", paper.invoice.order_reference)
    if paper.invoice.number:
        # UNTDID 1001: a commercial invoice.
        reference = _in(root, "AdditionalDocumentReference")
        _say(reference, "ID", paper.invoice.number)
        _say(reference, "DocumentTypeCode", "380")
    _party(_in(root, "DespatchSupplierParty"), paper.exporter)
    _party(_in(root, "DeliveryCustomerParty"), paper.consignee)
    if paper.buyer is not None:
        _party(_in(root, "BuyerCustomerParty"), paper.buyer)
    _shipment(_in(root, "Shipment"), paper)
    for line in paper.lines:
        _line(_in(root, "DespatchLine"), line)
    written: bytes = etree.tostring(root, xml_declaration=True, encoding="UTF-8", pretty_print=True)
    return written


def _in(parent: etree._Element, name: str) -> etree._Element:
    return etree.SubElement(parent, f"{_CAC}{name}")


def _say(parent: etree._Element, name: str, text: str | None, **attributes: str) -> None:
    if text:
        etree.SubElement(parent, f"{_CBC}{name}", attributes).text = text


def _measure(parent: etree._Element, name: str, value: Decimal | None, unit: str) -> None:
    if value is not None:
        _say(parent, name, f"{value:f}", unitCode=unit)


def _party(element: etree._Element, party: Party | None) -> None:
    if party is None:
        return
    inside = _in(element, "Party")
    for one in party.registrations:
        _say(_in(inside, "PartyIdentification"), "ID", one.number, schemeID=one.type)
    if party.name:
        _say(_in(inside, "PartyName"), "Name", party.name)
    address = _in(inside, "PostalAddress")
    for name, street in zip(("StreetName", "AdditionalStreetName"), party.street, strict=False):
        _say(address, name, street)
    _say(address, "CityName", party.city)
    _say(address, "PostalZone", party.postal_code)
    _say(address, "CountrySubentity", party.region)
    for street in party.street[2:]:
        _say(_in(address, "AddressLine"), "Line", street)
    if party.country:
        _say(_in(address, "Country"), "IdentificationCode", party.country)
    if party.contact or party.phone or party.email:
        contact = _in(inside, "Contact")
        _say(contact, "Name", party.contact)
        _say(contact, "Telephone", party.phone)
        _say(contact, "ElectronicMail", party.email)


def _shipment(element: etree._Element, paper: Paper) -> None:
    totals, carriage = paper.totals, paper.carriage
    _say(element, "ID", carriage.tracking_number or paper.invoice.number or "1")
    _measure(element, "GrossWeightMeasure", totals.gross_weight_kg, "KGM")
    _measure(element, "NetWeightMeasure", totals.net_weight_kg, "KGM")
    _say(element, "TotalTransportHandlingUnitQuantity", str(totals.packages))
    if carriage.tracking_number or carriage.carrier:
        delivery = _in(element, "Delivery")
        _say(delivery, "TrackingID", carriage.tracking_number)
        if carriage.carrier:
            _say(_in(_in(delivery, "CarrierParty"), "PartyName"), "Name", carriage.carrier)
    for package in paper.packages:
        _package(_in(element, "TransportHandlingUnit"), package)


def _package(element: etree._Element, package: PaperPackage) -> None:
    _say(element, "ID", package.number)
    _say(element, "TransportHandlingUnitTypeCode", package.kind, listID="UNECERec21")
    _say(element, "ShippingMarks", package.marks)
    for code, field, unit in _MEASURES:
        value: Decimal | None = getattr(package, field)
        if value is not None:
            dimension = _in(element, "MeasurementDimension")
            _say(dimension, "AttributeID", code)
            _measure(dimension, "Measure", value, unit)
    for content in package.contents:
        goods = _in(element, "GoodsItem")
        _say(goods, "ID", content.line)
        _say(goods, "Description", content.description)
        _measure(goods, "NetWeightMeasure", content.net_weight_kg, "KGM")
        _measure(goods, "Quantity", content.quantity, content.unit)


def _line(element: etree._Element, line: PaperLine) -> None:
    _say(element, "ID", line.id)
    _measure(element, "DeliveredQuantity", line.quantity, line.unit)
    _say(_in(element, "OrderLineReference"), "LineID", line.id)
    item = _in(element, "Item")
    _say(item, "Description", line.description)
    for name, number in (
        ("SellersItemIdentification", line.merchant_product_id or line.sku),
        ("ManufacturersItemIdentification", line.manufacturer_product_id),
        ("StandardItemIdentification", line.standard_product_id),
    ):
        if number:
            _say(_in(item, name), "ID", number)
    if line.origin:
        _say(_in(item, "OriginCountry"), "IdentificationCode", line.origin)
    for name, code in line.classifications:
        _say(_in(item, "CommodityClassification"), "ItemClassificationCode", code, listID=name)
    if line.dangerous_goods_number:
        _say(_in(item, "HazardousItem"), "UNDGCode", line.dangerous_goods_number)
