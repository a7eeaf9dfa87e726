"""The spread of ordinary rates by subheading over the packaged national schedules: `facts/known_rates.csv.gz`.

It is made of the packaged facts, not of a publication, and serves estimates alone. Only ad valorem rates in force on
one day are counted; where the lines of a schedule are all specific, the spread has no upper end.
"""

import csv
import gzip
import io
from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from statistics import median
from typing import Final

from dutiful_quote.engine.duty_rate import AdValorem
from dutiful_quote.engine.measure import ALL_ORIGINS, MeasureKind
from dutiful_quote.tariff.fact_table import read_publication
from dutiful_quote.tariff.known_rates import TABLE

#: National schedules that are present law. The common tariff of Mercosur at hand is of 2021 and is not counted.
SCHEDULES: Final[Mapping[str, str]] = {
    "AU": "au/tariff", "CA": "ca/tariff", "EU": "eu/taric", "GB": "gb/ukgt", "JP": "jp/tariff", "MX": "mx/ligie",
    "US": "us/hts", "ZA": "za/sacu",
}  # fmt: skip
#: The day whose rates are taken.
AS_OF: Final = date(2026, 11, 1)
_COLUMNS: Final = ("subheading", "low", "likely", "high", "schedules", "not_ad_valorem")
_SUBHEADING: Final = 6
_STEP: Final = Decimal("0.0001")

#: Subheading -> ad valorem shares of its lines, and how many lines have other rates.
Rates = dict[str, tuple[list[Decimal], list[str]]]


def write_known_rates(facts: Path) -> int:
    """Write the table of the schedules below `facts`; how many subheadings it has."""
    found = {country: ordinary_rates(facts / path) for country, path in SCHEDULES.items()}
    rows = [row for subheading in sorted(set().union(*found.values())) if (row := spread(subheading, found))]
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(_COLUMNS)
    writer.writerows(rows)
    (facts / TABLE).write_bytes(gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0))
    return len(rows)


def ordinary_rates(folder: Path) -> Rates:
    """The ordinary rates of one schedule, for every origin, by subheading."""
    (tariff,) = read_publication(folder)
    found: Rates = {}
    for measure in tariff.measures:
        ordinary = measure.kind is MeasureKind.THIRD_COUNTRY_DUTY and measure.areas == (ALL_ORIGINS,)
        if not ordinary or not measure.in_force(AS_OF) or len(measure.goods_code) < _SUBHEADING:
            continue
        shares, others = found.setdefault(measure.goods_code[:_SUBHEADING], ([], []))
        if isinstance(measure.rate, AdValorem):
            shares.append(measure.rate.rate)
        else:
            others.append(measure.goods_code)
    return found


def spread(subheading: str, found: Mapping[str, Rates]) -> tuple[str, ...] | None:
    """The row of one subheading; None where no schedule has an ad valorem rate for it."""
    here = {country: rates[subheading] for country, rates in found.items() if subheading in rates}
    valued = {country: shares for country, (shares, _) in here.items() if shares}
    if not valued:
        return None
    every = [share for shares in valued.values() for share in shares]
    averages = [_average(shares) for shares in valued.values()]
    specific = sum(1 for _, others in here.values() if others)
    # Where a schedule has nothing but rates per kilogram or litre, no share of the value bounds what is due.
    highest = _text(max(every)) if len(valued) == len(here) else ""
    shares = (_text(min(every)), _text(median(averages)), highest)
    return (subheading, *shares, " ".join(sorted(valued)), str(specific))


def _average(shares: Iterable[Decimal]) -> Decimal:
    numbers = list(shares)
    return sum(numbers, Decimal(0)) / len(numbers)


def _text(share: Decimal) -> str:
    return f"{share.quantize(_STEP).normalize():f}"
