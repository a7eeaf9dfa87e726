"""What `/readyz` says: one check for each thing a service leans on."""

from pydantic import BaseModel, ConfigDict, Field


class HealthCheck(BaseModel):
    """One thing the service leans on. A check that is not `required` is reported but does not take the service down."""

    model_config = ConfigDict(frozen=True)

    ok: bool
    required: bool = True
    detail: str = Field(default="", description="What was seen, in one sentence; empty when all is well.")


class Readiness(BaseModel):
    """Body of `/readyz`, with status 200 when `ready` and 503 otherwise."""

    model_config = ConfigDict(frozen=True)

    ready: bool
    service: str
    checks: dict[str, HealthCheck] = Field(default_factory=dict)
