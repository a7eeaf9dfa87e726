"""The writing of a duty rate that `parse_rate` reads: the inverse that round trips are tested with."""

from typing import Final

from dutiful_quote.engine.duty_rate import (
    AdValorem,
    AgriculturalComponent,
    AtLeast,
    AtMost,
    Difference,
    DutyRate,
    Fixed,
    Seasonal,
    Specific,
    Sum,
)

_MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")


def render_rate(rate: DutyRate) -> str:
    """The canonical writing of a computable rate; `parse_rate` of it gives an equal tree.

    Raises:
        ValueError: the rate is `NotCalculable` or holds a season inside another rate.
    """
    if not isinstance(rate, Seasonal):
        return _written(rate)
    return ", ".join(
        f"{_written(season.rate)} ({_when(season.start)} - {_when(season.end)})" for season in rate.seasons
    )


def _when(day: tuple[int, int]) -> str:
    return f"{day[1]:02} {_MONTHS[day[0] - 1]}"


def _written(rate: DutyRate) -> str:
    match rate:
        case AdValorem(share):
            return f"{share * 100:f}%"
        case Specific(amount, currency, per, unit):
            return f"{amount:f} {currency} / {'' if per == 1 else f'{per:f} '}{unit}"
        case Fixed(amount, currency):
            return f"{amount:f} {currency}"
        case AgriculturalComponent(component):
            return component
        case Sum(terms):
            return " + ".join(_grouped(term) for term in terms)
        case Difference(left, right):
            return f"{_grouped(left)} - {_grouped(right)}"
        case AtLeast(left, right):
            return f"{_grouped(left)} MIN {_grouped(right)}"
        case AtMost(left, right):
            return f"{_grouped(left)} MAX {_grouped(right)}"
        case _:
            raise ValueError(f"{rate!r} has no writing")


def _grouped(rate: DutyRate) -> str:
    single = isinstance(rate, AdValorem | Specific | Fixed | AgriculturalComponent)
    return _written(rate) if single else f"({_written(rate)})"
