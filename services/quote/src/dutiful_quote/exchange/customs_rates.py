"""Which exchange rate a destination's customs uses on a day.

* Great Britain and Northern Ireland: HMRC's rate for the month (Taxation (Cross-border Trade) Act 2018, notices of
  exchange rates).
* European Union: the ECB rate of the penultimate Wednesday of the month before (where none was published on that day,
  the one published last before it), for the whole month; no change within the month alters it (Implementing Regulation
  (EU) 2015/2447, Art. 146). Member states without the euro convert at rates of their own banks; here duty is assessed
  in euro for all of them.
* Elsewhere: the law's own table (for the United States the quarterly one) is not at hand, so the ECB rate of the day
  before stands in, crossed through the euro.

Where the ECB has no rate of that day, because it publishes none or has ceased to, HMRC's monthly rate stands in,
crossed through sterling. A rate that stands in is marked as not prescribed. A day beyond the published tables gets the
last known rate, whose `valid_to` then lies before that day.
"""

from calendar import monthrange
from datetime import date, timedelta
from decimal import Decimal, localcontext
from functools import lru_cache
from typing import Final, Protocol

from dutiful_quote.engine.exchange import Exchange
from dutiful_quote.exchange.published_rates import EcbReferenceRates, HmrcMonthlyRates, PublishedRate
from dutiful_shared.contract.charge import ExchangeRate
from dutiful_shared.contract.currency import CURRENCY_EXPONENT

#: Decimals kept in a crossed rate: more than any published rate has.
_PRECISION: Final = 12
#: How long a daily rate counts as current: a long weekend with holidays on both sides.
_DAILY_VALID: Final = timedelta(days=7)
_WEDNESDAY: Final = 2
_BY_HMRC: Final = frozenset({"GB", "XI"})


class DailyRates(Protocol):
    """A series of daily rates, as units per EUR."""

    source: str
    #: The last day of which the series has rates.
    last_day: date

    def on_or_before(self, currency: str, day: date) -> PublishedRate | None:
        """The last rate published on `day` or before it; None where there is none."""
        ...


class MonthlyRates(Protocol):
    """A series of monthly rates, as units per GBP."""

    source: str

    def of_month(self, currency: str, day: date) -> PublishedRate | None:
        """The rate for the month of `day`, else of the last month before it that has one; None without any."""
        ...


class CustomsRates:
    """Exchange tables by customs territory and day. Tables are built once for each and kept (bounded).

    Both series default to the packaged ones.
    """

    def __init__(self, daily: DailyRates | None = None, monthly: MonthlyRates | None = None) -> None:
        self._ecb = daily or EcbReferenceRates()
        self._hmrc = monthly or HmrcMonthlyRates()
        self.table = lru_cache(maxsize=128)(self._table)

    def last_days(self, today: date) -> dict[str, date]:
        """Series -> the last day that its rates are for, as known on `today`."""
        euro = self._hmrc.of_month("EUR", today)
        months = {} if euro is None else {self._hmrc.source: _last_of_month(euro.as_of)}
        return {self._ecb.source: self._ecb.last_day, **months}

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
        if jurisdiction in _BY_HMRC:
            return self._by_hmrc(code, currency, on, prescribed=True)
        of_union = jurisdiction == "EU"
        wanted = penultimate_wednesday_before(on) if of_union else on - timedelta(days=1)
        daily = self._by_ecb(code, currency, wanted, _last_of_month(on) if of_union else None)
        if daily is not None and self._current(daily, wanted):
            return daily
        monthly = self._by_hmrc(code, currency, on, prescribed=False)
        return max((one for one in (daily, monthly) if one is not None), key=lambda rate: rate.as_of, default=None)

    def _current(self, rate: ExchangeRate, wanted: date) -> bool:
        """Whether the series of both currencies goes on: the rate is of the wanted day or of the holidays' eve."""
        return rate.as_of >= min(wanted, self._ecb.last_day) - _DAILY_VALID

    def _by_ecb(self, code: str, currency: str, day: date, month_end: date | None) -> ExchangeRate | None:
        source, target = self._ecb.on_or_before(code, day), self._ecb.on_or_before(currency, day)
        if source is None or target is None:
            return None
        as_of = min(source.as_of, target.as_of, self._ecb.last_day)
        # Only a series that has reached the Wednesday can say which rate the month will have.
        prescribed = month_end is not None and day <= self._ecb.last_day and as_of >= day - _DAILY_VALID
        valid_to = month_end if month_end is not None and prescribed else as_of + _DAILY_VALID
        return ExchangeRate(
            code, currency, _cross(source.units, target.units), self._ecb.source, as_of, valid_to, prescribed
        )

    def _by_hmrc(self, code: str, currency: str, on: date, *, prescribed: bool) -> ExchangeRate | None:
        source, target = self._hmrc.of_month(code, on), self._hmrc.of_month(currency, on)
        if source is None or target is None:
            return None
        as_of = min(source.as_of, target.as_of)
        valid_to = _last_of_month(as_of)
        return ExchangeRate(
            code,
            currency,
            _cross(source.units, target.units),
            self._hmrc.source,
            as_of,
            valid_to,
            prescribed and on <= valid_to,
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
