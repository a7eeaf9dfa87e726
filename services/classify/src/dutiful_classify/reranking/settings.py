"""What the operator says of the second opinion."""

from pydantic import BaseModel, Field, HttpUrl, SecretStr


class RerankSettings(BaseModel):
    """Read with the prefix `DUTIFUL_RERANK__`; without a `url` nothing is ever asked."""

    url: HttpUrl | None = Field(
        None,
        description="Base of an OpenAI-compatible API, such as `http://localhost:8000/v1`; none: no second opinion.",
    )
    model: str = Field("", max_length=200, description="Name of the model there.")
    key: SecretStr | None = Field(None, description="Sent as a bearer token.")
    timeout_ms: int = Field(1_500, ge=50, le=60_000, description="How long an answer is waited for.")
    calls_a_day: int = Field(1_000, ge=0, le=10_000_000, description="Budget of one process, by UTC day.")
    concurrency: int = Field(2, ge=1, le=64, description="Calls at the same time, in one process.")
    below: float = Field(
        0.8, ge=0, le=1, description="Asked only where the first candidate's probability is lower than this."
    )
    remembered: int = Field(10_000, ge=0, le=1_000_000, description="Answers kept in memory, in one process.")
