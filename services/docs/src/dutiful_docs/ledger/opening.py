"""What a leaf says: the opening of a commitment. The log holds the commitment; the opening stays with its owner.

All of it is plain text, so that `sha256sum` can check it.
"""

import hashlib
import re
import secrets
from dataclasses import dataclass
from typing import Final

FORMAT: Final = "dutiful-ledger/1"
SALT_BYTES: Final = 32
LEAF_BYTES: Final = 16
_LEAF: Final = re.compile(r"[0-9a-f]{32}")
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_KIND: Final = re.compile(r"[a-z][a-z0-9_]{0,39}")
#: What may name a subject: no blank and no line break, since lines are what is hashed.
_SUBJECT: Final = re.compile(r"[!-~]{1,128}")


class OpeningError(ValueError):
    """It is no opening; the text names the field."""


def new_leaf() -> str:
    """A fresh name of a leaf, 32 hex digits. It says nothing of its subject, and may be printed before that exists."""
    return secrets.token_hex(LEAF_BYTES)


def new_salt() -> str:
    """64 hex digits: with 256 random bits in it, nobody finds the content of a commitment by trying."""
    return secrets.token_hex(SALT_BYTES)


def entry_of(leaf: str, commitment: str) -> bytes:
    """The bytes that the log holds for a leaf, whose hash is `merkle.leaf_hash` of them."""
    return f"{leaf} {commitment}\n".encode("ascii")


@dataclass(frozen=True, slots=True)
class Opening:
    """The name of a leaf, and what it commits to. `content_sha256` and `salt` are 64 hex digits.

    Raises:
        OpeningError: a field has not its form.
    """

    leaf: str
    salt: str
    kind: str
    subject: str
    content_sha256: str

    def __post_init__(self) -> None:
        for name, form in (
            ("leaf", _LEAF),
            ("salt", _HASH),
            ("kind", _KIND),
            ("subject", _SUBJECT),
            ("content_sha256", _HASH),
        ):
            value = getattr(self, name)
            if not isinstance(value, str) or not form.fullmatch(value):
                raise OpeningError(f"{name} must have the form {form.pattern}")

    @property
    def commitment(self) -> str:
        """SHA-256 of the opening as lines, 64 hex digits."""
        lines = (FORMAT, self.salt, self.leaf, self.kind, self.subject, self.content_sha256, "")
        return hashlib.sha256("\n".join(lines).encode("ascii")).hexdigest()

    @property
    def entry(self) -> bytes:
        """The bytes that the log holds for the leaf."""
        return entry_of(self.leaf, self.commitment)
