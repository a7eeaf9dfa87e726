"""Consignments to Great Britain."""

from dataclasses import replace
from datetime import date
from fractions import Fraction

from tests.oracle.naive_consignment import ConsignmentEntry, GoodsEntry
from tests.oracle.naive_europe import EXCISE
from tests.oracle.naive_territory import read_territory
from tests.oracle.world_entries import Draw

EARLIEST = date(2021, 7, 1)
_MARKS = (date(2022, 1, 1), date(2023, 1, 1), date(2024, 1, 1), date(2025, 1, 1), date(2026, 1, 1), date(2027, 1, 1),
          date(2023, 5, 31), date(2023, 6, 19), date(2024, 12, 24), date(2026, 7, 15))  # fmt: skip
_THRESHOLDS = (39, 39, 135, 135, 135, 630, 1000)
_ORIGINS = ("CN", "CN", "IN", "US", "CH", "TR", "VN", "JP", "KR", "CA", "MX", "DE", "ZA", "AU", "BD", "SG", "NO", "UA")
_FAVOURITES = ("3303", "2204", "2208", "2402", *EXCISE, "1704", "1806", "0808")


class BritainEntries:
    """Draws consignments; the same seed gives the same ones."""

    def __init__(self, seed: int) -> None:
        self._draw = Draw(read_territory("GB"), seed)

    def _proof(self, goods: GoodsEntry) -> str:
        """One that the preference asks for, but sometimes none."""
        if self._draw.pick.random() < 0.1:
            return ""
        territory = self._draw.territory
        for code in territory.lines_below(goods.code):
            for row in territory.for_goods("preference", code, goods.origin, date(2026, 12, 1)):
                named = row.conditions.get("proof", row.conditions.get("proofs", "origin-declaration"))
                proof = self._draw.pick.choice(named.split("|"))
                return proof.replace("invoice-declaration", "origin-declaration")
        return "origin-declaration"

    def draw(self) -> ConsignmentEntry:
        draw, pick = self._draw, self._draw.pick
        values, discount = draw.values(_THRESHOLDS, pick.choice((1, 1, 2, 3)))
        lines = []
        for value in values:
            code, origin = draw.code((10, 10, 8, 6), _FAVOURITES), pick.choice(_ORIGINS)
            goods = draw.goods(code, origin, value, claims=pick.random() < 0.35, described=False)
            lines.append(replace(goods, proof=self._proof(goods)))
        private = pick.random() < 0.2
        business = not private and pick.random() < 0.2
        return ConsignmentEntry(
            jurisdiction="GB",
            destination=pick.choice(("GB", "GB", "GB", "IM")),
            tax_territory="GB",
            ship_from=pick.choice(("CN", "US", "DE")),
            currency=pick.choice(("GBP", "GBP", "GBP", "GBP", "GBP", "GBP", "GBP", "USD", "EUR")),
            on=draw.day(_MARKS, EARLIEST),
            mode=draw.mode(),
            lines=lines,
            shipping=draw.amount(40),
            insurance=draw.amount(5) if pick.random() < 0.3 else Fraction(0),
            discount=discount,
            to_border=Fraction(pick.randint(0, 100), 100) if pick.random() < 0.3 else None,
            purpose="gift" if private or pick.random() < 0.08 else "sale",
            seller="consumer" if private else "business",
            buyer="business" if business else "consumer",
            buyer_registered=business and pick.random() < 0.5,
            marketplace=pick.random() < 0.2,
            schemes=frozenset({"GB_VAT"} if pick.random() < 0.5 else ()),
            incoterm=pick.choice(("DDP", "DDP", "DAP")),
            rates={"EUR": Fraction(17, 20), "USD": Fraction(3, 4)},
        )
