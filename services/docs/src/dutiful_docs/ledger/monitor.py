"""Watches a ledger from outside: keeps the last head it believed, and believes the next only as its continuation."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dutiful_docs.ledger.attachment import Proof, ProofFormatError
from dutiful_docs.ledger.checkpoint import HeadRefusedError, TreeHead, VerifyingKey, opened
from dutiful_docs.ledger.remote import NotThereError, RemoteError
from dutiful_docs.ledger.verification import VerificationError, verify_growth

#: Path below the ledger's address, and its query -> JSON. It raises `RemoteError`.
Ask = Callable[[str, Mapping[str, int]], Any]


@dataclass(frozen=True, slots=True)
class Watched:
    """The head that is believed now, and the one before; None at the first look."""

    head: TreeHead
    before: TreeHead | None


def watch(ask: Ask, keys: Collection[VerifyingKey], kept: Path) -> Watched:
    """Look at the ledger once. The head kept in the file is replaced only by one that continues it.

    Raises:
        VerificationError: the ledger contradicts what it has signed. Both heads lie beside the file then, as evidence:
            each is signed by the ledger itself.
        RemoteError: the ledger could not be asked, or answered with a head older than the one kept.
        OSError: the file cannot be read or written.
    """
    note = _note(ask("/v1/ledger/heads/latest", {}))
    head = _opened(note, keys, "The ledger's head")
    if not kept.exists():
        _write(kept, note)
        return Watched(head, None)
    known = kept.read_text(encoding="utf-8")
    before = _opened(known, keys, f"The head in {kept}")
    if head.size < before.size and head.signed_at <= before.signed_at:
        # A cache or a replica that lags does this too; if the log was cut back, its next head will say so.
        raise RemoteError(f"the ledger answers with an old head, of {head.size} leaves; {before.size} are known")
    try:
        verify_growth(before, head, _path(ask, before, head))
    except VerificationError:
        _write(kept.with_name(f"{kept.name}.contradicted"), known)
        _write(kept.with_name(f"{kept.name}.contradicting"), note)
        raise
    if (head.size, head.signed_at) > (before.size, before.signed_at):
        _write(kept, note)
    return Watched(head, before)


def _path(ask: Ask, before: TreeHead, head: TreeHead) -> tuple[bytes, ...]:
    if before.size >= head.size or before.size == 0:
        return ()
    try:
        answer = ask("/v1/ledger/consistency", {"first": before.size, "second": head.size})
        path = Proof.from_plain({"index": 0, "note": "", "path": answer["path"]}).path
    except (ProofFormatError, NotThereError, KeyError, TypeError) as exc:
        raise VerificationError("The ledger gives no proof that it has only grown.") from exc
    return tuple(bytes.fromhex(one) for one in path)


def _note(answer: Any) -> str:
    note = answer.get("note") if isinstance(answer, dict) else None
    if not isinstance(note, str):
        raise VerificationError("The ledger's newest head has no note.")
    return note


def _opened(note: str, keys: Collection[VerifyingKey], what: str) -> TreeHead:
    try:
        return opened(note, keys)
    except HeadRefusedError as exc:
        raise VerificationError(f"{what} is refused: {exc}.") from exc


def _write(file: Path, note: str) -> None:
    """All of it or nothing: a head that was half written would be refused ever after."""
    fresh = file.with_name(f"{file.name}.new")
    fresh.write_text(note, encoding="utf-8", newline="\n")
    fresh.replace(file)
