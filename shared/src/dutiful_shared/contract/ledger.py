"""`/v1/ledger`: heads, proofs and keys of the log, and what is entered into it. Hashes are hex digits."""

from datetime import datetime
from typing import Annotated, Any, Final

from pydantic import ConfigDict, Field

from dutiful_shared.contract.answer_values import AnswerModel
from dutiful_shared.contract.documents import LedgerStatus
from dutiful_shared.contract.fields import WireModel

#: More entries than this are sent in several requests.
MOST_ENTRIES: Final = 500

LeafName = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$", description="The name of a leaf, as printed on the paper.")]
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
EntryKind = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{0,39}$", description="Such as `quote` or `document`.")]
Subject = Annotated[
    str, Field(pattern=r"^[!-~]{1,128}$", description="What the entry is about, such as the id of a quote.")
]

_NOTE: Final = (
    "The signed head as a C2SP signed note: origin, size, root in base64, time of signing, an empty line, signatures."
)
HEAD_EXAMPLE: Final[dict[str, Any]] = {
    "origin": "ledger.example",
    "size": 2,
    "root": "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "signed_at": "2026-11-29T12:00:00Z",
    "note": "ledger.example\n2\n+sVCA+fMaWzw38tCySodnbr3CtnmIfS9jZhmLwDjwSU=\nsigned 2026-11-29T12:00:00Z\n\n— ...\n",
}


class HeadAnswer(AnswerModel):
    """The log at one size. Believe what stands in `note`, once its signature is checked; the rest repeats it."""

    model_config = ConfigDict(frozen=True, json_schema_extra={"examples": [HEAD_EXAMPLE]})

    origin: str
    size: Annotated[int, Field(ge=0, description="How many leaves the log had.")]
    root: Sha256
    signed_at: datetime
    note: Annotated[str, Field(description=_NOTE)]


class ProofAnswer(AnswerModel):
    """That a leaf is in the log (RFC 9162, section 2.1.3). It can be kept beside the paper, or put into it."""

    leaf: LeafName
    entry: Annotated[str, Field(description="The text whose hash, after a byte 0, is that of the leaf.")]
    index: Annotated[int, Field(ge=0, description="Where the leaf stands, from 0.")]
    size: Annotated[int, Field(ge=1)]
    path: Annotated[tuple[Sha256, ...], Field(description="From the leaf's sibling up to the root.")]
    note: Annotated[str, Field(description=_NOTE)]


class ConsistencyAnswer(AnswerModel):
    """That the log of `second` leaves is the one of `first` leaves, continued (RFC 9162, section 2.1.4)."""

    first: Annotated[int, Field(ge=0)]
    second: Annotated[int, Field(ge=0)]
    path: Annotated[tuple[Sha256, ...], Field(description="To be checked against the roots of the two signed heads.")]


class VerifyAnswer(AnswerModel):
    """What is known of a leaf. That it exists proves nothing of a paper that names it: check the file itself."""

    leaf: LeafName
    status: LedgerStatus
    proof: ProofAnswer | None = Field(description="Null until the leaf is in the log.")
    says: Annotated[str, Field(description="What this means, in a sentence for people.")]


class LedgerKey(AnswerModel):
    """A key that signs heads, or did."""

    id: Annotated[str, Field(description="What the operator calls it.")]
    current: Annotated[bool, Field(description="Whether heads are signed with it now.")]
    pem: Annotated[str, Field(description="The Ed25519 public key, for `dutiful ledger verify --key`.")]
    verifier_key: Annotated[
        str, Field(description="The same as name, id and key, as verifiers of signed notes take it.")
    ]


class LedgerKeys(AnswerModel):
    """Get the keys once, by a way that you trust, and keep them: what is fetched with a proof proves nothing."""

    origin: str
    keys: tuple[LedgerKey, ...]


class NewEntry(WireModel):
    """What is to be entered. The same subject with the same content is entered once, however often it is sent."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    merchant: Annotated[str, Field(pattern=r"^[!-~]{1,64}$")]
    kind: EntryKind
    subject: Subject
    content_sha256: Sha256


class NewEntries(WireModel):
    """What another service enters into the log for its merchants, several at a time."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    entries: Annotated[tuple[NewEntry, ...], Field(min_length=1, max_length=MOST_ENTRIES)]


class EnteredLeaf(AnswerModel):
    """The leaf that stands for an entry: a new one, or that of the same entry sent before."""

    leaf: LeafName
    status: LedgerStatus


class EnteredLeaves(AnswerModel):
    """In the order of the request."""

    entries: tuple[EnteredLeaf, ...]


class OpeningAnswer(AnswerModel):
    """What a leaf commits to. With it and the content itself anybody can check the leaf; without it nobody can."""

    leaf: LeafName
    status: LedgerStatus
    salt: Sha256
    kind: EntryKind
    subject: Subject
    content_sha256: Sha256


class Openings(AnswerModel):
    """The openings of one subject, the oldest first."""

    openings: tuple[OpeningAnswer, ...]
