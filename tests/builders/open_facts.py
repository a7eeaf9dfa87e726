"""A line under duties that hang on facts which nobody stated."""

from dutiful_quote.engine.candidates import assess_coded
from dutiful_quote.engine.duty_rate import RateBasis
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.measure import Measure, MeasureKind
from dutiful_quote.engine.settlement import LineDuty
from tests.builders.tariff import ON, consignment, duty, exchange, line, measure, percent

FREE = duty("610910", percent("0"))


def assessed(rules: Law, facts: dict[str, str] | None = None, **changes: object) -> LineDuty:
    goods = line(facts=facts or {}, **changes)
    basis = RateBasis(goods.value, "USD", goods.quantities, ON, exchange().convert)
    return assess_coded(goods, basis, rules, consignment(goods)).duty


def additional(programme: str, rate: str, **changes: object) -> Measure:
    return measure(MeasureKind.ADDITIONAL_DUTY, programme, percent(rate), **changes)
