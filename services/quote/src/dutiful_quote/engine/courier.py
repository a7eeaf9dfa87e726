"""Simplified regimes of couriers and of the post: one rate in place of the tariff, and in some countries of tax too.

A regime is worked out on the whole consignment, so that an amount deducted from it counts once, and is then shared over
the lines by value. Where several rates of one regime are possible (the sources do not say to which goods each belongs)
the lines have a range. A fee that is due beside the regime, and not at hand, is asked for.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from dutiful_quote.engine.case import Case, LineState
from dutiful_quote.engine.duty_rate import Evaluation, RateBasis, evaluate
from dutiful_quote.engine.findings import Affects, Missing, Relief, Spread
from dutiful_quote.engine.measure import Measure, MeasureKind, Mode, covers_origin, outside
from dutiful_quote.engine.open_levies import ask_levy
from dutiful_quote.engine.thresholds import holds, relief
from dutiful_shared.contract.charge import ChargeKind
from dutiful_shared.contract.money import apportion, minor_unit

#: Programme of the regimes' measures, and of the relief of small amounts due under them.
COURIER: Final = "courier"
COURIER_THRESHOLD: Final = "courier_threshold"
#: Programme of the fees that are due beside a regime.
COURIER_FEE: Final = "courier_fee"


def courier_regime(case: Case) -> None:
    """Charge the lines that a simplified regime covers, unless a relief has settled the duty."""
    if case.duty_settled:
        return
    groups: dict[tuple[tuple[str, str], ...], tuple[list[Measure], list[LineState]]] = {}
    for state in case.lines:
        rates = _rates(case, state)
        if rates:
            same = tuple((one.name, one.rate_text) for one in rates)
            groups.setdefault(same, (rates, []))[1].append(state)
    for rates, lines in groups.values():
        _settle(case, rates, lines)
    settled = [state.line.origin for _, lines in groups.values() for state in lines]
    for fee in case.law.of_territory(MeasureKind.FEE, COURIER_FEE):
        covered = any(covers_origin(fee, origin, case.law.groups_of(origin)) for origin in settled)
        if fee.rate is None and covered and holds(case, fee):
            ask_levy(case, fee)


def _rates(case: Case, state: LineState) -> list[Measure]:
    """The regime's rate for the line, or all that are possible; the most specific goods code decides."""
    line = state.line
    if line.code:
        every = case.law.of_goods(MeasureKind.FLAT_DUTY, line.code, line.code, line.origin)
    else:
        of_all = case.law.of_territory(MeasureKind.FLAT_DUTY)
        groups = case.law.groups_of(line.origin)
        every = tuple(one for one in of_all if not one.goods_code and covers_origin(one, line.origin, groups))
    found = [one for one in every if one.programme == COURIER and holds(case, one) and not outside(one, line.code)]
    found.sort(key=lambda one: (-len(one.goods_code), one.rank))
    if not found or found[0].mode is not Mode.UNRESOLVED:
        return found[:1]
    first = found[0]
    return [one for one in found if one.mode is Mode.UNRESOLVED and one.goods_code == first.goods_code]


def _settle(case: Case, rates: Sequence[Measure], lines: Sequence[LineState]) -> None:
    replaces = rates[0].conditions.get("replaces", "duty").split()
    for state in lines:
        state.settled = True
        state.taxed = "tax" in replaces
    value = sum((state.value.customs_value for state in lines), Decimal(0))
    due = [_due(case, one, value) for one in rates]
    waived = _waived(case, max(amount for _, amount in due))
    if waived:
        case.relieve(Relief.by("duty", waived))
    elif len(rates) == 1:
        _charge(case, rates[0], due[0][0], due[0][1], lines)
    else:
        _ask(case, rates, [amount for _, amount in due], lines)


def _due(case: Case, measure: Measure, value: Decimal) -> tuple[Evaluation, Decimal]:
    assert measure.rate is not None
    result = evaluate(measure.rate, RateBasis(value, case.currency, {}, case.on, case.exchange.convert))
    assert result.amount is not None, "regimes have rates of the value and amounts in known currencies"
    return result, max(case.rounded(result.amount), Decimal(0))


def _waived(case: Case, amount: Decimal) -> Measure | None:
    return relief(case, COURIER_THRESHOLD, amount)


def _charge(case: Case, measure: Measure, result: Evaluation, amount: Decimal, lines: Sequence[LineState]) -> None:
    values = [state.value.customs_value for state in lines]
    for state, part in zip(lines, apportion(amount, values, minor_unit(case.currency)), strict=True):
        shared = {"consignment": f"{amount:f}"} if len(lines) > 1 else {}
        case.charge(
            ChargeKind.DUTY, measure, result, base=state.value.customs_value, line=state, assessed=part, extra=shared
        )
        state.duty += part


def _ask(case: Case, rates: Sequence[Measure], amounts: Sequence[Decimal], lines: Sequence[LineState]) -> None:
    low, high = min(amounts), max(amounts)
    low = Decimal(0) if _waived(case, low) else low
    shown = " or ".join(one.rate_text for one in rates)
    question = f"{rates[0].name}: which rate applies to these goods, {shown}?"
    case.missing.append(Missing(Affects.AMOUNT, "courier_rate", question, None, None, Spread(low, None, high)))
    step, values = minor_unit(case.currency), [state.value.customs_value for state in lines]
    for state, least, most in zip(lines, apportion(low, values, step), apportion(high, values, step), strict=True):
        state.lacks(Spread(least, None, most), question)
