"""Consignments drawn at random from a seed: both sides of each date and threshold, cleanly or messily described."""

import itertools
import random
from collections.abc import Sequence
from datetime import date, timedelta
from fractions import Fraction
from functools import cache

from tests.oracle.naive_consignment import GoodsEntry
from tests.oracle.naive_territory import Territory, read_territory

LATEST = date(2028, 12, 31)
_MODES = ("express", "express", "express", "post", "air", "sea", "road")
_SHARES = ("starch_share", "sucrose_share", "milk_fat_share", "milk_protein_share")


@cache
def _odd(name: str) -> list[str]:
    """Codes of rates that are no plain share of the value, so that those are met often."""
    return sorted({row.code for row in read_territory(name).rows if row.code and not _plain(row.rate)})


def _plain(rate: str) -> bool:
    return rate.rstrip("% ").replace(".", "").isdecimal()


class Draw:
    """The choices that consignments to any territory have in common; the same seed makes the same ones."""

    def __init__(self, territory: Territory, seed: int) -> None:
        self.territory = territory
        self.pick = random.Random(seed)
        self._odd = _odd(territory.name)

    def day(self, marks: Sequence[date], earliest: date) -> date:
        """Often the day of a change or the days beside it."""
        if self.pick.random() < 0.5:
            return self.pick.choice(marks) + timedelta(self.pick.choice((-1, 0, 0, 1)))
        return earliest + timedelta(self.pick.randint(0, (LATEST - earliest).days))

    def mode(self) -> str:
        return self.pick.choice(_MODES)

    def amount(self, most: int) -> Fraction:
        return Fraction(0) if self.pick.random() < 0.3 else Fraction(self.pick.randint(1, most * 100), 100)

    def values(self, marks: Sequence[int | Fraction], lines: int, scale: int = 1) -> tuple[list[Fraction], Fraction]:
        """Prices of the lines and a discount; often the goods come to a threshold, a cent less or a cent more.

        `scale` is for currencies whose unit is worth little.
        """
        pick = self.pick
        discount = self.amount(30) if pick.random() < 0.4 else Fraction(0)
        if pick.random() < 0.6:
            whole = Fraction(pick.choice(marks)) + Fraction(pick.choice((-1, 0, 0, 1)), 100) + discount
            cents = int(whole * 100)
            cuts = sorted(pick.randint(cents // 4, cents * 3 // 4) for _ in range(lines - 1))
            ends = [0, *cuts, cents]
            parts = [Fraction(max(high - low, 50), 100) for low, high in itertools.pairwise(ends)]
            return parts, discount
        parts = [scale * Fraction(pick.randint(100, 10 ** pick.randint(3, 6)), 100) for _ in range(lines)]
        return parts, min(discount, sum(parts, Fraction(0)))

    def code(self, digits: Sequence[int], favourites: Sequence[str]) -> str:
        pick = self.pick
        if favourites and pick.random() < 0.25:
            below = self.territory.lines_below(pick.choice(favourites))
            code = pick.choice(below or self.territory.lines)
        elif self._odd and pick.random() < 0.35:
            below = self.territory.lines_below(pick.choice(self._odd))
            code = pick.choice(below or self.territory.lines)
        else:
            code = pick.choice(self.territory.lines)
        return code[: pick.choice(digits)]

    def goods(self, code: str, origin: str, value: Fraction, *, claims: bool, described: bool) -> GoodsEntry:
        pick = self.pick
        weighed, in_litres = pick.random() < 0.8, pick.random() < 0.7
        facts = {"customs_description": pick.choice(("one kind", "another kind"))} if described else {}
        if pick.random() < 0.5:
            facts.update(self._recipe())
        return GoodsEntry(
            code=code,
            origin=origin,
            value=value,
            pieces=pick.randint(1, 12),
            kilograms=Fraction(pick.randint(1, 30000), 1000) if weighed else None,
            litres=Fraction(pick.randint(1, 3000), 100) if in_litres else None,
            strength=Fraction(pick.randint(5, 600), 10) if pick.random() < 0.7 else None,
            facts=facts,
            claims=claims,
            direct=pick.choice((True, True, True, None, False)),
            exporter_known=pick.random() < 0.4,
        )

    def _recipe(self) -> dict[str, str]:
        codes = [key.removeprefix("meursing.") for key in self.territory.profile if key.startswith("meursing.")]
        if codes and self.pick.random() < 0.5:
            return {"meursing_code": f"7{self.pick.choice(codes)}"}
        code = self.pick.choice(codes) if codes else ""
        least = self.territory.profile[f"meursing.{code}"].split()[:4] if code else []
        return {name: str(Fraction(number) / 100) if "/" not in str(Fraction(number) / 100)
                else f"{float(number) / 100:.4f}" for name, number in zip(_SHARES, least, strict=False)}  # fmt: skip
