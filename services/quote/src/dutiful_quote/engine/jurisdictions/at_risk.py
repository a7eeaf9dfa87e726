"""Whether goods brought into Northern Ireland are "at risk" of moving on to the EU, and what the facts leave open.

Not at risk are goods of a trader with an authorisation of the UK Internal Market Scheme (UKIMS) that are for final use
in the UK and are not processed commercially, or only by a business of small turnover. From outside the UK and the EU it
also takes that the duties of the EU and of the UK differ by at most 3 % of the customs value. Parcels from Great
Britain to consumers need no authorisation of the trader: that of the carrier (UK Carrier Scheme) keeps them in the UK.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from dutiful_quote.engine.case import Case, LineState
from dutiful_quote.engine.findings import Alternative
from dutiful_shared.contract.charge import LegalReference

AT_RISK: Final = LegalReference(
    "Windsor Framework: goods at risk of moving to the EU; UK Internal Market Scheme", "https://www.gov.uk"
)
CONSUMER_PARCELS: Final = LegalReference(
    "Decision No 1/2023 of the Joint Committee (OJ L 102, 17.4.2023, p. 61), Art. 7 and 12; Delegated Regulation (EU) "
    "2023/1128; UK Carrier Scheme",
    "https://eur-lex.europa.eu/eli/reg_del/2023/1128/oj",
)
#: The day from which the arrangements for parcels hold.
CONSUMER_PARCELS_FROM: Final = date(2025, 5, 1)
#: Parts of the United Kingdom from which parcels come to Northern Ireland; the Isle of Man is none.
_GREAT_BRITAIN: Final = "GB"
#: How far the duties may be apart, as a share of the customs value.
LARGEST_DIFFERENCE: Final = Decimal("0.03")
#: The registration of the seller that stands for the authorisation.
UKIMS: Final = "UKIMS"
#: The fact that a parcel meets the arrangements for consumers.
UK_CARRIER_PARCEL: Final = "uk_carrier_parcel"
#: What a parcel of the UK Carrier Scheme takes.
_CARRIED: Final = (
    "a carrier authorised under the UK Carrier Scheme",
    "personal use by a private person who lives in Northern Ireland",
    "at most 31.5 kg, or 100 kg with a single item",
)
_TRUE: Final = "true"


@dataclass(frozen=True, slots=True)
class Standing:
    """`eligible` is None while the facts named by `open_facts` decide it; `law` is what makes it true."""

    eligible: bool | None
    open_facts: tuple[str, ...] = ()
    law: LegalReference = AT_RISK


def standing(case: Case, facts: Mapping[str, str]) -> Standing:
    """Whether the goods of a line with these facts count as staying in the UK."""
    registered = UKIMS in case.consignment.registrations
    if parcels_to_consumers(case):
        stated = facts.get(UK_CARRIER_PARCEL)
        if stated == _TRUE:
            return Standing(True, law=CONSUMER_PARCELS)
        if stated is None and not registered and facts.get("final_use_in_uk", _TRUE) == _TRUE:
            return Standing(None, (UK_CARRIER_PARCEL,))
    return _of_authorised_trader(case, facts) if registered else Standing(False)


def parcels_to_consumers(case: Case) -> bool:
    """Whether the goods may move as a parcel of the UK Carrier Scheme, or between private persons."""
    consignment = case.consignment
    return (
        consignment.ship_from == _GREAT_BRITAIN
        and consignment.buyer_type == "consumer"
        and consignment.import_date >= CONSUMER_PARCELS_FROM
    )


def _of_authorised_trader(case: Case, facts: Mapping[str, str]) -> Standing:
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


def show_schemes(case: Case, state: LineState, total: Decimal, current: Decimal) -> None:
    """What the schemes would save a trader, where the line pays `current` of EU duty for want of one."""
    consignment = case.consignment
    if consignment.seller_type != "business" or UKIMS in consignment.registrations or total >= current:
        return
    if not state.alternatives:
        state.alternatives.append(_way(state, "at_risk", "EU duty on goods at risk", (), current, current))
    needed = ("authorisation of the UK Internal Market Scheme (UKIMS)", "final use in the United Kingdom")
    name = "Goods not at risk of moving to the EU"
    state.alternatives.insert(0, _way(state, "not_at_risk", name, needed, total, current))
    if parcels_to_consumers(case):
        name = "Parcel to a consumer by an authorised carrier"
        way = _way(state, "consumer_parcel", name, _CARRIED, total, current, CONSUMER_PARCELS)
        state.alternatives.insert(0, way)


def _way(
    state: LineState,
    kind: str,
    name: str,
    requires: tuple[str, ...],
    total: Decimal,
    current: Decimal,
    law: LegalReference = AT_RISK,
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
        legal_reference=law,
        valid_to=None,
    )
