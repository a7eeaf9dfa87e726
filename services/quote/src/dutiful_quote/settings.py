"""Settings of the quote service: those of every service, and its own."""

from datetime import timedelta
from pathlib import Path

from pydantic import Field

from dutiful_shared.service.settings import ServiceSettings


class QuoteSettings(ServiceSettings):
    """Read from the environment with the prefix `DUTIFUL_`."""

    quote_valid_hours: int = Field(72, ge=1, le=24 * 90, description="How long a quote may be committed, in hours.")
    max_tariff_age_days: int = Field(
        180,
        ge=0,
        le=3650,
        description="How far an import date may lie beyond the day up to which the rates used are verified before the "
        "quote is called degraded, in days.",
    )
    max_fx_age_days: int = Field(
        45, ge=0, le=3650, description="How old a customs exchange rate may be on the import date, in days."
    )
    journal_timeout_ms: int = Field(
        800, ge=10, le=10_000, description="How long a quote waits to be written before it is answered as degraded."
    )
    tariff_memory_mb: int = Field(64, ge=1, le=4096, description="Bound of the tariff slices kept in memory, in MB.")
    tariff_feeds: Path | None = Field(
        None, description="A file of feeds (TOML) for `dutiful tariff watch`, instead of the packaged one."
    )
    tariff_feed_metrics_seconds: float = Field(
        30.0, ge=1, le=3600, description="How often the metrics of the feeds are read from PostgreSQL, in seconds."
    )

    @property
    def quote_valid_for(self) -> timedelta:
        return timedelta(hours=self.quote_valid_hours)
