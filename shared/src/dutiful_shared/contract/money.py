"""`Money`: an exact decimal amount in one currency. Binary floats never touch it."""

from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Final, Self

from dutiful_shared.contract.currency import CURRENCY_EXPONENT
from dutiful_shared.contract.value_class import value_class

#: Currency -> its smallest amount. Asked for at every amount, so worked out once.
MINOR_UNITS: Final = {currency: Decimal(1).scaleb(-places) for currency, places in CURRENCY_EXPONENT.items()}


class CurrencyMismatchError(ValueError):
    """Two amounts of different currencies met where only one currency makes sense."""


class UnknownCurrencyError(ValueError):
    """The code is not an active ISO 4217 currency."""


def exponent(currency: str) -> int:
    """Number of decimals of `currency` (ISO 4217 minor unit).

    Raises:
        UnknownCurrencyError: the code is not an active currency.
    """
    try:
        return CURRENCY_EXPONENT[currency]
    except KeyError:
        raise UnknownCurrencyError(f"{currency!r} is not an active ISO 4217 currency code") from None


def minor_unit(currency: str) -> Decimal:
    """The smallest amount of `currency`: 0.01 for USD, 1 for JPY, 0.001 for KWD.

    Raises:
        UnknownCurrencyError: the code is not an active currency.
    """
    try:
        return MINOR_UNITS[currency]
    except KeyError:
        raise UnknownCurrencyError(f"{currency!r} is not an active ISO 4217 currency code") from None


@value_class
class Money:
    """An amount of one currency. It may hold more decimals than the currency has until `rounded` is called."""

    amount: Decimal
    currency: str

    @classmethod
    def zero(cls, currency: str) -> Self:
        """Nothing, in this currency: what a sum of money begins with."""
        return cls(Decimal(0), currency)

    def __add__(self, other: "Money") -> "Money":
        self._same_currency(other)
        return Money(self.amount + other.amount, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        self._same_currency(other)
        return Money(self.amount - other.amount, self.currency)

    def __mul__(self, factor: Decimal | int) -> "Money":
        return Money(self.amount * factor, self.currency)

    def rounded(self, rounding: str = ROUND_HALF_UP) -> "Money":
        """This amount at the currency's own precision. `rounding` is one of the `decimal` module's names."""
        return Money(self.amount.quantize(minor_unit(self.currency), rounding), self.currency)

    def plain(self) -> dict[str, str]:
        """The wire shape: `{"amount": "12.34", "currency": "GBP"}`, always at the currency's precision."""
        currency = self.currency
        return {"amount": format(self.amount.quantize(minor_unit(currency), ROUND_HALF_UP), "f"), "currency": currency}

    def _same_currency(self, other: "Money") -> None:
        if self.currency != other.currency:
            raise CurrencyMismatchError(f"{self.currency} and {other.currency} cannot be added")


def apportion(total: Decimal, weights: Sequence[Decimal], step: Decimal) -> list[Decimal]:
    """Split `total` in proportion to `weights` so that the parts are multiples of `step` and sum to `total`.

    The method is the largest remainder: everyone gets the share rounded down, and the steps left over go to those that
    lost most, the earlier one first when two lost the same. Weights that are all zero share equally.

    Args:
        total: what is shared out, 0 or more and itself a multiple of `step`.
        weights: one weight of 0 or more for each part.
        step: the smallest amount that can be given (a currency's minor unit).

    Raises:
        ValueError: nothing to share among, a negative weight or total, or a total that is no multiple of `step`.
    """
    if not weights:
        raise ValueError("there is nobody to share the total among")
    if total < 0 or min(weights) < 0:
        raise ValueError("shares are computed of amounts and weights of zero or more")
    if total % step:
        raise ValueError(f"{total} is not a multiple of {step}")
    if not total:
        return [Decimal(0)] * len(weights)
    whole = sum(weights)
    if not whole:
        weights = [Decimal(1)] * len(weights)
        whole = Decimal(len(weights))
    exact = [total * weight / whole for weight in weights]
    parts = [share // step * step for share in exact]
    left = int((total - sum(parts)) / step)
    if not left:
        return parts
    by_loss = sorted(range(len(parts)), key=lambda i: (parts[i] - exact[i], i))
    for i in by_loss[:left]:
        parts[i] += step
    return parts
