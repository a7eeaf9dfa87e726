"""Taxes on import one after the other, each on its own base, as data: which, in which order, on what.

The profile of a territory names the order (`import_taxes`) and for each tax the parts of its base (`tax_base:<name>`,
or `tax_base` for all): `customs_value`, `duty`, `excise`, `freight` and `insurance` (what the customs value leaves out
of them), `fees` (fees earlier in the cascade), `tax:<name>` (an earlier tax or surcharge), `uplift:0.10` (a share of
the customs value), and `gross_up` (the tax is a share of a base that holds the tax itself).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from dutiful_quote.engine.case import Case, LineState
from dutiful_quote.engine.duty_rate import AdValorem, Evaluation, RateBasis, evaluate
from dutiful_quote.engine.measure import Measure, MeasureKind
from dutiful_quote.engine.value_added_tax import DEFAULT_TAX_BASE

#: Used where a profile does not say which taxes are due.
DEFAULT_TAXES = "standard"


@dataclass(frozen=True, slots=True)
class DueTax:
    """One tax of one line. `base` and `amount` are rounded, in the destination's currency."""

    measure: Measure
    base: Decimal
    evaluation: Evaluation
    amount: Decimal


@dataclass(slots=True)
class _Cascade:
    case: Case
    state: LineState
    #: Duty of the line, supposed or charged.
    duty: Decimal
    due: list[DueTax] = field(default_factory=list)

    def add(self, measure: Measure, parts: Sequence[str]) -> None:
        if measure.rate is None:  # a levy that is known to exist and not how high it is
            return
        base = sum((self._part(part) for part in parts), Decimal(0))
        if "gross_up" in parts:
            base = self.case.rounded(base / (1 - _share(measure)))
        convert = self.case.exchange.convert
        result = evaluate(measure.rate, RateBasis(base, self.case.currency, {}, self.case.on, convert))
        if result.amount is not None:
            self.due.append(DueTax(measure, base, result, self.case.rounded(result.amount)))

    def _part(self, part: str) -> Decimal:
        value = self.state.value
        name, _, detail = part.partition(":")
        match name:
            case "customs_value":
                return value.customs_value
            case "duty":
                return self.duty
            case "freight":
                return value.onward_freight
            case "insurance" if self.case.valuation.basis == "FOB":
                return value.insurance
            case "uplift":
                return self.case.rounded(value.customs_value * Decimal(detail))
            case "fees":
                return self._sum(lambda one: one.kind is MeasureKind.FEE)
            case "tax":
                return self._sum(lambda one: one.programme == detail)
            case _:  # excise is in `duty`; a gross-up is no part of its own
                return Decimal(0)

    def _sum(self, wanted: Callable[[Measure], bool]) -> Decimal:
        return sum((one.amount for one in self.due if wanted(one.measure)), Decimal(0))


def taxes_on(case: Case, state: LineState, stack: Sequence[Measure], duty: Decimal) -> list[DueTax]:
    """The taxes of `stack`, in its order, if the duty of the line is `duty`."""
    cascade = _Cascade(case, state, duty)
    for measure in stack:
        cascade.add(measure, base_parts(case.law.profile, measure.programme))
    return cascade.due


def base_parts(profile: Mapping[str, str], programme: str) -> list[str]:
    """The named parts of the base of a tax."""
    return profile.get(f"tax_base:{programme}", profile.get("tax_base", DEFAULT_TAX_BASE)).split()


def _share(measure: Measure) -> Decimal:
    assert isinstance(measure.rate, AdValorem), "only a share of the base can be a share of itself"
    return measure.rate.rate
