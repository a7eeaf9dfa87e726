"""A merchant to try things with, whose key is kept in a file that only its owner can read."""

import hmac
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from dutiful_shared.account.api_key import hash_of, new_key, prefix_of
from dutiful_shared.account.records import Merchant, MerchantExistsError, UnknownMerchantError
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.account.scopes import ALL_SCOPES

SANDBOX_NAME: Final = "Sandbox"
_LABEL: Final = "sandbox"


@dataclass(frozen=True, slots=True)
class SandboxKey:
    """The sandbox's key in plain text, for its owner alone. `created` is false where it was there already."""

    merchant_id: str
    key_id: str
    key: str
    created: bool


async def sandbox_key(repository: AccountRepository, key_file: Path, actor: str) -> SandboxKey:
    """The sandbox merchant's key, made if need be. Repeating it gives the same key for as long as the file is there.

    Where the file is lost, or holds a key that is no longer live, the old key is revoked and a new one made.

    Raises:
        OSError: the file cannot be read or written.
    """
    merchant = await _sandbox_merchant(repository, actor)
    kept = _read(key_file)
    prefix = prefix_of(kept)
    record = await repository.key_by_prefix(prefix) if prefix else None
    ours = record is not None and not record.revoked and record.merchant_id == merchant.id
    if record is not None and ours and hmac.compare_digest(record.secret_hash, hash_of(kept)):
        # Written again so that a file whose mode was loosened is private once more.
        write_private(key_file, kept)
        if record.scopes != frozenset(ALL_SCOPES):
            # Made before a scope was added.
            await repository.set_scopes(record.id, ALL_SCOPES, actor)
        return SandboxKey(merchant.id, record.id, kept, created=False)
    for old in await repository.keys(merchant.id):
        if not old.revoked and old.label == _LABEL:
            await repository.revoke_key(old.id, actor)
    fresh = new_key("test")
    key_id = await repository.create_key(merchant.id, fresh, ALL_SCOPES, _LABEL, actor)
    write_private(key_file, fresh.plain)
    return SandboxKey(merchant.id, key_id, fresh.plain, created=True)


async def _sandbox_merchant(repository: AccountRepository, actor: str) -> Merchant:
    try:
        return await repository.merchant(SANDBOX_NAME)
    except UnknownMerchantError:
        try:
            return await repository.create_merchant(SANDBOX_NAME, actor)
        except MerchantExistsError:
            # Another process made it in the meantime.
            return await repository.merchant(SANDBOX_NAME)


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        return ""


def write_private(file: Path, text: str) -> None:
    """Replace `file` at once, never readable by others, not even for a moment."""
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as stream:
        stream.write(text + "\n")
    draft.replace(file)
