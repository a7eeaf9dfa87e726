"""Great Britain: CIF value, UK Global Tariff, and the GBP 135 rule that moves VAT to the point of sale.

Up to GBP 135 of intrinsic value the whole consignment is free of customs duty (not excise goods) and UK supply VAT is
due from the seller or the marketplace at checkout; a business buyer that gives its VAT number accounts for it itself.
Above, import VAT is due on value, duty and the costs to the first destination (Value Added Tax Act 1994, s. 21).
"""

from dutiful_quote.engine.case import Case
from dutiful_quote.engine.duties import charge_tariff, relieve_all
from dutiful_quote.engine.excise import ask_for_excise, is_excise_good
from dutiful_quote.engine.findings import Affects, Assumption, Missing
from dutiful_quote.engine.measure import MeasureKind
from dutiful_quote.engine.rules import Jurisdiction, Rule
from dutiful_quote.engine.thresholds import relief
from dutiful_quote.engine.value_added_tax import charge_import_tax, charge_supply_tax
from dutiful_shared.contract.charge import Collected, LegalReference


def low_value_relief(case: Case) -> None:
    measure = relief(case, "low_value_duty")
    if measure and not _excise_goods(case):
        relieve_all(case, measure)


def supply_tax(case: Case) -> None:
    """VAT on the sale of a consignment within the GBP 135 limit."""
    found = case.law.of_territory(MeasureKind.VAT, "supply_vat")
    if not found or relief(case, "low_value_duty") is None or _excise_goods(case):
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


def closing_notes(case: Case) -> None:
    case.not_included.append("Reduced and zero VAT rates by goods: no mapping is loaded, so the standard rate is used.")
    case.not_included.append(
        "Preferential rates and trade-remedy duties of the UK: they are not in the loaded release."
    )
    if any(line.code.startswith("3303") for line in case.consignment.lines):
        case.assumptions.append(
            Assumption(
                "perfume_relief",
                "relieved",
                "The sources at hand disagree whether perfume is outside the GBP 135 relief; it is treated as inside.",
                "/lines",
            )
        )
    case.documents.append("cn23" if case.consignment.by_post else "commercial_invoice")


def _excise_goods(case: Case) -> bool:
    return any(is_excise_good(line.code) for line in case.consignment.lines)


GREAT_BRITAIN = Jurisdiction(
    "GB",
    (
        Rule(
            "gb.relief_135",
            low_value_relief,
            LegalReference("HMRC: VAT and overseas goods sold directly to customers in the UK", "https://www.gov.uk"),
        ),
        Rule(
            "gb.supply_vat",
            supply_tax,
            LegalReference("HMRC: VAT and overseas goods sold directly to customers in the UK", "https://www.gov.uk"),
        ),
        Rule(
            "gb.tariff",
            charge_tariff,
            LegalReference("Taxation (Cross-border Trade) Act 2018, s. 8", "https://www.legislation.gov.uk"),
        ),
        Rule(
            "gb.excise",
            ask_for_excise,
            LegalReference("Customs and Excise Management Act 1979", "https://www.legislation.gov.uk"),
        ),
        Rule(
            "gb.import_vat",
            lambda case: charge_import_tax(case, "import_vat"),
            LegalReference("Value Added Tax Act 1994, s. 21", "https://www.legislation.gov.uk"),
        ),
        Rule(
            "gb.notes",
            closing_notes,
            LegalReference("UK Notice 252 (valuation of imported goods)", "https://www.gov.uk"),
        ),
    ),
)
