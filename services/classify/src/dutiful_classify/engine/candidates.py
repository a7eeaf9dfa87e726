"""The subheadings worth a closer look, and what each of the witnesses says of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from dutiful_classify.engine.concept_match import ConceptMatch
from dutiful_classify.engine.neighbours import Neighbour

Floats = NDArray[np.float32]

#: How many subheadings each witness may bring.
_FROM_ENCODER, _FROM_HASHED, _FROM_LEXICON, _FROM_NEIGHBOURS = 16, 12, 12, 6
#: What stands for "this witness says nothing of it", as a probability.
_SILENT: Final = 1e-4
_PRIOR: Final = 1e-7

FEATURES: Final = (
    "encoder", "encoder_heading", "encoder_chapter", "hashed", "hashed_heading", "hashed_chapter", "lexicon",
    "lexicon_heading", "lexicon_first", "neighbour", "neighbour_heading", "merchant", "merchant_heading",
    "encoder_best", "hashed_best", "lexicon_best",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Evidence:
    """What the witnesses say of one product.

    Attributes:
        encoder, hashed: logarithms of probabilities over all subheadings, in the order of `Subheadings.codes`.
        matches: concepts named; `neighbours`: examples near it.
        merchant_code: digits the merchant uses, or none.
    """

    encoder: Floats
    hashed: Floats
    matches: Sequence[ConceptMatch]
    neighbours: Sequence[Neighbour]
    merchant_code: str | None = None


class Subheadings:
    """All subheadings in order, with the places of their headings and chapters."""

    def __init__(self, codes: Sequence[str]) -> None:
        self.codes = tuple(codes)
        self.place = {code: number for number, code in enumerate(self.codes)}
        self._groups = {digits: _grouped(self.codes, digits) for digits in (4, 2)}

    def sums(self, logarithms: Floats, digits: int) -> Floats:
        """For each subheading the logarithm of what its heading (4) or chapter (2) sums to."""
        owner, count = self._groups[digits]
        totals = np.bincount(owner, weights=np.exp(logarithms), minlength=count)
        summed: Floats = np.log(totals[owner] + _PRIOR).astype(np.float32)
        return summed


def features_of(subheadings: Subheadings, evidence: Evidence) -> tuple[list[str], Floats]:
    """The candidates, and for each a row of `FEATURES`."""
    lexicon = share_of_codes(evidence.matches)
    codes = _chosen(subheadings, evidence, lexicon)
    places = [subheadings.place[code] for code in codes]
    lexicon_headings = _summed(lexicon, 4)
    first = evidence.matches[0].codes if evidence.matches else {}
    near, near_heading = _nearest(evidence.neighbours, 6), _nearest(evidence.neighbours, 4)
    merchant = evidence.merchant_code or ""
    columns: list[Any] = [
        evidence.encoder[places],
        subheadings.sums(evidence.encoder, 4)[places],
        subheadings.sums(evidence.encoder, 2)[places],
        evidence.hashed[places],
        subheadings.sums(evidence.hashed, 4)[places],
        subheadings.sums(evidence.hashed, 2)[places],
        [_log(lexicon.get(code, 0.0)) for code in codes],
        [_log(lexicon_headings.get(code[:4], 0.0)) for code in codes],
        [_log(first.get(code, 0.0)) for code in codes],
        [near.get(code, 0.0) for code in codes],
        [near_heading.get(code[:4], 0.0) for code in codes],
        [float(merchant[:6] == code) for code in codes],
        [float(bool(merchant) and merchant[:4] == code[:4]) for code in codes],
    ]
    firsts = [columns[0], columns[3], columns[6]]
    columns += [(np.asarray(column) >= np.max(column)).astype(np.float32) for column in firsts]
    return codes, np.asarray(columns, np.float32).T


def _chosen(subheadings: Subheadings, evidence: Evidence, lexicon: Mapping[str, float]) -> list[str]:
    chosen: dict[str, None] = {}
    for logarithms, count in ((evidence.encoder, _FROM_ENCODER), (evidence.hashed, _FROM_HASHED)):
        for at in np.argpartition(-logarithms, count)[:count]:
            chosen[subheadings.codes[at]] = None
    for code in sorted(lexicon, key=lambda code: -lexicon[code])[:_FROM_LEXICON]:
        chosen[code] = None
    for neighbour in evidence.neighbours[:_FROM_NEIGHBOURS]:
        chosen[neighbour.hs6] = None
    if evidence.merchant_code is not None and evidence.merchant_code[:6] in subheadings.place:
        chosen[evidence.merchant_code[:6]] = None
    return [code for code in chosen if code in subheadings.place]


def share_of_codes(matches: Sequence[ConceptMatch]) -> dict[str, float]:
    """Subheading -> its share over all concepts that are named; sums to 1 where any is."""
    told: dict[str, float] = {}
    for match in matches:
        for code, share in match.codes.items():
            told[code] = told.get(code, 0.0) + match.weight * share
    return told


def _summed(told: Mapping[str, float], digits: int) -> dict[str, float]:
    sums: dict[str, float] = {}
    for code, share in told.items():
        sums[code[:digits]] = sums.get(code[:digits], 0.0) + share
    return sums


def _nearest(neighbours: Sequence[Neighbour], digits: int) -> dict[str, float]:
    near: dict[str, float] = {}
    for neighbour in neighbours:
        code = neighbour.hs6[:digits]
        near[code] = max(near.get(code, 0.0), neighbour.similarity)
    return near


def _log(probability: float) -> float:
    return float(np.log(probability + _SILENT))


def _grouped(codes: Sequence[str], digits: int) -> tuple[NDArray[np.int64], int]:
    names = sorted({code[:digits] for code in codes})
    place = {name: number for number, name in enumerate(names)}
    return np.array([place[code[:digits]] for code in codes]), len(names)
