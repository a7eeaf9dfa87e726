"""Whether goods brought into Northern Ireland are "at risk" of moving on to the EU, and what the facts leave open.

Not at risk are goods of a trader with an authorisation of the UK Internal Market Scheme (UKIMS) that are for final use
in the UK and are not processed commercially, or only by a business of small turnover. From outside the UK and the EU it
also takes that the duties of the EU and of the UK differ by at most 3 % of the customs value.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from dutiful_quote.engine.case import Case, LineState
from dutiful_quote.engine.findings import Alternative
from dutiful_shared.contract.charge import LegalReference

AT_RISK: Final = LegalReference(
    "Windsor Framework: goods at risk of moving to the EU; UK Internal Market Scheme", "https://www.gov.uk"
)
#: How far the duties may be apart, as a share of the customs value.
LARGEST_DIFFERENCE: Final = Decimal("0.03")
#: The registration of the seller that stands for the authorisation.
UKIMS: Final = "UKIMS"
_TRUE: Final = "true"


@dataclass(frozen=True, slots=True)
class Standing:
    """`eligible` is None while the facts named by `open_facts` decide it."""

    eligible: bool | None
    open_facts: tuple[str, ...] = ()


def standing(case: Case, facts: Mapping[str, str]) -> Standing:
    """Whether the goods of a line with these facts count as staying in the UK."""
    if UKIMS not in case.consignment.registrations:
        return Standing(False)
    final_use = facts.get("final_use_in_uk")
    if final_use is not None and final_use != _TRUE:
        return Standing(False)
    processed = facts.get("commercial_processing")
    if processed is None and case.consignment.buyer_type == "consumer":
        processed = "false"  # a private person does not process commercially
    small = facts.get("small_turnover")
    if processed == _TRUE and small is not None and small != _TRUE:
        return Standing(False)
    open_facts = [] if final_use == _TRUE else ["final_use_in_uk"]
    if small != _TRUE and processed != "false":
        open_facts.append("commercial_processing" if processed is None else "small_turnover")
    return Standing(None if open_facts else True, tuple(open_facts))


def close_enough(case: Case, state: LineState, eu: Decimal, uk: Decimal) -> bool:
    """Whether the duties of the EU and of the UK differ by at most 3 % of the line's customs value."""
    return abs(eu - uk) <= case.rounded(state.value.customs_value * LARGEST_DIFFERENCE)


def show_scheme(case: Case, state: LineState, total: Decimal, current: Decimal) -> None:
    """What an authorisation would save a trader, where the line pays `current` of EU duty for want of one."""
    consignment = case.consignment
    if consignment.seller_type != "business" or UKIMS in consignment.registrations or total >= current:
        return
    if not state.alternatives:
        state.alternatives.append(_way(state, "at_risk", "EU duty on goods at risk", (), current, current))
    needed = ("authorisation of the UK Internal Market Scheme (UKIMS)", "final use in the United Kingdom")
    name = "Goods not at risk of moving to the EU"
    state.alternatives.insert(0, _way(state, "not_at_risk", name, needed, total, current))


def _way(
    state: LineState, kind: str, name: str, requires: tuple[str, ...], total: Decimal, current: Decimal
) -> Alternative:
    return Alternative(
        line=state.line.id,
        kind=kind,
        programme=kind,
        name=name,
        requires=requires,
        total=total,
        saves=current - total,
        chosen=total == current,
        legal_reference=AT_RISK,
        valid_to=None,
    )
