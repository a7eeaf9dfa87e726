"""Import taxes of any country: which stack of taxes is due, or which stacks may be, and what each comes to.

Several stacks are possible where the tax depends on a part of the country that was not named, where the sources leave
a rate open, or where they disagree about a relief. The quote then has a range and asks.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Final

from dutiful_quote.engine.case import Case, LineState
from dutiful_quote.engine.findings import Affects, Missing, Spread
from dutiful_quote.engine.goods_tax import note_other_rates, rate_for_goods
from dutiful_quote.engine.measure import Measure, MeasureKind, Mode
from dutiful_quote.engine.tax_cascade import DEFAULT_TAXES, taxes_on
from dutiful_quote.engine.thresholds import doubtful_relief, holds
from dutiful_quote.engine.value_added_tax import ask_rate
from dutiful_shared.contract.charge import ChargeKind

#: Kinds of measure that may stand in a cascade, and what a charge of each is called.
_KINDS: Final = {
    MeasureKind.VAT: ChargeKind.TAX,
    MeasureKind.FEE: ChargeKind.FEE,
    MeasureKind.ADDITIONAL_DUTY: ChargeKind.ADDITIONAL_DUTY,
}
_NOTHING: Final = Spread(Decimal(0), Decimal(0), Decimal(0))

Stack = tuple[Measure, ...]


@dataclass(frozen=True, slots=True)
class PossibleTaxes:
    """The stacks that may be due. Where `fact` is set the amount is open, and `question` asks for what would tell."""

    stacks: tuple[Stack, ...]
    fact: str = ""
    question: str = ""
    pointer: str = "/ship_to/country"


def charge_import_taxes(case: Case) -> None:
    """Tax every line at import, unless an earlier rule has settled its tax."""
    if case.tax_settled:
        return
    case.tax_settled = True
    lines = [state for state in case.lines if not state.taxed]
    if not lines:
        return
    possible = possible_taxes(case)
    if not possible.stacks:
        ask_rate(case)
        return
    total = _NOTHING
    for state in lines:
        stacks = [_for_goods(case, state, stack) for stack in possible.stacks]
        _note_other_rates(case, state, possible.stacks[0])
        if not possible.fact and state.unknown is None:
            _charge(case, state, stacks[0])
            continue
        spread = _range(case, state, stacks)
        total = total + spread
        state.lacks(spread, state.reason or possible.question)
    if possible.fact:
        case.missing.append(Missing(Affects.AMOUNT, possible.fact, possible.question, possible.pointer, None, total))


def import_tax_estimate(case: Case) -> Decimal | None:
    """What import tax would come to if nothing relieved it; None where it is not known."""
    possible = possible_taxes(case)
    if possible.fact or not possible.stacks or any(state.unknown for state in case.lines):
        return None
    lines = [state for state in case.lines if not state.taxed]
    stack = possible.stacks[0]
    return sum((_total(case, state, _for_goods(case, state, stack), state.duty) for state in lines), Decimal(0))


def possible_taxes(case: Case) -> PossibleTaxes:
    """The stacks of taxes that may be due on the consignment; none where no tax is loaded."""
    programmes = case.law.profile.get("import_taxes", DEFAULT_TAXES).split()
    levies = [list(_in_force(case, programme)) for programme in programmes]
    every = [one for rows in levies for one in rows]
    if not any(one.kind is MeasureKind.VAT for one in every):
        return PossibleTaxes(())
    regions = sorted({region for one in every for region in one.conditions.get("region", "").split()})
    region = case.consignment.region
    if regions and region not in regions:
        stacks = tuple(stack for one in regions for stack in _stacks(levies, one))
        text = f"To which part of {case.consignment.ship_to} do the goods go ({', '.join(regions)})? Its tax differs."
        return PossibleTaxes(stacks, "region", text, "/ship_to/region")
    stacks = tuple(_stacks(levies, region))
    doubtful = doubtful_relief(case, "tax_threshold") or _may_be_waived(case, stacks)
    if doubtful:
        return PossibleTaxes((*stacks, ()), "tax_threshold", f"Is import tax due? {doubtful.name}.")
    open_rates = [one for one in every if one.mode is Mode.UNRESOLVED]
    if not open_rates:
        return PossibleTaxes(stacks)
    first = open_rates[0]
    fact = "tax_rate" if first.programme == DEFAULT_TAXES else first.programme
    rates = " or ".join(one.rate_text or "an amount that is not loaded" for one in open_rates)
    return PossibleTaxes(stacks, fact, f"What is due as {first.name}: {rates}?")


def _may_be_waived(case: Case, stacks: Sequence[Stack]) -> Measure | None:
    """A waiver of small amounts of tax that hangs on what is unknown of the duty."""
    if not any(state.unknown for state in case.lines):
        return None
    lines = [state for state in case.lines if not state.taxed]
    least = sum(
        (_range(case, one, [_for_goods(case, one, stack) for stack in stacks]).low for one in lines), Decimal(0)
    )
    waivers = case.law.of_territory(MeasureKind.RELIEF, "tax_threshold")
    return next((one for one in waivers if one.conditions.get("value_of") == "tax" and holds(case, one, least)), None)


def _in_force(case: Case, programme: str) -> Iterator[Measure]:
    for kind in _KINDS:
        found = [one for one in case.law.of_territory(kind, programme) if holds(case, one)]
        yield from sorted(found, key=lambda one: one.rank)


def _stacks(levies: Sequence[Sequence[Measure]], region: str) -> Iterator[Stack]:
    """Every stack that one region may levy; a tax that is not levied there is left out."""
    choices: list[Sequence[Measure | None]] = []
    for rows in levies:
        here = [one for one in rows if region in one.conditions.get("region", region).split(" ")]
        choices.append([one for one in here if one.mode is Mode.UNRESOLVED] or here[:1] or [None])
    for chosen in product(*choices):
        yield tuple(one for one in chosen if one is not None)


def _for_goods(case: Case, state: LineState, stack: Stack) -> Stack:
    """The stack with the rate for the goods of the line, where there is one, in place of the standard one."""
    return tuple(
        rate_for_goods(case, state, one) if one.programme == DEFAULT_TAXES and one.kind is MeasureKind.VAT else one
        for one in stack
    )


def _note_other_rates(case: Case, state: LineState, stack: Stack) -> None:
    for one in stack:
        if one.programme == DEFAULT_TAXES and one.kind is MeasureKind.VAT:
            note_other_rates(case, state, one)


def _charge(case: Case, state: LineState, stack: Stack) -> None:
    for due in taxes_on(case, state, stack, state.duty):
        kind = _KINDS[due.measure.kind]
        case.charge(kind, due.measure, due.evaluation, base=due.base, line=state, assessed=due.amount)


def _range(case: Case, state: LineState, stacks: Sequence[Stack]) -> Spread:
    """What tax of the line may come to, over all stacks and over what is unknown of its duty."""
    unknown = state.unknown or _NOTHING
    duty = [None if part is None else state.duty + part for part in (unknown.low, unknown.likely, unknown.high)]
    open_ended = any(one.rate is None for stack in stacks for one in stack)

    def totals(at: Decimal | None) -> list[Decimal] | None:
        return None if at is None else [_total(case, state, stack, at) for stack in stacks]

    low, likely, high = (totals(at) for at in duty)
    assert low is not None, "the low end of a range is always known"
    return Spread(
        min(low),
        likely[0] if likely and len(stacks) == 1 and not open_ended else None,
        max(high) if high and not open_ended else None,
    )


def _total(case: Case, state: LineState, stack: Stack, duty: Decimal) -> Decimal:
    return sum((due.amount for due in taxes_on(case, state, stack, duty)), Decimal(0))
