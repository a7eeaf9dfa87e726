"""Merkle trees of any size and content: what the tree proves, the verifier believes, and nothing else."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from dutiful_docs.ledger.merkle import (
    Frontier,
    Node,
    ProofRefusedError,
    check_consistency,
    check_inclusion,
    consistency_spans,
    inclusion_spans,
    leaf_hash,
    path_of,
)
from tests.builders import naive_merkle

logs = st.lists(st.binary(max_size=40), min_size=1, max_size=400)


def stored(entries: list[bytes]) -> dict[Node, bytes]:
    frontier = Frontier()
    return {node: hash_ for entry in entries for node, hash_ in frontier.append(leaf_hash(entry))}


@given(logs, st.data())
def test_the_path_of_a_leaf_is_the_defined_one_and_believed(entries: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(entries) - 1))
    path = path_of(inclusion_spans(index, len(entries)), stored(entries))

    assert list(path) == naive_merkle.path(index, entries)
    check_inclusion(leaf_hash(entries[index]), index, len(entries), path, naive_merkle.root(entries))


@given(logs, st.data())
def test_the_consistency_is_the_defined_one_and_believed(entries: list[bytes], data: st.DataObject) -> None:
    first = data.draw(st.integers(1, len(entries)))
    path = path_of(consistency_spans(first, len(entries)), stored(entries))

    assert list(path) == naive_merkle.consistency(first, entries)
    roots = naive_merkle.root(entries[:first]), naive_merkle.root(entries)
    check_consistency(first, len(entries), path, *roots)


@given(logs, st.data())
def test_one_flipped_bit_in_a_proof_is_one_too_many(entries: list[bytes], data: st.DataObject) -> None:
    index = data.draw(st.integers(0, len(entries) - 1))
    path = [*path_of(inclusion_spans(index, len(entries)), stored(entries)), naive_merkle.root(entries)]
    which = data.draw(st.integers(0, len(path) - 1))
    bit = data.draw(st.integers(0, 255))
    path[which] = (int.from_bytes(path[which], "big") ^ (1 << bit)).to_bytes(32, "big")

    with pytest.raises(ProofRefusedError):
        check_inclusion(leaf_hash(entries[index]), index, len(entries), path[:-1], path[-1])


@given(
    st.binary(min_size=32, max_size=32),
    st.integers(0, 1 << 62),
    st.integers(0, 1 << 62),
    st.lists(st.binary(min_size=30, max_size=33), max_size=70),
    st.binary(min_size=32, max_size=32),
)
def test_made_up_proofs_are_refused_and_break_nothing(
    leaf: bytes, index: int, size: int, path: list[bytes], root: bytes
) -> None:
    assume(leaf != root)  # the tree of one leaf
    with pytest.raises(ProofRefusedError):
        check_inclusion(leaf, index, size, path, root)


@given(
    st.integers(1, 1 << 62),
    st.integers(1, 1 << 62),
    st.lists(st.binary(min_size=30, max_size=33), max_size=70),
    st.binary(min_size=32, max_size=32),
    st.binary(min_size=32, max_size=32).map(lambda one: one[::-1]),
)
def test_made_up_growth_is_refused_and_breaks_nothing(
    first: int, more: int, path: list[bytes], first_root: bytes, second_root: bytes
) -> None:
    with pytest.raises(ProofRefusedError):
        check_consistency(first, first + more, path, first_root, second_root)
