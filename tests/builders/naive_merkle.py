"""Merkle trees by the recursive definitions of RFC 9162 (2.1.1, 2.1.3.1, 2.1.4.1), as plain as they stand there."""

import hashlib


def sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


def split_of(count: int) -> int:
    power = 1
    while power * 2 < count:
        power *= 2
    return power


def root(entries: list[bytes]) -> bytes:
    if not entries:
        return sha256(b"")
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0])
    k = split_of(len(entries))
    return sha256(b"\x01" + root(entries[:k]) + root(entries[k:]))


def path(index: int, entries: list[bytes]) -> list[bytes]:
    if len(entries) == 1:
        return []
    k = split_of(len(entries))
    if index < k:
        return [*path(index, entries[:k]), root(entries[k:])]
    return [*path(index - k, entries[k:]), root(entries[:k])]


def consistency(first: int, entries: list[bytes]) -> list[bytes]:
    return subproof(first, entries, whole=True)


def subproof(first: int, entries: list[bytes], *, whole: bool) -> list[bytes]:
    if first == len(entries):
        return [] if whole else [root(entries)]
    k = split_of(len(entries))
    if first <= k:
        return [*subproof(first, entries[:k], whole=whole), root(entries[k:])]
    return [*subproof(first - k, entries[k:], whole=False), root(entries[:k])]
