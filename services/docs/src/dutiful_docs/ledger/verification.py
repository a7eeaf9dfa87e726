"""Checks a file against the ledger with nothing but public keys: pure, no network, no database."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass

from dutiful_docs.ledger.attachment import Attachment, Proof, SlotError, attachment_in, content_sha256
from dutiful_docs.ledger.checkpoint import HeadRefusedError, TreeHead, VerifyingKey, opened
from dutiful_docs.ledger.merkle import ProofRefusedError, check_consistency, check_inclusion, leaf_hash
from dutiful_docs.ledger.opening import Opening


class VerificationError(Exception):
    """The file is not what the ledger holds, or it is not proven to be; the text says why."""


class ProofMissingError(VerificationError):
    """The file has no proof in it and none was given: it was sealed before its leaf was in the log."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What is proven: this content was in the log, at this place, when this head was signed."""

    opening: Opening
    index: int
    head: TreeHead


def verify_paper(file: bytes, keys: Iterable[VerifyingKey], proof: Proof | None = None) -> Verdict:
    """Check a PDF that carries `dutiful-ledger.json`.

    Args:
        proof: instead of the one in the file.

    Raises:
        VerificationError: it is not proven.
    """
    try:
        attachment = attachment_in(file)
        opening = attachment.opening(content_sha256(file))
    except SlotError as exc:
        raise VerificationError(f"{exc}.") from exc
    return verify_opening(opening, keys, proof or _carried(attachment))


def verify_content(content: bytes, opening: Opening, keys: Iterable[VerifyingKey], proof: Proof) -> Verdict:
    """Check any bytes, such as a quote's answer, against an opening that is kept beside them.

    Raises:
        VerificationError: it is not proven.
    """
    if hashlib.sha256(content).hexdigest() != opening.content_sha256:
        raise VerificationError("The file is not the one that the opening was made for.")
    return verify_opening(opening, keys, proof)


def verify_opening(opening: Opening, keys: Iterable[VerifyingKey], proof: Proof) -> Verdict:
    """Check that what is opened is in a log whose head one of the keys signed.

    Raises:
        VerificationError: it is not.
    """
    try:
        head = opened(proof.note, keys)
    except HeadRefusedError as exc:
        raise VerificationError(f"The signed head of the log is refused: {exc}.") from exc
    path = [bytes.fromhex(one) for one in proof.path]
    try:
        check_inclusion(leaf_hash(opening.entry), proof.index, head.size, path, head.root)
    except ProofRefusedError as exc:
        raise VerificationError(
            f"The content is not what the ledger holds under leaf {opening.leaf}, or the proof is another's: {exc}."
        ) from exc
    return Verdict(opening, proof.index, head)


def verify_growth(before: TreeHead, after: TreeHead, path: Iterable[bytes]) -> None:
    """Check that the log has only grown between two heads that were opened with its keys.

    Raises:
        VerificationError: it was changed, cut, or is another log.
    """
    if before.origin != after.origin:
        raise VerificationError(f"The heads are of two logs, {before.origin} and {after.origin}.")
    if after.size < before.size:
        raise VerificationError(f"The log has shrunk from {before.size} to {after.size} leaves.")
    try:
        check_consistency(before.size, after.size, tuple(path), before.root, after.root)
    except ProofRefusedError as exc:
        raise VerificationError(f"The log of {after.size} is not that of {before.size} continued: {exc}.") from exc


def _carried(attachment: Attachment) -> Proof:
    if attachment.proof is None:
        raise ProofMissingError("The file was sealed before its leaf was in the log, so it carries no proof.")
    return attachment.proof
