"""Tax on the sale of a small consignment, which a seller registered for it charges at checkout and pays itself."""

from typing import Final

from dutiful_quote.engine.case import Case
from dutiful_quote.engine.measure import MeasureKind
from dutiful_quote.engine.thresholds import excluded_goods, holds, perhaps_excluded
from dutiful_quote.engine.value_added_tax import charge_supply_tax
from dutiful_shared.contract.charge import Collected

#: Programme of the taxes that are due at the point of sale.
SUPPLY: Final = "supply"


def tax_at_the_sale(case: Case) -> None:
    """Charge the tax of the sale where the seller's registration, the value, the goods and the buyer call for it.

    Without the registration the rules on imports apply. The tax is due at checkout under any Incoterm.
    """
    for measure in case.law.of_territory(MeasureKind.VAT, SUPPLY):
        if case.tax_settled or not holds(case, measure):
            continue
        if not excluded_goods(case, measure) and not perhaps_excluded(case, measure):
            charge_supply_tax(case, measure, Collected.CHECKOUT)
