"""Gifts from one private person to another. What a shop sends as a gift is a sale and has no part in this."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

from dutiful_quote.engine.candidates import CodedDuty, assess_coded, declarable_codes
from dutiful_quote.engine.case import Case, LineState
from dutiful_quote.engine.drafts import draft_charge
from dutiful_quote.engine.duties import charge_coded, no_code, relieve_goods
from dutiful_quote.engine.findings import Alternative, Assumption, Spread
from dutiful_quote.engine.goods import GoodsLine
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.measure import Measure, MeasureKind
from dutiful_quote.engine.settlement import LineDuty
from dutiful_quote.engine.thresholds import holds, relief_of_goods, within
from dutiful_quote.engine.value_added_tax import relieve_tax_on_goods
from dutiful_shared.contract.charge import ChargeKind

#: Programme of the relief of gifts from duty.
GIFT_RELIEF: Final = "gift_relief"


def gift_relief(case: Case) -> None:
    """Up to EUR 45 neither duty nor VAT (Regulation (EC) No 1186/2009, Art. 25; Directive 2006/79/EC)."""
    measure = relief_of_goods(case, GIFT_RELIEF)
    if measure:
        relieve_gift_of_duty(case, measure)
        relieve_tax_on_goods(case, measure)


def relieve_gift_of_duty(case: Case, measure: Measure) -> None:
    """No duty on the goods of a gift, by the relief `measure`, but on those of which only small quantities are free."""
    case.purpose_settled = True
    relieve_goods(case, measure)
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
    flat = flat_rate_of_gifts(case, case.law)
    if case.duty_settled or flat is None:
        return
    case.purpose_settled = True
    for state in case.lines:
        if state.settled or not within(state, flat):
            continue
        state.settled = True
        if state.line.code:
            charge_coded(case, state, duty_of_gift(case, state, state.line, case.law, flat))
        else:
            case.ask(no_code(state), state)


def flat_rate_of_gifts(case: Case, law: Law) -> Measure | None:
    """The flat duty of `law`, where the consignment is a gift that may pay it."""
    return next((one for one in law.of_territory(MeasureKind.FLAT_DUTY, "gift_flat_rate") if holds(case, one)), None)


def duty_of_gift(case: Case, state: LineState, line: GoodsLine, law: Law, flat: Measure) -> CodedDuty:
    """The flat duty on goods of a gift, or what the tariff of `law` says where that is free or is asked for.

    `line` is that of the state with the claims that hold under `law`.
    """
    coded = assess_coded(line, case.basis(state), law, case.consignment)
    ordinary = coded.duty
    if ordinary.calculable and (not ordinary.amount or ordinary.preference):  # who claims asks for the tariff
        return coded
    draft, _ = draft_charge(line, flat, ChargeKind.DUTY, case.basis(state))
    assert draft is not None, "the flat rate is a share of the value"
    claims = _claims_what_exists(line, law)
    if ordinary.unknown is not None and (ordinary.may_be_free or claims):
        return CodedDuty(_open(case, ordinary, draft.amount, claims=claims))
    ways: tuple[Alternative, ...] = ()
    if ordinary.calculable and ordinary.drafts:
        tariff, due = ordinary.drafts[0].measure, draft.amount
        ways = (
            _way(line, flat, due, Decimal(0), True, ()),
            _way(line, tariff, ordinary.amount, due - ordinary.amount, False, ("request of the recipient",)),
        )
    return CodedDuty(LineDuty(ordinary.code, (draft,), ways, (), (), None, ""))


def _claims_what_exists(line: GoodsLine, law: Law) -> bool:
    """Whether the line claims a preference, and one is loaded for some code that it may have."""
    codes = declarable_codes(law.goods[line.code]) if line.claims_preference and line.preference_proof else []
    return any(law.of_goods(MeasureKind.PREFERENCE, line.code, code, line.origin) for code in codes)


def _open(case: Case, ordinary: LineDuty, due: Decimal, *, claims: bool) -> LineDuty:
    """Ask what decides between the flat duty `due` and the tariff, which may be free or claimed at a preference."""
    assert ordinary.unknown is not None
    low, high = (
        None if end is None else ordinary.amount + end for end in (ordinary.unknown.low, ordinary.unknown.high)
    )
    most = due if not claims else None if high is None else max(due, high)
    spread = Spread(min(low or Decimal(0), due), None, most)
    text = f" A gift pays the flat duty, here {due:f} {case.currency}, unless its tariff is free or asked for."
    decisive = [one for one in ordinary.gaps if not one.rate_text] or ordinary.gaps  # quantities decide nothing here
    gaps = tuple(replace(gap, question=gap.question + text, spread=spread) for gap in decisive)
    return LineDuty(ordinary.code, (), (), (), gaps, spread, "")


def _way(
    line: GoodsLine, measure: Measure, total: Decimal, saves: Decimal, chosen: bool, requires: tuple[str, ...]
) -> Alternative:
    return Alternative(
        line=line.id,
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
