"""`reserve`: what a merchant sets aside for an order, because more may be invoiced than was quoted.

    reserve = the greater of  interval = upper end of the quote's estimate - what is charged
                         and  history  = quoted charges x shortfall of the lane

The shortfall is a bound of the share by which invoices of the lane exceeded their quotes (see `bound`). Neither part is
added to the other: what the interval leaves open is one of the reasons for the shortfalls that were measured.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal

from dutiful_docs.dossier.accuracy.bound import needed, upper_bound
from dutiful_docs.dossier.accuracy.measured import Measured
from dutiful_shared.contract.accuracy import ReserveStatus
from dutiful_shared.contract.answer_values import SpreadAnswer
from dutiful_shared.contract.money import Money
from dutiful_shared.contract.quote_answer import QuoteAnswer


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Of a lane. `share` is None where `measured` is less than `needed`."""

    lane: str
    measured: int
    needed: int
    rank: int | None
    share: Decimal | None


@dataclass(frozen=True, slots=True)
class Exposure:
    """An order before anything is invoiced.

    Attributes:
        quoted: the charges that the merchant bears, as far as they are known.
        interval: from what is charged to the upper end of the estimate; None where that is open.
        borne: False where the buyer pays on delivery.
    """

    lane: str
    quoted: Money
    interval: Money | None
    borne: bool = True
    order_reference: str | None = None
    quote_id: str | None = None
    shipment_id: str | None = None


@dataclass(frozen=True, slots=True)
class Reserve:
    """`amount` is None where a part is not known; `at_least` is the greater of those that are."""

    exposure: Exposure
    status: ReserveStatus
    history: Money | None
    amount: Money | None
    at_least: Money


def shortfalls(found: Iterable[Measured], level: Decimal, confidence: Decimal) -> dict[str, Shortfall]:
    """By lane, of everything that carriers charged."""
    lanes: dict[str, list[Decimal]] = defaultdict(list)
    for one in found:
        lanes[one.lane].append(one.whole.shortfall)
    least = needed(level, confidence)
    told = {}
    for lane, shares in sorted(lanes.items()):
        bound = upper_bound(shares, level, confidence)
        told[lane] = Shortfall(
            lane, len(shares), least, None if bound is None else bound.rank, None if bound is None else bound.value
        )
    return told


def reserve(exposure: Exposure, lanes: Mapping[str, Shortfall]) -> Reserve:
    """What is to be set aside for one order."""
    zero = Money.zero(exposure.quoted.currency)
    if not exposure.borne:
        return Reserve(exposure, ReserveStatus.NOT_BORNE, None, zero, zero)
    lane = lanes.get(exposure.lane)
    share = None if lane is None else lane.share
    history = None if share is None else (exposure.quoted * share).rounded(ROUND_UP)
    known = [one.amount for one in (exposure.interval, history) if one is not None]
    at_least = Money(max(known, default=Decimal(0)), zero.currency)
    if exposure.interval is None:
        return Reserve(exposure, ReserveStatus.UNBOUNDED, history, None, at_least)
    if history is None:
        return Reserve(exposure, ReserveStatus.INSUFFICIENT_HISTORY, None, None, at_least)
    return Reserve(exposure, ReserveStatus.COMPLETE, history, at_least, at_least)


def interval_of(quote: QuoteAnswer) -> Money | None:
    """From what is charged at checkout with duties paid to the upper end of the estimate; None where that is open.

    A quote with a total leaves nothing open. Without one, what is charged is what the merchant settled
    (`charge_max`), else the likely amount of the estimate.
    """
    estimate: SpreadAnswer | None = quote.estimate
    if estimate is None:
        return Money.zero(quote.currency)
    if estimate.max is None:
        return None
    charged = quote.options.ddp.landed_cost
    taken = charged.amount if charged is not None else (estimate.likely or estimate.min)
    return Money(max(Decimal(estimate.max) - Decimal(taken), Decimal(0)), estimate.currency)
