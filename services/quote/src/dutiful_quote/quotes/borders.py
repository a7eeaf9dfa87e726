"""Whether a consignment crosses a border of customs or of tax at all."""

from datetime import date
from decimal import Decimal

from dutiful_quote.engine.duty_rate import AdValorem
from dutiful_quote.engine.goods import Consignment
from dutiful_quote.engine.jurisdictions import laws_of
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.measure import MeasureKind
from dutiful_quote.engine.tariff_slice import TariffSlice
from dutiful_quote.engine.value_added_tax import NO_IMPORT_TAX
from dutiful_quote.tariff.territories import Territories


def within_territory(territories: Territories, consignment: Consignment) -> bool:
    """Whether goods move freely between the two ends: no customs border lies between them."""
    return territories.move_freely(consignment.ship_from, consignment.jurisdiction)


def tax_border(territories: Territories, consignment: Consignment, territory: TariffSlice | None) -> bool:
    """Whether goods pass between two taxes of one customs territory.

    Between the tax territories of one `tax_area` (the EU's member states) no such border lies: the seller's sale
    carries the tax of one of them. Where no such area is known, a tax that is not loaded lies behind a border.
    """
    home, away = territories.of(consignment.ship_from), territories.of(consignment.ship_to)
    if territory is None or home.tax_territory == away.tax_territory:
        return False
    if any(one.programme == NO_IMPORT_TAX and one.destination == away.tax_territory for one in territory.measures):
        return False  # the territory levies none
    if len(laws_of(away.customs_territory)) > 1:
        return False  # Northern Ireland is in the EU's area of VAT for goods
    sent_from = home.code if len(laws_of(home.customs_territory)) > 1 else home.tax_territory
    area = territory.profile.get("tax_area", "").split()
    if area:
        return not {sent_from, away.tax_territory} <= set(area)
    taxed = {measure.destination for measure in territory.measures if measure.kind is MeasureKind.VAT}
    return bool(taxed) and away.tax_territory not in taxed


def tax_share(territory: TariffSlice | None, destination: str, on: date) -> Decimal | None:
    """The standard rate of the tax on sales in a destination as a share, where the loaded law has one."""
    if territory is None:
        return None
    law = Law(territory, {}, on, destination)
    for programme in ("standard", "supply_vat"):
        for measure in law.of_territory(MeasureKind.VAT, programme):
            if isinstance(measure.rate, AdValorem):
                return measure.rate.rate
    return None
