"""How often codes were right in openly licensed, labelled rows: codes and counts, none of their texts."""

import csv
import gzip
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Final

LABELLED: Final = "classify/labelled_open.jsonl.gz"
#: What the rows call a code -> the systems that it counts for. The eight digits of the Union and the UK are one list.
_SYSTEMS: Final[Mapping[str, tuple[str, ...]]] = {
    "HTS10": ("US",),
    "HTS8": ("US",),
    "CN8": ("EU", "GB"),
    "UK10": ("EU", "GB"),
}
_COMMON_DIGITS: Final = 8


def count_codes(labels: Iterable[tuple[str, str]]) -> Counter[tuple[str, str]]:
    """(system, code) -> rows, for a label's kind and code: at eight digits, and at ten in its own system."""
    counts: Counter[tuple[str, str]] = Counter()
    for kind, code in labels:
        for system in _SYSTEMS[kind]:
            counts[system, code[:_COMMON_DIGITS]] += 1
        if len(code) > _COMMON_DIGITS:
            counts["US" if kind.startswith("HTS") else "GB", code] += 1
    return counts


def by_system(counts: Mapping[tuple[str, str], int]) -> dict[str, dict[str, float]]:
    """The counts as a prior takes them."""
    found: dict[str, dict[str, float]] = {}
    for (system, code), count in counts.items():
        found.setdefault(system, {})[code] = float(count)
    return found


def write_frequencies(data: Path, facts: Path) -> int:
    """Write `frequencies.csv`; the number of rows counted."""
    labels = [(row["code_system"], row["code"]) for row in _rows(data / LABELLED)]
    with (facts / "frequencies.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("system", "code", "count"))
        writer.writerows((*key, count) for key, count in sorted(count_codes(labels).items()))
    return len(labels)


def _rows(path: Path) -> Iterable[Mapping[str, Any]]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        yield from map(json.loads, lines)
