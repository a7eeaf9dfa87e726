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
from dutiful_quote.engine.goods_facts import GOODS_FACTS
from dutiful_quote.engine.goods_tax import note_other_rates, rate_for_goods
from dutiful_quote.engine.measure import Measure, MeasureKind, Mode
from dutiful_quote.engine.open_levies import UNKNOWN_AMOUNT, ask_levy, standing_apart, unstated_charge
from dutiful_quote.engine.point_of_sale import SUPPLY
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
    """The stacks that may be due. Where `fact` is set the amount is open, and `question` asks for what would tell.

    `bounded` is False where no answer that is possible bounds the amount.
    """

    stacks: tuple[Stack, ...]
    fact: str = ""
    question: str = ""
    pointer: str | None = None
    bounded: bool = True


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
    for levy in standing_apart(case.law.profile, _levies(case)):
        ask_levy(case, levy)
    total = _NOTHING
    for state in lines:
        stacks = [_for_goods(case, state, stack) for stack in possible.stacks]
        _note_other_rates(case, state, possible.stacks[0])
        if not possible.fact and state.unknown is None:
            _charge(case, state, stacks[0])
            continue
        spread = _range(case, state, stacks, bounded=possible.bounded)
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
    levies = _levies(case)
    apart = standing_apart(case.law.profile, levies)
    levies = [[one for one in rows if one not in apart] for rows in levies]
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
        return PossibleTaxes(
            (*stacks, ()), "tax_threshold", f"Is import tax due? {doubtful.name}.", _registration(case)
        )
    open_rates = [one for one in every if one.mode is Mode.UNRESOLVED]
    if open_rates:
        return PossibleTaxes(stacks, *_open_rate(open_rates))
    unstated = unstated_charge(case, (one.programme for one in every))
    if unstated:
        pointer = f"/lines/{case.lines[0].line.index}/facts/{unstated}"
        return PossibleTaxes(stacks, unstated, GOODS_FACTS[unstated].question, pointer, bounded=False)
    return PossibleTaxes(stacks)


def _open_rate(found: Sequence[Measure]) -> tuple[str, str]:
    """What is asked for, and the question, where several rates are possible, or one rate on several bases."""
    first = found[0]
    fact = "tax_rate" if first.programme == DEFAULT_TAXES else first.programme
    if len({one.name for one in found}) > 1:
        return fact, f"What is due: {' or '.join(f'{one.name}, {one.rate_text}' for one in found)}?"
    rates = " or ".join(one.rate_text or UNKNOWN_AMOUNT for one in found)
    return fact, f"What is due as {first.name}: {rates}?"


def _levies(case: Case) -> list[list[Measure]]:
    """The measures in force, by programme, in the order of the cascade."""
    programmes = case.law.profile.get("import_taxes", DEFAULT_TAXES).split()
    return [list(_in_force(case, programme)) for programme in programmes]


def _registration(case: Case) -> str | None:
    """Where the seller states the registration that would settle the tax at the sale, if there is one."""
    schemes = {one.conditions.get("scheme") for one in case.law.of_territory(MeasureKind.VAT, SUPPLY)} - {None}
    return "/seller/registrations" if schemes - case.consignment.registrations else None


def _may_be_waived(case: Case, stacks: Sequence[Stack]) -> Measure | None:
    """A waiver of small amounts of tax that hangs on what is unknown of the duty."""
    if not any(state.unknown for state in case.lines):
        return None
    every = case.law.of_territory(MeasureKind.RELIEF, "tax_threshold")
    waivers = [one for one in every if one.conditions.get("value_of") == "tax"]
    if not waivers:
        return None
    lines = [state for state in case.lines if not state.taxed]
    least = sum(
        (_range(case, one, [_for_goods(case, one, stack) for stack in stacks]).low for one in lines), Decimal(0)
    )
    return next((one for one in waivers if holds(case, one, least)), None)


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


def _range(case: Case, state: LineState, stacks: Sequence[Stack], *, bounded: bool = True) -> Spread:
    """What tax of the line may come to, over all stacks and over what is unknown of its duty."""
    unknown = state.unknown or _NOTHING
    duty = [None if part is None else state.duty + part for part in (unknown.low, unknown.likely, unknown.high)]
    open_ended = not bounded or any(one.rate is None for stack in stacks for one in stack)

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
