"""Value added tax on imports into the European Union: at checkout under IOSS, else at import.

Territories inside the customs union but outside the VAT area (Canary Islands, Åland ...) have no IOSS and mostly a tax
of their own, which is asked for where its rate is not known.
"""

from decimal import Decimal

from dutiful_quote.engine.case import Case
from dutiful_quote.engine.drafts import UNBOUNDED
from dutiful_quote.engine.duty_rate import AdValorem
from dutiful_quote.engine.findings import Affects, Assumption, Missing
from dutiful_quote.engine.goods_tax import rate_for_goods
from dutiful_quote.engine.jurisdictions.eu_ioss import sold_under_ioss, why_not_ioss, within_tax_area
from dutiful_quote.engine.measure import Measure, MeasureKind, Mode
from dutiful_quote.engine.thresholds import relief_of_goods
from dutiful_quote.engine.value_added_tax import (
    at_the_sale,
    charge_import_tax,
    charge_supply_tax,
    relieve_tax_on_goods,
    sale_base,
)
from dutiful_shared.contract.charge import Collected
from dutiful_shared.contract.money import Money


def low_value_tax_relief(case: Case) -> None:
    """Relief from import VAT up to EUR 22, while it stood. A member state could keep it lower, which is said."""
    measure = relief_of_goods(case, "low_value_tax")
    if measure is None or not within_tax_area(case):
        return
    relieve_tax_on_goods(case, measure)
    text = (
        f"No VAT up to EUR 22 of goods in {case.law.destination}: its own limit, if it had a lower one or left mail "
        "order out, is not loaded."
    )
    case.assumptions.append(Assumption("small_tax_relief", "22 EUR", text, "/import_date"))


def value_added_tax(case: Case) -> None:
    """IOSS: VAT at checkout on the sale. Everything else: import VAT, on a base that holds the duty."""
    if case.tax_settled:
        return
    _note_unused_ioss(case)
    found = case.law.of_territory(MeasureKind.VAT, "standard")
    if found and sold_under_ioss(case):
        _charge_sale(case, found[0])
        return
    local = case.law.of_territory(MeasureKind.FEE, "local_tax")
    if found or not local:
        charge_import_tax(case)
    case.tax_settled = True
    for measure in local:
        case.ask(_local_tax(case, measure))


def _note_unused_ioss(case: Case) -> None:
    why = why_not_ioss(case)
    if why and "IOSS" in case.consignment.registrations:
        text = f"The registration for the import one-stop shop (IOSS) is not used: {why}."
        case.assumptions.append(Assumption("ioss", "not used", text, "/seller/registrations"))


def _charge_sale(case: Case, measure: Measure) -> None:
    """Rate x (goods after discount + shipping and insurance charged); with the item duty only where that is law."""
    switch = next(iter(case.law.of_territory(MeasureKind.NOTICE, "item_duty_in_ioss_base")), None)
    counted = switch is not None and switch.mode is not Mode.UNRESOLVED
    charge_supply_tax(case, measure, Collected.CHECKOUT, with_duty=counted)
    if switch is not None and not counted and any(state.duty for state in case.lines):
        _note_base(case, measure)


def _note_base(case: Case, measure: Measure) -> None:
    sold = at_the_sale(case, measure)
    cart = case.consignment.currency

    def tax(*, with_duty: bool) -> Decimal:
        due = Decimal(0)
        for state in case.lines:
            rate = rate_for_goods(case, state, sold).rate
            share = rate.rate if isinstance(rate, AdValorem) else Decimal(0)
            due += Money(sale_base(case, state, with_duty=with_duty) * share, cart).rounded().amount
        return due

    alone, both = tax(with_duty=False), tax(with_duty=True)
    duty = sum((state.duty for state in case.lines), Decimal(0))
    text = (
        f"VAT under IOSS is charged on the sale alone: {alone:f} {cart}. Whether the item duty of "
        f"{duty:f} {case.currency} belongs to its base is not confirmed by an official text; with it the VAT would be "
        f"{both:f}."
    )
    case.assumptions.append(Assumption("ioss_tax_base", "without the item duty", text, "/seller/registrations"))


def _local_tax(case: Case, measure: Measure) -> Missing:
    return Missing(
        Affects.AMOUNT,
        "local_tax",
        f"{measure.name}: what does it come to? {case.consignment.ship_to} lies outside the EU's VAT area, and the "
        "rates of this tax are not in the loaded facts.",
        None,
        None,
        UNBOUNDED,
    )
