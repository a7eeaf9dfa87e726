"""How old the facts behind an order's amounts are, and whether that is too old."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from dutiful_quote.engine.findings import Relief
from dutiful_quote.quotes.totals import AssessedConsignment
from dutiful_shared.contract.charge import Charge, ExchangeRate


@dataclass(frozen=True, slots=True)
class FreshnessPolicy:
    """How far an import date may lie beyond the last day that the evidence speaks for."""

    max_tariff_age: timedelta
    max_fx_age: timedelta


def verified_until(parts: Sequence[AssessedConsignment]) -> date | None:
    """The earliest day up to which all amounts of the order are verified."""
    return min((day for one in _decided(parts) if (day := one.verified_until) is not None), default=None)


def staleness(parts: Sequence[AssessedConsignment], on: date, policy: FreshnessPolicy) -> tuple[str, ...]:
    """What is older than the policy allows, in words; empty when nothing is."""
    found = {text: None for part in parts if (text := part.assessment.before_evidence)}
    for one in _decided(parts):
        day = one.verified_until
        if day is not None and on > day + policy.max_tariff_age:
            found[f"{one.release}: rates are verified until {day.isoformat()}, the import is on {on.isoformat()}"] = (
                None
            )
        rate = one.fx if isinstance(one, Charge) else None
        if rate is not None and not _prescribed_on(rate, on) and on > rate.as_of + policy.max_fx_age:
            found[f"{rate.source} {rate.from_currency}/{rate.to_currency} is of {rate.as_of.isoformat()}"] = None
    return tuple(found)


def _prescribed_on(rate: ExchangeRate, on: date) -> bool:
    """Whether the law itself names this rate for that day, however long ago it was published."""
    return rate.prescribed and rate.valid_to is not None and on <= rate.valid_to


def _decided(parts: Sequence[AssessedConsignment]) -> Iterable[Charge | Relief]:
    """What the amounts rest on: what is charged, and what frees of a charge."""
    for part in parts:
        yield from part.charges
        yield from part.assessment.reliefs
