"""What our own services show each other where one calls another without a merchant."""

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
        description="What our own services show each other, 32 characters or more; several by commas while one "
        "replaces another: the first is sent, all are taken.",
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

    @property
    def internal_key_to_send(self) -> str:
        """The first of the keys; the others are only taken, while a key is being changed."""
        return _split(self.internal_key)[0]

    def takes_internal_key(self, shown: str) -> bool:
        """Whether a caller is one of our own services; it takes the same time for every wrong key."""
        given = shown.encode("utf-8", "surrogateescape")
        matches = [hmac.compare_digest(given, key.encode()) for key in _split(self.internal_key)]
        return any(matches)

    def internal_mac(self, message: bytes) -> str:
        """HMAC-SHA256 in hexadecimal by the key that is sent: shows that one of our own services says so."""
        return _mac(self.internal_key_to_send, message)

    def takes_internal_mac(self, message: bytes, shown: str) -> bool:
        """Whether one of our own services says so; it takes the same time for every wrong one."""
        given = shown.encode("utf-8", "surrogateescape")
        matches = [hmac.compare_digest(given, _mac(key, message).encode()) for key in _split(self.internal_key)]
        return any(matches)


def _mac(key: str, message: bytes) -> str:
    return hmac.new(key.encode(), message, sha256).hexdigest()


def _split(keys: SecretStr) -> tuple[str, ...]:
    return tuple(key.strip() for key in keys.get_secret_value().split(","))
