"""Settings of the classification service: those of every service, and its own."""

from typing import Self

from pydantic import Field, model_validator
from pydantic_settings import SettingsConfigDict

from dutiful_classify.reranking.settings import RerankSettings
from dutiful_shared.service.internal import InternalSettings


class ClassifySettings(InternalSettings):
    """Read from the environment with the prefix `DUTIFUL_`; what is within another one, such as the URL of `rerank`, by
    two underscores: `DUTIFUL_RERANK__URL`."""

    model_config = SettingsConfigDict(env_nested_delimiter="__")

    nomenclature_refresh_seconds: float = Field(
        2.0, ge=0.05, le=4.0, description="How often the pointers to the active nomenclatures are read, in seconds."
    )
    classify_lookup_timeout_ms: int = Field(
        500,
        ge=10,
        le=10_000,
        description="How long a classification waits for what people decided before it is refused.",
    )
    classify_journal_timeout_ms: int = Field(
        800, ge=10, le=10_000, description="How long a classification waits to be written before it is refused."
    )
    classify_most_waiting: int = Field(
        128, ge=1, le=10_000, description="Requests that may wait for the model in one process; more are refused."
    )
    classify_batch_workers: int = Field(
        1, ge=0, le=8, description="Batches that a process works off at a time; 0 leaves them, and rechecks, to others."
    )
    classify_batch_days: int = Field(
        30, ge=1, le=365, description="How long a batch and a recheck can be asked for, in days."
    )
    classify_backlog_seconds: float = Field(
        15.0, ge=1, le=3600, description="How often the metrics of what waits are read from PostgreSQL, in seconds."
    )
    classify_recheck_seconds: float = Field(
        30.0,
        ge=0,
        le=3600,
        description="How often is looked whether nomenclatures have changed, so that rechecks begin; 0: never.",
    )
    rerank: RerankSettings = Field(default_factory=RerankSettings, description="A second opinion of a language model.")

    @model_validator(mode="after")
    def _a_second_opinion_comes_in_time(self) -> Self:
        if self.rerank.url is not None and self.rerank.timeout_ms >= self.request_deadline_ms:
            raise ValueError("DUTIFUL_RERANK__TIMEOUT_MS must be less than DUTIFUL_REQUEST_DEADLINE_MS")
        return self
