"""Ordinary rates by subheading over the packaged national schedules: `facts/known_rates.csv.gz`, for estimates."""

import csv
import gzip
from collections.abc import Mapping
from decimal import Decimal
from importlib.resources import files

from dutiful_quote.engine.duty_estimate import KnownRates

TABLE = "known_rates.csv.gz"


def packaged_known_rates() -> Mapping[str, KnownRates]:
    """Subheading -> its rates; the table is made of the packaged schedules (`publications/known_rates_table.py`)."""
    text = gzip.decompress(files("dutiful_quote.tariff.facts").joinpath(TABLE).read_bytes()).decode()
    return {
        row["subheading"]: KnownRates(
            Decimal(row["low"]),
            Decimal(row["likely"]),
            Decimal(row["high"]) if row["high"] else None,
            tuple(row["schedules"].split()),
            int(row["not_ad_valorem"]),
        )
        for row in csv.DictReader(text.splitlines())
    }
