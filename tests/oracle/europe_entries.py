"""Consignments to the European Union and its special territories."""

from datetime import date
from fractions import Fraction

from tests.oracle.naive_consignment import ConsignmentEntry
from tests.oracle.naive_europe import EXCISE
from tests.oracle.naive_territory import read_territory
from tests.oracle.world_entries import Draw

EARLIEST = date(2021, 7, 1)
_MARKS = (date(2026, 7, 1), date(2026, 7, 1), date(2028, 7, 2), date(2026, 1, 1), date(2026, 3, 1), date(2026, 11, 1),
          date(2025, 7, 1), date(2025, 8, 1), date(2025, 1, 1), date(2024, 9, 1))  # fmt: skip
_THRESHOLDS = (22, 45, 45, 150, 150, 150, 700)
_MEMBERS = ("DE", "FR", "IT", "RO", "EE", "SK", "FI", "ES", "IE", "HU", "PL", "GR")
_SPECIAL = ("IC", "AX", "GP", "GF", "PT-30", "PT-20", "GR-69", "IT-CAMPIONE", "SM", "MC")
_ORIGINS = ("CN", "CN", "IN", "US", "GB", "CH", "TR", "VN", "JP", "KR", "UA", "MX", "BD", "ZA", "TH")
#: Goods with loaded preferences, and those that the reliefs leave out.
_PREFERRED = ("010121", "010130", "0201100021", "2924297099", "0501", "0903")
_FAVOURITES = (*_PREFERRED, *_PREFERRED, "3303", "2204", "2208", "2402", *EXCISE)


class EuropeEntries:
    """Draws consignments; the same seed gives the same ones."""

    def __init__(self, seed: int) -> None:
        self._draw = Draw(read_territory("EU"), seed)

    def draw(self) -> ConsignmentEntry:
        draw, pick = self._draw, self._draw.pick
        many = pick.choice((1, 1, 2, 3))
        values, discount = draw.values(_THRESHOLDS, many)
        described, full = pick.random() < 0.3, pick.random() < 0.6
        digits = (10,) if full else (6,)
        code, origin = draw.code(digits, _FAVOURITES), pick.choice(_ORIGINS)
        lines = []
        for value in values:
            if pick.random() < 0.6:
                code = draw.code(digits, _FAVOURITES)
            if pick.random() < 0.4:
                origin = pick.choice(_ORIGINS)
            often = 0.6 if code.startswith(_PREFERRED) else 0.1
            lines.append(draw.goods(code, origin, value, claims=pick.random() < often, described=described))
        destination = pick.choice(_MEMBERS if pick.random() < 0.8 else _SPECIAL)
        private = pick.random() < 0.2
        business = not private and pick.random() < 0.15
        return ConsignmentEntry(
            jurisdiction="EU",
            destination=destination,
            tax_territory="FR" if destination == "MC" else destination,
            ship_from=pick.choice(("CN", "US", "GB")),
            currency=pick.choice(("EUR", "EUR", "EUR", "EUR", "EUR", "EUR", "EUR", "USD", "GBP")),
            on=draw.day(_MARKS, EARLIEST),
            mode=draw.mode(),
            lines=lines,
            shipping=draw.amount(40),
            insurance=draw.amount(5) if pick.random() < 0.3 else Fraction(0),
            discount=discount,
            to_border=Fraction(pick.randint(0, 100), 100) if pick.random() < 0.3 else None,
            purpose="gift" if pick.random() < (0.8 if private else 0.08) else "sale",
            seller="consumer" if private else "business",
            buyer="business" if business else "consumer",
            buyer_registered=business and pick.random() < 0.5,
            schemes=frozenset({"IOSS"} if pick.random() < 0.4 else ()),
            incoterm=pick.choice(("DDP", "DDP", "DAP")),
            rates={"RON": Fraction(1, 5), "GBP": Fraction(23, 20), "USD": Fraction(9, 10)},
        )
