"""Merkle trees against the published values of Certificate Transparency and against the plain definitions."""

import hashlib
from itertools import pairwise

import pytest

from dutiful_docs.ledger.merkle import (
    EMPTY_ROOT,
    Frontier,
    Node,
    ProofRefusedError,
    Span,
    check_consistency,
    check_inclusion,
    consistency_spans,
    inclusion_spans,
    leaf_hash,
    node_hash,
    nodes_of,
    path_of,
    perfect_subtrees,
)
from tests.builders import naive_merkle

#: Leaves and roots of the reference implementation's tests of Certificate Transparency (RFC 6962).
LEAVES = [bytes.fromhex(one) for one in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657")]
LEAVES.append(bytes.fromhex("606162636465666768696a6b6c6d6e6f"))
ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
#: (index, size) -> path, of the same source.
PATHS = {
    (0, 8): [
        "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
    ],
    (5, 8): [
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
}
CONSISTENCY = {
    (1, 1): [],
    (1, 8): PATHS[0, 8],
    (6, 8): [
        "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
        "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    ],
    (2, 5): [
        "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
        "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
    ],
}
#: Every size up to this is compared with the plain definitions.
SIZES = 300
ENTRIES = [str(number).encode() for number in range(SIZES)]


class Grown:
    """A log of `entries`, with the hash of every perfect subtree and the root at every size."""

    def __init__(self, entries: list[bytes]) -> None:
        frontier = Frontier()
        self.nodes: dict[Node, bytes] = {}
        self.roots = [frontier.root]
        for entry in entries:
            self.nodes.update(frontier.append(leaf_hash(entry)))
            self.roots.append(frontier.root)

    def inclusion(self, index: int, size: int) -> tuple[bytes, ...]:
        return path_of(inclusion_spans(index, size), self.nodes)

    def consistency(self, first: int, second: int) -> tuple[bytes, ...]:
        return path_of(consistency_spans(first, second), self.nodes)


@pytest.fixture(scope="module")
def grown() -> Grown:
    return Grown(ENTRIES)


@pytest.fixture(scope="module")
def published() -> Grown:
    return Grown(LEAVES)


def test_the_roots_are_the_published_ones(published: Grown) -> None:
    assert [root.hex() for root in published.roots] == ROOTS


@pytest.mark.parametrize(
    ("place", "path"), [pytest.param(*one, id=f"{one[0][0]} of {one[0][1]}") for one in PATHS.items()]
)
def test_paths_are_the_published_ones(place: tuple[int, int], path: list[str], published: Grown) -> None:
    assert [one.hex() for one in published.inclusion(*place)] == path


@pytest.mark.parametrize(
    ("sizes", "path"), [pytest.param(*one, id=f"{one[0][0]} to {one[0][1]}") for one in CONSISTENCY.items()]
)
def test_consistency_is_the_published_one(sizes: tuple[int, int], path: list[str], published: Grown) -> None:
    assert [one.hex() for one in published.consistency(*sizes)] == path


def test_the_root_of_every_size_is_the_defined_one(grown: Grown) -> None:
    assert grown.roots == [naive_merkle.root(ENTRIES[:size]) for size in range(SIZES + 1)]


def test_the_empty_root_is_the_hash_of_nothing() -> None:
    assert hashlib.sha256().digest() == EMPTY_ROOT


def test_a_leaf_is_no_inner_node() -> None:
    assert leaf_hash(b"a" * 64) != node_hash(b"a" * 32, b"a" * 32)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 9, 100, 255, 256, 257, 300])
def test_every_leaf_has_the_defined_path(size: int, grown: Grown) -> None:
    assert [list(grown.inclusion(index, size)) for index in range(size)] == [
        naive_merkle.path(index, ENTRIES[:size]) for index in range(size)
    ]


@pytest.mark.parametrize("second", [2, 3, 7, 8, 9, 100, 128, 255, 256, 257, 300])
def test_every_earlier_size_has_the_defined_consistency(second: int, grown: Grown) -> None:
    assert [list(grown.consistency(first, second)) for first in range(1, second + 1)] == [
        naive_merkle.consistency(first, ENTRIES[:second]) for first in range(1, second + 1)
    ]


def test_every_leaf_of_every_size_is_proven(grown: Grown) -> None:
    proven = 0
    for size in range(1, SIZES + 1):
        for index in range(size):
            check_inclusion(leaf_hash(ENTRIES[index]), index, size, grown.inclusion(index, size), grown.roots[size])
            proven += 1
    assert proven == SIZES * (SIZES + 1) // 2


def test_every_size_is_proven_to_continue_every_smaller_one(grown: Grown) -> None:
    proven = 0
    for second in range(SIZES + 1):
        for first in range(second + 1):
            path = grown.consistency(first, second)
            check_consistency(first, second, path, grown.roots[first], grown.roots[second])
            proven += 1
    assert proven == (SIZES + 1) * (SIZES + 2) // 2


def test_no_path_proves_another_leaf(grown: Grown) -> None:
    refused = 0
    for index in range(37):
        for other in set(range(37)) - {index}:
            with pytest.raises(ProofRefusedError):
                check_inclusion(leaf_hash(ENTRIES[other]), index, 37, grown.inclusion(index, 37), grown.roots[37])
            refused += 1
    assert refused == 37 * 36


def test_no_path_proves_another_place(grown: Grown) -> None:
    for index in range(37):
        for other in set(range(-1, 39)) - {index}:
            with pytest.raises(ProofRefusedError):
                check_inclusion(leaf_hash(ENTRIES[index]), other, 37, grown.inclusion(index, 37), grown.roots[37])


@pytest.mark.parametrize("fault", ["shorter", "longer", "one bit", "swapped", "short hash"])
def test_a_path_that_was_touched_is_refused(fault: str, grown: Grown) -> None:
    path = list(grown.inclusion(20, 37))
    touched = {
        "shorter": path[:-1],
        "longer": [*path, path[0]],
        "one bit": [bytes([path[0][0] ^ 1]) + path[0][1:], *path[1:]],
        "swapped": [path[1], path[0], *path[2:]],
        "short hash": [path[0][:-1], *path[1:]],
    }[fault]
    with pytest.raises(ProofRefusedError):
        check_inclusion(leaf_hash(ENTRIES[20]), 20, 37, touched, grown.roots[37])


def test_a_log_that_was_changed_before_is_not_consistent(grown: Grown) -> None:
    forged = Grown([b"forged", *ENTRIES[1:100]])
    with pytest.raises(ProofRefusedError, match="first tree"):
        check_consistency(60, 100, forged.consistency(60, 100), grown.roots[60], forged.roots[100])


def test_a_path_of_another_growth_is_not_consistent(grown: Grown) -> None:
    with pytest.raises(ProofRefusedError, match="second tree"):
        check_consistency(60, 100, grown.consistency(60, 100), grown.roots[60], grown.roots[101])


@pytest.mark.parametrize("fault", ["shorter", "longer", "empty"])
def test_a_consistency_path_that_was_touched_is_refused(fault: str, grown: Grown) -> None:
    path = grown.consistency(60, 100)
    touched = {"shorter": path[:-1], "longer": (*path, path[0]), "empty": ()}[fault]
    with pytest.raises(ProofRefusedError):
        check_consistency(60, 100, touched, grown.roots[60], grown.roots[100])


@pytest.mark.parametrize(
    ("first", "second", "path", "roots"),
    [
        pytest.param(0, 5, (), (b"x" * 32, b"y" * 32), id="a root of nothing that is none"),
        pytest.param(5, 5, (), (b"x" * 32, b"y" * 32), id="two roots of one size"),
        pytest.param(5, 5, (b"z" * 32,), (b"x" * 32, b"x" * 32), id="a path where none is needed"),
        pytest.param(6, 5, (), (b"x" * 32, b"y" * 32), id="backwards"),
        pytest.param(-1, 5, (), (b"x" * 32, b"y" * 32), id="below nothing"),
    ],
)
def test_what_needs_no_path_is_checked_too(
    first: int, second: int, path: tuple[bytes, ...], roots: tuple[bytes, bytes]
) -> None:
    with pytest.raises(ProofRefusedError):
        check_consistency(first, second, path, *roots)


@pytest.mark.parametrize(("index", "size"), [(-1, 5), (5, 5), (0, 0)])
def test_there_is_no_path_of_a_leaf_that_is_not_there(index: int, size: int) -> None:
    with pytest.raises(ValueError, match="has no leaf"):
        inclusion_spans(index, size)


def test_a_proof_is_made_of_few_subtrees() -> None:
    size = (1 << 40) - 1
    counts = [len(nodes_of(inclusion_spans(index, size))) for index in (0, size // 2, size - 1)]
    counts += [len(nodes_of(consistency_spans(first, size))) for first in (1, size // 3, size - 1)]
    assert max(counts) <= 2 * 40


def test_the_subtrees_of_a_span_follow_each_other() -> None:
    span = Span(512, 1000)
    nodes = perfect_subtrees(span)
    ends = [(node.position + 1) << node.level for node in nodes]
    starts = [node.position << node.level for node in nodes]
    assert (starts[0], ends[-1]) == span
    assert all(end == start for (_, end), (start, _) in pairwise(zip(starts, ends, strict=True)))
