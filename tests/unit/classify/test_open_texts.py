"""The split that figures rest on: nothing that was learned from is measured, on every machine alike."""

import gzip
import json
from pathlib import Path
from typing import Any

from services.classify.training.open_texts import LabelledText, read_labelled

KNOWN = frozenset({"610910", "420222"})


def row(text: str, id_: str, source: str = "uk_search_references", code: str = "610910") -> dict[str, Any]:
    return {"text": text, "code": code, "code_system": "UK10", "source": source, "id": id_}


def read(tmp_path: Path, rows: list[dict[str, Any]]) -> list[LabelledText]:
    path = tmp_path / "labelled.jsonl.gz"
    path.write_bytes(gzip.compress("\n".join(json.dumps(one) for one in rows).encode()))
    return read_labelled(path, KNOWN)


def test_what_is_like_a_text_of_another_origin_is_learned_from_only(tmp_path: Path) -> None:
    pairs = [row(f"cotton shirt number {word} {side}", f"{side}{word}") for word in "abcdefghij" for side in ("x", "y")]
    assert {one.side for one in read(tmp_path, pairs)} == {"train"}


def test_texts_of_one_ruling_stand_on_one_side(tmp_path: Path) -> None:
    rows = [
        row(text, f"N{100000 + number}", "cross_text")
        for number in range(40)
        for text in (f"alpha{number} bag", f"beta{number} purse of leather")
    ]
    sides: dict[str, set[str]] = {}
    for one in read(tmp_path, rows):
        sides.setdefault(one.id, set()).add(one.side)
    assert all(len(found) == 1 for found in sides.values())
    assert {side for found in sides.values() for side in found} == {"train", "dev", "test"}


def test_the_order_of_the_rows_changes_no_side(tmp_path: Path) -> None:
    rows = [row(f"goods{number} of kind{number % 7}", f"r{number}") for number in range(60)]
    forth = {one.id: one.side for one in read(tmp_path, rows)}
    back = {one.id: one.side for one in read(tmp_path, rows[::-1])}
    assert forth == back


def test_a_code_of_another_edition_is_passed_over(tmp_path: Path) -> None:
    assert read(tmp_path, [row("old goods", "r1", code="999999")]) == []
