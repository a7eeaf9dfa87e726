"""The duty of EUR 3 an item on small parcels to consumers in the European Union (what an item is: `eu_declaration`)."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from dutiful_quote.engine.candidates import assess_coded
from dutiful_quote.engine.case import Case, LineState
from dutiful_quote.engine.duties import no_code
from dutiful_quote.engine.duty_rate import evaluate
from dutiful_quote.engine.excise import has_excise_goods
from dutiful_quote.engine.findings import Affects, Assumption, Missing
from dutiful_quote.engine.jurisdictions.eu_declaration import DESCRIPTION, REDUCED_DIGITS, Item, items_of
from dutiful_quote.engine.jurisdictions.eu_ioss import is_distance_sale, within_tax_area
from dutiful_quote.engine.jurisdictions.eu_preferences import (
    charge_preference,
    entered_under_preference,
    note_unused_claim,
)
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.measure import Measure, MeasureKind
from dutiful_quote.engine.thresholds import holds
from dutiful_shared.contract.charge import ChargeKind

#: Programme of the item duty.
ITEM_DUTY: Final = "low_value_item"
#: Product identifiers (merchant's and manufacturer's) become mandatory for the item duty's declarations.
IDENTIFIERS_FROM: Final = date(2026, 11, 1)


def item_duty(case: Case) -> None:
    """EUR 3 for each item of a consumer's purchase up to EUR 150, in place of the tariff, never the lower of both.

    Goods entered under a preference pay that instead, which takes a full declaration and no VAT collected by IOSS.
    """
    measure = item_measure(case)
    if case.duty_settled or measure is None:
        return
    case.duty_settled = True
    preferred = [state for state in case.lines if entered_under_preference(case, state)]
    for state in preferred:
        charge_preference(case, state)
    _ask_identifiers(case, preferred)
    left = [state for state in case.lines if state not in preferred]
    for state in left:
        if not state.line.code:
            case.ask(no_code(state), state)
        elif state.line.claims_preference:
            note_unused_claim(case, state)
    items = items_of(case, left, full=bool(preferred) or has_excise_goods(case))
    for item in items:
        _charge_item(case, measure, item)
        _ask_identifiers(case, item.states)
    _note_descriptions(case, items)
    if items and not within_tax_area(case):
        _note_outside_tax_area(case, items)


def item_measure(case: Case, law: Law | None = None) -> Measure | None:
    """The item duty of the territory's law, or of one `law` beside it, where the consignment is one that pays it."""
    if not is_distance_sale(case):
        return None
    found = (law or case.law).of_territory(MeasureKind.FLAT_DUTY, ITEM_DUTY)
    return next((measure for measure in found if holds(case, measure)), None)


def _charge_item(case: Case, measure: Measure, item: Item) -> None:
    """Charge one item; it stands on the first of its lines and counts in its tax base."""
    assert measure.rate is not None
    first = item.states[0]
    result = evaluate(measure.rate, case.basis(first))
    if result.amount is None:
        return
    shown = {
        "hs6": item.code[:REDUCED_DIGITS],
        "code": item.code,
        "origin": item.origin,
        "lines": [state.line.id for state in item.states],
    }
    case.charge(ChargeKind.DUTY, measure, result, base=None, line=first, extra={"item": shown})
    first.duty += case.rounded(result.amount)


def _note_descriptions(case: Case, items: Sequence[Item]) -> None:
    for item in items:
        if item.assumed_alike:
            lines = ", ".join(state.line.id for state in item.states)
            case.assumptions.append(
                Assumption(
                    DESCRIPTION,
                    "same",
                    f"Lines {lines} share code {item.code} and origin {item.origin} and are taken to have one customs "
                    "description, so they are one item; each further description would be another EUR 3.",
                    f"/lines/{item.states[0].line.index}/facts/{DESCRIPTION}",
                )
            )


def _note_outside_tax_area(case: Case, items: Sequence[Item]) -> None:
    """Say that nothing confirms the item duty there, and what the ordinary tariff would come to, if that is known."""
    states = [state for item in items for state in item.states]
    coded = [assess_coded(state.line, case.basis(state), case.law, case.consignment).duty for state in states]
    charged = sum((state.duty for state in states), Decimal(0))
    text = (
        f"The item duty ({charged:f} {case.currency}) is charged; whether it reaches {case.consignment.ship_to}, "
        "outside the EU's VAT area, is not confirmed by an official text."
    )
    if all(one.calculable for one in coded):
        ordinary = sum((one.amount for one in coded), Decimal(0))
        text += f" By the ordinary tariff the duty would be {ordinary:f} {case.currency}."
    case.assumptions.append(Assumption("item_duty_territory", "charged", text, "/ship_to"))


def _ask_identifiers(case: Case, states: Iterable[LineState]) -> None:
    if case.on < IDENTIFIERS_FROM:
        return
    for state in states:
        if not state.line.has_product_identifier:
            case.ask(
                Missing(
                    Affects.CLEARANCE,
                    "product_identifier",
                    f"Which merchant's and manufacturer's product identifiers has line {state.line.id}? The EU asks "
                    f"for them on every item from {IDENTIFIERS_FROM}.",
                    f"/lines/{state.line.index}/identifiers/product",
                    state.line.id,
                )
            )
