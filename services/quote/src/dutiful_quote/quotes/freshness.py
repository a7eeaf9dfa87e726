"""How old the facts behind an order's amounts are, and whether that is too old."""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple, TypeAlias

from dutiful_quote.quotes.totals import AssessedConsignment
from dutiful_shared.contract.charge import ExchangeRate


@dataclass(frozen=True, slots=True)
class FreshnessPolicy:
    """How far an import date may lie beyond the last day that the evidence speaks for."""

    max_tariff_age: timedelta
    max_fx_age: timedelta


class Evidence(NamedTuple):
    """A release that amounts rest on, and until when it speaks of them."""

    release: str
    until: date | None


#: What amounts rest on: evidence of law, and rates of exchange.
Grounds: TypeAlias = Collection[Evidence | ExchangeRate]


def grounds_of(parts: Sequence[AssessedConsignment]) -> Grounds:
    """What the amounts rest on, each once: the evidence of what is charged and of what frees, and rates of exchange.

    A table of rates hands out the same objects again and again, so they are told apart by identity first.
    """
    found: dict[Hashable, Evidence | ExchangeRate] = {}
    for part in parts:
        for charge in part.charges:
            evidence = Evidence(charge.terms.release, charge.terms.verified_until)
            found[evidence] = evidence
            if charge.fx is not None:
                found[id(charge.fx)] = charge.fx
        for relief in part.assessment.reliefs:
            evidence = Evidence(relief.release, relief.verified_until)
            found[evidence] = evidence
    return found.values()


def verified_until(grounds: Grounds) -> date | None:
    """The earliest day up to which all amounts of the order are verified."""
    return min((one.until for one in grounds if isinstance(one, Evidence) and one.until is not None), default=None)


def staleness(
    parts: Sequence[AssessedConsignment], grounds: Grounds, on: date, policy: FreshnessPolicy
) -> tuple[str, ...]:
    """What is older than the policy allows, in words; empty when nothing is."""
    found = [text for part in parts if (text := part.assessment.before_evidence)]
    for one in grounds:
        if isinstance(one, Evidence):
            day = one.until
            if day is not None and on > day + policy.max_tariff_age:
                text = f"{one.release}: rates are verified until {day.isoformat()}, the import is on {on.isoformat()}"
                found.append(text)
        elif not _prescribed_on(one, on) and on > one.as_of + policy.max_fx_age:
            found.append(f"{one.source} {one.from_currency}/{one.to_currency} is of {one.as_of.isoformat()}")
    return tuple(dict.fromkeys(found))


def rates_used(parts: Sequence[AssessedConsignment]) -> Collection[ExchangeRate]:
    """Each rate of exchange that an amount was converted by, once."""
    # A table hands out the same objects again and again; what is left is compared by what it says.
    each = {id(charge.fx): charge.fx for part in parts for charge in part.charges if charge.fx is not None}
    return dict.fromkeys(each.values())


def _prescribed_on(rate: ExchangeRate, on: date) -> bool:
    """Whether the law itself names this rate for that day, however long ago it was published."""
    return rate.prescribed and rate.valid_to is not None and on <= rate.valid_to
