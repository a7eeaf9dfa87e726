"""Great Britain: CIF value, UK Global Tariff, and the GBP 135 rule that moves VAT to the point of sale.

Up to GBP 135 of intrinsic value the whole consignment is free of customs duty (not excise goods) and UK supply VAT is
due from the seller or the marketplace at checkout; a business buyer that gives its VAT number accounts for it itself.
Above, import VAT is due on value, duty and the costs to the first destination (Value Added Tax Act 1994, s. 21).
Gifts between private persons and goods that come back are no sales: they have reliefs of their own.
"""

from datetime import date
from typing import Final

from dutiful_quote.engine.case import Case
from dutiful_quote.engine.duties import charge_tariff, relieve_all, relieved_of_duty
from dutiful_quote.engine.excise import charge_excise, has_excise_goods
from dutiful_quote.engine.findings import Affects, Assumption, Missing
from dutiful_quote.engine.measure import MeasureKind, Mode
from dutiful_quote.engine.rules import Jurisdiction, Rule
from dutiful_quote.engine.thresholds import relief
from dutiful_quote.engine.value_added_tax import NO_IMPORT_TAX, charge_import_tax, charge_supply_tax, relieve_tax
from dutiful_shared.contract.charge import Collected, LegalReference

_SALES_GUIDANCE: Final = LegalReference(
    "HMRC: VAT and overseas goods sold directly to customers in the UK", "https://www.gov.uk"
)


def low_value_relief(case: Case) -> None:
    """No customs duty on a consignment within the GBP 135 limit."""
    measure = relief(case, "low_value_duty")
    if measure and not has_excise_goods(case):
        relieve_all(case, measure)


def supply_tax(case: Case) -> None:
    """VAT on the sale of a consignment within the GBP 135 limit."""
    found = case.law.of_territory(MeasureKind.VAT, "supply_vat")
    if not found or not _sale(case) or relief(case, "low_value_duty") is None or has_excise_goods(case):
        return
    consignment = case.consignment
    if consignment.buyer_type == "business" and consignment.buyer_tax_ids & {"GB_VAT", "VAT"}:
        charge_supply_tax(case, found[0], Collected.SELF_ACCOUNTED)
        return
    charge_supply_tax(case, found[0], Collected.CHECKOUT)
    if not consignment.marketplace and "GB_VAT" not in consignment.registrations:
        case.ask(
            Missing(
                Affects.CLEARANCE,
                "seller_must_register",
                "Under which GB VAT number does the seller account for this VAT? It owes it at the point of sale, "
                "registered or not.",
                "/seller/registrations",
            )
        )


def end_of_relief(case: Case) -> None:
    """From the month by which the government means to have ended the relief, say that it may be gone."""
    if relief(case, "low_value_duty") is not None:
        text = "The relief up to GBP 135 is announced to end by March 2029 at the latest; no law with a day is known."
        case.assumptions.append(Assumption("low_value_relief", "in force", text, "/import_date"))


def gift_tax(case: Case) -> None:
    """No VAT on a gift between private persons up to GBP 39; above, import VAT like on other goods."""
    if not is_gift(case):
        return
    case.purpose_settled = True
    measure = relief(case, "gift_tax")
    if measure:
        relieve_tax(case, measure)
    elif not relieved_of_duty(case) and any((one.law_of_duty or case.law) is case.law for one in case.lines):
        case.not_included.append(
            "The flat rate of 2.5 % for gifts up to GBP 630: no official page at hand confirms it, so the tariff is "
            "applied."
        )


def returned_goods_tax(case: Case) -> None:
    """No import VAT on goods that come back free of duty to the one who exported them."""
    if case.consignment.purpose != "return":
        return
    case.purpose_settled = True
    measure = relief(case, "returned_goods_tax")
    facts = [state.line.facts for state in case.lines]
    if measure and all(one.get("returned_goods") == one.get("returned_by_exporter") == "true" for one in facts):
        relieve_tax(case, measure)


def is_gift(case: Case) -> bool:
    """Whether a private person sends it to another as a gift; an order in a shop is a sale, whoever receives it."""
    consignment = case.consignment
    return (consignment.purpose, consignment.seller_type, consignment.buyer_type) == ("gift", "consumer", "consumer")


def no_import_tax(case: Case) -> None:
    """No tax on imports into a part of the customs territory that levies none."""
    measure = relief(case, NO_IMPORT_TAX)
    if measure:
        relieve_tax(case, measure)


def note_preferences(case: Case) -> None:
    """Name the schemes that could be claimed for a line and whose rates are not loaded."""
    for state in case.lines:
        line = state.line
        if not line.code or line.claims_preference or not state.duty:
            continue
        for one in case.law.of_goods(MeasureKind.PREFERENCE, line.code, state.code, line.origin):
            if one.mode is Mode.UNRESOLVED and not one.goods_code:
                case.not_included.append(
                    f"{one.name}: goods of {line.origin} may have a lower rate with proof of origin; its rates are not "
                    "in the loaded facts."
                )


def closing_notes(case: Case) -> None:
    """What the quote rests on and leaves out."""
    case.not_included.append(
        "Trade remedies, suspensions, quotas and VAT rates of goods whose measures are not in the loaded releases."
    )
    if any(line.code.startswith("3303") for line in case.consignment.lines) and relief(case, "low_value_duty"):
        case.assumptions.append(
            Assumption(
                "perfume_relief",
                "relieved",
                "The guidance of HMRC takes only excise goods out of the GBP 135 relief; a compilation of national "
                "rules also takes out perfume. The guidance is followed.",
                "/lines",
            )
        )
    for measure in case.law.of_territory(MeasureKind.NOTICE, "tax_limit_unknown"):
        text = (
            f"{measure.name} is charged whatever the goods are worth: the value up to which none is due is not in the "
            "loaded facts, so a small consignment may owe none."
        )
        case.assumptions.append(Assumption("tax_limit", "none", text, "/ship_to/country"))
    stated = case.consignment.by_post or case.consignment.freight_share_to_border is not None
    if case.consignment.shipping and not stated and not relieved_of_duty(case):
        case.assumptions.append(
            Assumption(
                "freight_to_border",
                "all",
                "All of the shipping is counted in the customs value, so nothing is added to the VAT base for the way "
                "to the first destination in the UK.",
                "/shipping",
            )
        )


def _sale(case: Case) -> bool:
    return case.consignment.seller_type == "business" and case.consignment.purpose not in {"return", "repair"}


GREAT_BRITAIN = Jurisdiction(
    "GB",
    (
        Rule("gb.relief_135", low_value_relief, _SALES_GUIDANCE, valid_from=date(2021, 1, 1)),
        Rule(
            "gb.end_of_relief_135",
            end_of_relief,
            LegalReference("Budget of 26 November 2025: the relief ends by March 2029 at the latest"),
            valid_from=date(2029, 3, 1),
        ),
        Rule("gb.supply_vat", supply_tax, _SALES_GUIDANCE, valid_from=date(2021, 1, 1)),
        Rule(
            "gb.tariff",
            charge_tariff,
            LegalReference("Taxation (Cross-border Trade) Act 2018, s. 8", "https://www.legislation.gov.uk"),
        ),
        Rule(
            "gb.excise",
            charge_excise,
            LegalReference("Customs and Excise Management Act 1979", "https://www.legislation.gov.uk"),
        ),
        Rule("gb.gifts", gift_tax, LegalReference("HMRC: gifts sent from abroad", "https://www.gov.uk")),
        Rule(
            "gb.returned_goods",
            returned_goods_tax,
            LegalReference("HMRC: Returned Goods Relief; Import Procedures IMPS06200", "https://www.gov.uk"),
        ),
        Rule(
            "gb.no_import_tax",
            no_import_tax,
            LegalReference("Taxation (Cross-border Trade) Act 2018", "https://www.legislation.gov.uk"),
        ),
        Rule(
            "gb.import_vat",
            lambda case: charge_import_tax(case, "import_vat"),
            LegalReference("Value Added Tax Act 1994, s. 21", "https://www.legislation.gov.uk"),
        ),
        Rule(
            "gb.preferences",
            note_preferences,
            LegalReference("Taxation (Cross-border Trade) Act 2018, s. 9-10", "https://www.legislation.gov.uk"),
        ),
        Rule(
            "gb.notes",
            closing_notes,
            LegalReference("UK Notice 252 (valuation of imported goods)", "https://www.gov.uk"),
        ),
    ),
)
