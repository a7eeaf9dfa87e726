"""Consignments to Northern Ireland from outside the Union, under codes of six digits."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache

from tests.oracle.naive_consignment import ConsignmentEntry
from tests.oracle.naive_territory import read_territory
from tests.oracle.world_entries import Draw

EARLIEST = date(2022, 1, 1)
_MARKS = (date(2025, 5, 1), date(2026, 7, 1), date(2026, 7, 1), date(2028, 7, 2))
#: EUR 45, 150 and 700 at the rate below stand among those in pounds.
_THRESHOLDS = (39, 135, 135, Fraction(153, 4), Fraction(255, 2), 595, 500, 1000)
_ORIGINS = ("CN", "CN", "IN", "US", "JP", "KR", "CA", "GB", "TR")
#: Goods of which preferences of the Union are loaded.
_PREFERRED = ("010130", "010130", "2924297099", "050100", "090300")
_FACTS = ("final_use_in_uk", "commercial_processing", "small_turnover", "uk_carrier_parcel")


@cache
def _codes() -> list[str]:
    """Six digits under which both tariffs have one rate each, so that the risk alone decides."""
    alike: list[set[str]] = []
    for name in ("EU", "GB"):
        rates: dict[str, set[str]] = {}
        for row in read_territory(name).rows:
            if row.kind == "third_country_duty":
                rates.setdefault(row.code[:6], set()).add(row.rate)
        alike.append({code for code, found in rates.items() if len(found) == 1})
    return sorted(alike[0] & alike[1])


class NorthernIrelandEntries:
    """Draws consignments; the same seed gives the same ones."""

    def __init__(self, seed: int) -> None:
        self._draw = Draw(read_territory("EU"), seed)

    def _code(self) -> str:
        pick = self._draw.pick
        if pick.random() < 0.25:
            return pick.choice(_PREFERRED)
        return self._draw.code((6,), ("3303", "2204", "2402")) if pick.random() < 0.15 else pick.choice(_codes())

    def draw(self) -> ConsignmentEntry:
        draw, pick = self._draw, self._draw.pick
        values, discount = draw.values(_THRESHOLDS, pick.choice((1, 1, 2)))
        lines = []
        for value in values:
            code, origin = self._code(), pick.choice(_ORIGINS)
            often = 0.7 if code in _PREFERRED else 0.15
            goods = draw.goods(code, origin, value, claims=pick.random() < often, described=False)
            goods = replace(goods, proof=pick.choice(("origin-declaration", "origin-declaration", "eur1", "")))
            goods.facts.update({name: pick.choice(("true", "false")) for name in _FACTS if pick.random() < 0.7})
            lines.append(goods)
        private = pick.random() < 0.25
        business = not private and pick.random() < 0.4
        return ConsignmentEntry(
            jurisdiction="XI",
            destination="XI",
            tax_territory="GB",
            ship_from=pick.choice(("CN", "US", "JP", "GB")),
            currency="GBP",
            on=draw.day(_MARKS, EARLIEST),
            mode=draw.mode(),
            lines=lines,
            shipping=draw.amount(40),
            insurance=draw.amount(5) if pick.random() < 0.3 else Fraction(0),
            discount=discount,
            to_border=Fraction(pick.randint(0, 100), 100) if pick.random() < 0.3 else None,
            purpose="gift" if pick.random() < (0.85 if private else 0.05) else "sale",
            seller="consumer" if private else "business",
            buyer="business" if business else "consumer",
            buyer_registered=business and pick.random() < 0.5,
            schemes=frozenset({"UKIMS"} if pick.random() < 0.7 else ()),
            incoterm=pick.choice(("DDP", "DDP", "DAP")),
            rates={"EUR": Fraction(17, 20), "USD": Fraction(3, 4)},
        )
