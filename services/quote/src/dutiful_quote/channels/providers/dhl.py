"""DHL Express: MyDHL API, `POST /landed-cost` (OpenAPI 3.x as published with the API)."""

from typing import Any, Final

from dutiful_quote.channels.providers.shape import Fields
from dutiful_quote.channels.providers.translation import Draft, Translated

#: Who carries it decides what kind of consignment it is; `transportationMode` alone does not tell express from air.
_EXPRESS: Final = frozenset({"DHL", "UPS", "FEDEX", "TNT"})
_MODES: Final = {"air": "air", "ocean": "sea", "ground": "road"}
#: `personal` is B2C and `commercial` is B2B, as the API's description of `shipmentPurpose` says.
_BUYERS: Final = {"personal": "consumer", "commercial": "business"}
_CHARGES: Final = {"freight": "shipping", "insurance": "insurance"}


def translate(body: Any) -> Translated:
    """The cart of a landed cost request.

    Weights are left aside: whether they are net, and of a piece or of the line, is not said.

    Raises:
        ShapeError: the body is not of this shape.
        UntranslatableError: what came of it is no cart.
    """
    request = Fields(body)
    draft = Draft(request)
    currency = request.needed("currencyCode").upper()
    draft.cart.put("currency", currency, request.at("currencyCode"))
    parties = request.needed_child("customerDetails")
    _place(draft, "ship_from", parties.needed_child("shipperDetails"))
    destination = _place(draft, "ship_to", parties.needed_child("receiverDetails"))
    _terms(draft, request)
    for charge in request.children("charges"):
        _charge(draft, charge, currency)
    for item in request.needed_children("items"):
        _line(draft, item, currency, destination)
    return draft.finish()


def _place(draft: Draft, name: str, address: Fields) -> str:
    place = draft.cart.part(name, address.pointer)
    country = address.needed("countryCode").upper()
    place.put("country", country, address.at("countryCode"))
    place.put("region", address.text("provinceCode"), address.at("provinceCode"))
    place.put("postal_code", address.text("postalCode"), address.at("postalCode"))
    place.put("city", address.text("cityName"), address.at("cityName"))
    return country


def _terms(draft: Draft, request: Fields) -> None:
    paid = request.flag("isDTPRequested")
    if paid is not None:
        incoterm, at = ("DDP" if paid else "DAP"), request.at("isDTPRequested")
        draft.read(at, f"duties and taxes are {'' if paid else 'not '}paid by the sender: read as {incoterm}")
        draft.cart.put("incoterm", incoterm, at)
    purpose = str(request.peek("shipmentPurpose") or "").lower()
    if purpose in _BUYERS:
        request.raw("shipmentPurpose")
        buyer = draft.cart.part("buyer", request.at("shipmentPurpose"))
        buyer.put("type", _BUYERS[purpose], request.at("shipmentPurpose"))
    carrier = str(request.peek("merchantSelectedCarrierName") or "").upper()
    at = request.at("merchantSelectedCarrierName")
    if carrier in _EXPRESS or carrier == "POST":
        request.raw("merchantSelectedCarrierName")
        mode = "post" if carrier == "POST" else "express"
        draft.read(at, f"{carrier}: read as transport by {mode}")
        draft.cart.put("transport_mode", mode, at)
        return
    mode = _MODES.get(str(request.peek("transportationMode") or "").lower(), "")
    if mode:
        request.raw("transportationMode")
        draft.cart.put("transport_mode", mode, request.at("transportationMode"))


def _charge(draft: Draft, charge: Fields, currency: str) -> None:
    """Freight and insurance. Another charge is refused: it may be part of the value for customs or not."""
    charge.must_be_in("currencyCode", currency, "the request")
    name = _CHARGES.get((charge.text("typeCode") or "").lower())
    if name is None and charge.amount("amount"):
        known = " or ".join(_CHARGES)
        charge.refuse("typeCode", f"must be {known}: of another charge it is not told what it is for")
    if name is None:
        return
    amount = charge.amount("amount")
    if amount is not None:
        draft.cart.put(name, draft.values.get(name, 0) + amount, charge.at("amount"))


def _line(draft: Draft, item: Fields, currency: str, destination: str) -> None:
    line = draft.line(item.text("number"), item.pointer)
    item.must_be_in("unitPriceCurrencyCode", currency, "the request")
    line.put("sku", item.text("partNumber"), item.at("partNumber"))
    described = "description" if item.peek("description") else "name"
    text = item.text(described)
    line.put("description", None if text is None else text[:255], item.at(described))
    line.put("quantity", item.needed_amount("quantity"), item.at("quantity"))
    line.put("unit_price", item.needed_amount("unitPrice"), item.at("unitPrice"))
    origin = item.text("manufacturerCountry")
    line.put("origin", None if origin is None else origin.upper(), item.at("manufacturerCountry"))
    draft.goods_code(line, item.text("commodityCode"), destination, item.at("commodityCode"))
