"""Every form in which the United Kingdom writes its rates is computed, on every day of the year."""

import csv
import gzip
import json
import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from dutiful_quote.engine.duty_rate import NotCalculable, RateBasis, Specific, evaluate, units_of
from dutiful_quote.tariff.duty_dialects import DIALECTS, measured_unit
from dutiful_quote.tariff.duty_expression import parse_rate
from dutiful_quote.tariff.publications.build import FACTS
from dutiful_shared.contract.units import UNIT_QUESTIONS

#: One rate of each of the 27 shapes of the UK Global Tariff.
SHAPES = [
    "0.0%",
    "34.00 GBP/100kg",
    "10.00 GBP / hl",
    "10.00% + 77.00 GBP/100kg",
    "1.40 GBP / % vol / hl",
    "1.00 GBP/kg/lactic matter + 23.00 GBP/100kg",
    "26.00 GBP/hl",
    "0.20 GBP/ item",
    "43.00 GBP/1000 items",
    "14.00% (01 JUL - 31 JAN), 0.00% (01 FEB - 30 JUN)",
    "4.00% + 7.80 GBP/100kg eda",
    "0.30 GBP/100kg/net/%sacchar.",
    "42.00 GBP/100kg mas",
    "1.00 GBP/%vol/hl",
    "10.00% (01 NOV - 30 APR), 2.00% (01 MAY - 31 OCT)",
    "28.00 GBP/100kg std qual",
    "40.00% + 101.00 GBP/hl + 17 GBP/100kg",
    "0.50 GBP/%vol/hl + 2.60 GBP/hl",
    "127.00 GBP/ 1000 items",
    "20.00% + 22.00 GBP/hl",
    "8.00% (01 NOV - 14 MAY), 14.00% (15 MAY - 31 OCT)",
    "12.00% (01 JUN - 31 AUG), 8.00% (01 SEP - 31 MAY)",
    "4.00% (01 JAN - 31 MAR), 0.00% (01 APR - 31 JUL), 8.00% (01 AUG - 31 DEC)",
    "8.00% (01 JAN - 31 JAN), 4.00% (01 FEB - 31 MAR), 0.00% (01 APR - 31 JUL), 10.00% (01 AUG - 31 DEC)",
    "12.00% (16 JUL - 15 JUN), 6.00% (16 JUN - 15 JUL)",
    "6.00% (01 OCT - 30 JUN), 12.00% (01 JUL - 30 SEP)",
    "16.00% + 42.00 GBP/100kg mas",
]
LEAP_YEAR = [date(2028, 1, 1) + timedelta(days=day) for day in range(366)]
QUANTITIES = dict.fromkeys(UNIT_QUESTIONS, Decimal(100))


def amount(text: str, on: date, quantities: dict[str, Decimal] | None = None) -> Decimal | None:
    basis = RateBasis(Decimal(1000), "GBP", QUANTITIES if quantities is None else quantities, on, lambda *_: None)
    return evaluate(parse_rate(text, "GB"), basis).amount


@pytest.mark.parametrize("text", SHAPES, ids=range(1, 28))
def test_every_shape_is_computed_on_every_day(text: str) -> None:
    assert None not in {amount(text, on) for on in LEAP_YEAR}


@pytest.mark.parametrize("text", SHAPES, ids=range(1, 28))
def test_a_rate_by_quantity_asks_for_it(text: str) -> None:
    units = units_of(parse_rate(text, "GB"))
    assert (amount(text, date(2026, 5, 1), {}) is None) is bool(units)


@pytest.mark.parametrize(
    ("on", "due"),
    [
        pytest.param(date(2027, 1, 31), "80.00", id="last day of the first window"),
        pytest.param(date(2027, 2, 1), "40.00", id="first day of the second"),
        pytest.param(date(2027, 3, 31), "40.00", id="last day of the second"),
        pytest.param(date(2027, 4, 1), "0.00", id="first day of the third"),
        pytest.param(date(2027, 8, 1), "100.00", id="first day of the fourth"),
        pytest.param(date(2027, 12, 31), "100.00", id="last day of the year"),
    ],
)
def test_a_rate_of_four_windows_changes_on_the_first_day_of_each(on: date, due: str) -> None:
    assert amount(SHAPES[23], on) == Decimal(due)


@pytest.mark.parametrize(("on", "due"), [(date(2027, 7, 15), "60.00"), (date(2027, 7, 16), "120.00"),
                                         (date(2027, 6, 15), "120.00"), (date(2027, 6, 16), "60.00")])  # fmt: skip
def test_a_window_that_wraps_around_the_year(on: date, due: str) -> None:
    assert amount(SHAPES[24], on) == Decimal(due)


@pytest.mark.parametrize("publication", ["ukgt", "preferences"])
def test_no_packaged_rate_is_of_a_form_that_is_not_computed(publication: str) -> None:
    table = gzip.decompress((FACTS / "gb" / publication / "measures.csv.gz").read_bytes()).decode()
    rates = {row["rate"] for row in csv.DictReader(table.splitlines()) if row["rate"]}
    assert {text for text in rates if isinstance(parse_rate(text, "GB"), NotCalculable)} == set()


@pytest.mark.official
def test_the_census_of_the_official_table(official_files: Path) -> None:
    table = gzip.decompress((official_files / "uk/global-uk-tariff_2021-01-27.csv.gz").read_bytes()).decode("utf-8-sig")
    rates = [row["ukgt_duty_rate"] for row in csv.DictReader(table.splitlines()) if row["ukgt_duty_rate"]]

    def shape(text: str) -> str:
        return re.sub(r"[0-9.]+", "N", text)

    assert {shape(text) for text in rates} == {shape(text) for text in SHAPES}
    assert sum(isinstance(parse_rate(text, "GB"), NotCalculable) for text in rates) == 0


@pytest.mark.official
def test_units_of_the_trade_tariff_are_brought_to_base_units_by_their_multiplier(official_files: Path) -> None:
    units = json.loads((official_files / "uk/measurement_units.json").read_text(encoding="utf-8"))
    wrong, named = [], 0
    for code, unit in units.items():
        for written in (code, unit["abbreviation"]):
            known = measured_unit(written, DIALECTS["GB"].units)
            if known is None:
                named += 1
            elif unit.get("multiplier") and known[0] * Decimal(unit["multiplier"]) != 1:
                wrong.append(code)
    assert wrong == []
    assert named == 70  # contents that nobody is asked for, discounts of small producers, units no longer used


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("28.74 GBP / l alc. 100%", Specific(Decimal("28.74"), "GBP", Decimal(1), "LPA")),
        ("1.00 GBP / 1,000 p/st", Specific(Decimal("1.00"), "GBP", Decimal(1000), "NAR")),
        ("2.00 GBP / 100 kg/net eda", Specific(Decimal("2.00"), "GBP", Decimal(100), "KGM.drained")),
        ("3.00 GBP / 1,000 l", Specific(Decimal("3.00"), "GBP", Decimal(1000), "LTR")),
        ("1.00 GBP / 100 kg live weight", NotCalculable("named quantity")),
        ("1.00 GBP / kg H₂O₂", NotCalculable("named quantity")),
    ],
)
def test_units_as_the_trade_tariff_prints_them(text: str, rate: object) -> None:
    assert parse_rate(text, "GB") == rate
