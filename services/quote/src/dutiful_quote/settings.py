"""Settings of the quote service: those of every service, and its own."""

from datetime import timedelta
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from dutiful_quote.console_settings import ConsoleSettings
from dutiful_quote.platform_settings import PlatformSettings
from dutiful_shared.service.settings import Environment


class QuoteSettings(ConsoleSettings, PlatformSettings):
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
    journal_postgres_ms: int = Field(
        300,
        ge=10,
        le=10_000,
        description="How much of that PostgreSQL may take before the quote is written to the spool instead.",
    )
    quote_keep_months: int = Field(
        0,
        ge=0,
        le=600,
        description="After so many whole months quotes that were not committed leave the journal; 0 keeps them.",
    )
    journal_spool: Path | None = Field(
        None,
        description="A folder of the spool, on a disk that outlives the process; without it quotes that PostgreSQL "
        "does not take are answered as degraded.",
    )
    journal_spool_mb: int = Field(
        512, ge=1, le=1_000_000, description="Bound of what one process keeps in the spool, in MB."
    )
    batch_items_at_once: int = Field(
        4, ge=1, le=64, description="Carts of batches in work at the same time, in one process."
    )
    admission_enforced: bool = Field(
        True, description="False lets every request in and only counts those that would have been refused."
    )
    admission_least: int = Field(16, ge=1, le=10_000, description="So many requests in flight are always let in.")
    admission_most: int = Field(512, ge=1, le=100_000, description="More are never in flight, however fast they are.")
    admission_late_ms: float = Field(
        25.0,
        gt=0,
        le=10_000,
        description="How much later than at its best the event loop may come round before fewer requests are let in.",
    )
    admission_deferrable_percent: int = Field(
        50,
        ge=0,
        le=100,
        description="What is no checkout is let in while less than this part of the limit is in flight.",
    )
    catalogue_timeout_ms: int = Field(
        50, ge=1, le=2_000, description="How long a quote waits for articles that memory does not have."
    )
    catalogue_memory_items: int = Field(
        20_000, ge=100, le=10_000_000, description="Bound of the articles kept in memory, of all merchants together."
    )
    catalogue_recheck: bool = Field(
        True, description="Hold catalogues against a tariff that comes into force, for webhooks `catalogue.rechecked`."
    )
    classify_url: str = Field(
        "",
        max_length=255,
        pattern=r"^(https?://[^\s/?#@]+)?$",
        description="The classification service, such as http://classify:8000; without it no quote asks it. Keys of "
        "callers are sent there.",
    )
    classify_budget_ms: int = Field(
        60,
        ge=0,
        le=2_000,
        description="How long a quote waits for what the classifier says of lines without a code; 0: it never asks.",
    )
    classify_for_shops: bool = Field(
        True, description="Ask the classifier about carts of platforms too, for the merchant of the shop."
    )
    classify_timeout_ms: int = Field(
        2_000,
        ge=50,
        le=30_000,
        description="How long one request to the classifier may take; what comes after the budget serves later quotes.",
    )
    classify_requests_at_once: int = Field(
        8, ge=1, le=256, description="Requests of a process to the classifier at a time; beyond it quotes go without."
    )
    classify_breaker_failures: int = Field(
        5,
        ge=1,
        le=1_000,
        description="Of so many requests within ten seconds half must fail, then the classifier is left alone.",
    )
    classify_breaker_pause_seconds: float = Field(
        10.0, ge=0.1, le=3_600, description="How long it is left alone, in seconds."
    )
    classify_memory_items: int = Field(
        20_000, ge=100, le=1_000_000, description="Bound of the classifier's answers kept in memory."
    )
    classify_memory_seconds: float = Field(
        300.0, ge=1, le=86_400, description="Age at which an answer of the classifier is asked for anew, in seconds."
    )
    classify_refused_seconds: float = Field(
        30.0, ge=1, le=3_600, description="The same for words that the classifier refused."
    )
    classify_take_at: float = Field(
        0.8,
        ge=0.5,
        le=1,
        description="Least probability of the six digits at which a code is taken for merchants who allow it, whatever "
        "their own thresholds are.",
    )
    tariff_memory_mb: int = Field(64, ge=1, le=4096, description="Bound of the tariff slices kept in memory, in MB.")
    tariff_postgres_ms: int = Field(
        1_000,
        ge=10,
        le=10_000,
        description="How long PostgreSQL may take for the tariff of a cart before the copies on this machine are read; "
        "the process's own lateness does not count.",
    )
    tariff_doubt_seconds: float = Field(
        60.0,
        ge=5,
        le=86_400,
        description="After this time without a word from PostgreSQL on what is active, quotes are degraded.",
    )
    tariff_copies: Path | None = Field(
        None,
        description="A folder for copies of the active releases, on a disk that outlives the process: they are read "
        "where PostgreSQL and Redis are out of reach.",
    )
    tariff_feeds: Path | None = Field(
        None, description="A file of feeds (TOML) for `dutiful tariff watch`, instead of the packaged one."
    )
    tariff_feed_metrics_seconds: float = Field(
        30.0, ge=1, le=3600, description="How often the metrics of the feeds are read from PostgreSQL, in seconds."
    )
    inbox_timeout_ms: int = Field(
        3_500,
        ge=10,
        le=4_000,
        description="How long an event of a shop waits to be written before it is refused; Shopify waits five seconds.",
    )
    inbox_concurrency: int = Field(
        4,
        ge=0,
        le=64,
        description="Events of shops that a process handles at a time; 0 leaves them to other processes.",
    )
    inbox_lease_seconds: float = Field(
        60.0, ge=1, le=3600, description="After this time an unfinished event is handled again by another worker."
    )
    inbox_body_hours: int = Field(
        72, ge=0, le=24 * 30, description="How long the body of a handled event is kept, in hours."
    )
    inbox_event_days: int = Field(
        30, ge=1, le=365, description="How long dead letters and the ids of handled events are kept, in days."
    )
    webhook_concurrency: int = Field(
        4, ge=0, le=64, description="Endpoints that a process sends to at a time; 0 leaves it to other processes."
    )
    webhook_event_days: int = Field(30, ge=1, le=365, description="How long a sent event can be replayed, in days.")
    webhook_allow_loopback: bool = Field(
        False, description="Send webhooks to this machine too, by http and on any port; refused in production."
    )

    docs_url: str = Field(
        "",
        pattern=r"^(https?://[!-~]{1,200}[^/])?$",
        description="The docs service, as `http://docs:8000`: committed quotes go into its ledger, and papers are made "
        "of their orders. Empty: they wait.",
    )
    ledger_forward_seconds: float = Field(
        1.0, ge=0.05, le=3600, description="How often committed quotes are brought to the ledger, in seconds."
    )

    paper_forward_seconds: float = Field(
        1.0, ge=0.05, le=3600, description="How often events of orders are brought to their papers, in seconds."
    )

    @model_validator(mode="after")
    def _no_loopback_in_production(self) -> Self:
        if self.webhook_allow_loopback and self.environment is not Environment.DEV:
            raise ValueError("DUTIFUL_WEBHOOK_ALLOW_LOOPBACK is for development only")
        return self

    @model_validator(mode="after")
    def _least_before_most(self) -> Self:
        if self.admission_least > self.admission_most:
            raise ValueError("DUTIFUL_ADMISSION_LEAST must not be above DUTIFUL_ADMISSION_MOST")
        return self

    @property
    def quote_valid_for(self) -> timedelta:
        """How long a quote's amounts are offered."""
        return timedelta(hours=self.quote_valid_hours)
