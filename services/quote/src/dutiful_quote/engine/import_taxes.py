"""Import taxes of any country: which stack of taxes is due, or which stacks may be, and what each comes to.

Several stacks are possible where the tax depends on a part of the country that was not named, where the sources leave
a rate open, or where they disagree about a relief. The quote then has a range and asks.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import product
from typing import Final

from dutiful_quote.engine.case import Case, LineState
from dutiful_quote.engine.findings import Affects, Missing, Spread
from dutiful_quote.engine.goods_facts import GOODS_FACTS
from dutiful_quote.engine.goods_tax import note_other_rates, rate_for_goods
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.measure import Measure, MeasureKind, Mode
from dutiful_quote.engine.open_levies import UNKNOWN_AMOUNT, ask_levy, standing_apart, unstated_charge
from dutiful_quote.engine.point_of_sale import SUPPLY
from dutiful_quote.engine.shipment import shipment_key
from dutiful_quote.engine.tax_cascade import DEFAULT_TAXES, taxes_on
from dutiful_quote.engine.thresholds import doubtful_relief, has_limit, holds
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
    for levy in _levies(case).apart:
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
    every, regions = levies.every, levies.regions
    if not levies.taxes:
        return PossibleTaxes(())
    region = case.consignment.region
    if regions and region not in regions:
        stacks = tuple(stack for one in regions for stack in levies.stacks(one))
        text = f"To which part of {case.consignment.ship_to} do the goods go ({', '.join(regions)})? Its tax differs."
        return PossibleTaxes(stacks, "region", text, "/ship_to/region")
    stacks = levies.stacks(region)
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


class Levies:
    """The measures of a cascade that hold for a consignment.

    Attributes:
        rows: by programme, in the order of the cascade, without those that stand apart.
        apart: levies without an amount that no tax is charged on.
        every: the measures of all rows.
        taxes: whether a tax is among them.
        regions: the parts of the country that some of them are levied in.
    """

    def __init__(self, profile: Mapping[str, str], rows: Sequence[Sequence[Measure]]) -> None:
        self.apart = standing_apart(profile, rows)
        self.rows = [[one for one in row if one not in self.apart] for row in rows]
        self.every = [one for row in self.rows for one in row]
        self.taxes = any(one.kind is MeasureKind.VAT for one in self.every)
        self.regions = sorted({name for one in self.every for name in one.conditions.get("region", "").split()})
        #: By region of that list; "" is any other.
        self._stacks: dict[str, tuple[Stack, ...]] = {}

    def stacks(self, region: str) -> tuple[Stack, ...]:
        """Every stack that one region may levy; a tax that is not levied there is left out."""
        place = region if region in self.regions else ""
        known = self._stacks.get(place)
        if known is None:
            choices = [self._choices(row, place) for row in self.rows]
            known = tuple(tuple(one for one in chosen if one is not None) for chosen in product(*choices))
            self._stacks[place] = known
        return known

    @staticmethod
    def _choices(row: Sequence[Measure], place: str) -> Sequence[Measure | None]:
        here = [one for one in row if place in one.conditions.get("region", place).split(" ")]
        return [one for one in here if one.mode is Mode.UNRESOLVED] or here[:1] or [None]


def _levies(case: Case) -> Levies:
    """What holds for the consignment. Without limits of value that is the same for all that are sent alike."""
    law = case.law
    levied = _levied(law)
    if any(has_limit(one) for row in levied for one in row):
        return Levies(law.profile, [[one for one in row if holds(case, one)] for row in levied])
    return law.territory.derived(
        ("levies", law.territory_key, shipment_key(case.consignment)),
        lambda: Levies(law.profile, [[one for one in row if holds(case, one)] for row in levied]),
    )


def _levied(law: Law) -> tuple[tuple[Measure, ...], ...]:
    """All levies of the law by programme, in the order of the cascade, whether or not they hold."""
    return law.territory.derived(
        ("levied", law.territory_key),
        lambda: tuple(
            tuple(one for kind in _KINDS for one in sorted(law.of_territory(kind, name), key=lambda one: one.rank))
            for name in law.profile.get("import_taxes", DEFAULT_TAXES).split()
        ),
    )


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
