"""The key by which our own services know each other. It signs tickets (`ticket`) and is never sent itself."""

import hmac
from hashlib import sha256
from typing import Final, Self

from pydantic import Field, SecretStr, field_validator, model_validator

from dutiful_shared.service.settings import Environment, ServiceSettings

DEV_INTERNAL_KEY: Final = "for-development-only-internal-key"
_SHORTEST: Final = 32


class InternalSettings(ServiceSettings):
    """Settings of a service that calls another, or is called by one."""

    internal_key: SecretStr = Field(
        SecretStr(DEV_INTERNAL_KEY),
        description="Signs what our own services show each other, 32 characters or more; several by commas while one "
        "replaces another: the first signs, all are taken.",
    )

    @field_validator("internal_key", mode="after")
    @classmethod
    def _long_enough(cls, keys: SecretStr) -> SecretStr:
        if any(len(key) < _SHORTEST or not key.isascii() for key in _split(keys)):
            raise ValueError(f"must be {_SHORTEST} ASCII characters or more, each of several")
        return keys

    @model_validator(mode="after")
    def _no_development_internal_key_in_production(self) -> Self:
        if self.environment is not Environment.DEV and DEV_INTERNAL_KEY in _split(self.internal_key):
            raise ValueError("DUTIFUL_INTERNAL_KEY must be set in production")
        return self

    def internal_mac(self, message: bytes) -> str:
        """HMAC-SHA256 in hexadecimal by the first of the keys: shows that one of our own services says so."""
        return _mac(_split(self.internal_key)[0], message)

    def takes_internal_mac(self, message: bytes, shown: str) -> bool:
        """Whether one of our own services says so; it takes the same time for every wrong one."""
        given = shown.encode("utf-8", "surrogateescape")
        matches = [hmac.compare_digest(given, _mac(key, message).encode()) for key in _split(self.internal_key)]
        return any(matches)


def _mac(key: str, message: bytes) -> str:
    return hmac.new(key.encode(), message, sha256).hexdigest()


def _split(keys: SecretStr) -> tuple[str, ...]:
    return tuple(key.strip() for key in keys.get_secret_value().split(","))
