"""Fees on small parcels into the European Union: those of member states, the Union's own, and waivers of small sums."""

from decimal import Decimal

from dutiful_quote.engine.case import Case
from dutiful_quote.engine.drafts import UNBOUNDED
from dutiful_quote.engine.duty_rate import Evaluation, Fixed, evaluate
from dutiful_quote.engine.excise import has_excise_goods
from dutiful_quote.engine.findings import Affects, Assumption, Missing, Relief
from dutiful_quote.engine.jurisdictions.eu_declaration import items_of
from dutiful_quote.engine.jurisdictions.eu_ioss import is_distance_sale
from dutiful_quote.engine.measure import Measure, MeasureKind, Mode
from dutiful_quote.engine.thresholds import holds, relief
from dutiful_shared.contract.charge import ChargeKind, Collected
from dutiful_shared.contract.money import Money


def national_fees(case: Case) -> None:
    """The fee that the member state of destination takes on small parcels, while nothing says that it has ended."""
    for measure in case.law.of_territory(MeasureKind.FEE, "national_parcel_fee"):
        if not holds(case, measure):
            continue
        _charge(case, measure, _times(case, measure))
        if case.law.of_territory(MeasureKind.FEE, "union_handling_fee"):  # with it national fees were to go
            case.assumptions.append(
                Assumption(
                    "national_parcel_fee",
                    "in force",
                    f"{measure.name} is charged: that it ended when a fee of the Union was expected to begin is not "
                    "confirmed.",
                    "/import_date",
                )
            )


def union_handling_fee(case: Case) -> None:
    """The Union's fee on each item of a distance sale, whatever its value: charged only once it is confirmed."""
    for measure in case.law.of_territory(MeasureKind.FEE, "union_handling_fee"):
        if not is_distance_sale(case) or not holds(case, measure):
            continue
        number = _times(case, measure)
        if measure.mode is not Mode.UNRESOLVED:
            _charge(case, measure, number)
        elif isinstance(measure.rate, Fixed):
            total = measure.rate.amount * number
            case.not_included.append(
                f"{measure.name} ({measure.legal_reference.text}): {measure.rate.amount:f} {measure.rate.currency} an "
                f"item, here {total:f} {measure.rate.currency} in all; its start on {measure.valid_from} is not "
                "confirmed by an official text."
            )


def waive_small_amounts(case: Case) -> None:
    """Where customs does not collect so little, the charges of the import fall away; taxes of the sale do not."""
    if case.spreads or any(state.unknown for state in case.lines):
        return
    every = [case.charges, *(state.charges for state in case.lines)]
    due = [charge for charges in every for charge in charges if charge.follows_incoterm]
    total = sum((charge.assessed.amount for charge in due), Decimal(0))
    waiver = relief(case, "small_amount", total) if total else None
    if waiver is None:
        return
    for charges in every:
        charges[:] = [charge for charge in charges if not charge.follows_incoterm]
    for state in case.lines:
        state.duty = Decimal(0)
    case.relieve(Relief.by("small_amount", waiver))


def _times(case: Case, measure: Measure) -> int:
    """For how many items or parcels the fee is due; a fee on the consignment is due once."""
    per = measure.conditions.get("per")
    if per == "parcel":
        return _parcels(case, measure)
    if per != "item":
        return 1
    without_code = sum(1 for state in case.lines if not state.line.code)
    full = has_excise_goods(case) or not _small(case) or any(state.preference for state in case.lines)
    return len(items_of(case, case.lines, full=full)) + without_code


def _parcels(case: Case, measure: Measure) -> int:
    number = case.consignment.parcels
    if number > 1:
        text = f"{measure.name} is taken on each of the {number} parcels that were stated."
        case.assumptions.append(Assumption("parcels", f"{number}", text, "/consignments"))
    return number


def _small(case: Case) -> bool:
    return any(holds(case, one) for one in case.law.of_territory(MeasureKind.FLAT_DUTY, "low_value_item"))


def _charge(case: Case, measure: Measure, number: int) -> None:
    assert measure.rate is not None
    one = evaluate(measure.rate, case.basis(case.lines[0]))
    if one.amount is None:
        question = f"{measure.name} of {measure.rate_text}: what does it come to in {case.currency}?"
        case.ask(Missing(Affects.AMOUNT, measure.programme, question, None, None, UNBOUNDED))
        return
    formula = {"op": "times", "number": number, "of": one.formula, "unrounded": f"{one.amount * number:f}"}
    by_seller = measure.conditions.get("owed_by") == "seller"
    case.charge(
        ChargeKind.FEE,
        measure,
        Evaluation(one.amount * number, formula),
        base=None,
        collected=Collected.CHECKOUT if by_seller else None,
        stated=_as_the_law_states_it(measure, number),
    )


def _as_the_law_states_it(measure: Measure, number: int) -> Money | None:
    """The whole fee in the currency of its law: a cart in that currency owes it to the cent, not there and back."""
    rate = measure.rate
    return Money(rate.amount * number, rate.currency) if isinstance(rate, Fixed) else None
