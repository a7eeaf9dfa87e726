"""The form of an API key: `dk_<environment>_<prefix>_<secret>`.

The prefix finds the key and may be shown; the secret has 256 random bits, so a plain SHA-256 of the whole key is all
that needs to be stored: there is nothing to guess that a slow hash would protect.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import Final

_FORM: Final = re.compile(r"dk_(test|live)_([0-9a-z]{12})_([0-9a-f]{64})", re.ASCII)
_PREFIX_BYTES: Final = 6
_SECRET_BYTES: Final = 32
ENVIRONMENTS: Final = ("test", "live")


@dataclass(frozen=True, slots=True)
class NewKey:
    """A key at the only moment at which it is known in plain."""

    plain: str
    prefix: str
    hash: bytes
    environment: str

    def __repr__(self) -> str:
        return f"NewKey(prefix={self.prefix!r}, environment={self.environment!r})"


def new_key(environment: str) -> NewKey:
    """A fresh random key.

    Raises:
        ValueError: the environment is neither `test` nor `live`.
    """
    if environment not in ENVIRONMENTS:
        raise ValueError(f"a key is for one of {', '.join(ENVIRONMENTS)}, not {environment!r}")
    prefix = secrets.token_hex(_PREFIX_BYTES)
    plain = f"dk_{environment}_{prefix}_{secrets.token_hex(_SECRET_BYTES)}"
    return NewKey(plain, prefix, hash_of(plain), environment)


def prefix_of(plain: str) -> str | None:
    """The prefix of a key, or None where `plain` does not have the form of one."""
    match = _FORM.fullmatch(plain)
    return match[2] if match else None


def hash_of(plain: str) -> bytes:
    """What is stored of a key: 32 bytes."""
    return hashlib.sha256(plain.encode()).digest()
