"""Distance sales to consumers in the European Union, and which of them the import one-stop shop collects the VAT of."""

from dutiful_quote.engine.case import Case
from dutiful_quote.engine.excise import is_excise_good
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


def has_excise_goods(case: Case) -> bool:
    return any(is_excise_good(line.code) for line in case.consignment.lines)


def sold_under_ioss(case: Case) -> bool:
    """Whether the seller collects the VAT: its registration, its goods, the value and the destination allow it.

    Sales before the scheme began have no part in it. A line entered under a preference takes a full declaration, which
    IOSS has no part in; it is only chosen without it.
    """
    area = case.law.profile.get("tax_area", "").split()
    return (
        "IOSS" in case.consignment.registrations
        and is_distance_sale(case)
        and not has_excise_goods(case)
        and (not area or case.law.destination in area)
        and relief(case, "ioss_limit") is not None
        and bool(case.law_of_sale.of_territory(MeasureKind.RELIEF, "ioss_limit"))
    )
