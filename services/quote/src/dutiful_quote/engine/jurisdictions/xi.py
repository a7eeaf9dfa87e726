"""Northern Ireland: EU duty on goods at risk of moving on to the EU, UK duty or none on the others, UK VAT on all.

Its law consists of the UK tariff, which is the law of `case.law` here, and of the EU's, which stands beside it. Goods
of the EU arrive without an import; goods of Great Britain move within the United Kingdom and owe duty only at risk.
"""

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from dutiful_quote.engine.candidates import CodedDuty, assess_coded
from dutiful_quote.engine.case import Case, LineState
from dutiful_quote.engine.duties import charge_coded, no_code, not_in_tariff, relieve_goods
from dutiful_quote.engine.duty_rate import evaluate
from dutiful_quote.engine.excise import charge_excise
from dutiful_quote.engine.findings import Affects, Assumption, Missing, Relief, Spread
from dutiful_quote.engine.goods_facts import GOODS_FACTS
from dutiful_quote.engine.jurisdictions.at_risk import AT_RISK, UKIMS, close_enough, show_schemes, standing
from dutiful_quote.engine.jurisdictions.eu_gifts import (
    GIFT_RELIEF,
    duty_of_gift,
    flat_rate_of_gifts,
    relieve_gift_of_duty,
)
from dutiful_quote.engine.jurisdictions.eu_items import item_measure
from dutiful_quote.engine.jurisdictions.eu_limits import note_national_limits
from dutiful_quote.engine.jurisdictions.eu_preferences import note_agreements
from dutiful_quote.engine.jurisdictions.gb import gift_tax, supply_tax
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.measure import Measure
from dutiful_quote.engine.rules import Jurisdiction, Rule
from dutiful_quote.engine.thresholds import relief, relief_of_goods, within
from dutiful_quote.engine.value_added_tax import charge_import_tax
from dutiful_shared.contract.charge import ChargeKind, LegalReference

_EU: Final = "EU"
#: Where goods are sent from that move within the United Kingdom and its customs union with the Isle of Man.
_GREAT_BRITAIN: Final = frozenset({"GB", "IM"})
_ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class _Ways:
    """The duty of a line if it is at risk (`eu`), and if it is not; None stands for no duty at all."""

    eu: CodedDuty
    uk: CodedDuty | None

    @property
    def uk_amount(self) -> Decimal:
        return _ZERO if self.uk is None else self.uk.duty.amount


def duties(case: Case) -> None:
    """EU duty, UK duty or none, line by line."""
    eu_law = case.law.beside[_EU]
    for state in case.lines:
        state.law_of_duty = eu_law  # unless it turns out to be UK duty
    _relieve(case, eu_law)
    for state in case.lines:
        if not (case.duty_settled or state.settled):
            _duty_of_line(case, state, eu_law)
    case.duty_settled = True


def _relieve(case: Case, eu_law: Law) -> None:
    """Free gifts and small consignments as the EU does: with none of its duty to pay they are not at risk."""
    gift = relief_of_goods(case, GIFT_RELIEF, eu_law)
    if gift:
        relieve_gift_of_duty(case, gift)
    small = relief_of_goods(case, "low_value_duty", eu_law)
    if small and not case.duty_settled:
        relieve_goods(case, small)


def _duty_of_line(case: Case, state: LineState, eu_law: Law) -> None:
    line = state.line
    if not line.code:
        case.ask(no_code(state), state)
        return
    if any(law.goods[line.code].has_nomenclature and not law.goods[line.code].lines for law in (eu_law, case.law)):
        case.ask(not_in_tariff(case, state), state)
        return
    ways = _Ways(_if_at_risk(case, state, eu_law), _if_not_at_risk(case, state))
    item = item_measure(case, eu_law)
    if item is not None:
        _ask_item_duty(case, state, ways, item)
    elif ways.eu.duty.calculable and not ways.eu.duty.amount:
        charge_coded(case, state, ways.eu)  # without EU duty nothing is at risk
    else:
        _decide(case, state, ways)


def _if_at_risk(case: Case, state: LineState, eu_law: Law) -> CodedDuty:
    line = state.line_under(eu_law)
    flat = flat_rate_of_gifts(case, eu_law)
    if flat is None or not within(state, flat):
        return assess_coded(line, case.basis(state), eu_law, case.consignment)
    case.purpose_settled = True
    return duty_of_gift(case, state, line, eu_law, flat)


def _if_not_at_risk(case: Case, state: LineState) -> CodedDuty | None:
    if _within_the_uk(case) or relief(case, "low_value_duty") is not None:
        return None
    return assess_coded(state.line_under(case.law), case.basis(state), case.law, case.consignment)


def _decide(case: Case, state: LineState, ways: _Ways) -> None:
    found = standing(case, state.line.facts)
    at_home = _within_the_uk(case)
    known = ways.eu.duty.calculable and (ways.uk is None or ways.uk.duty.calculable)
    remedies = any(draft.kind is ChargeKind.ADDITIONAL_DUTY for draft in ways.eu.duty.drafts)
    near = at_home or (known and not remedies and close_enough(case, state, ways.eu.duty.amount, ways.uk_amount))
    alike = known and not at_home and ways.eu.duty.amount == ways.uk_amount
    if found.eligible is False or (known and not near) or (alike and found.eligible is None):
        charge_coded(case, state, ways.eu)
        if near:
            show_schemes(case, state, ways.uk_amount, ways.eu.duty.amount)
    elif found.eligible and (known or at_home):
        _not_at_risk(case, state, ways, found.law)
    else:
        _ask_facts(case, state, ways, found.open_facts, _between(ways))


def _not_at_risk(case: Case, state: LineState, ways: _Ways, law: LegalReference) -> None:
    if ways.uk is not None:
        state.law_of_duty = case.law
        charge_coded(case, state, ways.uk)
        text = "UK duty: the goods are not at risk, and the duties differ by at most 3 % of the customs value"
    else:
        text = "No duty: the goods are not at risk of moving to the EU"
    case.reliefs.append(Relief("at_risk", text, law, state.line.id))


def _ask_facts(case: Case, state: LineState, ways: _Ways, facts: tuple[str, ...], spread: Spread) -> None:
    """The line lies between the duties; the facts decide (or, where a duty is not known, its own questions do)."""
    line = state.line
    for fact in facts:
        question = f"{GOODS_FACTS[fact].question} It decides whether line {line.id} owes EU duty."
        case.missing.append(
            Missing(Affects.AMOUNT, fact, question, f"/lines/{line.index}/facts/{fact}", line.id, spread)
        )
    for coded in filter(None, (ways.eu, ways.uk)):
        case.missing.extend(coded.duty.gaps)
    state.lacks(spread, "whether the goods are at risk of moving to the EU is not known")


def _between(ways: _Ways) -> Spread:
    lows, highs = [], []
    for coded in (ways.eu, ways.uk):
        known = _ZERO if coded is None else coded.duty.amount
        beyond = Spread(_ZERO, _ZERO, _ZERO) if coded is None or coded.duty.unknown is None else coded.duty.unknown
        lows.append(known + beyond.low)
        highs.append(None if beyond.high is None else known + beyond.high)
    high = None if None in highs else max(amount for amount in highs if amount is not None)
    return Spread(min(lows), None, high)


def _ask_item_duty(case: Case, state: LineState, ways: _Ways, item: Measure) -> None:
    """Whether the EU's item duty reaches parcels at risk in Northern Ireland is in no text at hand."""
    assert item.rate is not None
    flat = evaluate(item.rate, case.basis(state)).amount
    spread = _between(ways)
    high = None if spread.high is None or flat is None else max(spread.high, case.rounded(flat))
    if _within_the_uk(case):
        found = standing(case, state.line.facts)
        if found.eligible:
            _not_at_risk(case, state, ways, found.law)
            return
        if found.open_facts:
            _ask_facts(case, state, ways, found.open_facts, Spread(_ZERO, None, high))
            return
    line = state.line
    question = (
        f"Does the EU's item duty ({item.rate_text}) apply to consignments to Northern Ireland, or the ordinary duty, "
        f"or none? No text at hand says so; it decides what line {line.id} owes."
    )
    missing = Missing(
        Affects.AMOUNT,
        "item_duty_in_northern_ireland",
        question,
        None,
        line.id,
        Spread(_ZERO, None, high),
    )
    case.ask(missing, state, "the EU's duty on small consignments to Northern Ireland is not known")


def value_added_tax(case: Case) -> None:
    """UK VAT: on a sale within the UK by its seller, up to GBP 135 by a return, else at import."""
    if _within_the_uk(case):
        case.tax_settled = True
        case.not_included.append("UK VAT of the sale: the goods move within the United Kingdom.")
        return
    supply_tax(case)
    gift_tax(case)
    charge_import_tax(case, "import_vat")


def closing_notes(case: Case) -> None:
    """What the quote rests on and leaves out."""
    if UKIMS not in case.consignment.registrations and any(state.duty for state in case.lines):
        case.assumptions.append(
            Assumption(
                "at_risk",
                "yes",
                "No authorisation of the UK Internal Market Scheme is stated, so the goods count as at risk of moving "
                "to the EU and owe EU duty.",
                "/seller/registrations",
            )
        )
    eu_law = case.law.beside[_EU]
    note_national_limits(case, eu_law)
    note_agreements(case, eu_law, [state for state in case.lines if state.law_of_duty is eu_law and _may_owe(state)])
    case.not_included.append(
        "A waiver of duty on goods at risk (aid of up to EUR 300,000 in three tax years): the importer claims it."
    )
    case.not_included.append(
        "Trade remedies, suspensions, quotas and VAT rates of goods whose measures are not in the loaded releases."
    )


def _may_owe(state: LineState) -> bool:
    return bool(state.duty) or state.unknown is not None


def _within_the_uk(case: Case) -> bool:
    return case.consignment.ship_from in _GREAT_BRITAIN


NORTHERN_IRELAND = Jurisdiction(
    "XI",
    (
        Rule("xi.duty", duties, AT_RISK),
        Rule(
            "xi.excise",
            charge_excise,
            LegalReference("Customs and Excise Management Act 1979", "https://www.legislation.gov.uk"),
        ),
        Rule(
            "xi.vat",
            value_added_tax,
            LegalReference(
                "Value Added Tax Act 1994, s. 21; HMRC: VAT and overseas goods sold to customers in Northern Ireland",
                "https://www.legislation.gov.uk",
            ),
        ),
        Rule("xi.notes", closing_notes, AT_RISK),
    ),
    laws=("GB", "EU"),
)
