"""The tariff of a country as far as it is loaded: plain shares of the value and a few forms by weight."""

import re
from fractions import Fraction

from tests.oracle.naive_consignment import ConsignmentEntry, GoodsEntry
from tests.oracle.naive_facts import Row
from tests.oracle.naive_rates import SkippedError
from tests.oracle.naive_tariff import MOST_CODES, Duty, claimable
from tests.oracle.naive_territory import Territory
from tests.oracle.naive_worth import half_up

_FREE = re.compile(r"free|ex\.|無税", re.IGNORECASE)


def tariff_ways(territory: Territory, entry: ConsignmentEntry, line: GoodsEntry, value: Fraction) -> list[Duty]:
    """What the ordinary duty, or a claimed preference in its place, may come to."""
    codes = territory.lines_below(line.code)
    if not codes and territory.lines and "tariff_coverage" not in territory.profile:
        return [Duty("", gap="code")]
    if len(codes) > MOST_CODES:
        raise SkippedError("too many codes")
    found: list[Duty] = []
    for code in codes or [line.code]:
        rows = territory.for_goods("third_country_duty", code, line.origin, entry.on)[:1]
        claimed = claimable(territory, entry, line, code) if line.claims else []
        ways = [_by(territory, row, line, value) for row in claimed]
        ordinary = [_by(territory, row, line, value) for row in rows if row.rate]
        nothing = ordinary and not ordinary[0].gap and not ordinary[0].amount
        if ways and not any(row.rate for row in claimed) and nothing:
            found += ordinary  # no preference, whatever its rate, is dearer than that
        elif ways:
            found.append(min(ways, key=lambda way: (way.gap != "", way.amount)))
        elif rows and rows[0].rate:
            found.append(_by(territory, rows[0], line, value))
        else:
            found.append(Duty("", gap="estimate"))
    if line.claims and len({way.programme for way in found}) > 1:
        raise SkippedError("a claim on a short code that is preferred in part")
    return found


def _by(territory: Territory, row: Row, line: GoodsEntry, value: Fraction) -> Duty:
    if not row.rate:
        return Duty(row.programme, gap="estimate")
    currency = territory.profile["currency"]
    if _FREE.fullmatch(row.rate):
        return Duty(row.programme, free=True)
    if row.rate.startswith("◎"):  # Japan's mark of a note that says for which goods
        return Duty(row.programme, gap="note")
    match = re.fullmatch(r"([0-9.]+)%", row.rate)
    if match:
        return Duty(row.programme, half_up(Fraction(match[1]) / 100 * value, currency))
    match = re.fullmatch(r"([0-9.,]+)(円|c)/kg", row.rate)
    if match is None:
        raise SkippedError(f"a rate of {territory.name}")
    if line.kilograms is None:
        return Duty(row.programme, gap="quantity kg")
    price = Fraction(match[1].replace(",", "")) / (100 if match[2] == "c" else 1)
    return Duty(row.programme, half_up(price * line.kilograms, currency))
