"""A duty rate as plain JSON values and back: the shape in which releases store trees.

Every node is an object with an `op`; numbers are strings so that no reader turns them into binary floats. Example:
`{"op": "sum", "terms": [{"op": "ad_valorem", "rate": "0.128"}, {"op": "specific", "amount": "176.8", ...}]}`.
"""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from dutiful_quote.engine.duty_rate import (
    AdValorem,
    AgriculturalComponent,
    AtLeast,
    AtMost,
    Difference,
    DutyRate,
    Fixed,
    NotCalculable,
    Season,
    Seasonal,
    Specific,
    Sum,
)


def to_plain(rate: DutyRate) -> dict[str, Any]:
    """The tree as JSON values."""
    match rate:
        case AdValorem(share):
            return {"op": "ad_valorem", "rate": str(share)}
        case Specific(amount, currency, per, unit):
            return {"op": "specific", "amount": str(amount), "currency": currency, "per": str(per), "unit": unit}
        case Fixed(amount, currency):
            return {"op": "fixed", "amount": str(amount), "currency": currency}
        case Sum(terms):
            return {"op": "sum", "terms": [to_plain(term) for term in terms]}
        case Difference(left, right):
            return {"op": "difference", "left": to_plain(left), "right": to_plain(right)}
        case AtLeast(left, floor):
            return {"op": "at_least", "left": to_plain(left), "right": to_plain(floor)}
        case AtMost(left, ceiling):
            return {"op": "at_most", "left": to_plain(left), "right": to_plain(ceiling)}
        case Seasonal(seasons):
            return {
                "op": "seasonal",
                "seasons": [
                    {"start": list(season.start), "end": list(season.end), "rate": to_plain(season.rate)}
                    for season in seasons
                ],
            }
        case AgriculturalComponent(component):
            return {"op": "agricultural_component", "component": component}
        case NotCalculable(form):
            return {"op": "not_calculable", "form": form}


def from_plain(plain: Mapping[str, Any]) -> DutyRate:
    """The tree of JSON values that `to_plain` made.

    Raises:
        KeyError, ValueError, decimal.InvalidOperation: the value is no stored rate.
    """
    match plain["op"]:
        case "ad_valorem":
            return AdValorem(Decimal(plain["rate"]))
        case "specific":
            return Specific(Decimal(plain["amount"]), plain["currency"], Decimal(plain["per"]), plain["unit"])
        case "fixed":
            return Fixed(Decimal(plain["amount"]), plain["currency"])
        case "sum":
            return Sum(tuple(from_plain(term) for term in plain["terms"]))
        case "difference":
            return Difference(from_plain(plain["left"]), from_plain(plain["right"]))
        case "at_least":
            return AtLeast(from_plain(plain["left"]), from_plain(plain["right"]))
        case "at_most":
            return AtMost(from_plain(plain["left"]), from_plain(plain["right"]))
        case "seasonal":
            return Seasonal(tuple(_season(season) for season in plain["seasons"]))
        case "agricultural_component":
            return AgriculturalComponent(plain["component"])
        case "not_calculable":
            return NotCalculable(plain["form"])
        case other:
            raise ValueError(f"{other!r} is no operator of a duty rate")


def _season(plain: Mapping[str, Any]) -> Season:
    start_month, start_day = plain["start"]
    end_month, end_day = plain["end"]
    return Season((start_month, start_day), (end_month, end_day), from_plain(plain["rate"]))
