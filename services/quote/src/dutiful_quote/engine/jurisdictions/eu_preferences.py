"""Preferential duty in place of the item duty: on a full declaration only, and only where IOSS did not collect the VAT.

Delegated Regulation (EU) 2026/1022 as public readings give it: the preferential rate then takes the place of the EUR 3,
and VAT is due at import instead of at checkout. The ordinary tariff is no way of paying for such goods.
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from dutiful_quote.engine.candidates import CodedDuty, assess_coded
from dutiful_quote.engine.case import Case, LineState
from dutiful_quote.engine.declaration import CLAIM
from dutiful_quote.engine.duties import charge_coded
from dutiful_quote.engine.duty_rate import AdValorem
from dutiful_quote.engine.findings import Affects, Alternative, Assumption, Missing
from dutiful_quote.engine.goods import GoodsLine
from dutiful_quote.engine.goods_tax import rate_for_goods
from dutiful_quote.engine.jurisdictions.eu_declaration import Item
from dutiful_quote.engine.jurisdictions.eu_ioss import sold_under_ioss
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.line_law import may_claim
from dutiful_quote.engine.measure import Measure, MeasureKind
from dutiful_quote.engine.tax_bases import tax_base

FULL_DECLARATION: Final = "full declaration (H1)"
_NO_IOSS: Final = "VAT not collected under IOSS: it is then due at import"


def entered_under_preference(case: Case, state: LineState) -> bool:
    """Whether the merchant claims a preference that is loaded, with its proof and without IOSS."""
    line = state.line
    if sold_under_ioss(case) or not (line.claims_preference and line.preference_proof):
        return False
    return bool(line.code and _claimed(case, state).duty.preference)


def charge_preference(case: Case, state: LineState) -> None:
    """Charge the preferential duty of the line. The ways that the ordinary tariff would offer are not open to it."""
    coded = _claimed(case, state)
    charge_coded(case, state, replace(coded, duty=replace(coded.duty, alternatives=())))


def note_unused_claim(case: Case, state: LineState) -> None:
    """Say why a preference that is claimed does not take the place of the item duty."""
    line = state.line
    if sold_under_ioss(case):
        why = "it takes a full declaration, which is not open to goods whose VAT is collected under IOSS"
    elif not line.preference_proof and may_claim(case.law, line):
        question = (
            f"Which proof of origin supports the preference claimed for line {line.id}? Without one the item duty is "
            "due."
        )
        pointer = f"/lines/{line.index}/preference/proof"
        case.ask(Missing(Affects.CLEARANCE, "preference_proof", question, pointer, line.id))
        return
    else:
        why = f"no preferential rate for these goods of {line.origin} is loaded"
    text = f"The preference claimed for line {line.id} is not applied: {why}. The item duty is due."
    case.assumptions.append(Assumption("preference", "none", text, f"/lines/{line.index}/preference/claim"))


def offer_preferences(case: Case, items: Sequence[Item], item_duty: Measure) -> None:
    """Show for each item what it would owe, duty and tax, if it were entered under a preference."""
    for item in items:
        found = list(_preferential(case, item.states))
        if len(found) == len(item.states):
            item.states[0].alternatives.extend(_ways(case, item, found, item_duty))


def note_agreements(case: Case, law: Law, states: Sequence[LineState]) -> None:
    """Name the agreements of `law` under which goods of these origins may pay less than what is quoted."""
    for origin in dict.fromkeys(state.line.origin for state in states if state.line.code):
        if all(_preferences(law, state.line) for state in states if state.line.code and state.line.origin == origin):
            continue
        for name in dict.fromkeys(one.name for one in law.territory_key.agreements_with(origin)):
            case.not_included.append(
                f"Preferential duty on goods of {origin} under {name}: its rates for these goods are not loaded, so "
                "none is applied."
            )


def _claimed(case: Case, state: LineState) -> CodedDuty:
    line = replace(state.line, claims_preference=True, preference_proof=state.line.preference_proof or "any")
    return assess_coded(line, case.basis(state), case.law, case.consignment)


def _preferences(law: Law, line: GoodsLine) -> tuple[Measure, ...]:
    return law.of_goods(MeasureKind.PREFERENCE, line.code, line.code, line.origin)


def _preferential(case: Case, states: Sequence[LineState]) -> Iterator[CodedDuty]:
    for state in states:
        coded = _claimed(case, state) if _preferences(case.law, state.line) else None
        if coded is not None and coded.duty.preference and coded.duty.calculable:
            yield coded


def _ways(case: Case, item: Item, found: Sequence[CodedDuty], item_duty: Measure) -> Iterator[Alternative]:
    first = item.states[0]
    now = first.duty
    duty = sum((coded.duty.amount for coded in found), Decimal(0))
    measure = next(draft.measure for draft in found[0].duty.drafts if draft.measure.kind is MeasureKind.PREFERENCE)
    yield Alternative(
        first.line.id, item_duty.kind.value, item_duty.programme, item_duty.name, (), now, Decimal(0), True,
        item_duty.legal_reference, item_duty.valid_to, _tax_now(item.states),
    )  # fmt: skip
    yield Alternative(
        first.line.id, measure.kind.value, measure.programme, measure.name, (FULL_DECLARATION, _NO_IOSS, CLAIM), duty,
        now - duty, False, measure.legal_reference, measure.valid_to, _tax_at_import(case, item.states, found),
    )  # fmt: skip


def _tax_now(states: Sequence[LineState]) -> Decimal:
    charges = (charge for state in states for charge in state.charges if charge.kind.value == "tax")
    return sum((charge.assessed.amount for charge in charges), Decimal(0))


def _tax_at_import(case: Case, states: Sequence[LineState], found: Sequence[CodedDuty]) -> Decimal | None:
    standard = next(iter(case.law.of_territory(MeasureKind.VAT, "standard")), None)
    total = Decimal(0)
    for state, coded in zip(states, found, strict=True):
        rate = rate_for_goods(case, state, standard).rate if standard else None
        if not isinstance(rate, AdValorem):
            return None
        total += case.rounded((tax_base(case, state) - state.duty + coded.duty.amount) * rate.rate)
    return total
