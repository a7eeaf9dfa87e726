"""The rule that most consignments meet: every line pays the ordinary tariff and its additional duties."""

from decimal import Decimal

from dutiful_quote.engine.candidates import CodedDuty, assess_coded
from dutiful_quote.engine.case import Case, LineState
from dutiful_quote.engine.findings import Affects, Assumption, Missing, Relief, Spread
from dutiful_quote.engine.line_law import may_claim
from dutiful_quote.engine.measure import Measure
from dutiful_quote.engine.thresholds import within
from dutiful_shared.contract.charge import ChargeKind


def charge_tariff(case: Case) -> None:
    """Charge each line its duties, unless an earlier rule has settled how duty is paid."""
    if case.duty_settled:
        return
    for state in case.lines:
        if not state.settled:
            _charge_line(case, state)
    case.duty_settled = True


def relieve_all(case: Case, measure: Measure) -> None:
    """No duty at all on the consignment, by the relief `measure`."""
    case.relieve(Relief.by("duty", measure))
    case.duty_settled = True


def relieved_of_duty(case: Case) -> bool:
    """Whether a relief frees the whole consignment of duty."""
    return any(found.kind == "duty" and found.line is None for found in case.reliefs)


def relieve_goods(case: Case, measure: Measure) -> None:
    """No duty on the goods that the relief `measure` is for; others of the consignment pay theirs."""
    free = [state for state in case.lines if within(state, measure)]
    if len(free) == len(case.lines):
        relieve_all(case, measure)
        return
    for state in free:
        if state.settled:
            continue
        state.settled = True
        case.relieve(Relief.by("duty", measure, line=state.line.id))


def _charge_line(case: Case, state: LineState) -> None:
    line = state.line
    if not line.code:
        case.ask(no_code(state), state)
        return
    unlisted = not case.law.goods[line.code].lines and case.law.goods[line.code].has_nomenclature
    if unlisted and "tariff_coverage" not in case.law.profile:
        case.ask(not_in_tariff(case, state), state)
        return
    charge_coded(case, state, assess_coded(line, case.basis(state), case.law, case.consignment))


def charge_coded(case: Case, state: LineState, coded: CodedDuty) -> None:
    """Charge a line the duty that was worked out for it, and write down what was found on the way."""
    state.code, state.preference = coded.duty.code, coded.duty.preference
    if coded.assumption:
        case.assumptions.append(coded.assumption)
    case.assumptions.extend(coded.taken)
    for draft in coded.duty.drafts:
        if draft.amount or draft.kind is ChargeKind.DUTY:
            case.charge_draft(state, draft)
            _note_stage(case, state, draft.measure)
    state.alternatives.extend(coded.duty.alternatives)
    case.relieve(*coded.duty.reliefs)
    note_claim(case, state)
    case.missing.extend(coded.duty.gaps)
    if coded.duty.unknown is not None:
        state.lacks(coded.duty.unknown, coded.duty.gaps[0].question if coded.duty.gaps else "the outcomes are too many")


def _note_stage(case: Case, state: LineState, measure: Measure) -> None:
    """Say that a staged rate is taken from the first day of its first year, in which it may begin later."""
    begun = measure.valid_from
    if "stage" not in measure.conditions or begun is None or begun.year != case.on.year:
        return
    text = (
        f"{measure.name}: the rate of line {state.line.id}, {measure.rate_text}, is that of the stage of {begun.year}. "
        f"On which day of the year it begins is not in the loaded facts; it is taken from {begun} on."
    )
    pointer = f"/lines/{state.line.index}/preference/claim"
    case.assumptions.append(Assumption("preference_stage", begun.isoformat(), text, pointer))


def note_claim(case: Case, state: LineState) -> None:
    """Say what a claim to preference lacks: its proof, or a preferential rate that could be applied."""
    if not state.line.claims_preference:
        return
    law = state.law_of_duty or case.law
    line = state.line_under(law)
    if not line.claims_preference:
        return
    claimable = may_claim(law, line)
    if claimable and not line.preference_proof:
        question = (
            f"Which proof of origin supports the preference claimed for line {line.id}? Without one no "
            "preference is applied."
        )
        case.ask(
            Missing(Affects.CLEARANCE, "preference_proof", question, f"/lines/{line.index}/preference/proof", line.id)
        )
    elif not claimable and not state.preference:
        case.assumptions.append(
            Assumption(
                "preference",
                "none",
                f"No preferential rate of {law.territory.jurisdiction} for {line.origin} is loaded for "
                f"line {line.id}, so none is applied.",
                f"/lines/{line.index}/preference/claim",
            )
        )


def no_code(state: LineState) -> Missing:
    """The question for a line whose tariff code nobody gave."""
    line = state.line
    return Missing(
        Affects.AMOUNT,
        "hs_code",
        f"What is the tariff code of line {line.id}" + (f" ({line.description})" if line.description else "") + "?",
        f"/lines/{line.index}/hs_code",
        line.id,
        Spread(Decimal(0), None, None),
    )


def not_in_tariff(case: Case, state: LineState) -> Missing:
    """The question for a line whose code the loaded tariff does not have."""
    line = state.line
    return Missing(
        Affects.AMOUNT,
        "hs_code",
        f"{line.code} is not a code of the tariff of {case.consignment.jurisdiction} in the loaded edition. Which of "
        f"its codes covers line {line.id}?",
        f"/lines/{line.index}/hs_code",
        line.id,
        Spread(Decimal(0), None, None),
    )
