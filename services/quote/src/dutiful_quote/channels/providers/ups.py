"""UPS: the Landed Cost Quote API, `POST /landedcost/{version}/quotes` (UPS-API/api-documentation, LandedCost.yaml)."""

from typing import Any, Final

from dutiful_quote.channels.providers.shape import Fields
from dutiful_quote.channels.providers.translation import Draft, Part, Translated

_MODES: Final = {"INT_AIR": "air", "INT_OCEAN": "sea", "INT_RAIL": "rail", "INT_TRUCK": "road"}
_PURPOSES: Final = {
    "GIFT": "gift", "COMMERCIAL": "sale", "SALE": "sale", "SAMPLE": "sample", "REPAIR": "repair", "RETURN": "return",
}  # fmt: skip


def translate(body: Any) -> Translated:
    """The cart of a `LandedCostRequest`.

    Gross weights and units of measure are left aside: a customs quantity is net, and their list of units is not public.

    Raises:
        ShapeError: the body is not of this shape.
        UntranslatableError: what came of it is no cart.
    """
    request = Fields(body)
    draft = Draft(request)
    currency = request.needed("currencyCode").upper()
    draft.cart.put("currency", currency, request.at("currencyCode"))
    shipment = request.needed_child("shipment")
    destination = shipment.needed("importCountryCode").upper()
    ship_to = draft.cart.part("ship_to", shipment.at("importCountryCode"))
    ship_to.put("country", destination, shipment.at("importCountryCode"))
    ship_to.put("region", shipment.text("importProvince"), shipment.at("importProvince"))
    ship_from = draft.cart.part("ship_from", shipment.at("exportCountryCode"))
    ship_from.put("country", shipment.needed("exportCountryCode").upper(), shipment.at("exportCountryCode"))
    draft.cart.put("shipping", shipment.amount("transportCost"), shipment.at("transportCost"))
    draft.cart.put("export_date", shipment.text("shipDate"), shipment.at("shipDate"))
    _terms(draft, shipment)
    for item in shipment.needed_children("shipmentItems"):
        _line(draft, item, currency, destination)
    return draft.finish()


def _terms(draft: Draft, shipment: Fields) -> None:
    """Incoterm, transport and purpose; a transport or purpose that has no counterpart here stays unread, and so is
    ignored."""
    incoterm = shipment.text("incoterms")
    if incoterm is not None:
        draft.incoterm(incoterm, shipment.at("incoterms"))
    mode = _MODES.get(str(shipment.peek("transModes") or "").strip().upper())
    if mode is not None:
        shipment.raw("transModes")
        draft.cart.put("transport_mode", mode, shipment.at("transModes"))
    purpose = _PURPOSES.get(str(shipment.peek("shipmentType") or "").strip().upper())
    if purpose is not None:
        shipment.raw("shipmentType")
        draft.cart.put("purpose", purpose, shipment.at("shipmentType"))


def _line(draft: Draft, item: Fields, currency: str, destination: str) -> None:
    line: Part = draft.line(item.text("commodityId"), item.pointer)
    item.must_be_in("commodityCurrencyCode", currency, "the request")
    line.put("quantity", item.needed_amount("quantity"), item.at("quantity"))
    line.put("unit_price", item.needed_amount("priceEach"), item.at("priceEach"))
    line.put("origin", _upper(item.text("originCountryCode")), item.at("originCountryCode"))
    line.put("description", item.text("description"), item.at("description"))
    draft.goods_code(line, item.text("hsCode"), destination, item.at("hsCode"))


def _upper(text: str | None) -> str | None:
    return None if text is None else text.upper()
