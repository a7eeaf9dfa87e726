"""Goods under excise: where no excise rate is loaded, the amount is missing and never zero.

Excise goods are alcoholic drinks, manufactured tobacco and energy products: in the EU Council Directive (EU) 2020/262,
Art. 1(1); in the United Kingdom the Alcoholic Liquor Duties, Tobacco Products Duty and Hydrocarbon Oil Duties Acts; in
the United States 26 U.S.C. chapters 51 and 52. The prefixes below are those of the Harmonized System for these goods.
"""

from decimal import Decimal
from typing import Final

from dutiful_quote.engine.case import Case
from dutiful_quote.engine.findings import Affects, Missing, Spread
from dutiful_quote.engine.measure import MeasureKind

ALCOHOL: Final = ("2203", "2204", "2205", "2206", "2207", "2208")
TOBACCO: Final = ("2401", "2402", "2403", "2404")
ENERGY: Final = ("2710", "2711")
EXCISE_GOODS: Final = ALCOHOL + TOBACCO + ENERGY


def is_excise_good(code: str) -> bool:
    return code.startswith(EXCISE_GOODS)


def ask_for_excise(case: Case) -> None:
    """Mark lines of excise goods whose excise the loaded tariff does not hold."""
    for state in case.lines:
        if not is_excise_good(state.line.code):
            continue
        if case.law.of_goods(MeasureKind.EXCISE, state.line.code, state.code, state.line.origin):
            continue
        case.ask(
            Missing(
                Affects.AMOUNT,
                "excise",
                f"What excise is due in {case.law.destination} on line {state.line.id}? No excise rates are loaded.",
                f"/lines/{state.line.index}",
                state.line.id,
                Spread(Decimal(0), None, None),
            ),
            state,
            "excise is due on these goods and its rate is not loaded",
        )
