"""Reduced rates of tax that goods of a code may have, where the facts know the rates and not which goods have which.

A notice `reduced_tax` of the territory holds one rate and the codes among which its goods are. It decides nothing: the
standard rate stands and the answer says which others the law has, until the line states its rate (`tax_rate`).
"""

from dataclasses import replace
from decimal import Decimal
from typing import Final

from dutiful_quote.engine.case import Case, LineState
from dutiful_quote.engine.duty_rate import AdValorem
from dutiful_quote.engine.findings import Assumption
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.measure import Measure, MeasureKind

#: The fact that states the rate of the line, as a share.
TAX_RATE: Final = "tax_rate"
_REDUCED: Final = "reduced_tax"


def possible_rates(law: Law, code: str) -> tuple[Measure, ...]:
    """The reduced rates among whose goods the code may be; none for most codes."""
    return law.goods[code].derived((_REDUCED, law.territory_key), lambda: _possible_rates(law, code))


def _possible_rates(law: Law, code: str) -> tuple[Measure, ...]:
    return tuple(one for one in law.of_territory(MeasureKind.NOTICE, _REDUCED) if _may_be_of(one, code))


def _may_be_of(notice: Measure, code: str) -> bool:
    """Whether the goods are among those of the notice, or may be once their further digits are known."""
    prefixes = notice.conditions.get("goods", "").split()
    return not prefixes or any(code.startswith(one) or one.startswith(code) for one in prefixes)


def stated_rate(case: Case, state: LineState, standard: Measure, of_goods: Measure | None) -> Measure | None:
    """The measure of the rate that the line states; None where this law has no such rate for its goods."""
    share = Decimal(state.line.facts[TAX_RATE])
    for one in (of_goods, standard):
        if one is not None and _share(one) == share:
            return one
    possible = possible_rates(case.law, state.line.code) if state.line.code else ()
    found = next((one for one in possible if _share(one) == share), None)
    return None if found is None else replace(found, kind=standard.kind, programme=standard.programme)


def note_reduced_rates(case: Case, state: LineState, applied: Measure) -> None:
    """Say of a line which other rates its goods may have by their code, and where it states the one it has."""
    line = state.line
    rates = case.law.goods[line.code].derived(
        ("other rates in words", case.law.territory_key, applied.rate_text),
        lambda: _in_words(possible_rates(case.law, line.code), applied),
    )
    if not rates:
        return
    text = (
        f"Line {line.id} is taxed at {applied.rate_text}. Goods of {line.code} may have another rate by their kind: "
        f"{rates}. The fact {TAX_RATE} states the one that they have, as a share."
    )
    case.assumptions.append(Assumption(TAX_RATE, applied.rate_text, text, f"/lines/{line.index}/facts/{TAX_RATE}"))


def _in_words(possible: tuple[Measure, ...], applied: Measure) -> str:
    return "; ".join(
        f"{one.rate_text} ({one.name}, {one.legal_reference.text})"
        for one in possible
        if _share(one) != _share(applied)
    )


def _share(measure: Measure) -> Decimal | None:
    return measure.rate.rate if isinstance(measure.rate, AdValorem) else None
