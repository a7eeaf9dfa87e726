"""The European Union: CIF value, Common Customs Tariff, the EUR 3 item duty on small parcels, VAT by IOSS or at import.

The duty is the same in all 27 member states; VAT and fees on parcels follow the member state of destination. The parts
stand in their own files: `eu_items`, `eu_preferences`, `eu_gifts`, `eu_tax`, `eu_fees`.
"""

from dutiful_quote.engine.case import Case, LineState
from dutiful_quote.engine.duties import charge_tariff, relieve_goods
from dutiful_quote.engine.excise import ask_for_excise, has_excise_goods
from dutiful_quote.engine.findings import Assumption
from dutiful_quote.engine.jurisdictions.eu_declaration import items_of
from dutiful_quote.engine.jurisdictions.eu_fees import national_fees, union_handling_fee, waive_small_amounts
from dutiful_quote.engine.jurisdictions.eu_gifts import gift_flat_rate, gift_relief
from dutiful_quote.engine.jurisdictions.eu_items import ITEM_DUTY, item_duty, item_measure
from dutiful_quote.engine.jurisdictions.eu_limits import note_assessment_in_euro, note_national_limits
from dutiful_quote.engine.jurisdictions.eu_preferences import note_agreements, offer_preferences
from dutiful_quote.engine.jurisdictions.eu_tax import low_value_tax_relief, value_added_tax
from dutiful_quote.engine.measure import MeasureKind
from dutiful_quote.engine.rules import Jurisdiction, Rule
from dutiful_quote.engine.thresholds import relief_of_goods
from dutiful_quote.engine.valuation import FREIGHT_TO_BORDER
from dutiful_shared.contract.charge import ChargeKind, LegalReference

#: Below it stand agricultural products.
_FIRST_INDUSTRIAL_CHAPTER = "25"


def low_value_relief(case: Case) -> None:
    """Relief of negligible-value consignments, up to EUR 150 of intrinsic value, while it stood.

    Art. 24 takes alcohol, perfume and tobacco out of it, not the consignment that holds them.
    """
    measure = relief_of_goods(case, "low_value_duty")
    if measure and not case.duty_settled:
        relieve_goods(case, measure)


def alternatives_to_items(case: Case) -> None:
    """What each item would owe under a preference, with its tax, once the tax of the chosen way is known."""
    measure = item_measure(case)
    charged = [state for state in case.lines if any(charge.programme == ITEM_DUTY for charge in state.charges)]
    if measure is None or not charged:
        return
    without = [state for state in case.lines if not state.preference]
    full = len(without) < len(case.lines) or has_excise_goods(case)
    offer_preferences(case, items_of(case, without, full=full), measure)


def closing_notes(case: Case) -> None:
    """What the quote rests on and leaves out."""
    case.not_included.append("Trade-defence duties and quotas of goods whose measures are not in the loaded releases.")
    note_agreements(case, case.law, case.lines)
    _note_us_goods(case)
    _note_freight(case)
    note_national_limits(case, case.law)
    note_assessment_in_euro(case)
    if any(charge.programme == ITEM_DUTY for state in case.lines for charge in state.charges):
        case.not_included.append("A refund of the item duty on goods that come back: the law gives none.")


def _note_us_goods(case: Case) -> None:
    american = [
        state.line.id
        for state in case.lines
        if state.line.origin == "US"
        and state.line.code[:2] >= _FIRST_INDUSTRIAL_CHAPTER
        and (_pays_by_tariff(state) or state.unknown)
    ]
    for measure in case.law.of_territory(MeasureKind.NOTICE, "us_industrial_goods"):
        if american:
            case.not_included.append(
                f"{measure.name} ({measure.legal_reference.text}): their lists are not loaded, so the ordinary duty is "
                f"used for line {', '.join(american)}; it may be lower, down to nothing."
            )


def _note_freight(case: Case) -> None:
    """Say that all of the air freight is in the base of an ad valorem duty, where a share could be stated."""
    consignment = case.consignment
    if consignment.transport_mode not in {"air", "express"} or not consignment.shipping:
        return
    if consignment.freight_share_to_border is not None or case.law.profile.get(FREIGHT_TO_BORDER) != "yes":
        return
    if any(_pays_by_tariff(state) for state in case.lines):
        case.assumptions.append(
            Assumption(
                "freight_share_to_border",
                "1",
                "All of the air freight is counted in the customs value; only the share to the EU border need be.",
                "/freight_share_to_border",
            )
        )


def _pays_by_tariff(state: LineState) -> bool:
    """Whether the line pays duty on its value; the item duty has no value as its base."""
    return any(
        charge.kind is ChargeKind.DUTY and charge.base is not None and charge.assessed.amount
        for charge in state.charges
    )


_LOW_VALUE = LegalReference("Council Regulation (EU) 2026/382, Art. 2; Delegated Regulation (EU) 2026/1022")

EUROPEAN_UNION = Jurisdiction(
    "EU",
    (
        Rule("eu.gift_45", gift_relief, LegalReference("Regulation (EC) No 1186/2009, Art. 25; Directive 2006/79/EC")),
        # From when and until when is a matter of the measures, which are facts.
        Rule("eu.relief_150", low_value_relief, LegalReference("Regulation (EC) No 1186/2009, Art. 23")),
        Rule("eu.item_duty", item_duty, _LOW_VALUE),
        Rule(
            "eu.gift_flat_rate",
            gift_flat_rate,
            LegalReference("Regulation (EEC) No 2658/87, Annex I, Part One, Section II D"),
        ),
        Rule("eu.tariff", charge_tariff, LegalReference("Regulation (EEC) No 2658/87, Annex I")),
        Rule("eu.excise", ask_for_excise, LegalReference("Council Directive (EU) 2020/262")),
        Rule(
            "eu.tax_relief_22",
            low_value_tax_relief,
            LegalReference("Relief from VAT up to EUR 22, abolished by the e-commerce rules of 1 July 2021"),
        ),
        Rule("eu.vat", value_added_tax, LegalReference("Directive 2006/112/EC, Art. 85-86, 143(1)(ca), 369l-369x")),
        Rule("eu.preference", alternatives_to_items, _LOW_VALUE),
        Rule("eu.national_fees", national_fees, LegalReference("Law of the member state, as cited by each fee")),
        Rule("eu.handling_fee", union_handling_fee, LegalReference("Regulation (EU) 2026/2108, Art. 20")),
        Rule(
            "eu.small_amounts", waive_small_amounts, LegalReference("Law of the member state, as cited by the waiver")
        ),
        Rule("eu.notes", closing_notes, LegalReference("Regulation (EU) No 952/2013, Art. 163")),
    ),
)
