"""Distance sales to consumers in the European Union, and which of them the import one-stop shop collects the VAT of."""

from dutiful_quote.engine.case import Case
from dutiful_quote.engine.excise import has_excise_goods
from dutiful_quote.engine.measure import MeasureKind
from dutiful_quote.engine.thresholds import relief


def is_distance_sale(case: Case) -> bool:
    """A business sells to a consumer; what a shop sends as a gift is a sale too."""
    consignment = case.consignment
    return (
        consignment.seller_type == "business"
        and consignment.buyer_type == "consumer"
        and consignment.purpose in {"sale", "gift"}
    )


def sold_under_ioss(case: Case) -> bool:
    """Whether the seller collects the VAT: its registration, its goods, the value and the destination allow it.

    Sales before the scheme began have no part in it. A line entered under a preference takes a full declaration, which
    IOSS has no part in; it is only chosen without it.
    """
    return "IOSS" in case.consignment.registrations and not why_not_ioss(case)


def why_not_ioss(case: Case) -> str:
    """What keeps a sale out of the scheme, whoever is registered for it; empty where nothing does."""
    if not is_distance_sale(case):
        return "it is for sales of a business to consumers"
    if has_excise_goods(case):
        return "it is not open to consignments with excise goods"
    if not within_tax_area(case):
        return f"{case.consignment.ship_to} lies outside the EU's VAT area"
    if not case.law_of_sale.of_territory(MeasureKind.RELIEF, "ioss_limit"):
        return "the goods were sold before it began"
    if relief(case, "ioss_limit") is None:
        return "it ends at a value of EUR 150"
    return ""


def within_tax_area(case: Case) -> bool:
    """Whether the destination is in the VAT area that the territory's profile lists; true where it lists none."""
    area = case.law.profile.get("tax_area", "").split()
    return not area or case.law.destination in area
