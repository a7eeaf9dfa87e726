"""Charges before it is known who pays them and when, and what keeps a rate from coming to an amount."""

from decimal import ROUND_HALF_UP, Decimal

from dutiful_quote.engine.duty_rate import Evaluation, RateBasis, evaluate
from dutiful_quote.engine.findings import Affects, Missing, Spread
from dutiful_quote.engine.goods import GoodsLine
from dutiful_quote.engine.measure import Measure
from dutiful_shared.contract.charge import ChargeKind
from dutiful_shared.contract.money import minor_unit
from dutiful_shared.contract.units import UNIT_QUESTIONS
from dutiful_shared.contract.value_class import value_class

#: What an unknown amount may come to where nothing bounds it.
UNBOUNDED = Spread(Decimal(0), None, None)


@value_class
class DraftCharge:
    """`base` is what the rate was applied to, in the destination's currency; `amount` is rounded, `evaluation` not."""

    kind: ChargeKind
    measure: Measure
    base: Decimal | None
    evaluation: Evaluation
    amount: Decimal


def draft_charge(
    line: GoodsLine, measure: Measure, kind: ChargeKind, basis: RateBasis
) -> tuple[DraftCharge | None, list[Missing]]:
    """The charge that `measure` comes to on `basis`, or what is lacking for it."""
    assert measure.rate is not None
    result = evaluate(measure.rate, basis)
    if result.amount is None:
        return None, _gaps(line, measure, result)
    return DraftCharge(kind, measure, basis.value, result, rounded(result.amount, basis.currency)), []


def rounded(amount: Decimal, currency: str) -> Decimal:
    """Each duty once, half-up to the minor unit."""
    return amount.quantize(minor_unit(currency), ROUND_HALF_UP)


def _gaps(line: GoodsLine, measure: Measure, result: Evaluation) -> list[Missing]:
    gaps = []
    for unit in result.missing_units:
        field = "net_weight_kg" if unit == "KGM" else f"quantities/{unit}"
        question = f"{UNIT_QUESTIONS[unit]} of line {line.id}, in all? The rate is {measure.rate_text}."
        gaps.append(_lacking(line, measure, f"quantity {unit}", question, f"/lines/{line.index}/{field}"))
    for currency in result.missing_currencies:
        question = f"What is the customs exchange rate of {currency}? The rate is {measure.rate_text}."
        gaps.append(_lacking(line, measure, f"exchange rate {currency}", question, None))
    for form in result.forms:
        question = (
            f"The rate {measure.rate_text!r} has a form that this edition does not compute ({form}). What does it come "
            "to?"
        )
        gaps.append(_lacking(line, measure, f"rate form: {form}", question, None))
    return gaps


def _lacking(line: GoodsLine, measure: Measure, fact: str, question: str, pointer: str | None) -> Missing:
    return Missing(Affects.AMOUNT, fact, question, pointer, line.id, UNBOUNDED, measure.rate_text)
