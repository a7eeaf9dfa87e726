"""Figures of a classifier on texts it has not learned from, with 95 % intervals."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np

from dutiful_classify.engine.assessment import Assessment
from dutiful_classify.engine.classifier import Classifier
from dutiful_classify.engine.product import Product

_DRAWS: Final = 1000
_SURE: Final = 0.8
_BINS: Final = 10
_BATCH: Final = 32


@dataclass(frozen=True, slots=True)
class Judged:
    """A product and the subheadings an official source holds right for it."""

    product: Product
    right: frozenset[str]


def judge(classifier: Classifier, cases: Sequence[Judged]) -> list[Assessment]:
    """The assessments, in order."""
    found: list[Assessment] = []
    for at in range(0, len(cases), _BATCH):
        found += classifier.assess([case.product for case in cases[at : at + _BATCH]])
    return found


def figures(cases: Sequence[Judged], assessments: Sequence[Assessment]) -> dict[str, Any]:
    """Shares (0 to 1), each as [value, low, high]; expected calibration error; accuracy and coverage above 0.8."""
    ranked = [[candidate.hs6 for candidate in assessment.candidates] for assessment in assessments]
    first = np.array([_within(codes[:1], case.right) for codes, case in zip(ranked, cases, strict=True)], float)
    chances = np.array([one.candidates[0].probability if one.candidates else 0.0 for one in assessments])
    sure = chances >= _SURE
    return {
        "cases": len(cases),
        "hs6_at_1": _interval(first),
        "hs6_at_3": _share(ranked, cases, 3, 6),
        "hs6_at_5": _share(ranked, cases, 5, 6),
        "hs4_at_1": _share(ranked, cases, 1, 4),
        "hs2_at_1": _share(ranked, cases, 1, 2),
        "calibration_error": round(_calibration_error(chances, first), 4),
        "sure_share": _interval(sure.astype(float)),
        "sure_accuracy": _interval(first[sure]),
    }


def _within(codes: Sequence[str], right: frozenset[str], digits: int = 6) -> bool:
    return not {code[:digits] for code in codes}.isdisjoint({code[:digits] for code in right})


def _share(ranked: Sequence[Sequence[str]], cases: Sequence[Judged], among: int, digits: int) -> list[float]:
    hits = [_within(codes[:among], case.right, digits) for codes, case in zip(ranked, cases, strict=True)]
    return _interval(np.array(hits, float))


def _interval(hits: np.ndarray[Any, Any]) -> list[float]:
    """Mean with its bootstrap 95 % interval; of no cases, nothing."""
    if not len(hits):
        return []
    dice = np.random.default_rng(1)
    means = hits[dice.integers(0, len(hits), (_DRAWS, len(hits)))].mean(axis=1)
    return [round(float(value), 4) for value in (hits.mean(), *np.quantile(means, (0.025, 0.975)))]


def _calibration_error(chances: np.ndarray[Any, Any], right: np.ndarray[Any, Any]) -> float:
    """Mean distance between what was promised and what came true, over ten bins of equal width, by their sizes."""
    bins = np.minimum((chances * _BINS).astype(int), _BINS - 1)
    error = 0.0
    for number in range(_BINS):
        own = bins == number
        if own.any():
            error += own.mean() * abs(chances[own].mean() - right[own].mean())
    return float(error)
