"""The fields of a cart's form by the pointers of the request, for what is said of them."""

from collections.abc import Mapping
from typing import Final

from dutiful_quote.console.form_faults import FormField
from dutiful_quote.console.words import Words

#: Pointer -> name in the form, key of the label, kind, longest text.
_FIELDS: Final[Mapping[str, tuple[str, str, str, int]]] = {
    "/ship_from/country": ("from_country", "from", "choice", 0),
    "/ship_to/country": ("to_country", "to", "choice", 0),
    "/ship_to/region": ("to_region", "region", "text", 64),
    "/ship_to/postal_code": ("to_postal_code", "postal_code", "text", 20),
    "/transport_mode": ("transport_mode", "mode", "choice", 0),
    "/incoterm": ("incoterm", "incoterm", "choice", 0),
    "/currency": ("currency", "currency", "choice", 0),
    "/shipping": ("shipping", "shipping", "number", 0),
    "/insurance": ("insurance", "insurance", "number", 0),
    "/import_date": ("import_date", "import_date", "day", 0),
}
_LINE_FIELDS: Final[Mapping[str, tuple[str, str, int]]] = {
    "description": ("description", "text", 255),
    "hs_code": ("code", "code", 0),
    "origin": ("origin", "choice", 0),
    "quantity": ("quantity", "quantity", 0),
    "unit_price": ("unit_price", "number", 0),
    "net_weight_kg": ("weight", "number", 0),
}


def cart_field(words: Words, pointer: str) -> FormField | None:
    """The field that says what `pointer` leads to; None where the form has none."""
    if pointer in _FIELDS:
        name, label, kind, most = _FIELDS[pointer]
        return FormField(name, words(f"cart.{label}"), kind, most)
    match pointer.split("/"):
        case ["", "lines", place, part] if place.isdecimal() and part in _LINE_FIELDS:
            key, kind, most = _LINE_FIELDS[part]
            label = f"{words('cart.line', number=int(place) + 1)} · {words(f'cart.{key}')}"
            return FormField(f"line-{place}-{part}", label, kind, most)
    return None
