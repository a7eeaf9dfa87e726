"""Comparing engine and oracle on consignments to anywhere but the United States."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol

from tests.oracle.britain_entries import BritainEntries
from tests.oracle.country_entries import COUNTRIES, CountryEntries
from tests.oracle.europe_entries import EuropeEntries
from tests.oracle.naive_britain import britain
from tests.oracle.naive_consignment import ConsignmentEntry, Verdict
from tests.oracle.naive_country import country
from tests.oracle.naive_europe import europe
from tests.oracle.naive_northern_ireland import northern_ireland
from tests.oracle.naive_rates import SkippedError
from tests.oracle.northern_ireland_entries import NorthernIrelandEntries
from tests.oracle.world_compare import differences
from tests.oracle.world_engine import world_answer


class Draws(Protocol):
    def draw(self) -> ConsignmentEntry: ...


@dataclass(frozen=True)
class Oracle:
    """How consignments to one part of the world are drawn, and how they are judged."""

    draws: Callable[[int], Draws]
    judge: Callable[[ConsignmentEntry], Verdict]


_OWN = {
    "EU": Oracle(EuropeEntries, europe),
    "GB": Oracle(BritainEntries, britain),
    "XI": Oracle(NorthernIrelandEntries, northern_ireland),
}


def oracle_of(where: str) -> Oracle:
    """`WORLD` is every country that is known by its facts; several of them may be named: `JP,CA`."""
    if where in _OWN:
        return _OWN[where]
    countries = COUNTRIES if where == "WORLD" else where.split(",")
    return Oracle(partial(CountryEntries, countries=countries), country)


@dataclass
class Tally:
    """What came of it."""

    compared: int = 0
    certain: int = 0
    skipped: Counter[str] = field(default_factory=Counter)
    programmes: Counter[tuple[str, str]] = field(default_factory=Counter)
    disagreements: list[str] = field(default_factory=list)
    seconds: float = 0


def compare_world(where: str, seed: int, entries: int) -> Tally:
    tally, oracle = Tally(), oracle_of(where)
    draws = oracle.draws(seed)
    started = time.monotonic()
    for number in range(entries):
        entry = draws.draw()
        try:
            verdict = oracle.judge(entry)
        except SkippedError as error:
            tally.skipped[str(error)] += 1
            continue
        tally.compared += 1
        try:
            engine = world_answer(entry)
        except Exception as error:  # whatever it is, it is a finding
            tally.disagreements.append(f"{where} {number}: the engine failed: {error!r}\n    {entry}")
            continue
        tally.certain += all(line.calculable for line in engine.lines)
        tally.programmes.update((one.programme, str(one.collected)) for one in engine.all_charges())
        found = differences(engine, verdict)
        if found:
            tally.disagreements.append(f"{where} {number}: {'; '.join(found)}\n    {entry}")
    tally.seconds = time.monotonic() - started
    return tally


def tell(where: str, tally: Tally) -> None:
    for text in tally.disagreements[:20]:
        print(text)
    print(
        f"{where}: {tally.compared} entries compared ({tally.certain} with every amount certain), "
        f"{len(tally.disagreements)} disagreements, {tally.skipped.total()} skipped, "
        f"{len(tally.programmes)} programmes charged, {tally.seconds:.0f} s"
    )
    print("skipped:", tally.skipped.most_common(12))
