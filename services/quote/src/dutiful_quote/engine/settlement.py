"""From the outcomes that are possible to what the line is said to owe: an amount, or a range and its questions."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from dutiful_quote.engine.drafts import UNBOUNDED, DraftCharge
from dutiful_quote.engine.findings import Affects, Alternative, Missing, Relief, Spread
from dutiful_quote.engine.goods import GoodsLine
from dutiful_quote.engine.goods_facts import GOODS_FACTS
from dutiful_quote.engine.line_duty import LineOutcome
from dutiful_quote.engine.suppositions import Supposed
from dutiful_quote.engine.traced import untraced
from dutiful_shared.contract.value_class import value_class

#: As many rates as a question about the code shows, and as many codes as it names for each.
_RATES_SHOWN = 6
_CODES_SHOWN = 3
#: Above so many answers a question shows the cheapest and the dearest.
_ANSWERS_SHOWN = 8
_NOTHING = Decimal(0)


@value_class
class LineDuty:
    """What one line owes. `unknown` is None when everything was computed, else the range beyond the `drafts`.

    `may_be_free`: some of the possible outcomes is no duty at all, known for certain.
    `open_facts`: what would change the charges and leave their sum alone; they are those of the line `shown_of` then.
    """

    code: str
    drafts: tuple[DraftCharge, ...]
    alternatives: tuple[Alternative, ...]
    reliefs: tuple[Relief, ...]
    gaps: tuple[Missing, ...]
    unknown: Spread | None
    preference: str
    may_be_free: bool = False
    open_facts: tuple[str, ...] = ()
    shown_of: str = ""

    @property
    def amount(self) -> Decimal:
        """The part that is known."""
        return sum((draft.amount for draft in self.drafts), Decimal(0))

    @property
    def calculable(self) -> bool:
        """Whether the duty is an amount and no range."""
        return self.unknown is None


def settled(line: GoodsLine, code: str, supposed: Mapping[str, Supposed]) -> LineDuty:
    """What is due whatever the unknown facts and digits, and the range of the rest.

    Args:
        code: as the line gives it.
        supposed: declarable code -> its outcomes; at least one.
    """
    every = Supposed()
    for one in supposed.values():
        every.add(one)
    first = every.outcomes[0]
    if len(every.outcomes) == 1 and not first.gaps and not every.truncated:
        free = not first.amount
        return LineDuty(code, first.drafts, (), first.reliefs, (), None, first.declaration.preference, free)
    open_ended = every.truncated or any(outcome.gaps for outcome in every.outcomes)
    free = every.truncated or any(not outcome.gaps and not outcome.amount for outcome in every.outcomes)
    if not open_ended and all(outcome.shape == first.shape for outcome in every.outcomes[1:]):
        return LineDuty(code, first.drafts, (), first.reliefs, (), None, first.declaration.preference, free)
    if not open_ended and all(_of_the_sum_of(first, outcome) for outcome in every.outcomes[1:]):
        return _of_one_sum(code, supposed, every, free)
    common = () if every.truncated else _common(every.outcomes)  # an outcome not looked at may lack any of them
    unknown = _range(every, sum((draft.amount for draft in common), Decimal(0)))
    if len(supposed) == 1:
        every.likely = next(iter(supposed.values())).likely
        unknown = replace(unknown, likely=_likely(every, common))
    gaps = _of_code(line, supposed, unknown) + _of_outcomes(supposed, unknown) + _of_facts(line, every, unknown)
    gaps = gaps or _of_too_many(line, every, unknown)
    return LineDuty(
        code=code,
        drafts=common,
        alternatives=(),
        reliefs=() if every.truncated else _common_reliefs(every.outcomes),
        gaps=tuple(gaps),
        unknown=unknown,
        preference=first.declaration.preference,
        may_be_free=free,
    )


def _of_the_sum_of(first: LineOutcome, other: LineOutcome) -> bool:
    return first.declaration.preference == other.declaration.preference and first.amount == other.amount


def _of_one_sum(code: str, supposed: Mapping[str, Supposed], every: Supposed, free: bool) -> LineDuty:
    """What comes to one sum by several rates: nothing is asked, and the charges are those of the first outcome."""
    first = every.outcomes[0]
    facts = (*(("hs_code",) if len(supposed) > 1 else ()), *every.asked)
    return LineDuty(
        code, first.drafts, (), _common_reliefs(every.outcomes), (), None, first.declaration.preference, free,
        open_facts=facts, shown_of=first.code,
    )  # fmt: skip


def _common(outcomes: Sequence[LineOutcome]) -> tuple[DraftCharge, ...]:
    """Charges that are due in every outcome, to the same amount by the same measure."""
    return tuple(draft for draft in outcomes[0].drafts if all(_owes(other, draft) for other in outcomes[1:]))


def _owes(outcome: LineOutcome, draft: DraftCharge) -> bool:
    return any(one.measure.id == draft.measure.id and one.amount == draft.amount for one in outcome.drafts)


def _common_reliefs(outcomes: Sequence[LineOutcome]) -> tuple[Relief, ...]:
    return tuple(one for one in outcomes[0].reliefs if all(one in other.reliefs for other in outcomes))


def _range(every: Supposed, known: Decimal) -> Spread:
    if every.truncated:
        return UNBOUNDED
    low = min(outcome.amount + _gap(outcome).low for outcome in every.outcomes) - known
    highs = [(outcome.amount, _gap(outcome).high) for outcome in every.outcomes]
    if any(high is None for _, high in highs):
        return Spread(low, None, None)
    return Spread(low, None, max(amount + (high or 0) for amount, high in highs) - known)


def _gap(outcome: LineOutcome) -> Spread:
    """What lacks in an outcome may come to; nothing where nothing lacks."""
    nothing = Spread(Decimal(0), Decimal(0), Decimal(0))
    return sum((gap.spread or UNBOUNDED for gap in outcome.gaps), nothing)


def _likely(every: Supposed, common: Sequence[DraftCharge]) -> Decimal | None:
    if every.likely is None:
        return None
    gap = _gap(every.likely).likely
    return None if gap is None else every.likely.amount + gap - sum((draft.amount for draft in common), Decimal(0))


def _of_outcomes(supposed: Mapping[str, Supposed], unknown: Spread) -> list[Missing]:
    """Quantities and rates that lack under every code the line may have. Each is asked once."""
    by_code = [{gap.fact: gap for outcome in one.outcomes for gap in outcome.gaps} for one in supposed.values()]
    return [replace(gap, spread=unknown) for fact, gap in by_code[0].items() if all(fact in other for other in by_code)]


def _of_facts(line: GoodsLine, every: Supposed, unknown: Spread) -> list[Missing]:
    """A question for each fact whose answer makes a difference, but for duties whose amount is asked for anyway."""
    lacking = {gap.fact for outcome in every.outcomes for gap in outcome.gaps}
    return [
        Missing(
            Affects.AMOUNT,
            fact,
            f"{_question(fact, every)} Line {line.id} owes {_by_answer(fact, answers, every)}.",
            _field_of(line, fact),
            line.id,
            unknown,
        )
        for fact, answers in every.asked.items()
        if fact not in lacking and len({_owed(fact, answer, every) for answer in answers}) > 1
    ]


def _field_of(line: GoodsLine, fact: str) -> str | None:
    """Where the line states the fact; None for whether an unresolved programme applies, unless a fact says so."""
    return f"/lines/{line.index}/facts/{fact}" if fact in GOODS_FACTS else None


def _question(fact: str, every: Supposed) -> str:
    if fact in GOODS_FACTS:
        return GOODS_FACTS[fact].question
    drafts = (draft for outcome in every.outcomes for draft in outcome.drafts)
    name = next((draft.measure.name for draft in drafts if draft.measure.programme == fact), fact)
    return f"Does {name} apply to these goods? The loaded edition cannot say."


def _by_answer(fact: str, answers: Sequence[str], every: Supposed) -> str:
    runs: list[tuple[str, str, str]] = []  # what is owed from one answer through another
    for answer in answers:
        owed = _owed(fact, answer, every)
        if runs and runs[-1][0] == owed:
            runs[-1] = (owed, runs[-1][1], answer)
        else:
            runs.append((owed, answer, answer))
    more = ""
    if len(runs) > _ANSWERS_SHOWN:
        runs = [
            min(runs, key=lambda run: min(_amounts(fact, run[1], every), default=_NOTHING)),
            max(runs, key=lambda run: max(_amounts(fact, run[1], every), default=_NOTHING)),
        ]
        more = "; other answers lie between"
    shown = (f"{owed} if {fact} is {first}" + ("" if first == last else f" to {last}") for owed, first, last in runs)
    return "; ".join(shown) + more


def _amounts(fact: str, answer: str, every: Supposed) -> list[Decimal]:
    return [untraced(one.amount) for one in every.outcomes if one.declaration.facts.get(fact) == answer]


def _owed(fact: str, answer: str, every: Supposed) -> str:
    """The range of the line's duty among the outcomes with that answer."""
    with_it = [outcome for outcome in every.outcomes if outcome.declaration.facts.get(fact) == answer]
    if not with_it:
        return "?"
    # As texts two amounts that are the same only sometimes could not be told apart.
    amounts = [untraced(one.amount) for one in with_it]
    low, high = min(amounts), max(amounts)
    if any(one.gaps for one in with_it):
        return f"at least {low:f}"
    return f"{low:f}" if low == high else f"{low:f} to {high:f}"


def _of_code(line: GoodsLine, supposed: Mapping[str, Supposed], unknown: Spread) -> list[Missing]:
    """Which national line it is, where the lines below the given digits are not treated alike."""
    shapes = [[(outcome.shape, _lacking(outcome)) for outcome in one.outcomes] for one in supposed.values()]
    if all(_alike(shapes[0], other) for other in shapes[1:]):
        return []
    by_rates: dict[str, list[str]] = {}
    for code, one in supposed.items():
        by_rates.setdefault(_rates(one), []).append(code)
    shown = [f"{_listed(codes)}: {rates}" for rates, codes in list(by_rates.items())[:_RATES_SHOWN]]
    hidden = sum(len(codes) for codes in list(by_rates.values())[_RATES_SHOWN:])
    more = [f"and {hidden} more"] if hidden else []
    question = f"Which national line of {line.code} is it? The duty differs: {'; '.join([*shown, *more])}."
    if not line.code_of:
        question += " Name the tariff it is of by code_system too."
    return [Missing(Affects.AMOUNT, "hs_code", question, f"/lines/{line.index}/hs_code", line.id, unknown)]


def _alike(some: Sequence[Any], others: Sequence[Any]) -> bool:
    """Whether both hold the same, however often. Amounts are compared, not hashed, so that a trace can follow."""
    return all(one in others for one in some) and all(one in some for one in others)


def _listed(codes: Sequence[str]) -> str:
    more = [f"{len(codes) - _CODES_SHOWN} others"] if len(codes) > _CODES_SHOWN else []
    return ", ".join([*codes[:_CODES_SHOWN], *more])


def _rates(one: Supposed) -> str:
    outcome = one.outcomes[0]
    lacking = dict.fromkeys(rate or "?" for _, rate in _lacking(outcome))
    rates = [draft.measure.rate_text for draft in outcome.drafts] + list(lacking)
    return (" + ".join(rates) or "free") + (", or otherwise" if len(one.outcomes) > 1 else "")


def _lacking(outcome: LineOutcome) -> tuple[tuple[str, str], ...]:
    """What lacks in an outcome, each with the rate that it lacks for (empty where the rate itself does)."""
    return tuple((gap.fact, gap.rate_text) for gap in outcome.gaps)


def _of_too_many(line: GoodsLine, every: Supposed, unknown: Spread) -> list[Missing]:
    """The facts that were supposed, where their answers were too many to tell which of them makes a difference."""
    return [
        Missing(
            Affects.AMOUNT,
            fact,
            f"{_question(fact, every)} The duty of line {line.id} may depend on it, in too many ways to be shown.",
            _field_of(line, fact),
            line.id,
            unknown,
        )
        for fact in every.asked
    ]
