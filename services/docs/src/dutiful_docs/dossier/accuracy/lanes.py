"""`accuracy`: how near quotes were to invoices, by lane and currency."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final, Literal

from dutiful_docs.dossier.accuracy.measured import Measured, Sums
from dutiful_shared.contract.money import Money

Of = Literal["duties_and_taxes", "all"]
_SHARE: Final = Decimal("0.0001")
_PERCENT: Final = Decimal("0.01")


@dataclass(frozen=True, slots=True)
class Nearness:
    """Shares are of `shipments`, between 0 and 1. `median_relative` is of the invoice; None where that is 0."""

    shipments: int
    exact: Decimal
    within_1: Decimal
    within_5: Decimal
    median_relative: Decimal | None


@dataclass(frozen=True, slots=True)
class LaneAccuracy:
    """Of one lane in one currency."""

    lane: str
    currency: str
    nearness: Nearness
    median_absolute: Decimal


def accuracy(found: Iterable[Measured], of: Of) -> Iterator[LaneAccuracy]:
    """One row for each lane and currency, in their order."""
    lanes: dict[tuple[str, str], list[Sums]] = defaultdict(list)
    for one in found:
        lanes[one.lane, one.currency].append(one.border if of == "duties_and_taxes" else one.whole)
    for (lane, currency), sums in sorted(lanes.items()):
        median = Money(_median([abs(one.error) for one in sums]), currency).rounded().amount
        yield LaneAccuracy(lane, currency, nearness(sums), median)


def nearness(sums: Sequence[Sums]) -> Nearness:
    """Of one shipment at least, in whatever currencies."""
    return Nearness(
        shipments=len(sums),
        exact=_share(not one.error for one in sums),
        within_1=_share(_within(one, 1) for one in sums),
        within_5=_share(_within(one, 5) for one in sums),
        median_relative=_median_relative([_relative(one) for one in sums]),
    )


def _within(sums: Sums, percent: int) -> bool:
    return abs(sums.error) <= sums.invoiced * percent * _PERCENT


def _relative(sums: Sums) -> Decimal | None:
    """None where nothing was invoiced, though something was quoted: no share of nothing can be told."""
    if not sums.error:
        return Decimal(0)
    return abs(sums.error) / sums.invoiced if sums.invoiced > 0 else None


def _median_relative(relative: Sequence[Decimal | None]) -> Decimal | None:
    """An error that cannot be told in relation is greater than any that can."""
    known = sorted(one for one in relative if one is not None)
    middle = len(relative) // 2
    if middle >= len(known):
        return None
    low = known[middle] if len(relative) % 2 else known[middle - 1]
    return ((low + known[middle]) / 2).quantize(_SHARE, ROUND_HALF_EVEN)


def _median(values: Sequence[Decimal]) -> Decimal:
    ordered, middle = sorted(values), len(values) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2


def _share(hits: Iterable[bool]) -> Decimal:
    told = list(hits)
    return (Decimal(sum(told)) / len(told)).quantize(_SHARE, ROUND_HALF_EVEN)
