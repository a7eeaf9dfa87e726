"""The United States: FOB value, Harmonized Tariff Schedule, chapter 99 duties, user fees; no federal VAT.

The customs value leaves out international freight and insurance (19 U.S.C. 1401a(b)(4)(A)). Rates, chapter 99
headings, exemptions and fees by fiscal year are facts of the loaded releases; here stands only how they meet.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

from dutiful_quote.engine.candidates import assess_coded
from dutiful_quote.engine.case import Case, LineState
from dutiful_quote.engine.drafts import UNBOUNDED
from dutiful_quote.engine.duties import charge_tariff, relieve_all, relieved_of_duty
from dutiful_quote.engine.duty_rate import evaluate
from dutiful_quote.engine.excise import ask_for_excise
from dutiful_quote.engine.fees import charge_fee, exemption_from, fact_that_would_free, fee, fee_amount
from dutiful_quote.engine.findings import Affects, Missing, Spread
from dutiful_quote.engine.goods_facts import GOODS_FACTS
from dutiful_quote.engine.measure import Measure, MeasureKind
from dutiful_quote.engine.rules import Jurisdiction, Rule
from dutiful_quote.engine.thresholds import holds, relief
from dutiful_shared.contract.charge import ChargeKind, Collected, LegalReference

#: Programme of the duties that postal shipments paid in place of all others.
MAIL_DUTY: Final = "mail_duty"
#: Programme of the fee on mail that bears duty.
DUTIABLE_MAIL: Final = "dutiable_mail"
#: Programmes of fees in words.
_FEES: Final = {
    "mpf_formal": "merchandise processing fee of a formal entry",
    "mpf_informal": "merchandise processing fee of an informal entry",
    DUTIABLE_MAIL: "dutiable mail fee",
    "hmf": "harbor maintenance fee",
}


def de_minimis(case: Case) -> None:
    """Section 321 relief, for the days on which it stood."""
    measure = relief(case, "de_minimis")
    if measure and not case.duty_settled:
        relieve_all(case, measure)


def mail_in_lieu(case: Case) -> None:
    """While that was the law, post paid one rate in place of all other duties, by the origin of the goods."""
    if case.duty_settled or not case.consignment.by_post:
        return
    for state in case.lines:
        if not state.line.code:
            continue
        found = case.law.of_goods(MeasureKind.FLAT_DUTY, state.line.code, state.line.code, state.line.origin)
        measure = next((one for one in found if one.programme == MAIL_DUTY and holds(case, one)), None)
        if measure is None or exemption_from(case, state, MAIL_DUTY):
            continue
        state.settled = True
        result = evaluate(measure.rate, case.basis(state)) if measure.rate else None
        if result is None or result.amount is None:
            case.ask(_mail_duty_unknown(state, measure), state)
            continue
        fact = fact_that_would_free(case, state, MAIL_DUTY)
        if fact:
            _ask_whether_free(case, state, fact, case.rounded(result.amount))
            continue
        case.charge(ChargeKind.DUTY, measure, result, base=state.value.customs_value, line=state)
        state.duty += case.rounded(result.amount)


def _ask_whether_free(case: Case, state: LineState, fact: str, due: Decimal) -> None:
    """The line pays the postal duty, or, if the fact frees it of that, what goods by any other mode do."""
    line = state.line
    freed = replace(line, facts={**line.facts, fact: "true"})
    other = assess_coded(freed, case.basis(state), case.law, case.consignment).duty
    beyond = other.unknown or Spread(Decimal(0), None, Decimal(0))
    high = None if beyond.high is None else max(due, other.amount + beyond.high)
    question = f"{GOODS_FACTS[fact].question} It decides whether line {line.id} owes the postal duty."
    spread = Spread(min(due, other.amount + beyond.low), None, high)
    pointer = f"/lines/{line.index}/facts/{fact}"
    case.ask(Missing(Affects.AMOUNT, fact, question, pointer, line.id, spread), state)


def _mail_duty_unknown(state: LineState, measure: Measure) -> Missing:
    return Missing(
        Affects.AMOUNT,
        MAIL_DUTY,
        f"{measure.name}: what did it come to for line {state.line.id}? It does not follow from the loaded facts.",
        None,
        state.line.id,
        UNBOUNDED,
    )


def processing_fees(case: Case) -> None:
    """The merchandise processing fee of a formal entry, or what an informal one pays in its place.

    An informal entry by express courier pays the per-waybill fee instead, which the carrier bears unless it passes
    it on; an informal postal entry pays the dutiable-mail fee, if it bears duty.
    """
    if relieved_of_duty(case):
        return
    if is_formal(case):
        _charge(case, "mpf_formal")
        return
    mode = case.consignment.transport_mode
    if mode == "ems":
        _express_mail(case)
    elif mode == "post":
        _dutiable_mail(case)
    elif mode == "express":
        _express(case)
    else:
        _charge(case, "mpf_informal")


def is_formal(case: Case) -> bool:
    """Whether the goods exceed the limit of an informal entry."""
    return relief(case, "informal_entry") is None


def harbor_maintenance(case: Case) -> None:
    """Cargo that arrives by sea; no other mode."""
    if case.consignment.transport_mode == "sea" and not relieved_of_duty(case):
        _charge(case, "hmf")


def closing_notes(case: Case) -> None:
    """What no import of the United States has in its sum, whatever the goods."""
    case.not_included.append(
        "State and local sales or use tax: it is not collected by customs and depends on the seller's nexus."
    )
    case.not_included.append(
        "Anti-dumping and countervailing duties: they are set by producer and are not in the loaded facts."
    )


def _dutiable_mail(case: Case) -> None:
    """The fee of mail that bears duty; where that is a question, so is the fee."""
    if any(state.duty for state in case.lines):
        _charge(case, DUTIABLE_MAIL)
    elif any(state.unknown is not None for state in case.lines):
        measure = fee(case, DUTIABLE_MAIL)
        due = None if measure is None else fee_amount(case, measure)
        spread = UNBOUNDED if due is None else Spread(Decimal(0), None, due)
        question = "Does the parcel bear duty? Only dutiable mail pays the dutiable mail fee."
        case.ask(Missing(Affects.AMOUNT, DUTIABLE_MAIL, question, None, None, spread))


def _express_mail(case: Case) -> None:
    """Mail is exempt from the merchandise processing fee, but Express Mail Service (EMS) is not."""
    _charge(case, "mpf_informal")
    case.not_included.append(
        "The dutiable mail fee of an EMS item: the loaded facts do not say whether it is due beside the merchandise "
        "processing fee."
    )


def _express(case: Case) -> None:
    waybill = fee(case, "express_waybill")
    if waybill is not None:
        charge_fee(case, waybill, Collected.CARRIER_COST)
    else:
        case.not_included.append(
            "The per-waybill fee of an express consignment (19 CFR 24.23(b)(4)): its amount for this date is not in "
            "the loaded facts; the carrier owes it and may pass it on."
        )


def _charge(case: Case, programme: str) -> None:
    """Charge the fee of the day; where none is loaded for that day it is asked for, since it is not nothing."""
    measure = fee(case, programme)
    if measure is not None:
        charge_fee(case, measure)
    elif not all(exemption_from(case, state, programme) for state in case.lines):
        case.ask(_fee_unknown(case, programme))


def _fee_unknown(case: Case, programme: str) -> Missing:
    question = f"What did the {_FEES[programme]} come to on {case.on}? The loaded facts do not have it for that day."
    return Missing(Affects.AMOUNT, programme, question, None, None, UNBOUNDED)


UNITED_STATES = Jurisdiction(
    "US",
    (
        Rule(
            "us.de_minimis",
            de_minimis,
            LegalReference("19 U.S.C. 1321(a)(2)(C); suspended by Executive Order 14324", "https://www.ecfr.gov"),
        ),
        Rule(
            "us.mail_duty",
            mail_in_lieu,
            LegalReference("Executive Orders 14256, 14324, s. 3, and 14388, s. 3", "https://www.federalregister.gov"),
            valid_from=date(2025, 5, 2),
            valid_to=date(2026, 7, 23),
        ),
        Rule("us.tariff", charge_tariff, LegalReference("HTSUS General Notes 1 and 3", "https://hts.usitc.gov")),
        Rule("us.excise", ask_for_excise, LegalReference("26 U.S.C. 5001, 5701", "https://uscode.house.gov")),
        Rule(
            "us.mpf",
            processing_fees,
            LegalReference("19 U.S.C. 58c(a)(6), (a)(9), (b)(8)-(9); 19 CFR 24.22(f), 24.23", "https://www.ecfr.gov"),
        ),
        Rule("us.hmf", harbor_maintenance, LegalReference("26 U.S.C. 4461; 19 CFR 24.24", "https://www.ecfr.gov")),
        Rule("us.notes", closing_notes, LegalReference("19 CFR 141.86 (invoice requirements)", "https://www.ecfr.gov")),
    ),
)
