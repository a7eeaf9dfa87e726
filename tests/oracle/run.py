"""Comparing many entries: `python -m tests.oracle.run --entries 50000 --seed 7 --where EU`."""

import argparse
import sys
import time
from collections import Counter
from dataclasses import dataclass, field

from tests.oracle.compare import differences
from tests.oracle.engine_side import PackagedTariff, engine_answer
from tests.oracle.entries import Entries
from tests.oracle.naive_entry import compute
from tests.oracle.naive_facts import Tables, read_tables
from tests.oracle.naive_law import UnknownFactError
from tests.oracle.naive_rates import SkippedError
from tests.oracle.world_run import compare_world, tell


@dataclass
class Comparison:
    """What came of it."""

    compared: int = 0
    certain: int = 0
    skipped: int = 0
    why_skipped: Counter[str] = field(default_factory=Counter)
    programmes: set[str] = field(default_factory=set)
    disagreements: list[str] = field(default_factory=list)


def compare_many(tables: Tables, tariff: PackagedTariff, seed: int, entries: int) -> Comparison:
    result = Comparison()
    drawn = Entries(tables, seed)
    for number in range(entries):
        entry = drawn.draw()
        try:
            oracle = compute(tables, entry)
        except (SkippedError, UnknownFactError) as error:
            result.skipped += 1
            result.why_skipped[str(error)] += 1
            continue
        result.compared += 1
        try:
            engine = engine_answer(tariff, entry)
        except Exception as error:  # whatever it is, it is a finding
            result.disagreements.append(f"entry {number}: the engine failed: {error!r}\n    {entry}")
            continue
        result.certain += all(line.calculable for line in engine.lines)
        result.programmes |= {charge.programme for charge in engine.all_charges()}
        found = differences(engine, oracle)
        if found:
            result.disagreements.append(f"entry {number}: {'; '.join(found)}\n    {entry}")
    return result


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description="Compare the engine with the naive oracle on random entries.")
    parser.add_argument("--entries", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--where", default="US", help="US, EU, GB, XI, WORLD (every country known by facts) or countries such as JP,CA"
    )
    given = parser.parse_args(arguments)
    if given.where != "US":
        tally = compare_world(given.where, given.seed, given.entries)
        tell(given.where, tally)
        return 1 if tally.disagreements else 0
    started = time.monotonic()
    result = compare_many(read_tables(), PackagedTariff(), given.seed, given.entries)
    for text in result.disagreements[:20]:
        print(text)
    print(
        f"{result.compared} entries compared ({result.certain} with every amount certain), "
        f"{len(result.disagreements)} disagreements, {result.skipped} skipped, "
        f"{len(result.programmes)} programmes charged, {time.monotonic() - started:.0f} s"
    )
    print("skipped:", result.why_skipped.most_common(12))
    return 1 if result.disagreements else 0


if __name__ == "__main__":
    sys.exit(main())
