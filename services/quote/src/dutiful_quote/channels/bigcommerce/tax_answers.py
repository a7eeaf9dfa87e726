"""The answer to a tax call (`response-quote`): strict, exact, with every line that the platform checks.

amount_inclusive = amount_exclusive + total_tax; total_tax = sum of the parts' amounts; tax_rate = sum of their rates,
each amount / amount_exclusive to four decimals. Amounts go out as JSON numbers of exactly the decimals they have.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

import orjson

from dutiful_quote.channels.bigcommerce.lenient import money
from dutiful_quote.channels.bigcommerce.tax_carts import TaxCart, goods_in
from dutiful_quote.channels.bigcommerce.tax_components import Component, names_for
from dutiful_quote.channels.bigcommerce.tax_due import Due, Parts
from dutiful_quote.channels.bigcommerce.tax_messages import TaxDocument, TaxLine, TaxMessage
from dutiful_shared.contract.money import apportion, minor_unit

_ZERO: Final = Decimal(0)
_RATE_STEP: Final = Decimal("0.0001")


@dataclass(frozen=True, slots=True)
class Settled:
    """A cart with what is due of it at checkout, and how its parts are called."""

    cart: TaxCart
    due: Due
    language: str

    def names(self) -> Mapping[Component, str]:
        """What each part of the tax is called for the shopper, in the cart's language."""
        return names_for(self.language, self.cart.country, self.due.tax_names)

    def taken_out(self) -> dict[str, Decimal]:
        """What the lines' prices included and is told apart from them, by line."""
        total = self.cart.given - self.due.goods
        lines = self.cart.request.lines
        weights = [max(self.due.included.get(line.id, _ZERO), _ZERO) for line in lines]
        if not sum(weights):
            weights = [line.gross for line in lines]
        return dict(zip((line.id for line in lines), _shares(total, weights, self._unit), strict=True))

    @property
    def _unit(self) -> Decimal:
        return minor_unit(self.cart.request.currency)


@dataclass(slots=True)
class _Priced:
    """A line of the answer in the making. `price` is what it costs before the parts of its tax."""

    line: TaxLine
    price: Decimal
    parts: dict[Component, Decimal] = field(default_factory=dict)

    def add(self, parts: Parts) -> None:
        """Parts of the tax; none for a line that is exempt."""
        if not self.line.tax_exempt:
            for component, amount in parts.items():
                self.parts[component] = self.parts.get(component, _ZERO) + amount


def answer_of(message: TaxMessage, settled: Sequence[Settled]) -> bytes:
    """The body of the answer."""
    by_document = {position: one for one in settled for position in one.cart.documents}
    documents = [_document(message, i, document, by_document.get(i)) for i, document in enumerate(message.documents)]
    return orjson.dumps({"id": message.id, "documents": documents})


def _document(message: TaxMessage, position: int, document: TaxDocument, settled: Settled | None) -> dict[str, Any]:
    currency = message.currency_code
    items = [_Priced(item, money(item.amount, currency)) for item in document.items]
    wrapped = [_Priced(one.wrapping, money(one.wrapping.amount, currency)) if one.wrapping else None
               for one in document.items]  # fmt: skip
    shipping = _Priced(document.shipping, money(document.shipping.amount, currency))
    handling = _Priced(document.handling, money(document.handling.amount, currency))
    names: Mapping[Component, str] = {}
    if settled is not None:
        names = settled.names()
        taken = settled.taken_out()
        for i, _ in goods_in(document):
            line = f"{position}.{i}"
            _divide(items[i], wrapped[i], taken[line], settled.due.lines[line], minor_unit(currency))
        goods = [items[i] for i, _ in goods_in(document)]
        bearer = next((one for one in (shipping, handling, *goods) if not one.line.tax_exempt), shipping)
        bearer.add(settled.due.consignments.get(f"d{position}", {}))
    return {
        "id": document.id,
        "items": [_item(item, wrapping, names) for item, wrapping in zip(items, wrapped, strict=True)],
        "shipping": _line(shipping, names, document.id, "shipping"),
        "handling": _line(handling, names, document.id, "handling"),
    }


def _divide(item: _Priced, wrapping: _Priced | None, taken: Decimal, parts: Parts, unit: Decimal) -> None:
    """Give an item and its wrapping their shares, by their prices, of what belongs to the line they were quoted as."""
    if wrapping is None or wrapping.price <= 0:
        item.price -= taken
        item.add(parts)
        return
    weights = [max(item.price, _ZERO), wrapping.price]
    for component, amount in parts.items():
        of_item, of_wrapping = _shares(amount, weights, unit)
        item.add({component: of_item})
        wrapping.add({component: of_wrapping})
    of_item, of_wrapping = _shares(taken, weights, unit)
    item.price -= of_item
    wrapping.price -= of_wrapping


def _shares(total: Decimal, weights: Sequence[Decimal], unit: Decimal) -> list[Decimal]:
    shares = apportion(abs(total), weights, unit)
    return [-share for share in shares] if total < 0 else shares


def _item(item: _Priced, wrapping: _Priced | None, names: Mapping[Component, str]) -> dict[str, Any]:
    found = _line(item, names, item.line.id, "item")
    if wrapping is not None:
        found["wrapping"] = _line(wrapping, names, wrapping.line.id, "wrapping")
    return found


def _line(priced: _Priced, names: Mapping[Component, str], default_id: str, kind: str) -> dict[str, Any]:
    return {
        "id": priced.line.id or default_id,
        "type": priced.line.type or kind,
        "price": _price(priced.price, sorted(priced.parts.items()), names),
    }


def _price(
    exclusive: Decimal, parts: Iterable[tuple[Component, Decimal]], names: Mapping[Component, str]
) -> dict[str, Any]:
    summary, total, rates = [], _ZERO, _ZERO
    for component, amount in parts:
        rate = (amount / exclusive).quantize(_RATE_STEP, rounding=ROUND_HALF_UP) if exclusive else _ZERO
        summary.append(
            {"id": component.value, "name": names[component], "rate": _number(rate), "amount": _number(amount)}
        )
        total += amount
        rates += rate
    return {
        "amount_inclusive": _number(exclusive + total),
        "amount_exclusive": _number(exclusive),
        "total_tax": _number(total),
        "tax_rate": _number(rates),
        "sales_tax_summary": summary,
    }


def _number(amount: Decimal) -> orjson.Fragment:
    """A JSON number with the very digits of the amount."""
    plain = f"{amount:f}"
    return orjson.Fragment("0" if not amount else plain)
