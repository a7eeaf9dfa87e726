"""The openly licensed labelled texts, split so that no ruling and no near duplicate stands on two sides."""

import gzip
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

from dutiful_classify.engine.text import clean

#: Of 100 groups: these many for figures, and these for fitting the ranker and calibration; the others are learned from.
#: Rulings are few and what others are measured on: more of them are kept for figures.
_TEST_SHARE: Final = 20
_TEST_SHARE_OF_RULINGS: Final = 45
_DEV_SHARE: Final = 15
_RULINGS: Final = ("cross_subject", "cross_text", "atlas_validation")
#: Two texts are near duplicates when this share of their words is the same.
_NEAR: Final = 0.6
_RULING = re.compile(r"[A-Z]{1,2}\d{5,6}|\d{6}")


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text and the subheadings that are right for it (several where the source accepts several).

    Attributes:
        code: the code as the source has it, digits only, with `code_system`.
        side: `train`, `dev` or `test`; near duplicates and the texts of one ruling stand on one side.
    """

    text: str
    hs6: frozenset[str]
    code: str
    code_system: str
    source: str
    id: str
    side: str


def read_labelled(path: Path, subheadings: frozenset[str]) -> list[LabelledText]:
    """The rows of a `.jsonl.gz` file whose code is in HS 2022, each with its side.

    Raises:
        OSError: the file cannot be read.
    """
    rows = [row for row in _rows(path) if any(code[:6] in subheadings for code in _codes(row))]
    groups = _groups([row["text"] for row in rows], [_key(row) for row in rows])
    of_rulings = {group for row, group in zip(rows, groups, strict=True) if row["source"] in _RULINGS}
    return [
        LabelledText(
            row["text"], frozenset(code[:6] for code in _codes(row)) & subheadings, row["code"], row["code_system"],
            row["source"], row["id"], "train" if group is None else _side(group, group in of_rulings),
        )
        for row, group in zip(rows, groups, strict=True)
    ]  # fmt: skip


def _side(group: str, of_rulings: bool) -> str:
    """Drawn by the group's name, the same on every machine."""
    place = int.from_bytes(sha256(group.encode()).digest()[:4]) % 100
    test = _TEST_SHARE_OF_RULINGS if of_rulings else _TEST_SHARE
    return "test" if place < test else "dev" if place < test + _DEV_SHARE else "train"


def _rows(path: Path) -> Iterator[dict[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines)


def _codes(row: dict[str, Any]) -> list[str]:
    return row.get("codes_all") or [row["code"]]


def _key(row: dict[str, Any]) -> str:
    """What ties rows together beside their words: the ruling, or the exclusion heading, they come from."""
    found = _RULING.search(row["id"])
    return f"{row['source'].split('_')[0]}:{found.group() if found else row['id']}"


def _groups(texts: Sequence[str], keys: Sequence[str]) -> list[str | None]:
    """The key that a text's group has: texts of one key, and texts that share most of their words, are one group.

    None for a group of several keys: what is like a text of another origin is learned from and measures nothing.
    """
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            name = parent[name]
        return name

    holders: dict[str, list[int]] = {}
    seen: list[frozenset[str]] = []
    for number, (text, key) in enumerate(zip(texts, keys, strict=True)):
        words = frozenset(clean(text).words)
        shared = Counter(other for word in words for other in holders.get(word, ()))
        for other, common in shared.items():
            if common >= _NEAR * len(words | seen[other]):
                parent[root(key)] = root(keys[other])
        seen.append(words)
        for word in words:
            holders.setdefault(word, []).append(number)
    members: dict[str, set[str]] = {}
    for key in keys:
        members.setdefault(root(key), set()).add(key)
    return [key if len(members[root(key)]) == 1 else None for key in keys]
