"""Zonos: the workflow mutations of the GraphQL API, from `partyCreateWorkflow` to `landedCostCalculateWorkflow`.

UPS Global Checkout takes the same mutations. A body is the GraphQL request itself (`query`, `variables`), or an object
with the input of each mutation under its name.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from dutiful_quote.channels.providers.graphql_inputs import inputs_of
from dutiful_quote.channels.providers.shape import Fields, ShapeError
from dutiful_quote.channels.providers.translation import Draft, Part, Translated

PARTIES: Final = "partyCreateWorkflow"
ITEMS: Final = "itemCreateWorkflow"
RATING: Final = "shipmentRatingCreateWorkflow"
LANDED_COST: Final = "landedCostCalculateWorkflow"
_NAMES: Final = (PARTIES, ITEMS, RATING, LANDED_COST)
_DDP_PREFERRED: Final = "DDP_PREFERRED"
#: The value of `itemType` of what crosses no border.
_DIGITAL: Final = "DIGITAL_GOOD"
#: Kilograms of one unit. International yard and pound agreement of 1959.
_KILOGRAMS: Final = {
    "GRAM": Decimal("0.001"),
    "KILOGRAM": Decimal(1),
    "POUND": Decimal("0.45359237"),
    "OUNCE": Decimal("0.028349523125"),
}
_MILLIGRAMS: Final = Decimal("0.000001")
_FIRST_ITEM: Final = "the first item: one cart has one currency"


def translate(body: Any) -> Translated:
    """The cart of a landed cost calculation.

    Raises:
        ShapeError: the body is not of this shape.
        UntranslatableError: what came of it is no cart.
    """
    request = Fields(_by_mutation(body))
    draft = Draft(request)
    destination = _places(draft, request)
    currency = _lines(draft, request, destination)
    rating = request.child(RATING)
    if rating is not None:
        rating.must_be_in("currencyCode", currency, _FIRST_ITEM)
        draft.cart.put("shipping", rating.amount("amount"), rating.at("amount"))
    asked = request.child(LANDED_COST)
    if asked is not None:
        name = "calculationMethod" if asked.peek("calculationMethod") else "method"
        incoterm = asked.text(name)
        if incoterm is not None:
            draft.incoterm("DDP" if incoterm.upper() == _DDP_PREFERRED else incoterm, asked.at(name))
    return draft.finish()


def _by_mutation(body: Any) -> dict[str, Any]:
    """The input of each mutation by its name; pointers are into this object."""
    if not isinstance(body, Mapping):
        raise ShapeError("", "must be an object")
    if "query" in body:
        return inputs_of(body)
    renamed = {}
    for name, value in body.items():
        plain = name.removesuffix("Input")
        renamed[plain if plain in _NAMES else name] = value
    return renamed


def _places(draft: Draft, request: Fields) -> str:
    wanted, destination = {"ORIGIN": "ship_from", "DESTINATION": "ship_to"}, ""
    for party in request.children(PARTIES, or_one=True):
        name = wanted.pop(str(party.peek("type") or "").upper(), None)
        if name is None:
            continue
        party.raw("type")
        location = party.needed_child("location")
        place = draft.cart.part(name, location.pointer)
        country = location.needed("countryCode").upper()
        destination = country if name == "ship_to" else destination
        place.put("country", country, location.at("countryCode"))
        region = "administrativeAreaCode" if location.peek("administrativeAreaCode") else "administrativeArea"
        place.put("region", location.text(region), location.at(region))
        place.put("postal_code", location.text("postalCode"), location.at("postalCode"))
        place.put("city", location.text("locality"), location.at("locality"))
    if wanted:
        request.refuse(PARTIES, f"needs a party of type {' and one of type '.join(wanted)}")
    return destination


def _lines(draft: Draft, request: Fields, destination: str) -> str:
    items = request.needed_children(ITEMS, or_one=True)
    if not items:
        return ""
    currency = items[0].needed("currencyCode").upper()
    draft.cart.put("currency", currency, items[0].at("currencyCode"))
    draft.read(items[0].at("amount"), "read as the price of one piece, of every item")
    for item in items:
        item.must_be_in("currencyCode", currency, _FIRST_ITEM)
        key = "sku" if item.peek("sku") else "productId"
        line = draft.line(None, item.pointer)
        line.put("sku", item.text(key), item.at(key))
        if str(item.peek("itemType") or "").upper() == _DIGITAL:
            item.refuse("itemType", "a digital good crosses no border: leave it out, its tax is none of imports")
        quantity = item.needed_amount("quantity")
        line.put("quantity", quantity, item.at("quantity"))
        line.put("unit_price", item.needed_amount("amount"), item.at("amount"))
        described = next((one for one in ("customsDescription", "description", "name") if item.peek(one)), "name")
        text = item.text(described)
        line.put("description", None if text is None else text[:255], item.at(described))
        origin = item.text("countryOfOrigin")
        line.put("origin", None if origin is None else origin.upper(), item.at("countryOfOrigin"))
        draft.goods_code(line, item.text("hsCode"), destination, item.at("hsCode"))
        _weight(draft, line, item, quantity)
    return currency


def _weight(draft: Draft, line: Part, item: Fields, quantity: Decimal | None) -> None:
    for measured in item.children("measurements", or_one=True):
        unit = _KILOGRAMS.get(str(measured.peek("unitOfMeasure") or "").upper())
        if str(measured.peek("type") or "").upper() != "WEIGHT" or unit is None or quantity is None:
            continue
        measured.raw("type"), measured.raw("unitOfMeasure")
        value = measured.amount("value")
        if value is not None:
            draft.read(measured.at("value"), "the weight of a piece: taken as net, times the quantity")
            line.put("net_weight_kg", (value * unit * quantity).quantize(_MILLIGRAMS), measured.at("value"))
