"""AvaTax: `POST /api/v2/transactions/create`, a `CreateTransactionModel` of a sale across a border.

Read from the published models (avadev/AvaTax-REST-V2-DotNet-SDK) and from Avalara's own articles on customs duties,
whose examples write names in different capitals: names are compared without regard to them.
"""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, Final

from dutiful_quote.channels.providers.shape import Fields
from dutiful_quote.channels.providers.translation import Draft, Part, Translated
from dutiful_quote.tariff.publications.eu_taric import EU_MEMBERS

_SALES: Final = frozenset({"salesorder", "salesinvoice"})
_MODES: Final = {"air": "air", "ocean": "sea", "ground": "road"}
#: Tax codes of freight begin so; that of insurance is one of them.
_FREIGHT: Final = "FR"
_INSURANCE: Final = "FR070100"
_PREFIX: Final = "avatax.landedcost."
_DAY: Final = len("2026-11-20")
#: What a line of freight or insurance says besides its amount: nothing of it has a place of its own here.
_OF_CARRIAGE: Final = ("number", "quantity", "description", "itemCode", "taxCode")


def translate(body: Any) -> Translated:
    """The cart of a transaction.

    Raises:
        ShapeError: the body is not of this shape, or says what cannot be translated.
        UntranslatableError: what came of it is no cart.
    """
    request = Fields(body, any_case=True)
    draft = Draft(request)
    kind = request.text("type")
    if kind is not None and kind.lower() not in _SALES:
        request.refuse("type", "must be SalesOrder or SalesInvoice: only sales are quoted")
    draft.cart.put("currency", request.needed("currencyCode").upper(), request.at("currencyCode"))
    day = request.text("date")
    draft.cart.put("sale_date", None if day is None else day[:_DAY], request.at("date"))
    destination = _places(draft, request)
    _importer(draft, request)
    _transport(draft, request)
    _customer(draft, request)
    goods = [line for line in request.needed_children("lines") if not _is_carriage(draft, line)]
    if not goods:
        request.refuse("lines", "must have a line of goods: those of freight and insurance are none")
    for item in goods:
        _line(draft, item, destination)
    _discount(draft, request, goods)
    return draft.finish()


def _places(draft: Draft, request: Fields) -> str:
    addresses = request.needed_child("addresses")
    single = addresses.child("singleLocation")
    for name, theirs in (("ship_from", "shipFrom"), ("ship_to", "shipTo")):
        address = addresses.child(theirs) or single or addresses.needed_child(theirs)
        place = draft.cart.part(name, address.pointer)
        place.put("country", address.needed("country").upper(), address.at("country"))
        place.put("region", address.text("region"), address.at("region"))
        place.put("postal_code", address.text("postalCode"), address.at("postalCode"))
        place.put("city", address.text("city"), address.at("city"))
    country: str = draft.values["ship_to"]["country"]  # empty where it is refused
    return country


def _importer(draft: Draft, request: Fields) -> None:
    """Who pays at the border: `isSellerImporterOfRecord`, or the parameter of older requests."""
    seller = request.flag("isSellerImporterOfRecord")
    at = request.at("isSellerImporterOfRecord")
    if seller is not None:
        incoterm, importer = ("DDP", "seller") if seller else ("DAP", "buyer")
        draft.read(at, f"{str(seller).lower()}: read as {incoterm}, with the {importer} as importer")
        draft.cart.put("incoterm", incoterm, at)
        draft.cart.put("importer_of_record", importer, at)
        return
    for name, value, at in _parameters(request, "incoterms"):
        if value.upper() in {"DDP", "DAP"}:
            draft.cart.put("incoterm", value.upper(), at)
        else:
            request.refuse_at(at, f"{name} must be DDP or DAP")


def _transport(draft: Draft, request: Fields) -> None:
    for _, value, at in _parameters(request, "shippingmode", known=frozenset(_MODES)):
        draft.cart.put("transport_mode", _MODES[value.lower()], at)
    for _, _value, at in _parameters(request, "express", known=frozenset({"true"})):
        draft.cart.put("transport_mode", "express", at)


def _customer(draft: Draft, request: Fields) -> None:
    """A customer with a VAT number is a business; the number itself is taken where it names its country."""
    number, at = request.text("businessIdentificationNo"), request.at("businessIdentificationNo")
    if number is None:
        return
    buyer = draft.cart.part("buyer", at)
    draft.read(at, "the customer has a VAT number: read as a business")
    buyer.put("type", "business", at)
    if number[:2].upper() in {*EU_MEMBERS, "EL"}:
        buyer.put("tax_ids", [{"type": "EU_VAT", "number": number}], at)
    else:
        draft.read(at, "the number is left aside: it does not begin with the letters of a member state")


def _is_carriage(draft: Draft, line: Fields) -> bool:
    """Whether a line is of freight or insurance; then it is added to the cart's."""
    code = str(line.peek("taxCode") or "").strip().upper()
    if not code.startswith(_FREIGHT):
        return False
    for name in _OF_CARRIAGE:
        line.raw(name)
    name = "insurance" if code == _INSURANCE else "shipping"
    draft.cart.put(name, draft.values.get(name, Decimal(0)) + (line.amount("amount") or 0), line.at("amount"))
    return True


def _line(draft: Draft, item: Fields, destination: str) -> None:
    if item.child("addresses") is not None:
        item.refuse("addresses", "of one line are not translated: send its goods as another request")
    if item.flag("taxIncluded"):
        item.refuse("taxIncluded", "is not translated: send the amount without tax")
    line = draft.line(item.text("number"), item.pointer)
    # Without a quantity, or with 0, AvaTax counts one.
    quantity = item.amount("quantity") or Decimal(1)
    line.put("quantity", quantity, item.at("quantity"))
    line.put("line_total", item.needed_amount("amount"), item.at("amount"))
    line.put("sku", item.text("itemCode"), item.at("itemCode"))
    text = item.text("description")
    line.put("description", None if text is None else text[:255], item.at("description"))
    code, at = item.text("hsCode"), item.at("hsCode")
    if code is None:
        _, code, at = next(_parameters(item, "htscode"), ("", None, at))
    draft.goods_code(line, code, destination, at)
    if quantity == 1:
        _weight(line, item)


def _weight(line: Part, item: Fields) -> None:
    """A weight in kilograms of a single piece; of several the documents do not say whether each or all is meant."""
    names = [value.lower() for _, value, _ in _parameters(item, "unitname", known=frozenset({"kg"}))]
    if names:
        for _, value, at in _parameters(item, "unitamount"):
            line.put("net_weight_kg", value, at)


def _discount(draft: Draft, request: Fields, goods: list[Fields]) -> None:
    """The document's discount is of the lines that say `discounted`: of all of them, or of none."""
    discounted = [bool(item.flag("discounted")) for item in goods]
    if not any(discounted):
        return
    amount = request.amount("discount")
    if amount and not all(discounted):
        request.refuse("discount", "is of some lines only, and how it is shared among them is not documented")
    draft.cart.put("discount", amount, request.at("discount"))


def _parameters(fields: Fields, wanted: str, known: frozenset[str] | None = None) -> Iterator[tuple[str, str, str]]:
    """Name, value and pointer of a parameter, which older requests have as a map and newer ones as a list.

    Args:
        wanted: its name without the prefix `AvaTax.LandedCost.`, in small letters.
        known: values that are understood; another one stays unread.
    """
    parameters = fields.peek("parameters")
    found: list[tuple[Fields, str, str]] = []
    if isinstance(parameters, list):
        found = [(one, str(one.peek("name") or ""), "value") for one in fields.children("parameters")]
    elif below := fields.child("parameters"):
        found = [(below, name, name) for name in below.names()]
    for holder, name, place in found:
        if name.lower().removeprefix(_PREFIX) != wanted:
            continue
        if known is not None and str(holder.peek(place) or "").strip().lower() not in known:
            continue
        value = holder.text(place)
        holder.raw("name")
        if value is not None:
            yield name, value, holder.at(place)
