"""A code shorter than the destination declares: which national lines it may become, and what that means for the duty.

Six digits are what a shop usually knows; the tariff answers for eight to ten. When every national line below the code
is treated alike the answer is exact all the same; otherwise the range of outcomes is the honest one.
"""

from dataclasses import dataclass
from decimal import Decimal

from dutiful_quote.engine.duty_rate import RateBasis
from dutiful_quote.engine.findings import Affects, Assumption, Missing, Spread
from dutiful_quote.engine.goods import GoodsLine
from dutiful_quote.engine.law import Law
from dutiful_quote.engine.line_duty import LineDuty, assess_line
from dutiful_quote.engine.tariff_slice import TariffSlice


@dataclass(frozen=True, slots=True)
class CodedDuty:
    """The duty of a line whatever its national code may be, or the range it lies in."""

    duty: LineDuty
    assumption: Assumption | None = None


def declarable_codes(tariff: TariffSlice) -> list[str]:
    """The codes that goods asked for as `tariff.goods_code` may be declared under.

    A code that is itself declarable, or more precise than anything the tariff knows, stands alone.
    """
    if not tariff.lines:
        return [tariff.goods_code]
    codes = [line.goods_code for line in tariff.lines]
    if len(codes) == 1 or tariff.goods_code in codes:
        return [tariff.goods_code if tariff.goods_code in codes else _more_precise(tariff.goods_code, codes[0])]
    return codes


def assess_coded(line: GoodsLine, basis: RateBasis, law: Law) -> CodedDuty:
    """The duty of `line` over all national codes it may have."""
    tariff = law.goods[line.code]
    outcomes: dict[tuple[str, ...], LineDuty] = {}
    for code in declarable_codes(tariff):
        signature = tuple(sorted(m.id for m in tariff.measures if code.startswith(m.goods_code)))
        if signature not in outcomes:
            outcomes[signature] = assess_line(line, code, basis, law)
    duties = list(outcomes.values())
    first = duties[0]
    if len(duties) == 1 or _alike(duties):
        if len(declarable_codes(tariff)) == 1:
            return CodedDuty(first)
        return CodedDuty(
            LineDuty(line.code, first.drafts, first.alternatives, first.reliefs, first.gaps),
            Assumption(
                "hs_code",
                line.code,
                f"All national lines under {line.code} are treated alike, so the duty does "
                "not depend on the digits that are missing; the declaration needs them.",
                f"/lines/{line.index}/hs_code",
            ),
        )
    return CodedDuty(_range(line, duties))


def _alike(duties: list[LineDuty]) -> bool:
    """The same programmes at the same amounts: then it does not matter which line it is."""
    shapes = {tuple((d.measure.programme, d.measure.rate_text, d.amount) for d in duty.drafts) for duty in duties}
    return len(shapes) == 1 and all(duty.calculable for duty in duties)


def _range(line: GoodsLine, duties: list[LineDuty]) -> LineDuty:
    amounts = [duty.amount for duty in duties]
    open_ended = any(_unbounded(duty) for duty in duties)
    highs = [duty.amount + _gap_high(duty) for duty in duties]
    gap = Missing(
        affects=Affects.AMOUNT,
        fact="hs_code",
        question=f"Which national line of {line.code} is it? The duty differs: "
        + "; ".join(f"{duty.code}: {_words(duty)}" for duty in duties[:6])
        + (f"; and {len(duties) - 6} more" if len(duties) > 6 else "")
        + ".",
        pointer=f"/lines/{line.index}/hs_code",
        line=line.id,
        spread=Spread(min(amounts), None, None if open_ended else max(highs)),
    )
    return LineDuty(line.code, (), (), (), (gap,))


def _unbounded(duty: LineDuty) -> bool:
    return any(gap.spread is None or gap.spread.high is None for gap in duty.gaps)


def _gap_high(duty: LineDuty) -> Decimal:
    return sum((gap.spread.high for gap in duty.gaps if gap.spread and gap.spread.high is not None), Decimal(0))


def _words(duty: LineDuty) -> str:
    rates = [f"{draft.measure.rate_text}" for draft in duty.drafts]
    return " + ".join(rates + ["?" for _ in duty.gaps]) or "free"


def _more_precise(asked: str, known: str) -> str:
    return asked if len(asked) >= len(known) else known
