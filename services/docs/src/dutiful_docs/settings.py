"""Settings of the document service."""

from datetime import date
from typing import Annotated, Self

from pydantic import Field, SecretStr, field_validator, model_validator

from dutiful_docs.drawing_right import DrawingRight, read_values
from dutiful_docs.ledger.settings import LedgerSettings
from dutiful_docs.screening.lists.recognise import LISTS
from dutiful_docs.storage.objects import SCHEMES
from dutiful_shared.service.settings import with_async_driver


class DocsSettings(LedgerSettings):
    """Read from the environment with the prefix `DUTIFUL_`: what every service has, and what the rooms need."""

    quote_url: Annotated[str, Field(pattern=r"^https?://")] = Field(
        default="http://127.0.0.1:8080",
        description="Where the quote service is: papers and shipments read what was quoted.",
    )
    classify_url: Annotated[str, Field(pattern=r"^https?://")] = Field(
        default="http://127.0.0.1:8081", description="Where the classifier is, for the check of codes."
    )
    document_store: str = Field(
        default="file://.dutiful/documents",
        description="Where papers are kept: `file:///folder` (`file://folder` within the working folder), "
        "`s3://bucket/prefix` (with the usual `AWS_...` variables) or `memory:///`, which forgets them.",
    )
    document_workers: Annotated[int, Field(ge=1, le=64)] = Field(
        default=2, description="Papers that each process sets at the same time."
    )
    document_waiting: Annotated[int, Field(ge=1, le=10_000)] = Field(
        default=64, description="Papers that may wait for their turn; more are refused with 503."
    )
    document_batch_seconds: Annotated[float, Field(ge=0.05, le=60)] = Field(
        default=1.0, description="How often a process looks for batches to work on, in seconds."
    )
    check_classify_ms: Annotated[int, Field(ge=50, le=2_000)] = Field(
        default=800, description="Longest time the check of a shipment waits for the classifier, in milliseconds."
    )
    read_database_url: SecretStr = Field(
        SecretStr(""),
        description="A replica of PostgreSQL that KPIs and their exports are read from, in the form of "
        "DUTIFUL_DATABASE_URL. They then tell what the replica knows, which may lag. Empty: the primary.",
    )
    dossier_gauge_seconds: Annotated[float, Field(ge=5, le=3_600)] = Field(
        default=60.0, description="How often the gauges of clearance are computed, in seconds."
    )
    shadow_retention_days: Annotated[int, Field(ge=1, le=3_650)] = Field(
        default=730, description="How long another provider's answers are kept beside ours, in days."
    )
    screening_list_max_age_days: int = Field(
        10,
        ge=1,
        le=365,
        description="After so many days a list that nobody has found current is stale, and nothing found is not clear.",
    )
    screening_required_lists: str = Field(
        "", max_length=200, description="Ids of lists, by commas, without which no party is clear; see the handbook."
    )
    screening_four_eyes: bool = Field(False, description="A hold is released by two different keys.")
    document_needs_lists: bool = Field(
        default=False,
        description="No paper is issued while no list of screening is loaded, a required one is missing, or one is "
        "stale; otherwise the answer says so.",
    )
    sdr_values: str = Field(
        "",
        max_length=2_000,
        description="What one special drawing right is worth, from the IMF's list: `USD=...,EUR=...`. Without it the "
        "limit of CN 22 (300 SDR) is not checked, and each answer says so.",
    )
    sdr_values_on: date | None = Field(None, description="The day of these values; they serve for 31 days.")
    screening_refresh_seconds: float = Field(
        30.0, ge=1, le=3600, description="How soon another edition of a list is noticed, in seconds."
    )
    screening_rescreen_days: int = Field(
        90, ge=1, le=3650, description="How long a screening is repeated when a list changes, in days."
    )

    @field_validator("read_database_url", mode="after")
    @classmethod
    def _name_the_async_driver_of_the_replica(cls, url: SecretStr) -> SecretStr:
        return with_async_driver(url) if url.get_secret_value() else url

    @field_validator("document_store", mode="after")
    @classmethod
    def _a_known_store(cls, url: str) -> str:
        if url.partition("://")[0] not in SCHEMES:
            raise ValueError(f"must begin with one of {', '.join(f'{scheme}://' for scheme in SCHEMES)}")
        return url

    @field_validator("quote_url", "classify_url", mode="after")
    @classmethod
    def _without_trailing_slash(cls, url: str) -> str:
        return url.rstrip("/")

    @field_validator("sdr_values", mode="after")
    @classmethod
    def _values_of_currencies(cls, text: str) -> str:
        read_values(text)
        return text

    @model_validator(mode="after")
    def _values_have_a_day(self) -> Self:
        if bool(self.sdr_values.strip()) != (self.sdr_values_on is not None):
            raise ValueError("DUTIFUL_SDR_VALUES and DUTIFUL_SDR_VALUES_ON are given together")
        return self

    @property
    def drawing_right(self) -> DrawingRight | None:
        """What one special drawing right is worth; None where nobody said, and CN 22's limit is not checked."""
        if self.sdr_values_on is None:
            return None
        return DrawingRight(read_values(self.sdr_values), self.sdr_values_on)

    @property
    def required_screening_lists(self) -> tuple[str, ...]:
        """The ids of the setting, one by one."""
        return tuple(name for part in self.screening_required_lists.split(",") if (name := part.strip()))

    @model_validator(mode="after")
    def _lists_are_known(self) -> Self:
        unknown = sorted(set(self.required_screening_lists) - LISTS.keys())
        if unknown:
            raise ValueError(f"DUTIFUL_SCREENING_REQUIRED_LISTS names {unknown[0]!r}; there are {', '.join(LISTS)}")
        return self
