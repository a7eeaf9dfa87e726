"""What the words say: a product against the wordings of siblings."""

import math
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final
from weakref import WeakKeyDictionary

from dutiful_classify.codes.code_tree import CodeTree, Node
from dutiful_classify.codes.line_scorer import ChildScore, Goods
from dutiful_classify.codes.line_text import LineText, read_line
from dutiful_classify.codes.product_words import ProductWords
from dutiful_classify.codes.words import exclusive_groups, words

#: Log odds, fitted as a conditional logit over the branches on the way to the right line of openly licensed rows
#: (5,121 of them, checked in five folds; `loadtests/national_lines.py` fits and measures).
_WEIGHTS: Final[Mapping[str, float]] = {
    "ahead": 1.75,
    "all_covered": 2.65,
    "both_leave_out": 0.5,
    "condition_broken": -2.7,
    "condition_met": 1.0,
    "contrary": -1.4,
    "contrary_sex": -0.8,
    "covered": 1.4,
    "denied": -2.5,
    "only_other": 0.85,
    "other": 0.5,
    "share": 0.7,
}
#: Of what is weighed: what the goods have to do with.
_EVIDENCE: Final = (
    "covered", "ahead", "both_leave_out", "denied", "condition_met", "condition_broken", "contrary_sex",
    "contrary",
)  # fmt: skip
#: Wordings kept as read, of one edition; about a kilobyte each.
_MOST_KEPT: Final = 15_000
#: Rows below a row that are looked at ahead of the walk.
_MOST_AHEAD: Final = 200
#: A word that the rows above say too is no news.
_SAID_ABOVE: Final = 0.3
#: Added to the weight of what a wording says: few and common words are never covered whole.
_DOUBT: Final = 1.0
Telling = Callable[[str], float]


@dataclass(frozen=True, slots=True)
class _Read:
    """The wordings of an edition, read, and how rare its words are."""

    lines: dict[int, LineText]
    rarity: Mapping[str, float]


class LexicalScorer:
    """Compares words; needs imported texts. Safe to share between threads."""

    def __init__(self, weights: Mapping[str, float] = _WEIGHTS) -> None:
        self._weights = weights
        self._read: WeakKeyDictionary[CodeTree, _Read] = WeakKeyDictionary()

    def scores(self, goods: Goods, tree: CodeTree, children: Sequence[Node]) -> Sequence[ChildScore] | None:
        """By the overlap of words, weighed by how rare they are; None without texts."""
        if not tree.has_texts:
            return None
        rows = self.features(goods, tree, children)
        return [
            ChildScore(sum(self._weights.get(name, 0.0) * value for name, value in row.items()), _speaks(row))
            for row in rows
        ]

    def features(self, goods: Goods, tree: CodeTree, children: Sequence[Node]) -> list[dict[str, float]]:
        """What the words say of each row, by the name of its weight."""
        read = self._reading(tree)
        texts = [_text(read, tree, child) for child in children]
        telling = _telling(read, tree, children, texts)
        own = [_own(goods.words, text, telling) for text in texts]
        total = sum(child.end_line - child.first_line for child in children) or 1
        for row, text, child in zip(own, texts, children, strict=True):
            row["ahead"] = self._ahead(goods.words, read, tree, child, telling)
            row["share"] = math.log(max(1, child.end_line - child.first_line) / total)
            row["other"] = float(text.other)
            row["only_other"] = float(text.only_other)
        return own

    def prepare(self, tree: CodeTree) -> None:
        """Count the words of an edition, which the first answer would otherwise wait for."""
        if tree.has_texts:
            self._reading(tree)

    def _reading(self, tree: CodeTree) -> _Read:
        read = self._read.get(tree)
        if read is None:
            counts = Counter(
                word for node in tree.nodes for word in {word for said in tree.wordings(node) for word in words(said)}
            )
            size = len(tree.nodes)
            read = _Read({}, {word: math.log(size / count) for word, count in counts.items()})
            self._read[tree] = read
        return read

    def _ahead(self, said: ProductWords, read: _Read, tree: CodeTree, child: Node, telling: Telling) -> float:
        """The best that any row below `child` covers."""
        best, waiting, seen = 0.0, list(child.children), 0
        while waiting and seen < _MOST_AHEAD:
            node = tree.nodes[waiting.pop()]
            seen += 1
            best = max(best, _covered(said, _text(read, tree, node), telling))
            waiting.extend(node.children)
        return best


def _telling(read: _Read, tree: CodeTree, children: Sequence[Node], texts: Sequence[LineText]) -> Telling:
    """How much a word tells here: rare ones more, those of several siblings and of the rows above less."""
    beside = Counter(word for text in texts for word in text.words)
    above: frozenset[str] = frozenset()
    for node in tree.path(children[0])[:-1]:
        above |= _text(read, tree, node).words
    # "Men's or boys'" stands above "boys'": for whom goods are made is what rows below are split by.
    above -= exclusive_groups()[0]
    most = max(1, len(children))

    known: dict[str, float] = {}

    def telling(word: str) -> float:
        told = known.get(word)
        if told is None:
            common = (beside[word] - 1) / most if beside[word] > 1 else 0.0
            told = read.rarity.get(word, 0.0) * (1 - common) * (_SAID_ABOVE if word in above else 1.0)
            known[word] = told = 0.0 if beside[word] == most > 1 else told
        return told

    return telling


def _text(read: _Read, tree: CodeTree, node: Node) -> LineText:
    known = read.lines.get(node.index)
    if known is None:
        if len(read.lines) >= _MOST_KEPT:
            read.lines.clear()
        known = read.lines[node.index] = read_line(". ".join(tree.wordings(node)))
    return known


def _covered(said: ProductWords, text: LineText, telling: Telling) -> float:
    """How much of that alternative of the wording is said that is said most."""
    best = 0.0
    for part in text.alternatives:
        weight = matched = 0.0
        for word in part:
            told = telling(word)
            weight += told
            matched += told * said.weight(word)
        best = max(best, matched / (weight + _DOUBT))
    return best


def _own(said: ProductWords, text: LineText, telling: Telling) -> dict[str, float]:
    def weight(group: frozenset[str]) -> float:
        return math.fsum(map(telling, group))

    def matched(group: frozenset[str]) -> float:
        return math.fsum(telling(word) * said.weight(word) for word in group)

    whole = weight(text.words)
    # "Other than" often names the whole family again; only what is nowhere else in the wording is left out.
    left_out = text.left_out - text.words
    denied = left_out & said.left_out
    return {
        "covered": _covered(said, text, telling),
        "all_covered": matched(text.words) / (whole + _DOUBT),
        "both_leave_out": weight(denied) / (weight(left_out) + _DOUBT),
        "denied": weight(text.words & said.left_out) / (whole or 1.0),
        **_conditions(said, text),
        **_contrary(said, text.words),
    }


def _conditions(said: ProductWords, text: LineText) -> dict[str, float]:
    met, broken = 0, 0
    for condition in text.conditions:
        told = [amount for amount in said.amounts if amount.speaks_of(condition)]
        if told:
            holds = any(amount.meets(condition) for amount in told)
            met += holds
            broken += not holds
    return {"condition_met": float(met > 0 and not broken), "condition_broken": float(broken > 0)}


def _contrary(said: ProductWords, telling: frozenset[str]) -> dict[str, float]:
    """Of words that shut each other out (men's and women's) the wording has one and the goods another."""
    found = {"contrary_sex": 0.0, "contrary": 0.0}
    for place, group in enumerate(exclusive_groups()):
        wanted = telling & group
        stated = {word for word in group if said.weights.get(word, 0.0) >= 1.0}
        if wanted and stated and not wanted & said.weights.keys():
            found["contrary" if place else "contrary_sex"] = 1.0
    return found


def _speaks(row: Mapping[str, float]) -> bool:
    return any(row[name] > 0 for name in _EVIDENCE)
