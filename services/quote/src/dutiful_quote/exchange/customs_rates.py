"""Which exchange rate a destination's customs uses on a day.

* Great Britain and Northern Ireland: HMRC's rate for the month (Taxation (Cross-border Trade) Act 2018, notices of
  exchange rates).
* European Union: the ECB rate of the penultimate Wednesday of the month before, for the whole month (Implementing
  Regulation (EU) 2015/2447, Art. 146).
* Elsewhere: the law's own table is not at hand, so the ECB rate of the day before, crossed through the euro; where the
  ECB has no rate, HMRC's, crossed through sterling. The quote says which.
"""

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import Final

from dutiful_quote.engine.exchange import Exchange
from dutiful_quote.exchange.published_rates import EcbReferenceRates, HmrcMonthlyRates
from dutiful_shared.contract.charge import ExchangeRate
from dutiful_shared.contract.currency import CURRENCY_EXPONENT

#: Decimals kept in a crossed rate: more than any published rate has.
_PRECISION: Final = 12
#: How long a daily rate counts as current: a long weekend with holidays on both sides.
_DAILY_VALID: Final = timedelta(days=7)
_WEDNESDAY: Final = 2


class CustomsRates:
    """Exchange tables by customs territory and day. Tables are built once for each and kept (bounded)."""

    def __init__(self) -> None:
        self._ecb = EcbReferenceRates()
        self._hmrc = HmrcMonthlyRates()
        self.table = lru_cache(maxsize=128)(self._table)

    def _table(self, jurisdiction: str, currency: str, on: date) -> Exchange:
        """All rates into `currency` that customs of `jurisdiction` uses on `on`."""
        rates = {}
        for code in CURRENCY_EXPONENT:
            rate = self._rate(jurisdiction, code, currency, on)
            if rate is not None:
                rates[code] = rate
        return Exchange(currency, rates)

    def _rate(self, jurisdiction: str, code: str, currency: str, on: date) -> ExchangeRate | None:
        if code == currency:
            return None
        if jurisdiction == "GB":
            return self._by_hmrc(code, currency, on)
        if jurisdiction == "EU":
            return self._by_ecb(code, currency, penultimate_wednesday_before(on), _last_of_month(on)) or self._by_hmrc(
                code, currency, on
            )
        day_before = on - timedelta(days=1)
        return self._by_ecb(code, currency, day_before, None) or self._by_hmrc(code, currency, on)

    def _by_ecb(self, code: str, currency: str, day: date, valid_to: date | None) -> ExchangeRate | None:
        source, target = self._ecb.on_or_before(code, day), self._ecb.on_or_before(currency, day)
        if source is None or target is None:
            return None
        as_of = min(source.as_of, target.as_of)
        if valid_to is not None and as_of < day - _DAILY_VALID:
            valid_to = as_of + timedelta(days=38)  # the package ends before that Wednesday: good for its own month only
        return ExchangeRate(
            code,
            currency,
            _cross(source.units, target.units),
            self._ecb.source,
            as_of,
            valid_to or as_of + _DAILY_VALID,
        )

    def _by_hmrc(self, code: str, currency: str, on: date) -> ExchangeRate | None:
        source, target = self._hmrc.of_month(code, on), self._hmrc.of_month(currency, on)
        if source is None or target is None:
            return None
        as_of = min(source.as_of, target.as_of)
        return ExchangeRate(
            code, currency, _cross(source.units, target.units), self._hmrc.source, as_of, _last_of_month(as_of)
        )


def penultimate_wednesday_before(on: date) -> date:
    """The penultimate Wednesday of the month before the month of `on`."""
    last = on.replace(day=1) - timedelta(days=1)
    last_wednesday = last - timedelta(days=(last.weekday() - _WEDNESDAY) % 7)
    return last_wednesday - timedelta(days=7)


def _last_of_month(day: date) -> date:
    return day.replace(day=monthrange(day.year, day.month)[1])


def _cross(source_units: Decimal, target_units: Decimal) -> Decimal:
    with localcontext() as context:
        context.prec = _PRECISION
        return target_units / source_units
