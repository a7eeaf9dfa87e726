"""The tree of a duty rate, and what it comes to for given goods.

A rate text ("12.8 % + 176.8 EUR/100 kg MAX 25 %") is parsed once, at import, to a tree of these nodes; the engine only
evaluates trees, in exact decimals. Two traps of the customs tariff are handled here and nowhere else: in the Common
Customs Tariff `MIN x` is a floor (the *greater* of the two is due) and `MAX x` a ceiling (the *smaller* is due); and a
seasonal window may wrap around the end of the year.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any, TypeAlias

from dutiful_shared.contract.value_class import value_class


@dataclass(frozen=True, slots=True)
class AdValorem:
    """A share of the value: 0.165 is 16.5 %. `Free` is a share of 0."""

    rate: Decimal


@dataclass(frozen=True, slots=True)
class Specific:
    """`amount` of `currency` for every `per` of `unit` (see `contract.units`): 176.80 EUR per 100 KGM."""

    amount: Decimal
    currency: str
    per: Decimal
    unit: str


@dataclass(frozen=True, slots=True)
class Fixed:
    """A flat amount, whatever the value and quantity."""

    amount: Decimal
    currency: str


@dataclass(frozen=True, slots=True)
class Sum:
    """All terms are due together."""

    terms: tuple["DutyRate", ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """`left` less `right`."""

    left: "DutyRate"
    right: "DutyRate"


@dataclass(frozen=True, slots=True)
class AtLeast:
    """`left MIN floor`: the greater of both is due."""

    left: "DutyRate"
    floor: "DutyRate"


@dataclass(frozen=True, slots=True)
class AtMost:
    """`left MAX ceiling`: the smaller of both is due."""

    left: "DutyRate"
    ceiling: "DutyRate"


@dataclass(frozen=True, slots=True)
class Season:
    """From (month, day) to (month, day), both included; the window may wrap around the year's end."""

    start: tuple[int, int]
    end: tuple[int, int]
    rate: "DutyRate"

    def covers(self, on: date) -> bool:
        """Whether the day lies in the window, whatever its year."""
        day = (on.month, on.day)
        if self.start <= self.end:
            return self.start <= day <= self.end
        return day >= self.start or day <= self.end


@dataclass(frozen=True, slots=True)
class Seasonal:
    """Each rate holds in its season of any year."""

    seasons: tuple[Season, ...]


@dataclass(frozen=True, slots=True)
class AgriculturalComponent:
    """EA, ADSZ or ADFM of the Meursing table: an amount per 100 kg that depends on the recipe of the food."""

    component: str


@dataclass(frozen=True, slots=True)
class NotCalculable:
    """A rate whose form this edition of the engine does not compute. `form` names it; nobody guesses."""

    form: str


DutyRate: TypeAlias = (
    AdValorem
    | Specific
    | Fixed
    | Sum
    | Difference
    | AtLeast
    | AtMost
    | Seasonal
    | AgriculturalComponent
    | NotCalculable
)


@value_class
class RateBasis:
    """What a rate is applied to.

    `value` is in `currency`; `quantities` maps unit codes to line totals; `convert(amount, from_currency)` answers the
    amount in `currency`, or None where no exchange rate is known.
    """

    value: Decimal
    currency: str
    quantities: Mapping[str, Decimal]
    on: date
    convert: Callable[[Decimal, str], Decimal | None]
    #: EUR per 100 kg net by agricultural component, where the recipe of the food is known.
    components: Mapping[str, Decimal] = field(default_factory=dict)


@value_class
class Evaluation:
    """What a rate comes to: an exact, unrounded amount, or None with what was lacking.

    `missing_units`, `missing_currencies` and `forms` say why there is no amount. `formula` shows the arithmetic.
    """

    amount: Decimal | None
    formula: Mapping[str, Any]
    missing_units: tuple[str, ...] = ()
    missing_currencies: tuple[str, ...] = ()
    forms: tuple[str, ...] = ()


def evaluate(rate: DutyRate, basis: RateBasis) -> Evaluation:
    """The amount that `rate` comes to on `basis`, exactly, before any rounding."""
    match rate:
        case AdValorem(share):
            amount = basis.value * share
            return Evaluation(
                amount,
                {
                    "op": "ad_valorem",
                    "rate": _text_of_rate(share),
                    "value": _text(basis.value),
                    "unrounded": _text(amount),
                },
            )
        case Specific():
            return _specific(rate, basis)
        case Fixed(flat, currency):
            return _converted(flat, currency, basis, {"op": "fixed", "of": _text(flat), "currency": currency})
        case Sum(terms):
            return _combined("sum", [evaluate(term, basis) for term in terms], lambda parts: sum(parts, Decimal(0)))
        case Difference(left, right):
            return _combined(
                "difference",
                [evaluate(left, basis), evaluate(right, basis)],
                lambda parts: max(parts[0] - parts[1], Decimal(0)),
            )
        case AtLeast(left, floor):
            return _combined("at_least", [evaluate(left, basis), evaluate(floor, basis)], max)
        case AtMost(left, ceiling):
            return _combined("at_most", [evaluate(left, basis), evaluate(ceiling, basis)], min)
        case Seasonal(seasons):
            for season in seasons:
                if season.covers(basis.on):
                    return evaluate(season.rate, basis)
            return Evaluation(None, {"op": "seasonal", "on": basis.on.isoformat()}, forms=("season without a rate",))
        case AgriculturalComponent(component):
            return _agricultural(component, basis)
        case NotCalculable(form):
            return Evaluation(None, {"op": "not_calculable", "form": form}, forms=(form,))


def is_free(rate: DutyRate) -> bool:
    """Whether the rate is zero whatever the goods."""
    return isinstance(rate, AdValorem) and not rate.rate


def units_of(rate: DutyRate) -> frozenset[str]:
    """Every unit of quantity that some branch of the rate asks for."""
    match rate:
        case Specific():
            return frozenset({rate.unit})
        case Sum(terms):
            return frozenset().union(*(units_of(term) for term in terms))
        case Difference(left, right) | AtLeast(left, right) | AtMost(left, right):
            return units_of(left) | units_of(right)
        case Seasonal(seasons):
            return frozenset().union(*(units_of(season.rate) for season in seasons))
        case _:
            return frozenset()


def components_of(rate: DutyRate) -> frozenset[str]:
    """Every agricultural component that some branch of the rate asks for."""
    match rate:
        case AgriculturalComponent(component):
            return frozenset({component})
        case Sum(terms):
            return frozenset().union(*(components_of(term) for term in terms))
        case Difference(left, right) | AtLeast(left, right) | AtMost(left, right):
            return components_of(left) | components_of(right)
        case Seasonal(seasons):
            return frozenset().union(*(components_of(season.rate) for season in seasons))
        case _:
            return frozenset()


def _agricultural(component: str, basis: RateBasis) -> Evaluation:
    amount = basis.components.get(component)
    if amount is None:
        formula = {"op": "agricultural_component", "component": component}
        return Evaluation(None, formula, forms=(f"agricultural component {component}",))
    found = _specific(Specific(amount, "EUR", Decimal(100), "KGM"), basis)
    return replace(found, formula={**found.formula, "component": component})


def _specific(rate: Specific, basis: RateBasis) -> Evaluation:
    formula = {
        "op": "specific",
        "amount": _text(rate.amount),
        "currency": rate.currency,
        "per": _text(rate.per),
        "unit": rate.unit,
    }
    quantity = basis.quantities.get(rate.unit)
    if quantity is None:
        return Evaluation(None, formula, missing_units=(rate.unit,))
    return _converted(rate.amount * quantity / rate.per, rate.currency, basis, {**formula, "quantity": _text(quantity)})


def _converted(amount: Decimal, currency: str, basis: RateBasis, formula: Mapping[str, Any]) -> Evaluation:
    if currency == basis.currency:
        return Evaluation(amount, {**formula, "unrounded": _text(amount)})
    converted = basis.convert(amount, currency)
    if converted is None:
        return Evaluation(None, formula, missing_currencies=(currency,))
    return Evaluation(converted, {**formula, "converted_to": basis.currency, "unrounded": _text(converted)})


def _combined(op: str, parts: list[Evaluation], combine: Callable[[list[Decimal]], Decimal]) -> Evaluation:
    known = [part.amount for part in parts if part.amount is not None]
    complete = len(known) == len(parts)
    amount = combine(known) if complete else None
    formula: dict[str, Any] = {"op": op, "parts": [part.formula for part in parts]}
    if amount is not None:
        formula["unrounded"] = _text(amount)
    return Evaluation(
        amount,
        formula,
        missing_units=tuple(dict.fromkeys(unit for part in parts for unit in part.missing_units)),
        missing_currencies=tuple(dict.fromkeys(code for part in parts for code in part.missing_currencies)),
        forms=tuple(dict.fromkeys(form for part in parts for form in part.forms)),
    )


@lru_cache(maxsize=4096)
def _text_of_rate(share: Decimal) -> str:
    return _text(share)


def _text(number: Decimal) -> str:
    """A number for people: no exponent and no trailing zeros."""
    return f"{number.normalize():f}"
