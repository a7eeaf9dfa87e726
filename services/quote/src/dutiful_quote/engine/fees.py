"""Customs fees that the law sets (merchandise processing, harbour maintenance, dutiable mail), once an entry."""

from decimal import Decimal

from dutiful_quote.engine.case import Case
from dutiful_quote.engine.duty_rate import RateBasis, evaluate
from dutiful_quote.engine.measure import Measure, MeasureKind
from dutiful_quote.engine.thresholds import holds
from dutiful_shared.contract.charge import ChargeKind, Collected


def fee(case: Case, programme: str) -> Measure | None:
    """The fee of that name in force whose conditions hold for the consignment."""
    for measure in case.law.of_territory(MeasureKind.FEE, programme):
        if holds(case, measure):
            return measure
    return None


def charge_fee(case: Case, measure: Measure, base: Decimal | None = None, collected: Collected | None = None) -> None:
    """Charge a fee once for the consignment. `base` defaults to the customs value of the whole entry."""
    assert measure.rate is not None
    value = case.valuation.customs_value if base is None else base
    result = evaluate(measure.rate, RateBasis(value, case.currency, {}, case.on, case.exchange.convert))
    if result.amount is not None:
        case.charge(ChargeKind.FEE, measure, result, base=value, collected=collected)
