"""From the price of the goods to the landed cost, step by step: what the picture of a quote draws.

Horizontal positions are shares of the picture's width in thousandths, so that a page can draw without arithmetic.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from dutiful_shared.contract.charge import ChargeKind
from dutiful_shared.contract.charge_answer import ChargeAnswer
from dutiful_shared.contract.incoterm import INCOTERM_RULES, Incoterm
from dutiful_shared.contract.quote_answer import QuoteAnswer

WIDTH: Final = 1000
_ORDER: Final = {kind: place for place, kind in enumerate(ChargeKind)}
#: Where nobody knows how much more it may be, the picture leaves this share of its width open.
_OPEN: Final = Decimal("0.18")


@dataclass(frozen=True, slots=True)
class Step:
    """One bar. `kind` names its colour and, where `name` is empty, its text; `x` and `width` in thousandths."""

    kind: str
    name: str
    rate: str
    amount: Decimal
    before: Decimal
    x: int
    width: int
    #: Where the amount is only a part of what may come: a total that is an estimate with an open end.
    open_ended: bool = False

    @property
    def end(self) -> int:
        """Where the line to the next bar stands."""
        return self.x + self.width if self.amount >= 0 else self.x


@dataclass(frozen=True, slots=True)
class Waterfall:
    """Steps that sum to the total. `most` is the upper end of an estimate, None where it is known or open."""

    steps: tuple[Step, ...]
    total: Step
    estimated: bool
    most: Decimal | None


def waterfall(quote: QuoteAnswer) -> Waterfall:
    """The picture of a quote, under its own Incoterm. Charges of the same name are one step."""
    parts = _parts(quote)
    known = sum((amount for _, _, _, amount in parts), Decimal(0))
    least, most, open_ended = _total(quote, known)
    if quote.landed_cost is not None and least != known:
        # Prices that contain tax, or what the buyer accounts for: the picture says so instead of not adding up.
        parts.append(("other", "", "", least - known))
    reach = max([known, least, most or Decimal(0), *_peaks(parts), Decimal(1) / 100])
    scale = reach / (1 - _OPEN) if open_ended else reach
    steps, running = [], Decimal(0)
    for kind, name, rate, amount in parts:
        low, high = sorted((running, running + amount))
        steps.append(Step(kind, name, rate, amount, running, _at(low, scale), _at(high, scale) - _at(low, scale)))
        running += amount
    end = WIDTH if open_ended else _at(most or least, scale)
    total = Step("total", "", "", least, Decimal(0), 0, end, open_ended)
    return Waterfall(tuple(steps), total, quote.landed_cost is None, most)


def known_mark(picture: Waterfall) -> int:
    """Up to where the bar of the total is certain, in thousandths."""
    if not picture.estimated:
        return picture.total.width
    if picture.total.open_ended or not picture.most:
        return round(WIDTH * (1 - _OPEN)) if picture.total.open_ended else picture.total.width
    return round(picture.total.width * picture.total.amount / picture.most)


def charges_of(quote: QuoteAnswer) -> Iterable[ChargeAnswer]:
    """Every charge of the quote, those of its lines first."""
    for line in quote.lines:
        yield from line.charges
    yield from quote.charges


def way_of(quote: QuoteAnswer) -> str:
    """`ddp` where the seller pays the import charges, else `dap`."""
    return "ddp" if INCOTERM_RULES[Incoterm(quote.incoterm)].import_charges == "seller" else "dap"


def _parts(quote: QuoteAnswer) -> list[tuple[str, str, str, Decimal]]:
    """Kind, name, rate and amount of each step."""
    parts = [("goods", "", "", Decimal(quote.goods_total.amount))]
    for kind, money in (("shipping", quote.shipping), ("insurance", quote.insurance)):
        if Decimal(money.amount):
            parts.append((kind, "", "", Decimal(money.amount)))
    way, sums = way_of(quote), dict[tuple[ChargeKind, str], list[ChargeAnswer]]()
    for charge in charges_of(quote):
        if way in charge.applies_to:
            sums.setdefault((charge.kind, charge.name), []).append(charge)
    for (kind, name), charges in sorted(sums.items(), key=lambda one: _ORDER[one[0][0]]):
        rates = {charge.rate_text for charge in charges}
        amount = sum((Decimal(charge.amount.amount) for charge in charges), Decimal(0))
        parts.append((kind.value, name, rates.pop() if len(rates) == 1 else "", amount))
    return parts


def _total(quote: QuoteAnswer, known: Decimal) -> tuple[Decimal, Decimal | None, bool]:
    """The least that the total is, the most where it is an estimate with an end, and whether it is open-ended."""
    if quote.landed_cost is not None:
        return Decimal(quote.landed_cost.amount), None, False
    if quote.estimate is None:
        return known, None, True
    most = quote.estimate.max
    return Decimal(quote.estimate.min), None if most is None else Decimal(most), most is None


def _peaks(parts: Iterable[tuple[str, str, str, Decimal]]) -> Iterable[Decimal]:
    running = Decimal(0)
    for *_, amount in parts:
        running += amount
        yield running


def _at(amount: Decimal, scale: Decimal) -> int:
    return round(WIDTH * amount / scale)
