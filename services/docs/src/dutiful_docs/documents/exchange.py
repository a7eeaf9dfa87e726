"""What the goods of a quote are worth in other currencies than the cart's, as the quote itself says."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from dutiful_shared.contract.charge_answer import ExchangeRateAnswer
from dutiful_shared.contract.line_answer import LineAnswer
from dutiful_shared.contract.money import Money, minor_unit
from dutiful_shared.contract.orders import OrderedLineAnswer


@dataclass(frozen=True, slots=True)
class Exchange:
    """`goods`: currency -> what all goods are worth in it, as the quote says; `rates`: those it converted by."""

    goods: Mapping[str, Decimal] = field(default_factory=dict)
    rates: tuple[ExchangeRateAnswer, ...] = ()

    def worth(self, goods: Money, currency: str) -> Decimal | None:
        """The goods in another currency: the quote's own value, else by one of its rates; None where it has neither."""
        if goods.currency == currency:
            return goods.amount
        if currency in self.goods:
            return self.goods[currency]
        for rate in self.rates:
            if (rate.from_currency, rate.to_currency) == (goods.currency, currency):
                return _rounded(goods.amount * Decimal(rate.rate), currency)
            if (rate.to_currency, rate.from_currency) == (goods.currency, currency) and Decimal(rate.rate):
                return _rounded(goods.amount / Decimal(rate.rate), currency)
        return None

    def known(self, currency: str) -> tuple[str, ...]:
        """Currencies that goods in `currency` may be told in, their own first."""
        pairs: Iterable[tuple[str, str]] = ((one.from_currency, one.to_currency) for one in self.rates)
        others = [b if a == currency else a for a, b in pairs if currency in {a, b}]
        return tuple(dict.fromkeys((currency, *self.goods, *others)))


#: Of an order that was never quoted.
NO_EXCHANGE = Exchange()


def exchange_of(lines: Iterable[LineAnswer | OrderedLineAnswer], rates: tuple[ExchangeRateAnswer, ...]) -> Exchange:
    """What a quote or its order says: lines are in the destination's currency, the goods alone (their intrinsic value).

    Args:
        rates: those that the quote's amounts rest on.
    """
    values = [line.goods_value for line in lines]
    currencies = {value.currency for value in values}
    goods = {currencies.pop(): sum((Decimal(one.amount) for one in values), Decimal(0))} if len(currencies) == 1 else {}
    return Exchange(goods, rates)


def _rounded(amount: Decimal, currency: str) -> Decimal:
    return amount.quantize(minor_unit(currency), ROUND_HALF_UP)
