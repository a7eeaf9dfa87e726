"""VAT at a rate for certain goods: zero, reduced, exempt, or the standard rate by a measure of their own.

A tax measure with a goods code stands before the territory's standard one, the most specific code first. Several rates
on one code are told apart by the additional code that is declared (`VATZ`); without it the one for everything else
applies, and the answer says that another is open to those who declare it. A rate that the line states stands before
them all (see `reduced_tax`).
"""

from dutiful_quote.engine.candidates import declarable_codes
from dutiful_quote.engine.case import Case, LineState
from dutiful_quote.engine.declaration import Declaration
from dutiful_quote.engine.findings import Assumption
from dutiful_quote.engine.goods import GoodsLine
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.measure import Measure, MeasureKind
from dutiful_quote.engine.reduced_tax import TAX_RATE, note_reduced_rates, possible_rates, stated_rate


def rate_and_others(case: Case, state: LineState, standard: Measure) -> Measure:
    """The tax measure of the line, having said which other rates its goods may have."""
    code = state.line.code
    if not code or not (_has_options(case, state) or possible_rates(case.law, code)):
        return standard
    note_other_rates(case, state, standard)
    return rate_for_goods(case, state, standard)


def rate_for_goods(case: Case, state: LineState, standard: Measure) -> Measure:
    """The tax measure of the line: the rate that it states, one for its goods, or else `standard`."""
    of_goods = _rate_by_code(case, state, standard)
    stated = stated_rate(case, state, standard, of_goods) if TAX_RATE in state.line.facts else None
    return stated or of_goods or standard


def _rate_by_code(case: Case, state: LineState, standard: Measure) -> Measure | None:
    """The one measure for the goods of the line, where it has another rate than the standard one."""
    applied = _applied(case, state, standard)
    rates = {measure.rate for measure in applied.values()}
    if len(rates) != 1:  # no code, nothing for these goods, or national lines that differ
        return None
    chosen = next(iter(applied.values()))
    return None if chosen.rate == standard.rate else chosen


def note_other_rates(case: Case, state: LineState, standard: Measure) -> None:
    """Say of a line which other rates of tax its goods may have than the one that is taken."""
    line, applied = state.line, _applied(case, state, standard)
    if TAX_RATE in line.facts and stated_rate(case, state, standard, _rate_by_code(case, state, standard)):
        return
    if len({measure.rate for measure in applied.values()}) > 1:
        case.assumptions.append(
            Assumption(
                "tax_rate",
                standard.rate_text,
                f"Some national lines under {line.code} have another rate of tax; line {line.id} is quoted at the "
                "standard one. Give the whole code.",
                f"/lines/{line.index}/hs_code",
            )
        )
    elif applied:
        _note_others(case, state, next(iter(applied.values())), list(applied))
    elif line.code:
        note_reduced_rates(case, state, standard)


def _applied(case: Case, state: LineState, standard: Measure) -> dict[str, Measure]:
    """Declarable code -> the measure that applies to it; empty where no measure is for the goods of the line."""
    if not state.line.code:
        return {}
    if not _has_options(case, state):
        return {}
    codes = declarable_codes(case.law.goods[state.line.code])
    found = {code: _of_code(case, state, code) for code in codes}
    if not any(found.values()):
        return {}
    return {code: options[0] if options else standard for code, options in found.items()}


def _has_options(case: Case, state: LineState) -> bool:
    """Whether any code below the line's has a rate of its own: for most goods none has."""
    law, line = case.law, state.line
    tariff = law.goods[line.code]
    if not tariff.has(MeasureKind.VAT):
        return False
    return tariff.derived(
        ("own rate of tax", line.origin, law.territory_key),
        lambda: any(_options(case, state, code) for code in declarable_codes(tariff)),
    )


def _of_code(case: Case, state: LineState, code: str) -> list[Measure]:
    """The measures of the most specific goods code whose statement is made, the first of which applies."""
    declaration = Declaration(state.line.facts)
    return [one for one in _options(case, state, code) if not declaration.unmet(one)]


def _options(case: Case, state: LineState, code: str) -> tuple[Measure, ...]:
    law, line = case.law, state.line
    return law.goods[line.code].derived(
        ("rates of tax", code, line.origin, law.territory_key), lambda: _options_of(law, line, code)
    )


def _options_of(law: Law, line: GoodsLine, code: str) -> tuple[Measure, ...]:
    every = law.of_goods(MeasureKind.VAT, line.code, code, line.origin)
    of_goods = [one for one in every if one.goods_code and one.rate is not None]
    digits = max((len(one.goods_code) for one in of_goods), default=0)
    return tuple(sorted((one for one in of_goods if len(one.goods_code) == digits), key=lambda one: one.rank))


def _note_others(case: Case, state: LineState, chosen: Measure, codes: list[str]) -> None:
    line = state.line
    others = [one for one in _options(case, state, codes[0]) if Declaration(line.facts).unmet(one)]
    if not others:
        return
    rates = ", ".join(f"{one.name} {one.rate_text} ({one.conditions['statement']})" for one in others)
    case.assumptions.append(
        Assumption(
            "additional_code",
            "none",
            f"Line {line.id} is taxed at {chosen.rate_text}. Goods that fulfil its terms may declare another rate: "
            f"{rates}.",
            f"/lines/{line.index}/facts/additional_code",
        )
    )
