"""How goods are spread over lines where nothing more is known of them."""

import csv
import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import Final, Protocol
from weakref import WeakKeyDictionary

from dutiful_classify.codes.code_system import FACTS
from dutiful_classify.codes.code_tree import CodeTree, Node

#: Counted to every line, seen or not.
_UNSEEN: Final = 1.0
#: Digits at which lines of the common nomenclature are counted together; the rest of a code splits them.
_COMMON_DIGITS: Final = 8


class LinePrior(Protocol):
    """The log odds of branches before anything is known of the goods, beyond what their number of lines says."""

    def log_odds(self, tree: CodeTree, children: Sequence[Node]) -> Sequence[float]:
        """One a row, in their order; only differences mean anything."""


class UniformPrior:
    """Every line is as likely as any other."""

    def log_odds(self, tree: CodeTree, children: Sequence[Node]) -> Sequence[float]:
        """Nothing beyond the number of lines: 0 for each."""
        return [0.0] * len(children)


class FrequencyPrior:
    """By how often lines were right before: the share of a line is (times it was right + 1) of all.

    Args:
        counts: by code system, then by code of 8 digits or of a whole line. A line is split off its eight digits by the
            counts of lines.
    """

    def __init__(self, counts: Mapping[str, Mapping[str, float]]) -> None:
        self._counts = counts
        self._known: WeakKeyDictionary[CodeTree, dict[int, float]] = WeakKeyDictionary()

    def log_odds(self, tree: CodeTree, children: Sequence[Node]) -> Sequence[float]:
        """The mean of the lines at or below each row: how many they are is for scorers to weigh."""
        counts = self._counts.get(tree.info.system)
        if not counts:
            return [0.0] * len(children)
        known = self._known.setdefault(tree, {})
        found = []
        for child in children:
            lines = tree.lines[child.first_line : child.end_line]
            for line in lines:
                if line.index not in known:
                    known[line.index] = _expected(counts, tree, line)
            found.append(math.log(math.fsum(known[line.index] for line in lines) / len(lines)) if lines else 0.0)
        return found


def _expected(counts: Mapping[str, float], tree: CodeTree, line: Node) -> float:
    """How often a line is right, in rows of its subheading, with one row added to every line."""
    common = line.code[:_COMMON_DIGITS]
    beside = tree.lines_below(common)
    split = math.fsum(counts.get(one.code, 0.0) for one in beside if len(one.code) > _COMMON_DIGITS)
    own = counts.get(line.code, 0.0) if len(line.code) > _COMMON_DIGITS else 0.0
    whole = max(counts.get(common, 0.0), split) + _UNSEEN * len(beside)
    return whole * (own + _UNSEEN) / (split + _UNSEEN * len(beside))


@cache
def packaged_prior() -> FrequencyPrior:
    """How often codes were right in the openly licensed rows (`facts/frequencies.csv`)."""
    counts: dict[str, dict[str, float]] = {}
    for row in csv.DictReader(files(FACTS).joinpath("frequencies.csv").read_text(encoding="utf-8").splitlines()):
        counts.setdefault(row["system"], {})[row["code"]] = float(row["count"])
    return FrequencyPrior(counts)
