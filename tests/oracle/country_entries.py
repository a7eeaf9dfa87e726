"""Consignments to every country that is known by its facts."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

from tests.oracle.naive_consignment import ConsignmentEntry, GoodsEntry
from tests.oracle.naive_territory import Territory, read_territory
from tests.oracle.naive_worth import units_of
from tests.oracle.world_entries import Draw

EARLIEST, LATEST = date(2024, 7, 1), date(2028, 12, 31)
COUNTRIES = (
    "AE", "AR", "AU", "BD", "BH", "BR", "CA", "CH", "CL", "CN", "CO", "DO", "EC", "EG", "GH", "HK",
    "ID", "IL", "IN", "IS", "JO", "JP", "KE", "KR", "KW", "KZ", "LK", "MA", "MX", "MY", "NG", "NO",
    "NZ", "OM", "PE", "PH", "PK", "QA", "RS", "RU", "SA", "SG", "TH", "TR", "TW", "UA", "VN", "ZA",
)  # fmt: skip
#: Countries with several branches are met more often.
_RICH = ("AU", "BR", "CA", "CH", "CN", "ID", "IN", "JP", "KE", "KR", "MX", "NO", "NZ", "PE", "SG", "ZA")
_ORIGINS = ("CN", "CN", "IN", "US", "GB", "CH", "TR", "VN", "JP", "KR", "CA", "MX", "DE", "AU", "BR", "TH")
#: Made-up rates: what a dollar and a euro are in the destination's currency.
_DOLLAR, _EURO = Fraction(8, 1), Fraction(9, 1)


class CountryEntries:
    """Draws consignments; the same seed gives the same ones."""

    def __init__(self, seed: int, countries: Sequence[str] = COUNTRIES) -> None:
        self._seed = seed
        self._countries = countries
        self._rich = [name for name in countries if name in _RICH] or countries
        self._draws: dict[str, Draw] = {}
        self._codes = Draw(read_territory("EU"), seed)

    def draw(self) -> ConsignmentEntry:
        pick = self._codes.pick
        name = pick.choice(self._rich if pick.random() < 0.6 else self._countries)
        draw = self._draw_for(name)
        territory = draw.territory
        currency = territory.profile["currency"]
        rates = {"USD": _DOLLAR, "EUR": _EURO}
        rates.pop(currency, None)
        marks, scale = _thresholds(territory, rates, currency), 100 if units_of(currency) == 1 else 1
        values, discount = draw.values(marks, draw.pick.choice((1, 1, 2, 3)), scale)
        whole = [_in_steps(value, currency) for value in values]
        lines = [self._line(draw, value) for value in whole]
        modes = [mode for row in territory.conditional for mode in row.conditions.get("transport_modes", "").split()]
        schemes = sorted({row.conditions["scheme"] for row in territory.conditional if "scheme" in row.conditions})
        regions = sorted({part for row in territory.conditional for part in row.conditions.get("region", "").split()})
        return ConsignmentEntry(
            jurisdiction=name,
            destination=name,
            tax_territory=name,
            ship_from=draw.pick.choice(("CN", "US", "MX", "DE")),
            currency=currency,
            on=_day(draw),
            mode=draw.pick.choice(modes) if modes and draw.pick.random() < 0.6 else draw.mode(),
            lines=lines,
            shipping=_in_steps(draw.amount(40), currency),
            insurance=_in_steps(draw.amount(5), currency) if draw.pick.random() < 0.3 else Fraction(0),
            discount=min(_in_steps(discount, currency), sum(whole, Fraction(0))),
            buyer="business" if draw.pick.random() < 0.25 else "consumer",
            schemes=frozenset(schemes if schemes and draw.pick.random() < 0.5 else ()),
            incoterm=draw.pick.choice(("DDP", "DDP", "DAP")),
            region=draw.pick.choice([*regions, ""]) if regions else "",
            rates=rates,
        )

    def _draw_for(self, name: str) -> Draw:
        if name not in self._draws:
            self._draws[name] = Draw(read_territory(name), self._seed * 1000 + COUNTRIES.index(name))
        return self._draws[name]

    def _line(self, draw: Draw, value: Fraction) -> GoodsEntry:
        pick = draw.pick
        own = bool(draw.territory.lines) and pick.random() < 0.85
        code = draw.code((12, 12, 6), ()) if own else self._codes.code((6,), ())
        goods = draw.goods(code, pick.choice(_ORIGINS), value, claims=pick.random() < 0.3, described=False)
        charges = {"landing_charges": f"{pick.randint(0, 900)}.50"} if draw.territory.name == "PH" else {}
        return replace(goods, facts={**goods.facts, **charges}) if pick.random() < 0.6 else goods


def _thresholds(territory: Territory, rates: dict[str, Fraction], currency: str) -> list[int]:
    """Every limit of the country in its currency, without parts of a unit."""
    found = [5000, 50000] if units_of(currency) == 1 else [50, 500]
    for row in territory.conditional:
        for name in ("value_at_most", "value_over"):
            if name in row.conditions:
                of = row.conditions["value_currency"]
                found.append(int(Fraction(row.conditions[name]) * (1 if of == currency else rates[of])))
            if row.conditions.get("value_of") in ("duty", "tax"):
                found += [12 * found[-1], 13 * found[-1]]  # such a tax is owed on about so much
    return [mark for mark in found if mark > 3]


def _day(draw: Draw) -> date:
    rows = [*draw.territory.by_code.get("", []), *draw.territory.conditional]
    marks = {row.first for row in rows} | {row.last + timedelta(1) for row in rows if row.last.year < 9000}
    near = sorted(day for day in marks if EARLIEST <= day <= LATEST)
    return draw.day(near or [date(2026, 11, 1)], EARLIEST)


def _in_steps(amount: Fraction, currency: str) -> Fraction:
    """Whole smallest units, at least one where there is any."""
    many = units_of(currency)
    return Fraction(max((amount * many).__floor__(), 1), many) if amount else amount
