"""The European Union: CIF value, Common Customs Tariff, the EUR 3 item duty on small parcels, VAT by IOSS or at import.

The duty is the same in all 27 member states; VAT follows the member state of destination.
"""

from collections.abc import Iterable
from datetime import date

from dutiful_quote.engine.case import Case, LineState
from dutiful_quote.engine.duties import charge_tariff, no_code, relieve_all
from dutiful_quote.engine.duty_rate import evaluate
from dutiful_quote.engine.excise import ask_for_excise, is_excise_good
from dutiful_quote.engine.findings import Affects, Assumption, Missing
from dutiful_quote.engine.measure import Measure, MeasureKind
from dutiful_quote.engine.rules import Jurisdiction, Rule
from dutiful_quote.engine.thresholds import excluded_goods, holds, relief
from dutiful_quote.engine.value_added_tax import charge_import_tax, charge_supply_tax
from dutiful_shared.contract.charge import ChargeKind, Collected, LegalReference

#: Product identifiers (merchant's and manufacturer's) become mandatory for the item duty's declarations.
IDENTIFIERS_FROM = date(2026, 11, 1)


def low_value_relief(case: Case) -> None:
    """Relief of negligible-value consignments, up to EUR 150 of intrinsic value, while it stood."""
    measure = relief(case, "low_value_duty")
    if measure:
        relieve_all(case, measure)


def item_duty(case: Case) -> None:
    """EUR 3 for each item of a consumer's purchase up to EUR 150, in place of the tariff, never the lower of both.

    An item is what shares tariff subheading, origin and customs description; its quantity does not matter. On the
    reduced declaration (H7) the subheading has six digits.
    """
    found = [
        measure
        for measure in case.law.of_territory(MeasureKind.FLAT_DUTY, "low_value_item")
        if holds(case, measure) and not excluded_goods(case, measure)
    ]
    if case.duty_settled or not found or not _distance_sale(case):
        return
    if any(is_excise_good(line.code) for line in case.consignment.lines):
        return  # excise goods cannot use the reduced declaration: the ordinary tariff applies
    case.duty_settled = True
    for state in case.lines:
        if not state.line.code:
            case.ask(no_code(state), state)
    for items in _items(state for state in case.lines if state.line.code):
        _charge_item(case, found[0], items)
    case.assumptions.append(
        Assumption(
            "customs_description",
            "same",
            "Goods of the same six digits and the same origin are declared with one "
            "customs description and so are one item.",
            "/lines",
        )
    )


def _distance_sale(case: Case) -> bool:
    return case.consignment.seller_type == "business" and case.consignment.buyer_type == "consumer"


def _items(states: Iterable[LineState]) -> list[list[LineState]]:
    groups: dict[tuple[str, str], list[LineState]] = {}
    for state in states:
        groups.setdefault((state.line.code[:6], state.line.origin), []).append(state)
    return list(groups.values())


def _charge_item(case: Case, measure: Measure, items: list[LineState]) -> None:
    """Charge one item; it stands on the first of its lines and counts in their tax bases by value."""
    assert measure.rate is not None
    first = items[0]
    result = evaluate(measure.rate, case.basis(first))
    if result.amount is None:
        return
    case.charge(
        ChargeKind.DUTY,
        measure,
        result,
        base=None,
        line=first,
        extra={
            "item": {
                "hs6": first.line.code[:6],
                "origin": first.line.origin,
                "lines": [state.line.id for state in items],
            }
        },
    )
    first.duty += case.rounded(result.amount)
    _ask_identifiers(case, items)


def _ask_identifiers(case: Case, items: list[LineState]) -> None:
    if case.on < IDENTIFIERS_FROM:
        return
    for state in items:
        if not state.line.has_product_identifier:
            case.ask(
                Missing(
                    Affects.CLEARANCE,
                    "product_identifier",
                    f"Which merchant's and manufacturer's product identifiers has line {state.line.id}? The EU asks "
                    "for them on every item from 2026-11-01.",
                    f"/lines/{state.line.index}/identifiers/product",
                    state.line.id,
                )
            )


def value_added_tax(case: Case) -> None:
    """IOSS: VAT at checkout on the sale. Everything else: import VAT, on a base that holds the duty."""
    scheme = relief(case, "ioss_limit")
    excise = any(is_excise_good(line.code) for line in case.consignment.lines)
    if scheme and "IOSS" in case.consignment.registrations and _distance_sale(case) and not excise:
        found = case.law.of_territory(MeasureKind.VAT, "standard")
        if found:
            charge_supply_tax(case, found[0], Collected.CHECKOUT)
            return
    charge_import_tax(case)


def closing_notes(case: Case) -> None:
    case.not_included.append(
        "The Union handling fee of EUR 2 an item: adopted in 2026, its start is not confirmed by an official text."
    )
    case.not_included.append(
        "Reduced VAT rates: no goods mapping is loaded, so the standard rate of the member state is used."
    )
    case.not_included.append(
        "Preferential rates and trade-defence duties of the EU: they are not in the loaded release."
    )
    case.documents.append("cn23" if case.consignment.by_post else "commercial_invoice")


EUROPEAN_UNION = Jurisdiction(
    "EU",
    (
        Rule(
            "eu.relief_150",
            low_value_relief,
            LegalReference("Regulation (EC) No 1186/2009, Art. 23"),
            valid_to=date(2026, 6, 30),
        ),
        Rule(
            "eu.item_duty",
            item_duty,
            LegalReference("Council Regulation (EU) 2026/382, Art. 2"),
            valid_from=date(2026, 7, 1),
        ),
        Rule("eu.tariff", charge_tariff, LegalReference("Regulation (EEC) No 2658/87, Annex I")),
        Rule("eu.excise", ask_for_excise, LegalReference("Council Directive (EU) 2020/262")),
        Rule("eu.vat", value_added_tax, LegalReference("Directive 2006/112/EC, Art. 85-86, 143(1)(ca), 369l-369x")),
        Rule("eu.notes", closing_notes, LegalReference("Regulation (EU) No 952/2013, Art. 163")),
    ),
)
