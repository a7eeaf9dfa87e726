"""An upper bound of a quantile that rests on order alone, whatever the distribution is.

The k-th smallest of n measured values is, with at least the confidence asked for, no less than the true quantile of a
level, where fewer than k of n values lie below that quantile with that probability: the number of values below it is
binomial (S. S. Wilks, Determination of Sample Sizes for Setting Tolerance Limits, 1941). There may be so few values
that not even the greatest is enough.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, localcontext

#: Digits that the sums of probabilities are computed with.
_DIGITS = 60


@dataclass(frozen=True, slots=True)
class Bound:
    """`value` is the `rank`-th smallest of the values."""

    rank: int
    value: Decimal


def needed(level: Decimal, confidence: Decimal) -> int:
    """How many values there must be, so that the greatest one is a bound: 1 - level^n >= confidence."""
    with localcontext() as context:
        context.prec = _DIGITS
        count, missed = 1, level
        while 1 - missed < confidence:
            count, missed = count + 1, missed * level
        return count


def upper_bound(values: Sequence[Decimal], level: Decimal, confidence: Decimal) -> Bound | None:
    """The smallest of the values that bounds the quantile of `level` with `confidence`; None where none does.

    Args:
        level, confidence: greater than 0 and less than 1.
    """
    rank = _rank(len(values), level, confidence)
    return None if rank is None else Bound(rank, sorted(values)[rank - 1])


def _rank(count: int, level: Decimal, confidence: Decimal) -> int | None:
    """The smallest k with P(Binomial(count, level) <= k - 1) >= confidence."""
    with localcontext() as context:
        context.prec = _DIGITS
        odds = level / (1 - level)
        term = (1 - level) ** count
        reached = Decimal(0)
        for below in range(count):
            reached += term
            if reached >= confidence:
                return below + 1
            term = term * (count - below) / (below + 1) * odds
        return None
