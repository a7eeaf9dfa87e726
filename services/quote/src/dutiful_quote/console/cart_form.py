"""The form of a cart: from what a browser sends to a request of the contract, and back.

Numbers stand in it as the page's language writes them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from pydantic import ValidationError

from dutiful_quote.console.typed import CONTROL, UNCLEAR, has_control, read_number, written_number
from dutiful_shared.contract.faults import faults_of, true_errors
from dutiful_shared.contract.problems import ProblemError
from dutiful_shared.contract.quote_request import QuoteRequest

#: As many as a person fills in by hand; larger carts come through the API.
MOST_FORM_LINES: Final = 20
_HS_DIGITS: Final = 6
_PLACES: Final = {"from": "ship_from", "to": "ship_to"}
_CART_FIELDS: Final = ("currency", "incoterm", "transport_mode", "import_date", "shipping", "insurance")
_PLACE_FIELDS: Final = ("country", "region", "postal_code")
_NUMBERS: Final = frozenset({"shipping", "insurance", "quantity", "unit_price", "net_weight_kg"})
LINE_FIELDS: Final = ("id", "description", "hs_code", "origin", "quantity", "unit_price", "net_weight_kg")


@dataclass(frozen=True, slots=True)
class CartForm:
    """What stands in the form's fields: `values` by name, and one mapping for each line.

    `base` is the cart of a recorded quote that is changed: what the form has no fields for stays as it was. `sign` is
    what the page's language writes before decimals.
    """

    values: Mapping[str, str]
    lines: tuple[Mapping[str, str], ...]
    base: Mapping[str, Any] = field(default_factory=dict)
    sign: str = "."

    def with_line(self) -> "CartForm":
        """One more line, empty."""
        used = {line["id"] for line in self.lines}
        number = next(str(n) for n in range(1, MOST_FORM_LINES + 2) if str(n) not in used)
        return replace(self, lines=(*self.lines, {"id": number, "quantity": "1"}))

    def without_line(self, index: int) -> "CartForm":
        """The form less the line at this place, counted from 0."""
        return replace(self, lines=tuple(line for i, line in enumerate(self.lines) if i != index))

    def cart(self) -> dict[str, Any]:
        """The request as JSON values, with advice."""
        cart: dict[str, Any] = {**self.base, "advice": True}
        for field_name in _CART_FIELDS:
            _put(cart, field_name, self._plain(field_name, self.values.get(field_name, "")))
        for prefix, place in _PLACES.items():
            cart[place] = dict(self.base.get(place, {}))
            for part in _PLACE_FIELDS:
                _put(cart[place], part, self.values.get(f"{prefix}_{part}", ""))
        known = {line["id"]: line for line in self.base.get("lines", ())}
        to = self.values.get("to_country", "")
        plain = [{name: self._plain(name, value) for name, value in line.items()} for line in self.lines]
        cart["lines"] = [_line(line, known.get(line.get("id", ""), {}), to) for line in plain]
        return cart

    def read(self) -> tuple[QuoteRequest | None, list[ProblemError]]:
        """The request; or None, and what is wrong with the fields."""
        cart, own = self.cart(), self._own_faults()
        try:
            request = QuoteRequest.model_validate(cart)
        except ValidationError as exc:
            errors = [{**one, "loc": ("body", *one["loc"])} for one in true_errors(exc.errors())]
            told = {one.pointer for one in own}
            return None, [*own, *(one for one in faults_of(errors, cart) if one.pointer not in told)]
        return (None, own) if own else (request, [])

    def _plain(self, name: str, value: str) -> str:
        """A number as the contract writes it; one that is not clear, as it was typed."""
        return (read_number(value, self.sign) or value) if name in _NUMBERS else value

    def _own_faults(self) -> list[ProblemError]:
        """What the contract does not see: numbers that may mean two, and control characters."""
        typed = [(f"/{name}", name, self.values.get(name, "")) for name in _CART_FIELDS]
        for prefix, place in _PLACES.items():
            typed += [(f"/{place}/{part}", part, self.values.get(f"{prefix}_{part}", "")) for part in _PLACE_FIELDS]
        for i, line in enumerate(self.lines):
            typed += [(f"/lines/{i}/{name}", name, value) for name, value in line.items()]
        return [fault for pointer, name, value in typed if (fault := self.fault_of(pointer, name, value))]

    def fault_of(self, pointer: str, name: str, value: str) -> ProblemError | None:
        """What is wrong with a value as it was typed."""
        if has_control(value):
            return ProblemError(code=CONTROL, detail="has control characters, which no text has", pointer=pointer)
        if name in _NUMBERS and value and read_number(value, self.sign) is None:
            return ProblemError(code=UNCLEAR, detail="may be two different numbers", pointer=pointer)
        return None


def sent_form(pairs: Iterable[tuple[str, str]], base: Mapping[str, Any], sign: str = ".") -> CartForm:
    """The form as a browser sent it: fields of lines are named `line-<index>-<field>`."""
    values: dict[str, str] = {}
    lines: dict[int, dict[str, str]] = {}
    for name, value in pairs:
        part, _, rest = name.partition("-")
        index, _, field_name = rest.partition("-")
        if part == "line" and index.isdecimal() and int(index) < MOST_FORM_LINES and field_name in LINE_FIELDS:
            lines.setdefault(int(index), {})[field_name] = value.strip()
        else:
            values[name] = value.strip()
    ordered = (lines[index] for index in sorted(lines))
    return CartForm(values, tuple({"id": str(n), **line} for n, line in enumerate(ordered, 1)), base, sign)


def form_of(cart: Mapping[str, Any], *, keep: bool, sign: str = ".") -> CartForm:
    """The form that shows a cart; with `keep` what it has no fields for is kept."""
    values = {name: _shown(name, cart[name], sign) for name in _CART_FIELDS if cart.get(name) is not None}
    for prefix, place in _PLACES.items():
        found = cart.get(place, {})
        values |= {f"{prefix}_{part}": str(found[part]) for part in _PLACE_FIELDS if found.get(part)}
    lines = tuple(
        {name: _shown(name, line[name], sign) for name in LINE_FIELDS if line.get(name) is not None}
        for line in cart["lines"]
    )
    return CartForm(values, lines, cart if keep else {}, sign)


def _shown(name: str, value: Any, sign: str) -> str:
    return written_number(str(value), sign) if name in _NUMBERS else str(value)


def _line(sent: Mapping[str, str], before: Mapping[str, Any], to: str) -> dict[str, Any]:
    line = dict(before)
    for name in LINE_FIELDS:
        _put(line, name, sent.get(name, ""))
    if "unit_price" in line:
        line.pop("line_total", None)
    digits = sum(sign.isdigit() for sign in line.get("hs_code", ""))
    if line.get("hs_code") != before.get("hs_code") and digits:
        line["code_system"] = to if digits > _HS_DIGITS and to else "HS"
    return line


def _put(into: dict[str, Any], name: str, value: str) -> None:
    """An empty field states nothing."""
    if value:
        into[name] = value
    else:
        into.pop(name, None)
