"""How old the facts behind an order's amounts are, and whether that is too old."""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from dutiful_quote.quotes.totals import AssessedConsignment
from dutiful_shared.contract.charge import ExchangeRate


@dataclass(frozen=True, slots=True)
class FreshnessPolicy:
    """How far an import date may lie beyond the last day that the evidence speaks for."""

    max_tariff_age: timedelta
    max_fx_age: timedelta


def verified_until(parts: Sequence[AssessedConsignment]) -> date | None:
    """The earliest day up to which all amounts of the order are verified."""
    evidence = (one for one in _grounds(parts) if isinstance(one, _Evidence))
    return min((one.until for one in evidence if one.until is not None), default=None)


def staleness(parts: Sequence[AssessedConsignment], on: date, policy: FreshnessPolicy) -> tuple[str, ...]:
    """What is older than the policy allows, in words; empty when nothing is."""
    found = [text for part in parts if (text := part.assessment.before_evidence)]
    for one in _grounds(parts):
        if isinstance(one, _Evidence):
            day = one.until
            if day is not None and on > day + policy.max_tariff_age:
                text = f"{one.release}: rates are verified until {day.isoformat()}, the import is on {on.isoformat()}"
                found.append(text)
        elif not _prescribed_on(one, on) and on > one.as_of + policy.max_fx_age:
            found.append(f"{one.source} {one.from_currency}/{one.to_currency} is of {one.as_of.isoformat()}")
    return tuple(dict.fromkeys(found))


def rates_used(parts: Sequence[AssessedConsignment]) -> Collection[ExchangeRate]:
    """Each rate of exchange that an amount was converted by, once."""
    return dict.fromkeys(one for one in _grounds(parts) if not isinstance(one, _Evidence))


def _prescribed_on(rate: ExchangeRate, on: date) -> bool:
    """Whether the law itself names this rate for that day, however long ago it was published."""
    return rate.prescribed and rate.valid_to is not None and on <= rate.valid_to


class _Evidence(NamedTuple):
    """A release that amounts rest on, and until when it speaks of them."""

    release: str
    until: date | None


def _grounds(parts: Sequence[AssessedConsignment]) -> Collection[_Evidence | ExchangeRate]:
    """What the amounts rest on, each once: the evidence of what is charged and of what frees, and rates of exchange.

    A table of rates hands out the same objects again and again, so they are told apart by identity first.
    """
    found: dict[Hashable, _Evidence | ExchangeRate] = {}
    for part in parts:
        for charge in part.charges:
            evidence = _Evidence(charge.terms.release, charge.terms.verified_until)
            found[evidence] = evidence
            if charge.fx is not None:
                found[id(charge.fx)] = charge.fx
        for relief in part.assessment.reliefs:
            evidence = _Evidence(relief.release, relief.verified_until)
            found[evidence] = evidence
    return found.values()
