"""Gifts from one private person to another. What a shop sends as a gift is a sale and has no part in this."""

from dataclasses import replace
from decimal import Decimal

from dutiful_quote.engine.candidates import assess_coded, declarable_codes
from dutiful_quote.engine.case import Case, LineState
from dutiful_quote.engine.duties import charge_coded, no_code, relieve_goods
from dutiful_quote.engine.duty_rate import evaluate
from dutiful_quote.engine.findings import Alternative, Assumption, Spread
from dutiful_quote.engine.measure import Measure, MeasureKind
from dutiful_quote.engine.settlement import LineDuty
from dutiful_quote.engine.thresholds import holds, relief_of_goods, within
from dutiful_quote.engine.value_added_tax import relieve_tax_on_goods
from dutiful_shared.contract.charge import ChargeKind


def gift_relief(case: Case) -> None:
    """Up to EUR 45 neither duty nor VAT (Regulation (EC) No 1186/2009, Art. 25; Directive 2006/79/EC)."""
    measure = relief_of_goods(case, "gift_relief")
    if measure:
        case.purpose_settled = True
        relieve_goods(case, measure)
        relieve_tax_on_goods(case, measure)
        _note_limited_goods(case, measure)


def _note_limited_goods(case: Case, measure: Measure) -> None:
    """Say of the goods that are relieved in small quantities only that those quantities are not at hand."""
    for state in case.lines:
        if within(state, measure):
            continue
        text = (
            f"Line {state.line.id} is quoted without the relief of gifts: of its kind only small quantities are free, "
            f"and which is not in the loaded facts ({measure.legal_reference.text}). It may owe less, down to nothing."
        )
        case.assumptions.append(
            Assumption("gift_quantity_limit", "exceeded", text, f"/lines/{state.line.index}/quantity")
        )


def gift_flat_rate(case: Case) -> None:
    """Up to EUR 700 a flat 2.5 %, unless the tariff is free for the goods or the recipient asks for the tariff."""
    found = [
        measure for measure in case.law.of_territory(MeasureKind.FLAT_DUTY, "gift_flat_rate") if holds(case, measure)
    ]
    if case.duty_settled or not found:
        return
    case.purpose_settled = True
    for state in case.lines:
        if state.settled or not within(state, found[0]):
            continue
        state.settled = True
        if state.line.code:
            _charge(case, state, found[0])
        else:
            case.ask(no_code(state), state)


def _charge(case: Case, state: LineState, flat: Measure) -> None:
    assert flat.rate is not None
    coded = assess_coded(state.line, case.basis(state), case.law, case.consignment)
    ordinary = coded.duty
    if ordinary.calculable and (not ordinary.amount or ordinary.preference):  # who claims asks for the tariff
        charge_coded(case, state, coded)
        return
    result = evaluate(flat.rate, case.basis(state))
    assert result.amount is not None, "the flat rate is a share of the value"
    due = case.rounded(result.amount)
    claims = _claims_what_exists(case, state)
    if ordinary.unknown is not None and (ordinary.may_be_free or claims):
        _ask(case, state, ordinary, due, claims=claims)
        return
    case.charge(ChargeKind.DUTY, flat, result, base=state.value.customs_value, line=state)
    state.duty += due
    if ordinary.calculable and ordinary.drafts:
        tariff = ordinary.drafts[0].measure
        state.alternatives += [
            _way(state, flat, due, Decimal(0), True, ()),
            _way(state, tariff, ordinary.amount, due - ordinary.amount, False, ("request of the recipient",)),
        ]


def _claims_what_exists(case: Case, state: LineState) -> bool:
    """Whether the line claims a preference, and one is loaded for some code that it may have."""
    line = state.line
    codes = declarable_codes(case.law.goods[line.code]) if line.claims_preference and line.preference_proof else []
    return any(case.law.of_goods(MeasureKind.PREFERENCE, line.code, code, line.origin) for code in codes)


def _ask(case: Case, state: LineState, ordinary: LineDuty, due: Decimal, *, claims: bool) -> None:
    """Ask what decides between the flat duty `due` and the tariff, which may be free or claimed at a preference."""
    assert ordinary.unknown is not None
    low, high = (
        None if end is None else ordinary.amount + end for end in (ordinary.unknown.low, ordinary.unknown.high)
    )
    most = due if not claims else None if high is None else max(due, high)
    spread = Spread(min(low or Decimal(0), due), None, most)
    text = f" A gift pays the flat duty, here {due:f} {case.currency}, unless its tariff is free or asked for."
    for gap in [one for one in ordinary.gaps if not one.rate_text] or ordinary.gaps:  # quantities decide nothing here
        case.missing.append(replace(gap, question=gap.question + text, spread=spread))
    state.lacks(spread, "whether the tariff is free for the goods of the gift is not known")


def _way(
    state: LineState, measure: Measure, total: Decimal, saves: Decimal, chosen: bool, requires: tuple[str, ...]
) -> Alternative:
    return Alternative(
        line=state.line.id,
        kind=measure.kind.value,
        programme=measure.programme,
        name=measure.name,
        requires=requires,
        total=total,
        saves=saves,
        chosen=chosen,
        legal_reference=measure.legal_reference,
        valid_to=measure.valid_to,
    )
