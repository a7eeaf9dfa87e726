"""Settings of the ledger."""

from collections.abc import Mapping
from typing import Final, Self

from pydantic import Field, SecretStr, field_validator, model_validator

from dutiful_docs.ledger.checkpoint import SigningKey, VerifyingKey
from dutiful_shared.service.internal import InternalSettings
from dutiful_shared.service.settings import Environment, key_ring

#: Good enough for a laptop; refused in production.
DEV_LEDGER_KEYS: Final = "dev:ZGV2ZWxvcG1lbnQtb25seS1sZWRnZXIta2V5LSEhISE"
DEV_ORIGIN: Final = "localhost/ledger"


class LedgerSettings(InternalSettings):
    """Read from the environment with the prefix `DUTIFUL_`."""

    ledger_origin: str = Field(
        DEV_ORIGIN,
        pattern=r"^[!-*,-~]{1,128}$",
        description="The name of the log in every signed head, such as `ledger.example.com`; never changed, and a new "
        "one after a restore from a backup.",
    )
    ledger_public_url: str = Field(
        "http://127.0.0.1:8082",
        pattern=r"^https?://[!-~]{1,200}$",
        description="Where papers say that their leaf is to be verified: the docs service as the world reaches it.",
    )
    ledger_keys: SecretStr = Field(
        SecretStr(DEV_LEDGER_KEYS),
        description="Ed25519 keys that sign heads, as `id:URL-safe base64 of 32 bytes`, by commas; the first one "
        "signs, all are published. `dutiful ledger new-key` makes one.",
    )
    ledger_retired_keys: str = Field(
        "",
        description="Public halves of keys that signed earlier heads, as `id:URL-safe base64 of 32 bytes`, by commas.",
    )
    ledger_batch_seconds: float = Field(
        1.0, ge=0.05, le=3600, description="How often what waits is appended to the log and a head signed, in seconds."
    )
    ledger_batch_entries: int = Field(1_000, ge=1, le=10_000, description="Leaves appended under one head at most.")
    ledger_head_seconds: float = Field(
        3_600.0, ge=1, le=86_400, description="A head older than this is signed anew, also where nothing was appended."
    )
    ledger_appends: bool = Field(True, description="False leaves appending and signing to other processes.")

    @field_validator("ledger_public_url", mode="after")
    @classmethod
    def _without_slash(cls, url: str) -> str:
        return url.rstrip("/")

    @field_validator("ledger_keys", mode="after")
    @classmethod
    def _keys_that_sign(cls, ring: SecretStr) -> SecretStr:
        key_ring(ring.get_secret_value())
        return ring

    @field_validator("ledger_retired_keys", mode="after")
    @classmethod
    def _keys_that_signed(cls, ring: str) -> str:
        if ring:
            key_ring(ring)
        return ring

    @model_validator(mode="after")
    def _no_development_ledger_in_production(self) -> Self:
        self._check_ids()
        if self.environment is Environment.DEV:
            return self
        seeds = key_ring(self.ledger_keys.get_secret_value()).values()
        if any(seed in key_ring(DEV_LEDGER_KEYS).values() for seed in seeds):
            raise ValueError("DUTIFUL_LEDGER_KEYS must be set in production")
        if self.ledger_origin == DEV_ORIGIN:
            raise ValueError("DUTIFUL_LEDGER_ORIGIN must be set in production")
        return self

    def _check_ids(self) -> None:
        if (
            self.ledger_retired_keys
            and key_ring(self.ledger_retired_keys).keys() & key_ring(self.ledger_keys.get_secret_value()).keys()
        ):
            raise ValueError("DUTIFUL_LEDGER_RETIRED_KEYS names a key of DUTIFUL_LEDGER_KEYS")

    @property
    def ledger_signer(self) -> SigningKey:
        """The key that signs now."""
        return SigningKey(next(iter(key_ring(self.ledger_keys.get_secret_value()).values())))

    @property
    def ledger_verifying_keys(self) -> Mapping[str, VerifyingKey]:
        """Id -> public key, the one that signs now first, then the others, then the retired ones."""
        signing = key_ring(self.ledger_keys.get_secret_value())
        retired = key_ring(self.ledger_retired_keys) if self.ledger_retired_keys else {}
        return {
            **{key_id: SigningKey(seed).public for key_id, seed in signing.items()},
            **{key_id: VerifyingKey(raw) for key_id, raw in retired.items()},
        }
