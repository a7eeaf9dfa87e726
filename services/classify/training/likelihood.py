"""How likely the right answers are under a ranker's scores, "none of these" being an answer too."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch

_STEPS: Final = 60


@dataclass(frozen=True, slots=True)
class Stacked:
    """The candidates of all cases under one another.

    Attributes:
        owner: (candidates) the number of each one's case; `values`: (candidates, ...) its features or its score.
        right: (candidates) whether it is right; `count`: how many cases.
    """

    owner: torch.Tensor
    values: torch.Tensor
    right: torch.Tensor
    count: int


def stacked(values: Sequence[np.ndarray[Any, Any]], right: Sequence[np.ndarray[Any, Any]]) -> Stacked:
    """Cases with the values of their candidates, and which of these are right."""
    owner = np.repeat(np.arange(len(values)), [len(one) for one in values])
    return Stacked(
        torch.tensor(owner),
        torch.tensor(np.concatenate(values), dtype=torch.float32),
        torch.tensor(np.concatenate(right)),
        len(values),
    )


def losses(scores: torch.Tensor, none: torch.Tensor, cases: Stacked) -> torch.Tensor:
    """(cases): minus the logarithm of what is right, which is "none of these" where no candidate is."""
    lone = none.expand(cases.count)
    best = lone.scatter_reduce(0, cases.owner, scores, "amax").detach()
    powers, nothing = (scores - best[cases.owner]).exp(), (lone - best).exp()
    whole = nothing.index_add(0, cases.owner, powers)
    good = torch.zeros(cases.count).index_add(0, cases.owner, powers * cases.right)
    found = torch.zeros(cases.count).index_add(0, cases.owner, cases.right.to(torch.float32)) > 0
    return -((torch.where(found, good, nothing) + 1e-9) / whole).log()


def belief(cases: Stacked, none: float) -> tuple[float, float]:
    """The temperature, and the score of "none of these" after it, under which these scored cases are likeliest.

    Args:
        none: where the search for that score begins.
    """
    spread, score = torch.zeros(1, requires_grad=True), torch.full((1,), none, requires_grad=True)
    optimizer = torch.optim.LBFGS([spread, score], max_iter=_STEPS, line_search_fn="strong_wolfe")

    def cost() -> torch.Tensor:
        optimizer.zero_grad()
        loss = losses(cases.values / spread.exp(), score, cases).mean()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss

    optimizer.step(cost)
    return float(spread.detach().exp().item()), float(score.detach().item())
