"""Merkle trees as RFC 9162 (section 2.1; RFC 6962 has the same) defines them: roots, proofs, and how they are checked.

Pure: nothing here reads or writes. A tree is stored as the hashes of its perfect subtrees, which never change once they
are there; every proof is made of few of them. Hashes are 32 bytes, SHA-256.
"""

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

HASH_BYTES: Final = 32
#: The root of the tree without leaves.
EMPTY_ROOT: Final = hashlib.sha256(b"").digest()
#: Told apart by their first byte: else an inner node could be passed off as a leaf.
_LEAF: Final = b"\x00"
_NODE: Final = b"\x01"


class ProofRefusedError(Exception):
    """The proof does not prove it; the text says why."""


class Node(NamedTuple):
    """A perfect subtree: the leaves from `position << level` on, `1 << level` of them."""

    level: int
    position: int


class Span(NamedTuple):
    """The leaves from `start` up to, without, `end`: a subtree of some tree, perfect or not."""

    start: int
    end: int


def leaf_hash(entry: bytes) -> bytes:
    """SHA-256 of a byte 0 and the entry (RFC 9162, section 2.1.1)."""
    return hashlib.sha256(_LEAF + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """SHA-256 of a byte 1 and the hashes of both children (RFC 9162, section 2.1.1)."""
    return hashlib.sha256(_NODE + left + right).digest()


def perfect_subtrees(span: Span) -> tuple[Node, ...]:
    """What a subtree is made of, from left to right, the largest first.

    `span.start` must be a multiple of the power of two that is not below the span's length, as every subtree's is.
    """
    nodes = []
    start, left = span.start, span.end - span.start
    while left:
        level = left.bit_length() - 1
        nodes.append(Node(level, start >> level))
        start += 1 << level
        left -= 1 << level
    return tuple(nodes)


def joined(hashes: Sequence[bytes]) -> bytes:
    """The hash of a subtree from those of its perfect subtrees; of none it is `EMPTY_ROOT`."""
    if not hashes:
        return EMPTY_ROOT
    whole = hashes[-1]
    for hash_ in reversed(hashes[:-1]):
        whole = node_hash(hash_, whole)
    return whole


@dataclass(slots=True)
class Frontier:
    """The right edge of a growing tree: all that appending needs. `peaks` belong to `perfect_subtrees` of the tree."""

    size: int = 0
    peaks: list[bytes] = field(default_factory=list)

    def append(self, leaf: bytes) -> list[tuple[Node, bytes]]:
        """Add the hash of a leaf; the perfect subtrees that this completes, the leaf itself first."""
        level, position, hash_ = 0, self.size, leaf
        completed = [(Node(level, position), hash_)]
        while position & 1:
            hash_ = node_hash(self.peaks.pop(), hash_)
            level, position = level + 1, position >> 1
            completed.append((Node(level, position), hash_))
        self.peaks.append(hash_)
        self.size += 1
        return completed

    @property
    def root(self) -> bytes:
        """The root of the tree as it stands, 32 bytes."""
        return joined(self.peaks)


def inclusion_spans(index: int, size: int) -> tuple[Span, ...]:
    """The subtrees whose hashes prove that the leaf at `index` is in the tree of `size` leaves, lowest first.

    Raises:
        ValueError: the tree has no such leaf.
    """
    if not 0 <= index < size:
        raise ValueError(f"a tree of {size} has no leaf {index}")
    spans = []
    start, end = 0, size
    while end - start > 1:
        middle = start + _largest_power_below(end - start)
        if index < middle:
            spans.append(Span(middle, end))
            end = middle
        else:
            spans.append(Span(start, middle))
            start = middle
    return tuple(reversed(spans))


def consistency_spans(first: int, second: int) -> tuple[Span, ...]:
    """The subtrees whose hashes prove that the tree of `first` leaves is the beginning of that of `second`.

    Raises:
        ValueError: the first is larger than the second, or smaller than 0.
    """
    if not 0 <= first <= second:
        raise ValueError(f"a tree of {first} is not the beginning of one of {second}")
    if first in {0, second}:
        return ()
    spans = []
    start, end = 0, second
    while first != end:
        middle = start + _largest_power_below(end - start)
        if first <= middle:
            spans.append(Span(middle, end))
            end = middle
        else:
            spans.append(Span(start, middle))
            start = middle
    if start:
        # Where the walk ends in the first tree as a whole, the verifier has its hash already: it is the first root.
        spans.append(Span(start, end))
    return tuple(reversed(spans))


def nodes_of(spans: Iterable[Span]) -> tuple[Node, ...]:
    """The perfect subtrees that a proof over these spans is made of."""
    return tuple(node for span in spans for node in perfect_subtrees(span))


def path_of(spans: Iterable[Span], known: Mapping[Node, bytes]) -> tuple[bytes, ...]:
    """A proof: the hash of each span.

    Raises:
        KeyError: `known` lacks one of `nodes_of(spans)`.
    """
    return tuple(joined([known[node] for node in perfect_subtrees(span)]) for span in spans)


def check_inclusion(leaf: bytes, index: int, size: int, path: Sequence[bytes], root: bytes) -> None:
    """RFC 9162, section 2.1.3.2: the leaf of this hash stands at `index` in the tree of this size and root.

    Raises:
        ProofRefusedError: it is not proven.
    """
    if not 0 <= index < size:
        raise ProofRefusedError(f"a tree of {size} has no leaf {index}")
    _check_lengths(leaf, root, *path)
    at, last, hash_ = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise ProofRefusedError("the path is too long")
        if at & 1 or at == last:
            hash_ = node_hash(sibling, hash_)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            hash_ = node_hash(hash_, sibling)
        at, last = at >> 1, last >> 1
    if last:
        raise ProofRefusedError("the path is too short")
    if hash_ != root:
        raise ProofRefusedError("the path leads to another root")


def check_consistency(first: int, second: int, path: Sequence[bytes], first_root: bytes, second_root: bytes) -> None:
    """RFC 9162, section 2.1.4.2: the second tree holds the first as its beginning, nothing changed or left out.

    Raises:
        ProofRefusedError: it is not proven.
    """
    if not 0 <= first <= second:
        raise ProofRefusedError(f"a tree of {first} is not the beginning of one of {second}")
    _check_lengths(first_root, second_root, *path)
    if first in {0, second}:
        _check_trivial(first, second, path, first_root, second_root)
        return
    hashes = list(path)
    if first & (first - 1) == 0:
        hashes.insert(0, first_root)
    if not hashes:
        raise ProofRefusedError("the path is too short")
    old, new = _walked(first, second, hashes)
    if old != first_root:
        raise ProofRefusedError("the path does not begin with the first tree")
    if new != second_root:
        raise ProofRefusedError("the path does not lead to the second tree")


def _walked(first: int, second: int, hashes: Sequence[bytes]) -> tuple[bytes, bytes]:
    """The roots of both trees that a consistency path leads to."""
    at, last = first - 1, second - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    old = new = hashes[0]
    for hash_ in hashes[1:]:
        if last == 0:
            raise ProofRefusedError("the path is too long")
        if at & 1 or at == last:
            old, new = node_hash(hash_, old), node_hash(hash_, new)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            new = node_hash(new, hash_)
        at, last = at >> 1, last >> 1
    if last:
        raise ProofRefusedError("the path is too short")
    return old, new


def _check_trivial(first: int, second: int, path: Sequence[bytes], first_root: bytes, second_root: bytes) -> None:
    if path:
        raise ProofRefusedError("the path is too long")
    if first == 0 and first_root != EMPTY_ROOT:
        raise ProofRefusedError("the tree without leaves has another root")
    if first == second and first_root != second_root:
        raise ProofRefusedError("two trees of one size have two roots")


def _check_lengths(*hashes: bytes) -> None:
    if any(len(hash_) != HASH_BYTES for hash_ in hashes):
        raise ProofRefusedError(f"a hash has {HASH_BYTES} bytes")


def _largest_power_below(count: int) -> int:
    """The largest power of two smaller than `count`, which is 2 or more."""
    return 1 << ((count - 1).bit_length() - 1)
