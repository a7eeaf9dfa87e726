"""Signed tree heads, as checkpoints: signed notes (C2SP signed-note and tlog-checkpoint) with Ed25519 (RFC 8032).

A note is the origin of the log, the size of its tree, the root in base64, the time of signing as an extension line, an
empty line, and a signature line for each key.
"""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_pem_public_key

from dutiful_docs.ledger.merkle import HASH_BYTES

_ED25519: Final = b"\x01"  # signature type of the signed-note specification
_KEY_ID_BYTES: Final = 4
_DASH: Final = "— "
_TEXT: Final = re.compile(
    r"(?P<origin>[!-*,-~]+)\n(?P<size>0|[1-9][0-9]{0,18})\n(?P<root>[A-Za-z0-9+/]{43}=)\n"
    r"signed (?P<at>[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z)\n"
)
_MOMENT: Final = "%Y-%m-%dT%H:%M:%SZ"
_PEM: Final = re.compile(rb"-----BEGIN PUBLIC KEY-----.+?-----END PUBLIC KEY-----\r?\n?", re.DOTALL)
#: A note with one signature has some 300 bytes; witnesses may add theirs.
MOST_NOTE_BYTES: Final = 16_384


class HeadRefusedError(Exception):
    """The note is no head of the log, or none of the keys signed it."""


@dataclass(frozen=True, slots=True)
class TreeHead:
    """The log at one size. `signed_at` is in UTC, in whole seconds."""

    origin: str
    size: int
    root: bytes
    signed_at: datetime

    @property
    def text(self) -> str:
        """What is signed."""
        root = base64.b64encode(self.root).decode("ascii")
        return f"{self.origin}\n{self.size}\n{root}\nsigned {self.signed_at.strftime(_MOMENT)}\n"


@dataclass(frozen=True, slots=True)
class VerifyingKey:
    """A public key of a log, 32 bytes."""

    raw: bytes

    def note_id(self, origin: str) -> bytes:
        """Tells the key among those of its origin: four bytes."""
        return hashlib.sha256(f"{origin}\n".encode() + _ED25519 + self.raw).digest()[:_KEY_ID_BYTES]

    def verifier_key(self, origin: str) -> str:
        """As other verifiers of signed notes take it: name, id and key."""
        key = base64.b64encode(_ED25519 + self.raw).decode("ascii")
        return f"{origin}+{self.note_id(origin).hex()}+{key}"

    @property
    def pem(self) -> str:
        """The key as SubjectPublicKeyInfo in PEM (RFC 8410), as OpenSSL takes it."""
        key = Ed25519PublicKey.from_public_bytes(self.raw)
        return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")

    def signed(self, text: bytes, signature: bytes) -> bool:
        """Whether `signature` (64 bytes, RFC 8032) is this key's of the text."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, text)
        except InvalidSignature:
            return False
        return True


class SigningKey:
    """A key that signs heads.

    Args:
        seed: 32 secret bytes.
    """

    def __init__(self, seed: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(seed)
        self.public = VerifyingKey(self._key.public_key().public_bytes_raw())

    def sign(self, head: TreeHead) -> str:
        """The head as a note, which `opened` reads."""
        signature = self.public.note_id(head.origin) + self._key.sign(head.text.encode())
        return f"{head.text}\n{_DASH}{head.origin} {base64.b64encode(signature).decode('ascii')}\n"


def keys_in_pem(pem: bytes) -> tuple[VerifyingKey, ...]:
    """The Ed25519 keys of a PEM file (`-----BEGIN PUBLIC KEY-----`), one or several.

    Raises:
        ValueError: it holds none, or another kind of key.
    """
    keys = []
    for block in _PEM.findall(pem):
        key = load_pem_public_key(block)
        if not isinstance(key, Ed25519PublicKey):
            raise ValueError("a key of the ledger is an Ed25519 key")
        keys.append(VerifyingKey(key.public_bytes_raw()))
    if not keys:
        raise ValueError("the file holds no public key in PEM")
    return tuple(keys)


def opened(note: str, keys: Iterable[VerifyingKey]) -> TreeHead:
    """The head that a note holds.

    Raises:
        HeadRefusedError: it is no note, none of the keys signed it, or a signature that names one of them is false.
    """
    if len(note) > MOST_NOTE_BYTES:
        raise HeadRefusedError("the note is too long")
    text, separator, signatures = note.rpartition("\n\n")
    text += "\n"
    parts = _TEXT.fullmatch(text)
    if not separator or parts is None:
        raise HeadRefusedError("the note is not a head of a ledger")
    origin = parts["origin"]
    by_id = {key.note_id(origin): key for key in keys}
    signed = False
    for line in signatures.splitlines():
        id_, signature = _signature(line, origin)
        key = by_id.get(id_)
        if key is None:
            continue
        if not key.signed(text.encode(), signature):
            raise HeadRefusedError("the head's signature is false")
        signed = True
    if not signed:
        raise HeadRefusedError("the head is not signed by the given key")
    try:
        signed_at = datetime.strptime(parts["at"], _MOMENT).replace(tzinfo=UTC)
    except ValueError:
        raise HeadRefusedError("the head's time is none") from None
    root = base64.b64decode(parts["root"])
    if len(root) != HASH_BYTES:
        raise HeadRefusedError("the head's root is none")
    return TreeHead(origin, int(parts["size"]), root, signed_at)


def _signature(line: str, origin: str) -> tuple[bytes, bytes]:
    """Key id and signature; an empty id, which no key has, for a line of another name."""
    name, _, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not encoded:
        raise HeadRefusedError("the note has a line that is no signature")
    if name != origin:
        return b"", b""
    try:
        signature = base64.b64decode(encoded, validate=True)
    except (binascii.Error, ValueError):
        raise HeadRefusedError("the note has a line that is no signature") from None
    return signature[:_KEY_ID_BYTES], signature[_KEY_ID_BYTES:]
