"""Merchants and keys as they stand in the register."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Merchant:
    id: str
    name: str
    created_at: datetime


@dataclass(frozen=True, slots=True)
class KeyRecord:
    """One API key, live or revoked. `secret_hash` is the SHA-256 of the whole key."""

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

    @property
    def live(self) -> bool:
        return self.revoked_at is None


@dataclass(frozen=True, slots=True)
class KeyPage:
    """Keys as read at one moment of the database's clock."""

    keys: tuple[KeyRecord, ...]
    read_at: datetime


class RegisterUnavailableError(Exception):
    """The register of keys cannot be read now."""


class MerchantExistsError(Exception):
    """A merchant of this name is registered already."""


class UnknownMerchantError(Exception):
    """No merchant has this id or name."""
