"""Secrets of merchants at rest: AES-256-GCM with a ring of keys, so that keys can be changed without a stop.

What is sealed is bound to its place (`context`): a sealed text moved to another row does not open there.
"""

import base64
import binascii
import os
from collections.abc import Mapping
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE_BYTES: Final = 12
KEY_BYTES: Final = 32


class SealError(Exception):
    """A sealed text cannot be opened: its key is not in the ring, it was changed, or it belongs elsewhere."""


class Vault:
    """Seals with the first key of the ring and opens with any of them. Safe for concurrent use.

    Args:
        keys: key id -> 32 bytes; the first one seals.

    Raises:
        ValueError: the ring is empty, or a key has another length.
    """

    def __init__(self, keys: Mapping[str, bytes]) -> None:
        if not keys or any(len(key) != KEY_BYTES or not key_id or "." in key_id for key_id, key in keys.items()):
            raise ValueError(f"a vault needs keys of {KEY_BYTES} bytes, each with an id without dots")
        self._keys = {key_id: AESGCM(key) for key_id, key in keys.items()}
        self._current = next(iter(keys))

    def seal(self, plain: bytes, context: str) -> str:
        """`<key id>.<base64 of nonce and ciphertext>`."""
        nonce = os.urandom(_NONCE_BYTES)
        sealed = nonce + self._keys[self._current].encrypt(nonce, plain, context.encode())
        return f"{self._current}.{base64.b64encode(sealed).decode()}"

    def open(self, sealed: str, context: str) -> bytes:
        """What was sealed in this context.

        Raises:
            SealError: its key is not in the ring, it was changed, or it belongs elsewhere.
        """
        key_id, _, encoded = sealed.partition(".")
        key = self._keys.get(key_id)
        if key is None:
            raise SealError(f"the key {key_id!r} is not in the ring")
        try:
            raw = base64.b64decode(encoded, validate=True)
            return key.decrypt(raw[:_NONCE_BYTES], raw[_NONCE_BYTES:], context.encode())
        except (binascii.Error, InvalidTag, ValueError) as exc:
            raise SealError("the sealed text was changed, or belongs elsewhere") from exc

    @property
    def current_prefix(self) -> str:
        """How every text begins that was sealed with the key that seals now."""
        return f"{self._current}."
