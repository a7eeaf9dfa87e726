"""Taxes on import one after the other, each on its own base, as data: which, in which order, on what.

The profile of a territory names the order (`import_taxes`) and for each tax the parts of its base: those of
`tax_bases`, `fees` (fees earlier in the cascade), `tax:<name>` (an earlier tax or surcharge), `stated:<fact>` (charges
that the line states), and `gross_up` (the tax is a share of a base that holds the tax itself). A tax with the condition
`part=excess` leaves out of its base what its `value_over` frees.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final

from dutiful_quote.engine.case import Case, LineState
from dutiful_quote.engine.duty_rate import AdValorem, Evaluation, RateBasis, evaluate
from dutiful_quote.engine.measure import Measure, MeasureKind
from dutiful_quote.engine.tax_bases import base_parts, part_of_base
from dutiful_shared.contract.money import apportion, minor_unit
from dutiful_shared.contract.value_class import value_class

#: Used where a profile does not say which taxes are due.
DEFAULT_TAXES: Final = "standard"
#: Begins the name of a part of a base that is a stated fact.
STATED: Final = "stated:"


@value_class
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
        base = sum((self._part(part) for part in parts), Decimal(0)) - self._free_part(measure)
        if "gross_up" in parts:
            base = self.case.rounded(base / (1 - _share(measure)))
        convert = self.case.exchange.convert
        result = evaluate(measure.rate, RateBasis(base, self.case.currency, {}, self.case.on, convert))
        if result.amount is not None:
            self.due.append(DueTax(measure, base, result, self.case.rounded(result.amount)))

    def _part(self, part: str) -> Decimal:
        name, _, detail = part.partition(":")
        if name == "fees":
            return self._sum(lambda one: one.kind is MeasureKind.FEE)
        if name == "tax":
            return self._sum(lambda one: one.programme == detail)
        if name == "stated":
            return self.case.rounded(Decimal(self.state.line.facts.get(detail, 0)))
        return part_of_base(self.case, self.state, part, self.duty)

    def _free_part(self, measure: Measure) -> Decimal:
        """The line's share, by value, of what a tax on the excess over a limit leaves free."""
        conditions = measure.conditions
        if conditions.get("part") != "excess":
            return Decimal(0)
        case = self.case
        limit = case.in_currency(Decimal(conditions["value_over"]), conditions["value_currency"])
        assert limit is not None, "a measure holds above a limit only where the limit is known in money"
        values = [state.value.goods for state in case.lines]
        place = next(number for number, state in enumerate(case.lines) if state is self.state)
        return apportion(case.rounded(limit), values, minor_unit(case.currency))[place]

    def _sum(self, wanted: Callable[[Measure], bool]) -> Decimal:
        return sum((one.amount for one in self.due if wanted(one.measure)), Decimal(0))


def taxes_on(case: Case, state: LineState, stack: Sequence[Measure], duty: Decimal) -> list[DueTax]:
    """The taxes of `stack`, in its order, if the duty of the line is `duty`."""
    cascade = _Cascade(case, state, duty)
    for measure in stack:
        cascade.add(measure, base_parts(case.law.profile, measure.programme))
    return cascade.due


def _share(measure: Measure) -> Decimal:
    assert isinstance(measure.rate, AdValorem), "only a share of the base can be a share of itself"
    return measure.rate.rate
