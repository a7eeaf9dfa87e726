"""A small log in memory, its key, and papers sealed for it."""

import hashlib
import io
from datetime import UTC, datetime

import pikepdf

from dutiful_docs.ledger.attachment import Attachment, Proof, content_sha256, filled
from dutiful_docs.ledger.checkpoint import SigningKey, TreeHead
from dutiful_docs.ledger.merkle import Frontier, Node, inclusion_spans, leaf_hash, path_of
from dutiful_docs.ledger.opening import Opening
from dutiful_docs.ledger.pdf_slot import with_slot

NOW = datetime(2026, 11, 29, 12, 0, 0, tzinfo=UTC)
ORIGIN = "ledger.example"
VERIFY_URL = "https://docs.example/v1/ledger/verify/"
KEY = SigningKey(b"a seed of exactly thirty-two byt")
OTHER_KEY = SigningKey(b"x" * 32)
LEAF = "0123456789abcdef0123456789abcdef"
SALT = "5a" * 32


def opening_of(content: bytes, *, leaf: str = LEAF, subject: str = "doc_1:1") -> Opening:
    return Opening(leaf, SALT, "document", subject, hashlib.sha256(content).hexdigest())


class MemoryLog:
    """A log of entries; the proofs it gives are signed with `key`."""

    def __init__(self, key: SigningKey = KEY, origin: str = ORIGIN) -> None:
        self.key = key
        self.origin = origin
        self.frontier = Frontier()
        self.nodes: dict[Node, bytes] = {}

    def add(self, entry: bytes) -> int:
        self.nodes.update(self.frontier.append(leaf_hash(entry)))
        return self.frontier.size - 1

    def head(self, at: datetime = NOW) -> TreeHead:
        return TreeHead(self.origin, self.frontier.size, self.frontier.root, at)

    def note(self, at: datetime = NOW) -> str:
        return self.key.sign(self.head(at))

    def proof(self, index: int) -> Proof:
        path = path_of(inclusion_spans(index, self.frontier.size), self.nodes)
        return Proof(index, tuple(one.hex() for one in path), self.note())

    def with_neighbours(self, entry: bytes) -> Proof:
        """Enter something between other leaves; its proof."""
        for number in range(5):
            self.add(b"before %d" % number)
        index = self.add(entry)
        for number in range(7):
            self.add(b"after %d" % number)
        return self.proof(index)


def pdf(text: str = "Commercial invoice", *, attached: bytes | None = None) -> bytes:
    """A one-page PDF, with an attached file if wanted."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(200, 200))
    page.Contents = document.make_stream(f"BT ({text}) Tj ET".encode())
    if attached is not None:
        document.attachments["invoice.xml"] = pikepdf.AttachedFileSpec(document, attached, filename="invoice.xml")
    out = io.BytesIO()
    document.save(out, deterministic_id=True)
    return out.getvalue()


def sealed_paper(log: MemoryLog, *, with_proof: bool = True, leaf: str = LEAF) -> tuple[bytes, Proof]:
    """A paper whose leaf is in the log, and its proof."""
    blank = with_slot(pdf())
    opening = Opening(leaf, SALT, "document", "doc_1:1", content_sha256(blank))
    proof = log.with_neighbours(opening.entry)
    return filled(blank, Attachment.of(opening, f"{VERIFY_URL}{leaf}", proof if with_proof else None)), proof
