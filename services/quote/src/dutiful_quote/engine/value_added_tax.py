"""VAT and GST: at the point of sale under a scheme, or at import on a base that holds the duty (see `tax_bases`)."""

from decimal import Decimal
from typing import Final

from dutiful_quote.engine.case import Case, LineState
from dutiful_quote.engine.duty_rate import AdValorem, RateBasis, evaluate
from dutiful_quote.engine.findings import Affects, Missing, Relief, Spread
from dutiful_quote.engine.goods_tax import rate_and_others
from dutiful_quote.engine.measure import Measure, MeasureKind
from dutiful_quote.engine.tax_bases import tax_base
from dutiful_quote.engine.thresholds import within
from dutiful_shared.contract.charge import ChargeKind, Collected
from dutiful_shared.contract.money import Money

#: Programme of the reliefs that say that a part of a customs territory levies no tax on imports.
NO_IMPORT_TAX: Final = "no_import_tax"


def charge_supply_tax(case: Case, measure: Measure, collected: Collected, *, with_duty: bool = False) -> None:
    """Tax on the sale itself: rate x (goods after discount + what the shopper pays for shipping and insurance).

    A measure whose law says so (`base=goods`) counts the goods alone.

    Its rate is that of the day of the sale. It is computed in the currency of the sale, as it stands on the invoice;
    only the sum is converted. `with_duty` counts the duty of the import too, where the law takes it for a part of the
    price.
    """
    sold = at_the_sale(case, measure)
    cart = case.consignment.currency
    for state in case.lines:
        due = rate_and_others(case, state, sold)
        assert due.rate is not None
        base = state.value.price if _goods_alone(measure) else sale_base(case, state, with_duty=with_duty)
        result = evaluate(due.rate, RateBasis(base, cart, {}, case.on, case.exchange.into(cart)))
        case.charge_sale(due, result, base=base, line=state, collected=collected)
    case.tax_settled = True


def at_the_sale(case: Case, measure: Measure) -> Measure:
    """The measure that stood in the place of `measure` on the day of the sale."""
    law = case.law_of_sale
    if measure.in_force(law.on):
        return measure
    earlier = law.of_territory(measure.kind, measure.programme)
    return next((one for one in earlier if one.conditions == measure.conditions), measure)


def sale_base(case: Case, state: LineState, *, with_duty: bool) -> Decimal:
    """What a tax on the sale of the line is charged on, in the cart's currency."""
    cart = case.consignment.currency
    duty = Money(case.exchange.back(state.duty, cart), cart).rounded().amount if with_duty else Decimal(0)
    return state.value.sale + duty


def _goods_alone(measure: Measure) -> bool:
    return measure.conditions.get("base") == "goods"


def charge_import_tax(case: Case, programme: str = "standard") -> None:
    """Tax at import, line by line, unless an earlier rule has settled the tax."""
    if case.tax_settled:
        return
    case.tax_settled = True
    lines = [state for state in case.lines if not state.taxed]
    found = case.law.of_territory(MeasureKind.VAT, programme)
    if not lines:
        return
    if not found or found[0].rate is None:
        ask_rate(case)
        return
    for state in lines:
        measure = rate_and_others(case, state, found[0])
        base = tax_base(case, state)
        if state.unknown is None:
            _charge(case, state, measure, base)
        else:
            _tax_on_unknown_duty(state, measure, base)


def relieve_tax(case: Case, measure: Measure) -> None:
    """No import tax on the consignment, by the relief `measure`."""
    case.relieve(Relief.by("tax", measure))
    case.tax_settled = True


def relieve_tax_on_goods(case: Case, measure: Measure) -> None:
    """No import tax on the goods that the relief `measure` is for; others of the consignment pay theirs."""
    for state in case.lines:
        if within(state, measure):
            state.taxed = True
            case.relieve(Relief.by("tax", measure, line=state.line.id))


def _charge(case: Case, state: LineState, measure: Measure, base: Decimal) -> None:
    assert measure.rate is not None
    result = evaluate(measure.rate, RateBasis(base, case.currency, {}, case.on, case.exchange.convert))
    case.charge(ChargeKind.TAX, measure, result, base=base, line=state)


def _tax_on_unknown_duty(state: LineState, measure: Measure, base: Decimal) -> None:
    """The tax follows the duty: at least on what is known, at most on the highest duty, where there is one."""
    assert state.unknown is not None
    rate = measure.rate.rate if isinstance(measure.rate, AdValorem) else Decimal(0)

    def tax_on(duty: Decimal | None) -> Decimal | None:
        return None if duty is None else (base + duty) * rate

    low = tax_on(state.unknown.low) or Decimal(0)
    state.lacks(Spread(low, tax_on(state.unknown.likely), tax_on(state.unknown.high)), state.reason)


def ask_rate(case: Case) -> None:
    """Ask for the rate of a tax of which nothing is loaded."""
    name = case.law.profile.get("tax_name", "import tax")
    case.ask(
        Missing(
            Affects.AMOUNT,
            "tax_rate",
            f"What is the rate of {name} in {case.law.destination} on {case.on}? It is not in the loaded facts.",
            None,
            None,
            Spread(Decimal(0), None, None),
        )
    )
