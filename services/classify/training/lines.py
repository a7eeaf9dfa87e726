"""Directions of national lines, made of their official texts; only the directions are shipped, not the texts."""

import gzip
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from dutiful_classify.engine.text import clean
from dutiful_classify.model.encoder import Encoder
from training.open_texts import LabelledText
from training.vectors import vectors_of

#: Source of texts -> the code systems whose lines they describe.
_SYSTEMS: Final = {"hts_nomenclature": ("US",), "ukgt_selftext": ("EU", "GB")}
_LABELS: Final = {"HTS10": "US", "CN8": "EU", "UK10": "GB"}
_DIGITS: Final = {"US": 10, "EU": 8, "GB": 8}
_WIDTH: Final = 48
_LEAST_DIGITS: Final = 8


@dataclass(frozen=True, slots=True)
class Lines:
    """Directions by system.

    Attributes:
        projection: (384, 48), from the encoder's space to the shipped one.
        codes, directions: system -> its codes, and a row of 8-bit integers for each.
        weights: system -> log odds for a difference of 1 in cosine.
    """

    projection: np.ndarray[Any, Any]
    codes: dict[str, list[str]]
    directions: dict[str, np.ndarray[Any, Any]]
    weights: dict[str, float]


def fit_lines(path: Path, encoder: Encoder, labelled: Sequence[LabelledText]) -> Lines:
    """Directions of the lines in `nomenclature.jsonl.gz`, and weights fitted on labelled texts.

    Raises:
        OSError: the file cannot be read.
    """
    texts = _texts(path)
    vectors = {source: vectors_of(encoder, [text for _, text in rows]) for source, rows in texts.items()}
    everything = np.concatenate(list(vectors.values()))
    _, _, axes = np.linalg.svd(everything[:: max(1, len(everything) // 8000)], full_matrices=False)
    projection = axes[:_WIDTH].T.astype(np.float32)
    codes: dict[str, list[str]] = {}
    directions: dict[str, np.ndarray[Any, Any]] = {}
    for source, rows in texts.items():
        short = vectors[source] @ projection
        short /= np.maximum(np.linalg.norm(short, axis=1, keepdims=True), 1e-6)
        for system in _SYSTEMS[source]:
            codes[system] = [code for code, _ in rows]
            directions[system] = np.round(short * 127).astype(np.int8)
    asked = [row for row in labelled if row.code_system in _LABELS]
    told = vectors_of(encoder, [clean(row.text).plain for row in asked]) @ projection
    weights = {system: _weight(system, codes[system], directions[system], asked, told) for system in _DIGITS}
    return Lines(projection, codes, directions, weights)


def _texts(path: Path) -> dict[str, list[tuple[str, str]]]:
    found: dict[str, list[tuple[str, str]]] = {source: [] for source in _SYSTEMS}
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for row in map(json.loads, lines):
            if row["source"] in found and len(row["code"]) >= _LEAST_DIGITS:
                text = " , ".join(reversed(row["text"].split(" > ")))
                found[row["source"]].append((row["code"], clean(text).plain))
    return found


def _weight(
    system: str, codes: Sequence[str], directions: np.ndarray[Any, Any], asked: Sequence[LabelledText],
    told: np.ndarray[Any, Any],
) -> float:  # fmt: skip
    """The weight under which the right line among those of its subheading is likeliest."""
    digits = _DIGITS[system]
    below: dict[str, list[int]] = {}
    for place, code in enumerate(codes):
        below.setdefault(code[:6], []).append(place)
    cases: list[tuple[np.ndarray[Any, Any], int]] = []
    for row, vector in zip(asked, told, strict=True):
        places = below.get(row.code[:6], [])
        right = [number for number, place in enumerate(places) if codes[place][:digits] == row.code[:digits]]
        if _LABELS[row.code_system] == system and len(places) > 1 and right:
            rows = directions[places].astype(np.float32)
            near = rows @ vector / (np.linalg.norm(rows, axis=1) * max(float(np.linalg.norm(vector)), 1e-6))
            cases.append((near, right[0]))

    def likelihood(weight: float) -> float:
        return float(sum(weight * near[right] - np.log(np.exp(weight * near).sum()) for near, right in cases))

    return float(max(np.linspace(0, 20, 41), key=likelihood))
