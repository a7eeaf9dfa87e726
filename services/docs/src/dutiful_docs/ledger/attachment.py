"""`dutiful-ledger.json` inside a PDF: a slot of fixed size that holds the opening of the paper's leaf, and its proof.

What the ledger hashes of a file is every byte of it but the slot, which counts as blanks. So the opening, and later the
proof, can be put into the finished file without changing what was hashed, and nothing else in the file can be changed
unseen. The slot holds JSON in one single way of writing it, padded with blanks.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from dutiful_docs.ledger.opening import FORMAT, Opening, OpeningError

FILE_NAME: Final = "dutiful-ledger.json"
#: Room for a proof in a log of 2**40 leaves, with its head.
SLOT_BYTES: Final = 4_096
_MARKER: Final = f'{{"format":"{FORMAT}"'.encode("ascii")
_HASH: Final = re.compile(r"[0-9a-f]{64}")
_VERIFY_URL: Final = re.compile(r"https?://[!-~]{1,300}")
_LONGEST_PATH: Final = 64


class SlotError(ValueError):
    """The file has no slot, more than one, or one that was not written by `filled`."""


class ProofFormatError(ValueError):
    """It is no proof of inclusion in this format."""


@dataclass(frozen=True, slots=True)
class Proof:
    """That a leaf is in the log: where it stands, the path of hashes (hex) from it to the root, and the signed head."""

    index: int
    path: tuple[str, ...]
    note: str

    def to_plain(self) -> dict[str, Any]:
        """JSON values, as the slot holds them."""
        return {"index": self.index, "path": list(self.path), "note": self.note}

    @classmethod
    def from_plain(cls, plain: Any) -> "Proof":
        """What `to_plain` gave, or an answer of the API, which holds more.

        Raises:
            ProofFormatError: it is something else.
        """
        if not isinstance(plain, Mapping):
            raise ProofFormatError("a proof is an object with index, path and note")
        index, path, note = (plain.get(name) for name in ("index", "path", "note"))
        if type(index) is not int or not 0 <= index < 1 << 63:
            raise ProofFormatError("index must be the number of the leaf, from 0")
        if not isinstance(path, list) or len(path) > _LONGEST_PATH or not all(_is_hash(one) for one in path):
            raise ProofFormatError("path must be a list of hashes, 64 hex digits each")
        if not isinstance(note, str):
            raise ProofFormatError("note must be the signed head, a text")
        return cls(index, tuple(path), note)


@dataclass(frozen=True, slots=True)
class Attachment:
    """What a slot holds. `verify_url` is where the proof is to be had; it is not part of what is proven."""

    leaf: str
    salt: str
    kind: str
    subject: str
    verify_url: str
    proof: Proof | None = field(default=None)

    @classmethod
    def of(cls, opening: Opening, verify_url: str, proof: Proof | None = None) -> "Attachment":
        """What the slot of a paper says of its leaf; without `proof` while the leaf waits for the log."""
        return cls(opening.leaf, opening.salt, opening.kind, opening.subject, verify_url, proof)

    def opening(self, content_sha256: str) -> Opening:
        """The opening, for a file of this hash.

        Raises:
            OpeningError: a field has not its form.
        """
        return Opening(self.leaf, self.salt, self.kind, self.subject, content_sha256)

    def to_bytes(self) -> bytes:
        """The slot, `SLOT_BYTES` long.

        Raises:
            SlotError: it is too long for that, or the URL is none.
        """
        if not _VERIFY_URL.fullmatch(self.verify_url):
            raise SlotError("verify_url must be an http(s) URL")
        plain = {
            "format": FORMAT,
            "leaf": self.leaf,
            "salt": self.salt,
            "kind": self.kind,
            "subject": self.subject,
            "verify_url": self.verify_url,
            "proof": None if self.proof is None else self.proof.to_plain(),
        }
        return _padded(json.dumps(plain, separators=(",", ":"), ensure_ascii=True).encode("ascii"))


def blank_slot() -> bytes:
    """An empty slot, to be attached uncompressed, as it is, before the file is hashed."""
    return _padded(_MARKER + b"}")


def content_sha256(file: bytes) -> str:
    """What the ledger hashes of a file with a slot, 64 hex digits.

    Raises:
        SlotError: the file has no slot, or more than one.
    """
    start = _slot_of(file)
    digest = hashlib.sha256(file[:start])
    digest.update(b" " * SLOT_BYTES)
    digest.update(file[start + SLOT_BYTES :])
    return digest.hexdigest()


def filled(file: bytes, attachment: Attachment) -> bytes:
    """The file with this in its slot, whatever was there before; its length stays.

    Raises:
        SlotError: the file has no slot, or more than one, or the attachment is too long for it.
    """
    start = _slot_of(file)
    return file[:start] + attachment.to_bytes() + file[start + SLOT_BYTES :]


def attachment_in(file: bytes) -> Attachment:
    """What stands in the slot of a file.

    Raises:
        SlotError: there is no slot, it is empty, or it was not written by `filled`.
    """
    start = _slot_of(file)
    slot = file[start : start + SLOT_BYTES]
    try:
        plain = json.loads(slot)
        proof = None if plain["proof"] is None else Proof.from_plain(plain["proof"])
        found = Attachment(plain["leaf"], plain["salt"], plain["kind"], plain["subject"], plain["verify_url"], proof)
        found.opening("0" * 64)
        # One way of writing it: whatever else could be hidden in the slot would not come out the same.
        if found.to_bytes() != slot:
            raise SlotError("the ledger's attachment is not as it was written")
    except (ProofFormatError, OpeningError, KeyError, TypeError, UnicodeDecodeError, RecursionError) as exc:
        raise SlotError(f"the ledger's attachment cannot be read ({type(exc).__name__})") from exc
    except json.JSONDecodeError as exc:
        raise SlotError("the ledger's attachment is not JSON") from exc
    return found


def has_slot(file: bytes) -> bool:
    """Whether the file carries the attachment at all; whether it can be read, `attachment_in` tells."""
    return _MARKER in file


def _slot_of(file: bytes) -> int:
    start = file.find(_MARKER)
    if start < 0:
        raise SlotError(f"the file holds no {FILE_NAME}")
    if file.find(_MARKER, start + 1) >= 0:
        raise SlotError(f"the file holds more than one {FILE_NAME}")
    if len(file) < start + SLOT_BYTES:
        raise SlotError("the file ends within the ledger's attachment")
    return start


def _padded(json_text: bytes) -> bytes:
    if len(json_text) > SLOT_BYTES:
        raise SlotError(f"the ledger's attachment has more than {SLOT_BYTES} bytes")
    return json_text.ljust(SLOT_BYTES)


def _is_hash(value: object) -> bool:
    return isinstance(value, str) and _HASH.fullmatch(value) is not None
