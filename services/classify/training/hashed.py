"""Fits the hashed linear model: a table row for each bucket of features, and an output row for each subheading."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import torch
from torch import nn

from dutiful_classify.engine.hashed import buckets
from dutiful_classify.engine.text import clean
from training.encoder import group_places, hierarchical_loss
from training.titles import Example

BUCKETS: Final = 1 << 16
WIDTH: Final = 64
_BATCH: Final = 512
_TABLE_RATE, _OUTPUT_RATE = 0.02, 0.004


@dataclass(frozen=True, slots=True)
class Fitted:
    """The arrays of the artifact: 8-bit table with scales, output and bias."""

    table: np.ndarray[Any, Any]
    scale: np.ndarray[Any, Any]
    output: np.ndarray[Any, Any]
    bias: np.ndarray[Any, Any]


def fit_hashed(
    corpora: Iterator[Sequence[Example]], subheadings: Sequence[str], passes: int, log: Any = print
) -> Fitted:
    """`passes` corpora, one after the other."""
    place = {hs6: number for number, hs6 in enumerate(subheadings)}
    table = nn.EmbeddingBag(BUCKETS, WIDTH, mode="mean", sparse=True)
    nn.init.normal_(table.weight, std=0.1)
    output = nn.Linear(WIDTH, len(subheadings))
    tables = torch.optim.SparseAdam(list(table.parameters()), lr=_TABLE_RATE)
    outputs = torch.optim.Adam(output.parameters(), lr=_OUTPUT_RATE)
    groups = [group_places(subheadings, digits) for digits in (4, 2)]
    began = time.monotonic()
    for number, examples in zip(range(passes), corpora, strict=False):
        for optimizer, rate in ((tables, _TABLE_RATE), (outputs, _OUTPUT_RATE)):
            for group in optimizer.param_groups:
                group["lr"] = rate * (1 - number / passes)
        mean = 0.0
        for at in range(0, len(examples), _BATCH):
            part = [(buckets(clean(one.text), BUCKETS), place[one.hs6]) for one in examples[at : at + _BATCH]]
            part = [(owned, target) for owned, target in part if owned]
            flat = torch.tensor([bucket for owned, _ in part for bucket in owned])
            starts = torch.tensor(np.cumsum([0, *(len(owned) for owned, _ in part)])[:-1])
            loss = hierarchical_loss(output(table(flat, starts)), torch.tensor([to for _, to in part]), groups)
            tables.zero_grad()
            outputs.zero_grad()
            loss.backward()
            tables.step()
            outputs.step()
            mean = loss.item() if not mean else 0.98 * mean + 0.02 * loss.item()
        log(f"pass {number + 1}/{passes} loss {mean:.3f} {time.monotonic() - began:.0f} s")
    rows = table.weight.detach().numpy()
    scale = np.maximum(np.abs(rows).max(axis=1), 1e-8) / 127
    return Fitted(
        np.round(rows / scale[:, None]).astype(np.int8), scale.astype(np.float32),
        output.weight.detach().numpy().astype(np.float16), output.bias.detach().numpy(),
    )  # fmt: skip
