"""Merchants and keys as they stand in the register."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dutiful_shared.account.limits import KeyLimits


@dataclass(frozen=True, slots=True)
class Merchant:
    """A tenant of the register. `id` is ours; `name` is unique and may stand for it on the command line."""

    id: str
    name: str
    created_at: datetime


#: The limits that everybody has.
NO_LIMITS: Final = KeyLimits()


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """One API key, live or not. `secret_hash` is the SHA-256 of the whole key."""

    id: str
    merchant_id: str
    label: str
    environment: str
    prefix: str
    secret_hash: bytes
    scopes: frozenset[str]
    signing_generation: int
    created_at: datetime
    revoked_at: datetime | None
    last_used_at: datetime | None
    expires_at: datetime | None = None
    limits: KeyLimits = NO_LIMITS

    @property
    def revoked(self) -> bool:
        """Whether it was taken back, which is for good. A key that expired is not revoked: see `live_at`."""
        return self.revoked_at is not None

    def live_at(self, moment: datetime) -> bool:
        """Whether it is neither revoked nor, at this moment, expired."""
        return not self.revoked and (self.expires_at is None or moment < self.expires_at)


@dataclass(frozen=True, slots=True)
class KeyPage:
    """Keys as read at one moment of the database's clock, which is `age_seconds` ago."""

    keys: tuple[KeyRecord, ...]
    read_at: datetime
    age_seconds: float = 0.0


class RegisterUnavailableError(Exception):
    """The register of keys cannot be read now."""


class UnknownKeyIdError(Exception):
    """The merchant has no live key with this id."""


class TooManyKeysError(Exception):
    """The merchant has as many live keys as it may have."""


class MerchantExistsError(Exception):
    """A merchant of this name is registered already."""


class UnknownMerchantError(Exception):
    """No merchant has this id or name."""
