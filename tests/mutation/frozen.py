"""Entries with the oracle's answers and the slices they need, put aside once: a mutant is then tried in seconds."""

import pickle
from dataclasses import dataclass, field
from pathlib import Path

from dutiful_quote.engine.law import Law
from dutiful_quote.engine.tariff_slice import TariffSlice
from tests.oracle.engine_side import PackagedTariff, Tariff
from tests.oracle.entries import Entries
from tests.oracle.naive_entry import Answer, compute
from tests.oracle.naive_facts import read_tables
from tests.oracle.naive_law import Entry, UnknownFactError
from tests.oracle.naive_rates import SkippedError


@dataclass
class Frozen(Tariff):
    """What a comparison needs. Slices are kept by their arguments, so that making them is tried too."""

    pairs: list[tuple[Entry, Answer]] = field(default_factory=list)
    parts: dict[str, tuple] = field(default_factory=dict)

    def law(self, codes: list[str], on) -> Law:
        return Law(self._slice(""), {code: self._slice(code) for code in codes}, on, "US")

    def _slice(self, code: str) -> TariffSlice:
        return TariffSlice("US", code, *self.parts[code])


def freeze(path: str, seed: int, entries: int) -> None:
    """Write `entries` entries to `path`."""
    tables, tariff, frozen = read_tables(), PackagedTariff(), Frozen()
    drawn = Entries(tables, seed)
    while len(frozen.pairs) < entries:
        entry = drawn.draw()
        try:
            frozen.pairs.append((entry, compute(tables, entry)))
        except (SkippedError, UnknownFactError):
            continue
        law = tariff.law([line.code for line in entry.lines], entry.on)
        for one in (law.territory, *law.goods.values()):
            frozen.parts[one.goods_code] = (one.measures, one.lines, one.areas, one.has_nomenclature, one.profile)
    Path(path).write_bytes(pickle.dumps(frozen))
