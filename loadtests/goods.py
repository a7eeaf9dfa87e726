"""The goods of the checkout mix: a few that are in every other cart, many rare ones, and some that are cold.

Popularity falls with the rank by a power law (Zipf), as it does in shops. A cold good has a code that no process and no
Redis holds: each is sold once, as long as there are enough of them.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import Any, Final

import asyncpg

from dutiful_quote.tariff.nomenclature import HarmonizedSystem
from loadtests.shop_setup import with_stores

#: Ordinary goods: nothing that is taxed by strength, sold under licence, or alive.
CHAPTERS: Final = (
    "39",
    "42",
    "49",
    "61",
    "62",
    "63",
    "64",
    "69",
    "70",
    "73",
    "82",
    "83",
    "84",
    "85",
    "90",
    "94",
    "95",
    "96",
)
MOST_COLD: Final = 4_000


@dataclass(frozen=True, slots=True)
class Good:
    """One article. `codes` by code system, `HS` among them."""

    sku: str
    codes: Mapping[str, str]

    def article(self) -> dict[str, Any]:
        """The row of a catalogue import."""
        words = {"en": f"Article {self.sku}"}
        return {
            "sku": self.sku,
            "codes": dict(self.codes),
            "origin": "CN",
            "net_weight_kg": "0.30",
            "descriptions": words,
        }


@dataclass(frozen=True, slots=True)
class Assortment:
    """All goods: `hot` by popularity, the most popular first, and `cold`."""

    hot: tuple[Good, ...]
    cold: tuple[Good, ...]

    @property
    def goods(self) -> tuple[Good, ...]:
        return self.hot + self.cold

    def plain(self) -> list[list[list[Any]]]:
        """As JSON can hold it."""
        return [[[one.sku, dict(one.codes)] for one in part] for part in (self.hot, self.cold)]

    @classmethod
    def from_plain(cls, plain: list[list[list[Any]]]) -> Assortment:
        hot, cold = (tuple(Good(sku, codes) for sku, codes in part) for part in plain)
        return cls(hot, cold)


class Choice:
    """Draws goods: by their popularity, and a share of `cold_share` (0..1) cold ones, each at most once a round."""

    def __init__(self, assortment: Assortment, chance: random.Random, *, exponent: float, cold_share: float) -> None:
        self._hot = assortment.hot
        self._cold = _shuffled_for_ever(assortment.cold, chance)
        self._weights = list(accumulate(1 / rank**exponent for rank in range(1, len(assortment.hot) + 1)))
        self._cold_share = cold_share if assortment.cold else 0.0
        self._chance = chance

    def cold(self) -> Good | None:
        """A cold good, as often as its share says; None else."""
        return next(self._cold) if self._chance.random() < self._cold_share else None

    def popular(self) -> Good:
        return self._chance.choices(self._hot, cum_weights=self._weights)[0]


def _shuffled_for_ever(goods: tuple[Good, ...], chance: random.Random) -> Iterator[Good]:
    order = list(goods)
    chance.shuffle(order)
    while order:
        yield from order


def assortment_of(environ: Mapping[str, str], *, seed: int, hot: int) -> Assortment:
    """Goods with declarable codes of the tariffs that a running stack has active."""
    codes = asyncio.run(
        codes_of(with_stores(environ)["DUTIFUL_DATABASE_URL"].replace("+asyncpg", ""), chapters=CHAPTERS)
    )
    chance = random.Random(seed)
    british, american = codes["GB"], codes["US"]
    chance.shuffle(british)
    by_subheading: dict[str, str] = {}
    for code in american:
        by_subheading.setdefault(code[:6], code)
    known = {code[:6] for code in british[:hot]}
    warm = [_good(f"LOAD-{n}", code, by_subheading) for n, code in enumerate(british[:hot])]
    # Of other subheadings than the warm ones: what those have brought into memory says nothing of these.
    fresh = [code for code in british[hot:] if code[:6] not in known][:MOST_COLD]
    return Assortment(tuple(warm), tuple(_good(f"COLD-{n}", code, {}) for n, code in enumerate(fresh)))


def _good(sku: str, british: str, american: Mapping[str, str]) -> Good:
    codes = {"HS": british[:6], "GB": british}
    if found := american.get(british[:6]):
        codes["US"] = found
    return Good(sku, codes)


async def codes_of(database: str, *, chapters: Sequence[str] | None) -> dict[str, list[str]]:
    """Codes of ten digits of the active tariffs of GB and US, by jurisdiction; of all chapters where none are named."""
    connection = await asyncpg.connect(database)
    try:
        rows = await connection.fetch(
            """
            SELECT DISTINCT a.jurisdiction, l.goods_code
            FROM quote.tariff_line l JOIN quote.tariff_active a USING (release_id)
            WHERE a.jurisdiction IN ('GB', 'US') AND length(l.goods_code) = 10
              AND ($1::text[] IS NULL OR left(l.goods_code, 2) = ANY($1))
            ORDER BY 1, 2
            """,
            chapters,
        )
    finally:
        await connection.close()
    found: dict[str, list[str]] = {"GB": [], "US": []}
    harmonized = HarmonizedSystem()
    for jurisdiction, code in rows:
        if harmonized.knows(code):  # a tariff may still have lines of an edition before
            found[jurisdiction].append(code)
    return found
