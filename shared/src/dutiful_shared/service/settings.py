"""Settings that every service has. Each service adds its own in a frozen subclass."""

import base64
import binascii
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Self

from pydantic import AliasChoices, AnyUrl, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from dutiful_shared.service.store_addresses import database_tls_fault, password_fault, redis_tls_fault

#: Good enough for a laptop; a service in production refuses to start with any of them.
DEV_DATABASE_URL: Final = "postgresql+asyncpg://dutiful:dutiful@127.0.0.1:55432/dutiful"
DEV_SECRET_KEYS: Final = "dev:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"  # noqa: S105 - as above
DEV_TOKEN_SECRET: Final = "for-development-only-never-in-production"  # noqa: S105 - refused outside development

#: What stands at the Redis URL, after the `+` of its scheme.
REDIS_CLUSTER: Final = "cluster"
REDIS_SENTINEL: Final = "sentinel"
_REDIS_SCHEMES: Final = (
    "unix",
    *(f"{base}{kind}" for base in ("redis", "rediss") for kind in ("", f"+{REDIS_CLUSTER}", f"+{REDIS_SENTINEL}")),
)

_ASYNC_DRIVER: Final = "postgresql+asyncpg://"
_SECRET_KEY_BYTES: Final = 32
_SHORTEST_TOKEN_SECRET: Final = 32  # bytes: as long as the SHA-256 that keys are derived with


class Environment(StrEnum):
    """Where a service runs. `production` refuses to start on default secrets."""

    DEV = "dev"
    PRODUCTION = "production"


class LogLevel(StrEnum):
    """From which level on lines are written."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


class ServiceSettings(BaseSettings):
    """Read from the environment (`DUTIFUL_...`) once, at start, and never changed.

    Raises:
        pydantic.ValidationError: a value is out of bounds, or a development secret is used in production.
    """

    model_config = SettingsConfigDict(
        env_prefix="DUTIFUL_", frozen=True, extra="ignore", populate_by_name=True, hide_input_in_errors=True
    )

    environment: Environment = Field(default=Environment.DEV, description="`dev` or `production`.")
    log_level: LogLevel = Field(default=LogLevel.INFO, description="Least severe level that is written.")

    database_url: SecretStr = Field(
        default=SecretStr(DEV_DATABASE_URL),
        validation_alias=AliasChoices("DUTIFUL_DATABASE_URL", "DATABASE_URL"),
        description="PostgreSQL, as `postgresql+asyncpg://user:password@host:port/database`.",
    )
    database_pool_size: Annotated[int, Field(ge=1, le=200)] = Field(
        default=8, description="Connections that each process keeps open to PostgreSQL."
    )
    database_pool_wait_ms: Annotated[int, Field(ge=1, le=60_000)] = Field(
        default=1_000, description="Longest wait for a free connection of the pool, in milliseconds."
    )
    database_connect_timeout_ms: Annotated[int, Field(ge=10, le=60_000)] = Field(
        default=2_000, description="Longest wait for PostgreSQL to accept a connection, in milliseconds."
    )
    database_statement_timeout_ms: Annotated[int, Field(ge=10, le=600_000)] = Field(
        default=2_000, description="Longest time one SQL statement may take while serving, in milliseconds."
    )

    database_pooler: bool = Field(
        default=False,
        description="True where `DUTIFUL_DATABASE_URL` leads to a pooler in transaction mode (PgBouncer) that has a "
        "database named after each role of the services.",
    )

    redis_url: SecretStr = Field(
        default=SecretStr("redis://127.0.0.1:56379/0"),
        validation_alias=AliasChoices("DUTIFUL_REDIS_URL", "REDIS_URL"),
        description="A Redis-protocol server, as `redis://host:port/0` (`rediss://` for TLS); a cluster, as "
        "`redis+cluster://host:port,host:port`; or watched servers, as `redis+sentinel://host:port,host:port/name/0`.",
    )
    stores_without_password: bool = Field(
        default=False,
        description="Start in production though an address of PostgreSQL or Redis has no password, or one that anybody "
        "would try: where certificates of clients or a proxy beside the service log in instead.",
    )
    stores_need_tls: bool = Field(
        default=False,
        description="Refuse addresses that do not ask for TLS with certificates looked at: `?ssl=verify-full` for "
        "PostgreSQL, whose authority `PGSSLROOTCERT` names, and `rediss` for Redis.",
    )

    redis_pool_size: Annotated[int, Field(ge=1, le=500)] = Field(
        default=32, description="Connections that each process may open to Redis."
    )
    redis_timeout_ms: Annotated[int, Field(ge=1, le=10_000)] = Field(
        default=50, description="Longest wait for one Redis command or for a free connection, in milliseconds."
    )

    request_body_limit_bytes: Annotated[int, Field(ge=1_024, le=64 * 1024 * 1024)] = Field(
        default=256 * 1024, description="Largest request body, in bytes, where a route does not set its own limit."
    )
    max_json_depth: Annotated[int, Field(ge=4, le=200)] = Field(
        default=32, description="How deeply objects and lists may nest in a request's body."
    )
    request_deadline_ms: Annotated[int, Field(ge=10, le=600_000)] = Field(
        default=2_500, description="Longest time a request may take before it is stopped with 504, in milliseconds."
    )
    drain_seconds: Annotated[float, Field(ge=0, le=600)] = Field(
        default=0.0,
        description="How long after SIGTERM a process still serves while `/readyz` already says no, in seconds.",
    )
    readiness_timeout_ms: Annotated[int, Field(ge=10, le=30_000)] = Field(
        default=1_000, description="Longest time the checks of `/readyz` may take, in milliseconds."
    )

    key_refresh_seconds: Annotated[float, Field(gt=0, lt=5)] = Field(
        default=2.0, description="How often API keys are read again; a revoked key dies within this time."
    )
    key_max_age_hours: Annotated[float, Field(gt=0, le=168)] = Field(
        default=24.0, description="How long known API keys stay valid while PostgreSQL is out of reach."
    )
    key_copy: Path | None = Field(
        default=None,
        description="A file for a copy of the API keys (hashes only), on a disk that outlives the process: it is read "
        "by a process that starts while PostgreSQL is out of reach.",
    )
    limit_requests_per_second: Annotated[float, Field(gt=0, le=1_000_000)] = Field(
        default=500.0, description="Requests per second that each API key may make, unless it has a limit of its own."
    )
    limit_burst: Annotated[int, Field(ge=1, le=10_000_000)] = Field(
        default=1_000, description="Requests that a key may make at once after a pause."
    )
    limit_concurrency: Annotated[int, Field(ge=1, le=100_000)] = Field(
        default=100, description="Requests of a key that may be served at the same time, over all processes."
    )
    limits_enforced: bool = Field(
        default=True, description="False lets every request in and only counts those that limits would have refused."
    )
    idempotency_hours: Annotated[float, Field(ge=24, le=24 * 90)] = Field(
        default=48.0, description="How long an answer is kept for repetitions under its `Idempotency-Key`, in hours."
    )

    token_secret: SecretStr = Field(
        default=SecretStr(DEV_TOKEN_SECRET),
        description="Secret of 32 bytes or more from which each merchant's signing secret is derived.",
    )
    secret_keys: SecretStr = Field(
        default=SecretStr(DEV_SECRET_KEYS),
        description="Keys that seal merchants' secrets at rest, as `id:URL-safe base64 of 32 bytes`, by commas; the "
        "first one seals, all of them open.",
    )
    problem_base_uri: str = Field(
        default="", description="Put before `/problems/{code}` in the `type` of problems; empty for a relative URI."
    )

    @field_validator("database_url", mode="after")
    @classmethod
    def _name_the_async_driver(cls, url: SecretStr) -> SecretStr:
        return with_async_driver(url)

    @field_validator("redis_url", mode="after")
    @classmethod
    def _redis_scheme(cls, url: SecretStr) -> SecretStr:
        scheme, found, rest = url.get_secret_value().partition("://")
        if not found or scheme not in _REDIS_SCHEMES:
            raise ValueError(f"must be a Redis URL ({'://, '.join(_REDIS_SCHEMES)}://)")
        if scheme.endswith(REDIS_SENTINEL) and not rest.partition("/")[2]:
            raise ValueError("must name the watched service (redis+sentinel://host:port/name/0)")
        return url

    @field_validator("secret_keys", mode="after")
    @classmethod
    def _a_ring_of_keys(cls, ring: SecretStr) -> SecretStr:
        key_ring(ring.get_secret_value())
        return ring

    @field_validator("problem_base_uri", mode="after")
    @classmethod
    def _absolute_or_empty(cls, uri: str) -> str:
        if uri:
            AnyUrl(uri)
        return uri.rstrip("/")

    @model_validator(mode="after")
    def _no_development_secrets_in_production(self) -> Self:
        if self.environment is Environment.DEV:
            return self
        if self.database_url.get_secret_value() == DEV_DATABASE_URL:
            raise ValueError("DUTIFUL_DATABASE_URL must be set in production")
        self._check_passwords()
        secret = self.token_secret.get_secret_value()
        if secret == DEV_TOKEN_SECRET or len(secret.encode()) < _SHORTEST_TOKEN_SECRET:
            raise ValueError(
                f"DUTIFUL_TOKEN_SECRET must be set to {_SHORTEST_TOKEN_SECRET} bytes or more in production"
            )
        if self.secret_keys.get_secret_value() == DEV_SECRET_KEYS:
            raise ValueError("DUTIFUL_SECRET_KEYS must be set in production")
        return self

    def _check_passwords(self) -> None:
        if self.stores_without_password:
            return
        for variable, url in (("DUTIFUL_DATABASE_URL", self.database_url), ("DUTIFUL_REDIS_URL", self.redis_url)):
            if fault := password_fault(url.get_secret_value()):
                raise ValueError(f"{variable} {fault}")

    @model_validator(mode="after")
    def _tls_where_it_is_needed(self) -> Self:
        if not self.stores_need_tls:
            return self
        if fault := database_tls_fault(self.database_url.get_secret_value()):
            raise ValueError(f"DUTIFUL_DATABASE_URL {fault}: DUTIFUL_STORES_NEED_TLS is set")
        if fault := redis_tls_fault(self.redis_url.get_secret_value()):
            raise ValueError(f"DUTIFUL_REDIS_URL {fault}: DUTIFUL_STORES_NEED_TLS is set")
        return self


def with_async_driver(url: SecretStr) -> SecretStr:
    """A URL of PostgreSQL with the name of the driver that is used.

    Raises:
        ValueError: it is no such URL.
    """
    plain = url.get_secret_value()
    for scheme in ("postgres://", "postgresql://"):
        if plain.startswith(scheme):
            plain = _ASYNC_DRIVER + plain.removeprefix(scheme)
    if not plain.startswith(_ASYNC_DRIVER):
        raise ValueError("must be a PostgreSQL URL (postgresql+asyncpg://user:password@host:port/database)")
    return SecretStr(plain)


def key_ring(text: str) -> dict[str, bytes]:
    """Key id -> 32 bytes, in the order of the setting `secret_keys`.

    Raises:
        ValueError: the text is no such ring; it does not say what it holds.
    """
    ring: dict[str, bytes] = {}
    for entry in text.split(","):
        key_id, _, encoded = entry.strip().partition(":")
        try:
            key = base64.b64decode(encoded + "=" * (-len(encoded) % 4), altchars=b"-_", validate=True)
        except binascii.Error:
            key = b""
        if not key_id.isidentifier() or key_id in ring or len(key) != _SECRET_KEY_BYTES:
            raise ValueError("must be keys of 32 bytes as id:URL-safe base64, by commas, each id once")
        ring[key_id] = key
    return ring
