"""Excise goods: alcohol, tobacco and energy products are outside every low-value scheme and bear excise at import.

Which goods these are is a rule of excise law: in the EU Council Directive (EU) 2020/262 and Directive 2008/118/EC,
Art. 1(1); in the United Kingdom the Alcoholic Liquor Duties, Tobacco Products Duty and Hydrocarbon Oil Duties Acts; in
the United States 26 U.S.C. chapters 51 and 52. The prefixes below are those of the Harmonized System for these goods.
"""

from collections.abc import Sequence
from decimal import ROUND_DOWN
from typing import Final

from dutiful_quote.engine.case import Case, LineState
from dutiful_quote.engine.declaration import Declaration
from dutiful_quote.engine.drafts import UNBOUNDED, draft_charge
from dutiful_quote.engine.findings import Affects, Missing
from dutiful_quote.engine.measure import Measure, MeasureKind, Mode
from dutiful_shared.contract.charge import ChargeKind
from dutiful_shared.contract.money import minor_unit

ALCOHOL: Final = ("2203", "2204", "2205", "2206", "2207", "2208")
TOBACCO: Final = ("2401", "2402", "2403", "2404")
ENERGY: Final = ("2710", "2711")
EXCISE_GOODS: Final = ALCOHOL + TOBACCO + ENERGY


def is_excise_good(code: str) -> bool:
    """Whether a code of at least four digits, without dots, is of a heading of alcohol, tobacco or energy."""
    return code.startswith(EXCISE_GOODS)


def has_excise_goods(case: Case) -> bool:
    """Whether a line of the consignment is of excise goods."""
    return any(is_excise_good(line.code) for line in case.consignment.lines)


def charge_excise(case: Case) -> None:
    """Charge the excise that is loaded for each line; it enters the base of import tax. Ask for it where none is.

    Of several rates on one code the additional code that is declared (X451) chooses.
    """
    for state in case.lines:
        every = _loaded(case, state) if state.line.code else []
        chosen = [one for one in every if not Declaration(state.line.facts).unmet(one)]
        if chosen:
            _charge(case, state, chosen[0])
        elif every:
            _ask(case, state, "Which of its rates applies (additional code " + _codes(every) + ")?")
        elif is_excise_good(state.line.code):
            _ask(case, state, "No excise rates are loaded.")


def ask_for_excise(case: Case) -> None:
    """Mark lines of excise goods whose excise the loaded tariff does not hold, or holds without its rate."""
    for state in case.lines:
        loaded = _loaded(case, state) if state.line.code else ()
        perhaps = next((one for one in loaded if one.mode is Mode.UNRESOLVED), None)
        if perhaps is not None:
            law = perhaps.legal_reference.text
            _ask(case, state, f"{perhaps.name} may be due on these goods ({law}); its rate is not loaded.")
        elif is_excise_good(state.line.code) and not loaded:
            _ask(case, state, "No excise rates are loaded.")


def _loaded(case: Case, state: LineState) -> tuple[Measure, ...]:
    return case.law.of_goods(MeasureKind.EXCISE, state.line.code, state.code, state.line.origin)


def _codes(measures: Sequence[Measure]) -> str:
    return ", ".join(one.conditions.get("statement", "").rpartition("=")[2] for one in measures)


def _charge(case: Case, state: LineState, measure: Measure) -> None:
    """Excise is rounded down to the minor unit, as the UK government's own calculator does."""
    draft, gaps = draft_charge(state.line, measure, ChargeKind.EXCISE, case.basis(state))
    for gap in gaps:
        case.ask(gap, state)
    if draft is None:
        return
    assert draft.evaluation.amount is not None, "a draft has an amount"
    step = minor_unit(case.currency)
    due = draft.evaluation.amount.quantize(step, rounding=ROUND_DOWN)
    case.charge(
        ChargeKind.EXCISE,
        measure,
        draft.evaluation,
        base=None,
        line=state,
        assessed=due,
        extra={"rounding": f"down to {step}"},
    )
    state.duty += due


def _ask(case: Case, state: LineState, why: str) -> None:
    line = state.line
    case.ask(
        Missing(
            Affects.AMOUNT,
            "excise",
            f"What excise is due in {case.law.destination} on line {line.id}? {why}",
            None,
            line.id,
            UNBOUNDED,
        ),
        state,
        "excise is due on these goods and its rate is not loaded",
    )
