"""`Told`: what one side said that an order costs at the border. Unknown is None, and never 0."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from dutiful_shared.contract.charge import ChargeKind, Collected
from dutiful_shared.contract.charge_answer import ChargeAnswer
from dutiful_shared.contract.money import minor_unit
from dutiful_shared.contract.orders import DutyTerms
from dutiful_shared.contract.quote_answer import QuoteAnswer
from dutiful_shared.contract.quote_request import QuoteRequest
from dutiful_shared.contract.shadow import Component, TheirAmounts

#: The components that a total is made of.
PARTS: Final = (Component.DUTY, Component.TAX, Component.FEES)
_OF_KIND: Final = {
    ChargeKind.DUTY: Component.DUTY,
    ChargeKind.ADDITIONAL_DUTY: Component.DUTY,
    ChargeKind.EXCISE: Component.TAX,
    ChargeKind.TAX: Component.TAX,
    ChargeKind.FEE: Component.FEES,
}
Amounts = Mapping[Component, Decimal | None]


def component_of(kind: ChargeKind) -> Component:
    """In which component a kind of charge is compared."""
    return _OF_KIND[kind]


@dataclass(frozen=True, slots=True)
class ToldLine:
    """`amounts` are by part."""

    id: str | None
    sku: str | None
    amounts: Amounts


@dataclass(frozen=True, slots=True)
class Told:
    """`amounts` are by component, the total among them."""

    currency: str
    amounts: Amounts
    lines: tuple[ToldLine, ...] = ()

    def plain(self) -> dict[str, Any]:
        """As it is kept."""
        return {
            "currency": self.currency,
            **_plain(self.amounts, self.currency),
            "lines": [{"id": one.id, "sku": one.sku, **_plain(one.amounts, self.currency)} for one in self.lines],
        }


def told_of(plain: Mapping[str, Any]) -> Told:
    """What `plain` has kept."""
    lines = tuple(ToldLine(one["id"], one["sku"], _amounts(one, PARTS)) for one in plain["lines"])
    return Told(plain["currency"], _amounts(plain, Component), lines)


def theirs(said: TheirAmounts) -> Told:
    """What the other provider said; a total that it left out is the sum of its parts, where it told all of them."""
    parts = {Component.DUTY: said.duty, Component.TAX: said.tax, Component.FEES: said.fees}
    total = said.total if said.total is not None else sum_of(parts.values())
    lines = tuple(
        ToldLine(one.id, one.sku, {Component.DUTY: one.duty, Component.TAX: one.tax, Component.FEES: one.fees})
        for one in said.lines
    )
    return Told(said.currency, {**parts, Component.TOTAL: total}, lines)


def ours(quote: QuoteAnswer, cart: QuoteRequest, delivery: DutyTerms) -> Told:
    """What our quote says for this way of delivery; nothing where it has no total."""
    skus = {line.id: line.sku for line in cart.lines}
    if quote.landed_cost is None:
        nothing = dict.fromkeys(PARTS)
        lines = tuple(ToldLine(line.id, skus.get(line.id), nothing) for line in quote.lines)
        return Told(quote.currency, {**nothing, Component.TOTAL: None}, lines)
    by_line = {line.id: _sums(line.charges, delivery) for line in quote.lines}
    rest = _sums(quote.charges, delivery)
    parts = {part: sum((one[part] for one in by_line.values()), rest[part]) for part in PARTS}
    lines = tuple(
        # What is of the consignment as a whole belongs to no line: then a line's own part is not known.
        ToldLine(line, skus.get(line), {part: None if rest[part] else amounts[part] for part in PARTS})
        for line, amounts in by_line.items()
    )
    return Told(quote.currency, {**parts, Component.TOTAL: sum_of(parts.values())}, lines)


def in_coins(amount: Decimal | None, currency: str) -> Decimal | None:
    """With the currency's decimals, and with more where somebody told more."""
    if amount is None:
        return None
    coins = amount.quantize(minor_unit(currency))
    return coins if coins == amount else amount


def written(amount: Decimal | None, currency: str) -> str | None:
    """The same as text."""
    told = in_coins(amount, currency)
    return None if told is None else f"{told:f}"


def sum_of(amounts: Iterable[Decimal | None]) -> Decimal | None:
    """The sum; None where one is not known."""
    found = Decimal(0)
    for amount in amounts:
        if amount is None:
            return None
        found += amount
    return found


def _sums(charges: Iterable[ChargeAnswer], delivery: DutyTerms) -> dict[Component, Decimal]:
    found = dict.fromkeys(PARTS, Decimal(0))
    for charge in charges:
        if charge.collected is not Collected.CARRIER_COST and delivery in charge.applies_to:
            found[component_of(charge.kind)] += Decimal(charge.amount.amount)
    return found


def _plain(amounts: Amounts, currency: str) -> dict[str, str | None]:
    return {name.value: written(amount, currency) for name, amount in amounts.items()}


def _amounts(plain: Mapping[str, Any], names: Iterable[Component]) -> dict[Component, Decimal | None]:
    return {name: None if plain.get(name) is None else Decimal(plain[name]) for name in names}
