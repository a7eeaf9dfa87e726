"""Fits the weights of the lexical scorer: a conditional logit over the branches on the way to each row's right line."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Matrix = npt.NDArray[np.float64]

#: Rows in officials' wording outnumber shops' words; they count for less.
SOURCE_WEIGHTS: Final[Mapping[str, float]] = {
    "us_s301_exclusion": 0.3,
    "us_mtb_9902": 0.3,
    "uk_search_references": 0.6,
}
_RIDGE: Final = 1.0
_MOST_STEPS: Final = 60
_LONGEST_STEP: Final = 5.0


@dataclass(frozen=True, slots=True)
class Branching:
    """Siblings with their features, which of them is right, and how much the row counts."""

    features: Sequence[Mapping[str, float]]
    right: int
    weight: float


def fit_weights(branchings: Sequence[Branching]) -> dict[str, float]:
    """The weights under which the right siblings are likeliest, drawn towards 0 by a ridge of 1 (Newton's method)."""
    names = sorted({name for one in branchings for row in one.features for name in row})
    table = np.array([[row.get(name, 0.0) for name in names] for one in branchings for row in one.features])
    group = np.repeat(np.arange(len(branchings)), [len(one.features) for one in branchings])
    counted = np.array([one.weight for one in branchings])
    target = np.concatenate([np.arange(len(one.features)) == one.right for one in branchings]).astype(float)
    weights: Matrix = np.zeros(len(names))
    for _ in range(_MOST_STEPS):
        share = _shares(table @ weights, group, len(branchings))
        slope = table.T @ ((target - share) * counted[group]) - _RIDGE * weights
        mean = np.zeros((len(branchings), len(names)))
        np.add.at(mean, group, table * share[:, None])
        curve = (table * (share * counted[group])[:, None]).T @ table - (mean * counted[:, None]).T @ mean
        step = np.linalg.solve(curve + _RIDGE * np.eye(len(names)), slope)
        longest = float(np.abs(step).max())
        weights = weights + step * min(1.0, _LONGEST_STEP / (longest or 1.0))
        if longest < 1e-5:
            break
    return dict(zip(names, (float(weight) for weight in weights), strict=True))


def _shares(utilities: Matrix, group: npt.NDArray[np.int64], groups: int) -> Matrix:
    highest = np.full(groups, -np.inf)
    np.maximum.at(highest, group, utilities)
    raised = np.exp(utilities - highest[group])
    total = np.bincount(group, raised, groups)
    shares: Matrix = raised / total[group]
    return shares
