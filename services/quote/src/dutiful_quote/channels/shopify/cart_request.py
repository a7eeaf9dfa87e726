"""A cart as a quote asks it: goods with what the catalogue and the mirror of the shop know of them. No shop is called.

Of each fact the first that knows it is believed: the merchant's catalogue (which quotes consult by themselves, so it is
left open here), then what the shop said in its events. Weights come from the cart itself.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

from pydantic import ValidationError

from dutiful_quote.catalogue.item import CatalogueItem
from dutiful_quote.channels.shopify.carts import CartItem, RateCart
from dutiful_quote.channels.shopify.payload import UnreadablePayloadError
from dutiful_quote.channels.shopify.words import language_of
from dutiful_quote.engine.jurisdictions import laws_of
from dutiful_quote.shops.mirror import CartVariants
from dutiful_quote.shops.variant import MirroredVariant
from dutiful_quote.tariff.territories import Territories
from dutiful_shared.contract.cart_parties import Place
from dutiful_shared.contract.merchant import MerchantProfile
from dutiful_shared.contract.quote_request import QuoteRequest

_GRAMS_IN_KG: Final = Decimal(1000)
#: What a quote request takes: pairs of digits, or the nine digits of some national codes.
_CODE_LENGTHS: Final = (10, 9, 8, 6, 4)


def origin_of(cart: RateCart, profile: MerchantProfile, default_origin: str | None) -> Place | None:
    """Where the goods leave: the merchant's own origin that the cart's address fits, else that address, else the
    default; None where nothing says it."""
    if cart.origin is not None:
        known = (one.place for one in profile.origins if _same_place(one.place, cart.origin))
        return next(known, cart.origin)
    chosen = [one.place for one in profile.origins if default_origin in (None, one.code)]
    return chosen[0] if chosen else None


def request_of(
    cart: RateCart,
    ship_from: Place,
    variants: CartVariants,
    catalogue: Mapping[str, CatalogueItem],
    territories: Territories,
) -> QuoteRequest:
    """The request of a quote for the cart's goods, with a service for each one of the merchant's tables.

    Raises:
        UnreadablePayloadError: the cart has values that no quote takes.
    """
    place = cart.destination
    territory = territories.at(place.country, place.postal_code, place.region, place.city)
    laws = laws_of(territory.customs_territory)
    names: dict[str, int] = {}
    lines = [_line(item, variants, catalogue, place.country, laws, names) for item in cart.goods]
    wanted: dict[str, Any] = {
        "ship_from": ship_from,
        "ship_to": place,
        "currency": cart.currency,
        "services_from_settings": True,
        "lines": lines,
    }
    if language := language_of(cart.locale):
        wanted["language"] = language
    try:
        return QuoteRequest.model_validate(wanted)
    except ValidationError as exc:
        where = sorted({".".join(map(str, error["loc"])) for error in exc.errors(include_input=False)})
        raise UnreadablePayloadError(f"the cart cannot be quoted: {', '.join(where)}") from None


def without_codes(request: QuoteRequest) -> QuoteRequest:
    """The request with the shop's own codes taken back to what all countries share (six digits), for a shop's code may
    be none of the destination's tariff, or out of date."""
    lines = tuple(
        line.model_copy(update={"hs_code": line.hs_code[:6], "code_system": "HS"})
        if line.hs_code and line.code_system != "HS"
        else line.model_copy(update={"hs_code": None, "code_system": "HS"})
        for line in request.lines
    )
    return request.model_copy(update={"lines": lines})


def skus_of(cart: RateCart, variants: CartVariants) -> set[str]:
    """By which the catalogue may know the cart's goods."""
    return {sku for item in cart.goods if (sku := _sku(item, variants.of(item.variant_id, item.sku)))}


def _line(
    item: CartItem,
    variants: CartVariants,
    catalogue: Mapping[str, CatalogueItem],
    country: str,
    laws: tuple[str, ...],
    names: dict[str, int],
) -> dict[str, Any]:
    mirrored = variants.of(item.variant_id, item.sku)
    sku = _sku(item, mirrored)
    known = catalogue.get(sku) or CatalogueItem(sku)
    line: dict[str, Any] = {
        "id": _line_id(item, names),
        "quantity": item.quantity,
        "unit_price": item.price,
        "discount": item.discount,
    }
    if sku:
        line["sku"] = sku
    weight = _weight_kg(item, known, mirrored)
    if weight:
        line["net_weight_kg"] = (weight * item.quantity).quantize(Decimal("0.000001"))
    if mirrored is None:
        return line
    if not known.codes:
        line |= _code(mirrored, country, laws)
    if not known.origin and mirrored.origin:
        line["origin"] = mirrored.origin
    if not known.description and mirrored.title:
        line["description"] = mirrored.title[:255]
    return line


def _weight_kg(item: CartItem, known: CatalogueItem, mirrored: MirroredVariant | None) -> Decimal | None:
    """Of one piece."""
    if item.grams is None and known.net_weight_kg is not None:
        return known.net_weight_kg
    grams = item.grams or (mirrored.weight_grams if mirrored else None)
    return grams / _GRAMS_IN_KG if grams else None


def _code(mirrored: MirroredVariant, country: str, laws: tuple[str, ...]) -> dict[str, str]:
    """The shop's code: that for the destination is a code of its tariff, any other is good for six digits."""
    own = mirrored.hs_codes.get(country)
    code = own or mirrored.hs_code(country)
    if not code:
        return {}
    longest = len(code) if own else 6
    length = next((one for one in _CODE_LENGTHS if one <= min(len(code), longest)), 0)
    if length < 4:
        return {}
    return {"hs_code": code[:length], "code_system": laws[0] if own and length > 6 else "HS"}


def _sku(item: CartItem, mirrored: MirroredVariant | None) -> str:
    return item.sku or (mirrored.sku if mirrored and mirrored.sku else "")


def _line_id(item: CartItem, names: dict[str, int]) -> str:
    """The variant's id, by which refunds find the line again; numbered where a variant stands twice."""
    name = item.variant_id or "line"
    names[name] = names.get(name, 0) + 1
    return name if names[name] == 1 and item.variant_id else f"{name}:{names[name]}"


def _same_place(known: Place, given: Place) -> bool:
    """Whether the shop's address is the merchant's origin: the country, and the postal code where both have one."""
    if known.country != given.country:
        return False
    codes = [(place.postal_code or "").replace(" ", "").upper() for place in (known, given)]
    return codes[0] == codes[1] or not codes[0]
