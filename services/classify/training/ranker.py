"""Fits the ranker and its calibration on texts that no witness has learned from."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
import torch
from torch import nn

from dutiful_classify.engine.candidates import FEATURES, Subheadings, features_of
from dutiful_classify.engine.pipeline import Gathered
from dutiful_classify.engine.ranker import KINDS, Ranker, kind_of
from training.likelihood import belief, losses, stacked

_HIDDEN: Final = 16
_STEPS: Final = 600
_RATE: Final = 0.02
_DECAY: Final = 0.3
#: Calibration needs scores by a ranker that has not seen the case: as many are fitted, each without a share of them.
_FOLDS: Final = 5
#: How much the belief from all cases weighs, and that from strangers' cases alone.
_BOLD: Final = (0.25, 0.75)
#: A kind of text with fewer cases takes the belief of all together.
_LEAST_CASES: Final = 60


@dataclass(frozen=True, slots=True)
class Case:
    """A product with what the witnesses say, and the subheadings that are right for it.

    Attributes:
        ours: whether we wrote it; such cases count little for how bold the ranker is.
    """

    gathered: Gathered
    right: frozenset[str]
    ours: bool = False


@dataclass(frozen=True, slots=True)
class _Prepared:
    features: np.ndarray[Any, Any]
    right: np.ndarray[Any, Any]
    kind: str
    ours: bool


def fit_ranker(cases: Sequence[Case], subheadings: Subheadings) -> Ranker:
    """A ranker fitted by the likelihood of what is right, a candidate or none of them, then calibrated by kind."""
    prepared = [_prepare(case, subheadings) for case in cases]
    ranker = _fitted(prepared)
    scores = _scores_unseen(prepared)
    every = range(len(prepared))
    # What we wrote is easier than what strangers write, and what is official is drier than what shops write: the truth
    # of a shop's words lies between the two, and so does the belief, on the cautious side.
    groups = [list(every), [number for number in every if not prepared[number].ours]]
    temperatures: dict[str, float] = {}
    none: dict[str, float] = {}
    for kind in KINDS:
        found = []
        for group in groups:
            own = [number for number in group if prepared[number].kind == kind]
            chosen = own if len(own) >= _LEAST_CASES else group
            told = stacked([scores[number] for number in chosen], [prepared[number].right for number in chosen])
            found.append(belief(told, ranker.none[kind]))
        temperatures[kind] = float(np.exp(np.average([np.log(temperature) for temperature, _ in found], weights=_BOLD)))
        none[kind] = float(np.average([score for _, score in found], weights=_BOLD))
    return replace(ranker, temperatures=temperatures, none=none)


def _prepare(case: Case, subheadings: Subheadings) -> _Prepared:
    codes, features = features_of(subheadings, case.gathered.evidence)
    right = np.array([code in case.right for code in codes])
    return _Prepared(features, right, kind_of(case.gathered.reading), case.ours)


def _fitted(cases: Sequence[_Prepared]) -> Ranker:
    """A ranker without calibration: every temperature is 1."""
    torch.manual_seed(1)
    rows = np.concatenate([one.features for one in cases])
    mean, scale = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-3)
    hidden, output = nn.Linear(len(FEATURES), _HIDDEN), nn.Linear(_HIDDEN, 1, bias=False)
    direct, none = nn.Linear(len(FEATURES), 1, bias=False), nn.Parameter(torch.zeros(1))
    nn.init.zeros_(output.weight)
    nn.init.zeros_(direct.weight)
    parts = [*hidden.parameters(), *output.parameters(), *direct.parameters(), none]
    optimizer = torch.optim.AdamW(parts, lr=_RATE, weight_decay=_DECAY)
    told = stacked([(one.features - mean) / scale for one in cases], [one.right for one in cases])
    for step in range(_STEPS):
        optimizer.param_groups[0]["lr"] = _RATE * (1 - step / _STEPS)
        scores = output(torch.tanh(hidden(told.values))) + direct(told.values)
        loss = losses(scores.squeeze(1), none, told).mean()
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
    arrays = [
        mean, scale, hidden.weight.detach().numpy().T, hidden.bias.detach().numpy(),
        output.weight.detach().numpy()[0], direct.weight.detach().numpy()[0],
    ]  # fmt: skip
    of_none: Mapping[str, float] = dict.fromkeys(KINDS, none.item())
    return Ranker(*(np.ascontiguousarray(array, np.float32) for array in arrays), dict.fromkeys(KINDS, 1.0), of_none)


def _scores_unseen(cases: Sequence[_Prepared]) -> list[np.ndarray[Any, Any]]:
    """For each case its candidates' scores by a ranker that was fitted without it."""
    order = np.random.default_rng(1).permutation(len(cases))
    scores: list[np.ndarray[Any, Any]] = [np.zeros(0)] * len(cases)
    for fold in range(_FOLDS):
        left_out = {int(number) for number in order[fold::_FOLDS]}
        ranker = _fitted([one for number, one in enumerate(cases) if number not in left_out])
        for number in left_out:
            scores[number] = ranker.scores(cases[number].features)
    return scores
