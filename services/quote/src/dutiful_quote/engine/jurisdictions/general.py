"""Any country known by its facts alone: valuation, thresholds, courier regimes, tariff where one is loaded, taxes."""

from decimal import Decimal

from dutiful_quote.engine.case import Case
from dutiful_quote.engine.courier import courier_regime
from dutiful_quote.engine.duties import charge_tariff, relieve_all
from dutiful_quote.engine.excise import ask_for_excise
from dutiful_quote.engine.findings import Assumption
from dutiful_quote.engine.import_taxes import charge_import_taxes, import_tax_estimate
from dutiful_quote.engine.measure import Measure, MeasureKind
from dutiful_quote.engine.point_of_sale import tax_at_the_sale
from dutiful_quote.engine.rules import Jurisdiction, Rule
from dutiful_quote.engine.thresholds import perhaps_excluded, relief
from dutiful_quote.engine.value_added_tax import relieve_tax
from dutiful_shared.contract.charge import LegalReference
from dutiful_shared.contract.money import minor_unit


def duty_threshold(case: Case) -> None:
    """No duty on a consignment whose value is within the country's threshold."""
    measure = _by_value(case, "duty_threshold")
    if measure:
        relieve_all(case, measure)


def duty_payable_threshold(case: Case) -> None:
    """Countries that waive small amounts of duty rather than small values (Switzerland: under CHF 5)."""
    if any(state.unknown for state in case.lines):
        return
    due = sum((state.duty for state in case.lines), Decimal(0))
    measure = relief(case, "duty_threshold", due)
    if measure and due:
        for state in case.lines:
            state.charges.clear()
            state.duty = Decimal(0)
        relieve_all(case, measure)


def tax_threshold(case: Case) -> None:
    """No import tax on a consignment within the country's threshold, by value or by the tax itself."""
    if case.tax_settled:
        return
    measure = _by_value(case, "tax_threshold")
    if measure is None:
        payable = import_tax_estimate(case)
        measure = None if payable is None else relief(case, "tax_threshold", payable)
    if measure:
        relieve_tax(case, measure)


def closing_notes(case: Case) -> None:
    """What the quote rests on and leaves out."""
    profile = case.law.profile
    _note_weak_facts(case)
    _say_rounding(case)
    case.not_included.append(
        f"Local charges of {case.consignment.ship_to} that are not in the loaded facts (statistics or inspection fees, "
        "preferential rates beyond those shown, excise on goods other than alcohol, tobacco and energy products, such "
        "as telephones or cosmetics in some countries)."
    )
    case.not_included += profile.get("not_included", "").split(" | ") if "not_included" in profile else []


def _say_rounding(case: Case) -> None:
    """The rounding is the project's own where no rule of the country is loaded, and the answer says so."""
    if case.law.profile.get("rounding") or not (case.charges or any(one.charges or one.unknown for one in case.lines)):
        return
    step = f"{minor_unit(case.currency)} {case.currency}"
    case.assumptions.append(
        Assumption(
            "rounding",
            f"half-up to {step}",
            f"How {case.consignment.ship_to} rounds duty and tax is not in the loaded facts; every charge is rounded "
            f"once, half up, to {step}.",
            "/ship_to/country",
        )
    )


def _note_weak_facts(case: Case) -> None:
    """Name the facts of the country that rest on less than its own publications."""
    profile = case.law.profile
    weak = profile.get("confidence") == "low" or "evidence" in profile
    if not weak and profile.get("confidence") != "medium":
        return
    rest = "weak sources; check them before relying on them" if weak else "a compilation of medium confidence"
    text = f"These facts of {case.consignment.ship_to} rest on {rest}: {'; '.join(_facts_of_country(case))}."
    case.assumptions.append(Assumption("territory_facts", profile.get("as_of", ""), text, "/ship_to/country"))


def _facts_of_country(case: Case) -> list[str]:
    """Names of what the quote takes from the facts of the country: thresholds, those not met included, and charges."""
    charges = [*case.charges, *(charge for state in case.lines for charge in state.charges)]
    used = {charge.measure_id for charge in charges}
    found = [
        one.name
        for one in case.law.territory.measures
        if one.id in used or (one.kind is MeasureKind.RELIEF and one in case.law.of_territory(one.kind, one.programme))
    ]
    return [f"the customs value ({case.valuation.basis})", *dict.fromkeys(found)]


def _by_value(case: Case, programme: str) -> Measure | None:
    found = relief(case, programme)
    return None if found is None or perhaps_excluded(case, found) else found


_FACTS = LegalReference("The country's customs and tax law, as cited by each measure")

GENERAL = Jurisdiction(
    "*",
    (
        Rule("general.duty_threshold", duty_threshold, _FACTS),
        Rule("general.courier", courier_regime, _FACTS),
        Rule("general.tariff", charge_tariff, _FACTS),
        Rule("general.duty_payable", duty_payable_threshold, _FACTS),
        Rule("general.excise", ask_for_excise, _FACTS),
        Rule("general.supply_tax", tax_at_the_sale, _FACTS),
        Rule("general.tax_threshold", tax_threshold, _FACTS),
        Rule("general.taxes", charge_import_taxes, _FACTS),
        Rule("general.notes", closing_notes, _FACTS),
    ),
)
