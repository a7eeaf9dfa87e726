"""Fits the hashed linear model: a table row for each bucket of features, and an output row for each subheading.

Reading texts takes as long as learning from them, so a second process reads the next corpus meanwhile.
"""

import multiprocessing
import time
from collections.abc import Callable, Iterator, Sequence
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
WIDTH: Final = 96
_BATCH: Final = 512
_TABLE_RATE, _OUTPUT_RATE = 0.02, 0.004


@dataclass(frozen=True, slots=True)
class Fitted:
    """The arrays of the artifact: 8-bit table with scales, output and bias."""

    table: np.ndarray[Any, Any]
    scale: np.ndarray[Any, Any]
    output: np.ndarray[Any, Any]
    bias: np.ndarray[Any, Any]


@dataclass(frozen=True, slots=True)
class Read:
    """Texts as the model sees them: the buckets of all, where each text's begin and end, and their subheadings.

    Attributes:
        owned: (features); `bounds`: (texts + 1); `targets`: (texts) places among the subheadings.
    """

    owned: np.ndarray[Any, Any]
    bounds: np.ndarray[Any, Any]
    targets: np.ndarray[Any, Any]


def read(examples: Sequence[Example], subheadings: Sequence[str]) -> Read:
    """The examples that have features, in their order."""
    place = {hs6: number for number, hs6 in enumerate(subheadings)}
    owned = [(np.array(buckets(clean(one.text), BUCKETS), np.int32), place[one.hs6]) for one in examples]
    owned = [(own, target) for own, target in owned if len(own)]
    return Read(
        np.concatenate([own for own, _ in owned]),
        np.cumsum([0, *(len(own) for own, _ in owned)]),
        np.array([target for _, target in owned]),
    )


def read_ahead(corpus_of: Callable[[int], Read], passes: int) -> Iterator[Read]:
    """`corpus_of(number)` for each pass, made by another process while the one before is learned.

    Raises:
        EOFError: that process has ended early; what it met stands above.
    """
    context = multiprocessing.get_context("fork")
    coming, going = context.Pipe(duplex=False)

    def make() -> None:
        for number in range(passes):
            going.send(corpus_of(number))  # waits until the one before has been taken

    context.Process(target=make, daemon=True).start()
    going.close()
    for _ in range(passes):
        yield coming.recv()


def fit_hashed(corpora: Iterator[Read], subheadings: Sequence[str], passes: int, log: Any = print) -> Fitted:
    """`passes` corpora, one after the other."""
    table = nn.EmbeddingBag(BUCKETS, WIDTH, mode="mean", sparse=True)
    nn.init.normal_(table.weight, std=0.1)
    output = nn.Linear(WIDTH, len(subheadings))
    tables = torch.optim.SparseAdam(list(table.parameters()), lr=_TABLE_RATE)
    outputs = torch.optim.Adam(output.parameters(), lr=_OUTPUT_RATE)
    groups = [group_places(subheadings, digits) for digits in (4, 2)]
    began = time.monotonic()
    for number, texts in enumerate(corpora):
        for optimizer, rate in ((tables, _TABLE_RATE), (outputs, _OUTPUT_RATE)):
            for group in optimizer.param_groups:
                group["lr"] = rate * (1 - number / passes)
        mean = 0.0
        for at in range(0, len(texts.targets), _BATCH):
            bounds = texts.bounds[at : at + _BATCH + 1]
            flat = torch.tensor(texts.owned[bounds[0] : bounds[-1]], dtype=torch.long)
            scores = output(table(flat, torch.tensor(bounds[:-1] - bounds[0])))
            loss = hierarchical_loss(scores, torch.tensor(texts.targets[at : at + _BATCH]), groups)
            tables.zero_grad()
            outputs.zero_grad()
            loss.backward()
            tables.step()
            outputs.step()
            mean = loss.item() if not mean else 0.98 * mean + 0.02 * loss.item()
        log(f"pass {number + 1}/{passes} loss {mean:.3f} {time.monotonic() - began:.0f} s")
    return _packed(table.weight.detach().numpy(), output)


def _packed(rows: np.ndarray[Any, Any], output: nn.Linear) -> Fitted:
    scale = np.maximum(np.abs(rows).max(axis=1), 1e-8) / 127
    return Fitted(
        np.round(rows / scale[:, None]).astype(np.int8), scale.astype(np.float32),
        output.weight.detach().numpy().astype(np.float16), output.bias.detach().numpy(),
    )  # fmt: skip
