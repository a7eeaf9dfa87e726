"""Customs exchange rates as the engine sees them: everything can be brought to the destination's currency and back."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from dutiful_shared.contract.charge import ExchangeRate


@dataclass(frozen=True, slots=True)
class Exchange:
    """Rates into `currency`, the destination's, keyed by the currency they come from."""

    currency: str
    rates: Mapping[str, ExchangeRate]

    def knows(self, currency: str) -> bool:
        """Whether amounts of `currency` can be brought to the destination's."""
        return currency == self.currency or currency in self.rates

    def convert(self, amount: Decimal, from_currency: str) -> Decimal | None:
        """`amount` in the destination's currency, exactly; None where no rate is known."""
        if from_currency == self.currency:
            return amount
        rate = self.rates.get(from_currency)
        return None if rate is None else amount * rate.rate

    def back(self, amount: Decimal, to_currency: str) -> Decimal:
        """`amount` of the destination's currency in `to_currency`; its rate must be known."""
        return amount if to_currency == self.currency else amount / self.rates[to_currency].rate

    def into(self, currency: str) -> Callable[[Decimal, str], Decimal | None]:
        """Like `convert`, to `currency` in place of the destination's; its rate must be known."""

        def convert(amount: Decimal, from_currency: str) -> Decimal | None:
            if from_currency == currency:
                return amount
            converted = self.convert(amount, from_currency)
            return None if converted is None else self.back(converted, currency)

        return convert
