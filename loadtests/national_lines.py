"""How often the national line is right, given the right subheading: `python -m loadtests.national_lines <data>`.

Rows are the openly licensed ones with codes of the US, the EU and the UK. For each of five folds the weights of the
scorer are fitted and the lines counted anew, on the rows of the other folds. Rows of one ruling, and rows of one
subheading that say nearly the same, are in one fold, so that none is judged by its like. Rows whose code is no line of
the edition are counted and left out.
"""

import argparse
import gzip
import json
import math
import sys
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from dutiful_classify.codes.code_system import CodeSystems
from dutiful_classify.codes.code_tree import CodeTree, EditionInfo, Node
from dutiful_classify.codes.import_files import read_edition
from dutiful_classify.codes.lexical_scorer import LexicalScorer
from dutiful_classify.codes.line_prior import FrequencyPrior
from dutiful_classify.codes.line_scorer import Goods, LineScorer
from dutiful_classify.codes.national_lines import LineAnswer, NationalLines
from dutiful_classify.codes.publications.build import SOURCES
from dutiful_classify.codes.publications.frequencies import by_system, count_codes
from dutiful_classify.codes.walk import branchings
from dutiful_classify.engine.product import Product
from loadtests.line_weights import SOURCE_WEIGHTS, Branching, fit_weights
from loadtests.near_duplicates import near_duplicate_groups

#: What the rows call a code -> its system and how many of its digits they give.
_LABELS: Final = {"HTS10": ("US", 10), "HTS8": ("US", 8), "CN8": ("EU", 8), "UK10": ("GB", 10)}
_SYSTEMS: Final = {"US": "us/hts", "EU": "eu/taric", "GB": "gb/commodities"}
_FILES: Final = ("classify/labelled_open.jsonl.gz", "classify/uk_query_dev.jsonl.gz")
_FOLDS: Final = 5
_BINS: Final = 10
_Z95: Final = 1.959964


@dataclass(frozen=True, slots=True)
class Row:
    """A labelled text whose right line is in the loaded edition. `lines` are all lines of its subheading."""

    source: str
    goods: Goods
    system: str
    code: str
    tree: CodeTree
    lines: Sequence[Node]
    kind: str
    ruling: str
    fold: int = 0

    @property
    def hs6(self) -> str:
        return self.code[:6]

    @property
    def has_choice(self) -> bool:
        return len({line.code[: len(self.code)] for line in self.lines}) > 1


class _Trees:
    """The official editions with their texts, as an operator imports them."""

    def __init__(self, trees: Mapping[str, CodeTree]) -> None:
        self._trees = trees

    def tree(self, system: str) -> CodeTree | None:
        return self._trees.get(system)


def national_figures(data_folder: Path, extra: Sequence[LineScorer] = ()) -> dict[str, Any]:
    """Figures by source and over all, each share with its 95 % interval (Wilson).

    Args:
        data_folder: holds the official nomenclatures and the labelled rows.
        extra: scorers beside the lexical one, such as one of vectors.

    Raises:
        OSError: a file is missing there.
    """
    trees = {key: _tree(key, path, data_folder) for key, path in _SYSTEMS.items()}
    left_out: Counter[str] = Counter()
    rows = _in_folds(list(_rows(data_folder, trees, left_out)))
    tried: dict[str, list[tuple[Row, LineAnswer]]] = defaultdict(list)
    for fold in range(_FOLDS):
        others = [row for row in rows if row.fold != fold]
        scorers = [LexicalScorer(fit_weights(list(_branchings(others)))), *extra]
        prior = FrequencyPrior(by_system(count_codes((row.kind, row.code) for row in others)))
        for key, tree in trees.items():
            day = tree.info.published_on
            lines = NationalLines(_Trees(trees), scorers, lambda day=day: day, prior=prior)  # type: ignore[misc]
            for row in rows:
                if row.fold == fold and row.system == key:
                    answer = lines.answer(CodeSystems.packaged().get(key), row.hs6, row.goods)
                    tried[row.source].append((row, answer))
    everything = [one for found in tried.values() for one in found]
    return {
        "rows": {source: _figures(found) for source, found in sorted(tried.items())},
        "all": _figures(everything),
        "left_out": dict(sorted(left_out.items())),
        "weights": fit_weights(list(_branchings(rows))),
    }


def _tree(key: str, path: str, data: Path) -> CodeTree:
    source = next(source for source in SOURCES if source.path == path)
    system = CodeSystems.packaged().get(key)
    assert system is not None
    info = EditionInfo(path, key, source.edition, date.fromisoformat(source.published_on), "en", padded=system.padded)
    return CodeTree(info, read_edition(key, system, data / source.file).rows)


def _rows(data: Path, trees: Mapping[str, CodeTree], left_out: Counter[str]) -> Iterator[Row]:
    for file in _FILES:
        with gzip.open(data / file, "rt", encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                key, digits = _LABELS[record["code_system"]]
                tree, code = trees[key], record["code"]
                below = tree.lines_below(code[:6], tree.info.published_on)
                if len(code) != digits or not any(one.code.startswith(code) for one in below):
                    left_out[f"{record['source']}: code is no line of the edition"] += 1
                    continue
                goods = Goods(Product(record["text"]))
                source = f"{record['source']} {record['code_system']}"
                ruling = record["id"].lstrip("N") if record["source"].startswith("cross_") else ""
                yield Row(source, goods, key, code, tree, below, record["code_system"], ruling)


def _in_folds(rows: Sequence[Row]) -> list[Row]:
    groups = near_duplicate_groups([(row.hs6, row.goods.product.title, row.ruling) for row in rows])
    return [replace(row, fold=zlib.crc32(group.encode()) % _FOLDS) for row, group in zip(rows, groups, strict=True)]


def _branchings(rows: Sequence[Row]) -> Iterator[Branching]:
    scorer = LexicalScorer()
    for row in rows:
        weight = SOURCE_WEIGHTS.get(row.source.partition(" ")[0], 1.0)
        right = [line for line in row.lines if line.code.startswith(row.code)]
        for branches, place in branchings(row.tree, row.lines, right[0]):
            held = row.tree.lines[branches[place].first_line : branches[place].end_line]
            # Below the digits that the label gives nothing is known to be right.
            if all(line in held for line in right):
                yield Branching(scorer.features(row.goods, row.tree, branches), place, weight)


def _figures(tried: Sequence[tuple[Row, LineAnswer]]) -> dict[str, Any]:
    chosen = [(row, answer, *_best(row, answer)) for row, answer in tried]
    open_rows = [one for one in chosen if one[0].has_choice]
    whole = [one for one in open_rows if len(one[1].code) >= len(one[0].code)]
    return {
        "rows": len(chosen),
        "top1": _share([right for *_, right in chosen]),
        "rows_with_choice": len(open_rows),
        "top1_with_choice": _share([right for *_, right in open_rows]),
        "by_chance_with_choice": round(_mean([_chance(row) for row, *_ in open_rows]), 3),
        "answered_whole_with_choice": _share([len(one[1].code) >= len(one[0].code) for one in open_rows]),
        "right_where_whole": _share([answer.code.startswith(row.code) for row, answer, *_ in whole]),
        "right_as_far_as_answered": _share([_holds(row, answer) for row, answer in tried]),
        "calibration_error": round(_calibration_error([(share, right) for *_, share, right in open_rows]), 3),
    }


def _best(row: Row, answer: LineAnswer) -> tuple[float, bool]:
    """The likeliest code at the label's digits: its share, and whether it is right."""
    assert answer.walk is not None
    shares: dict[str, float] = defaultdict(float)
    for line, share in answer.walk.shares:
        shares[line.code[: len(row.code)]] += share
    best = max(shares, key=shares.__getitem__)
    return shares[best], best == row.code


def _holds(row: Row, answer: LineAnswer) -> bool:
    return answer.code.startswith(row.code) or row.code.startswith(answer.code)


def _chance(row: Row) -> float:
    return 1 / len({line.code[: len(row.code)] for line in row.lines})


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values) if values else 0.0


def _share(hits: Sequence[bool]) -> dict[str, float] | None:
    """The share of hits with its 95 % interval after Wilson; None of nothing."""
    count = len(hits)
    if not count:
        return None
    share = sum(hits) / count
    centre = share + _Z95**2 / (2 * count)
    spread = _Z95 * math.sqrt(share * (1 - share) / count + _Z95**2 / (4 * count**2))
    scale = 1 + _Z95**2 / count
    low, high = (centre - spread) / scale, (centre + spread) / scale
    return {"share": round(share, 3), "low": round(low, 3), "high": round(high, 3)}


def _calibration_error(stated: Sequence[tuple[float, bool]]) -> float:
    """The mean distance between what was stated and what came true, over ten bins."""
    bins: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for share, right in stated:
        bins[min(_BINS - 1, int(share * _BINS))].append((share, right))
    gaps = (abs(math.fsum(share for share, _ in held) - sum(right for _, right in held)) for held in bins.values())
    return math.fsum(gaps) / (len(stated) or 1)


def main(arguments: Sequence[str] | None = None) -> int:
    """Command line entry: prints the figures as JSON."""
    parser = argparse.ArgumentParser(description="Measure the national lines, given the right subheading.")
    parser.add_argument("data", type=Path, help="folder of official nomenclatures and labelled rows")
    options = parser.parse_args(arguments)
    sys.stdout.write(json.dumps(national_figures(options.data), indent=2) + "\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
