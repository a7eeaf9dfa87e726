"""Customs fees that the law sets (merchandise processing, harbour maintenance, dutiable mail), once an entry."""

from decimal import Decimal

from dutiful_quote.engine.case import Case, LineState
from dutiful_quote.engine.declaration import Declaration, FactNeededError
from dutiful_quote.engine.drafts import UNBOUNDED
from dutiful_quote.engine.duty_rate import Evaluation, RateBasis, evaluate
from dutiful_quote.engine.findings import Affects, Missing, Relief
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.measure import Measure, MeasureKind
from dutiful_quote.engine.shipment import shipment_key, shipment_meets
from dutiful_quote.engine.thresholds import holds
from dutiful_shared.contract.charge import ChargeKind, Collected


def fee(case: Case, programme: str) -> Measure | None:
    """The fee of that name in force whose conditions hold for the consignment."""
    for measure in case.law.of_territory(MeasureKind.FEE, programme):
        if holds(case, measure):
            return measure
    return None


def charge_fee(case: Case, measure: Measure, collected: Collected | None = None) -> None:
    """Charge a fee once for the entry, on the value of the lines that are not exempt from it."""
    value = Decimal(0)
    for state in case.lines:
        exemption = exemption_from(case, state, measure.programme)
        if exemption is None:
            value += state.value.customs_value
        else:
            text = f"{measure.name}: exempt under {exemption.heading or exemption.legal_reference.text}"
            case.relieve(Relief.by("fee", exemption, text, state.line.id))
    if not value:
        return
    result = _on(case, measure, value)
    if result.amount is not None:
        case.charge(ChargeKind.FEE, measure, result, base=value, collected=collected)
    elif collected is not Collected.CARRIER_COST:
        question = f"{measure.name}: what does it come to? Its rate ({measure.rate_text}) cannot be worked out here."
        case.ask(Missing(Affects.AMOUNT, measure.programme, question, None, None, UNBOUNDED))


def fee_amount(case: Case, measure: Measure) -> Decimal | None:
    """What the fee comes to on the value of all lines, in the destination's currency; None where that is not known."""
    value = sum((state.value.customs_value for state in case.lines), Decimal(0))
    due = _on(case, measure, value).amount
    return None if due is None else case.rounded(due)


def _on(case: Case, measure: Measure, value: Decimal) -> Evaluation:
    assert measure.rate is not None, "a fee has a rate"
    return evaluate(measure.rate, RateBasis(value, case.currency, {}, case.on, case.exchange.convert))


def exemption_from(case: Case, state: LineState, programme: str) -> Measure | None:
    """What frees the line of a fee or duty: an agreement under which it is entered, or a statement."""
    if not state.line.code:
        return None
    if state.line.facts:
        return _exemption(case, state, programme)
    # Nothing is stated, as of nearly all lines: the law alone says.
    key = (
        "exempt",
        programme,
        state.code,
        state.line.origin,
        state.preference,
        shipment_key(case.consignment),
        case.law.territory_key,
    )
    return case.law.goods[state.line.code].derived(key, lambda: _exemption(case, state, programme))


def fact_that_would_free(case: Case, state: LineState, programme: str) -> str:
    """The fact that was not stated and on which an exemption of the line hangs; empty where none does."""
    if not state.line.code:
        return ""
    declaration = Declaration(state.line.facts, state.preference)
    for measure in _exemptions(case.law, state, programme):
        if shipment_meets(case.consignment, measure):
            try:
                declaration.meets(measure)
            except FactNeededError as needed:
                return needed.fact
    return ""


def _exemption(case: Case, state: LineState, programme: str) -> Measure | None:
    declaration = Declaration(state.line.facts, state.preference)
    for measure in _exemptions(case.law, state, programme):
        if shipment_meets(case.consignment, measure) and _met(declaration, measure):
            return measure
    return None


def _exemptions(law: Law, state: LineState, programme: str) -> tuple[Measure, ...]:
    """All that may free the line of that programme; of hundreds of exemptions a handful are of one fee."""
    asked, code, origin = state.line.code, state.code, state.line.origin
    return law.goods[asked].derived(
        ("exemptions", programme, code, origin, law.territory_key),
        lambda: tuple(
            one for one in law.of_goods(MeasureKind.EXEMPTION, asked, code, origin) if one.programme == programme
        ),
    )


def _met(declaration: Declaration, measure: Measure) -> bool:
    """An exemption that hangs on an unknown fact is not taken: who charges more than a small fee asks for that fact."""
    try:
        return declaration.meets(measure)
    except FactNeededError:
        return False
