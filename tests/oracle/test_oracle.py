"""The engine against the oracle, on entries of the packaged tables. More of them by command: `make oracle`."""

from dataclasses import replace
from decimal import Decimal

import pytest

from dutiful_quote.engine.candidates import CodedDuty, walk_coded
from dutiful_quote.engine.duty_rate import RateBasis
from dutiful_quote.engine.exchange import Exchange
from dutiful_quote.engine.goods import Consignment, GoodsLine
from dutiful_quote.engine.prepared_line import prepare
from tests.oracle.engine_side import PackagedTariff, consignment_of
from tests.oracle.entries import Entries
from tests.oracle.naive_facts import Tables, read_tables
from tests.oracle.run import Comparison, compare_many

SEED = 20261122
ENTRIES = 3000
PREPARED = 300


@pytest.fixture(scope="module")
def tables() -> Tables:
    return read_tables()


@pytest.fixture(scope="module")
def tariff() -> PackagedTariff:
    return PackagedTariff()


@pytest.fixture(scope="module")
def comparison(tables: Tables, tariff: PackagedTariff) -> Comparison:
    return compare_many(tables, tariff, SEED, ENTRIES)


def test_engine_and_oracle_agree_to_the_cent(comparison: Comparison) -> None:
    assert not comparison.disagreements, "\n".join(comparison.disagreements[:10])


def test_the_oracle_has_an_opinion_on_nearly_all_entries(comparison: Comparison) -> None:
    assert comparison.skipped <= 0.06 * ENTRIES


def test_every_programme_in_the_tables_is_charged_somewhere(comparison: Comparison, tables: Tables) -> None:
    charged = {"additional_duty", "third_country_duty"}
    rated = {row.programme for row in tables.rows if row.kind in charged and row.rate and row.last.year > 2025}

    assert len(rated - comparison.programmes) <= 0.25 * len(rated), sorted(rated - comparison.programmes)


def test_prepared_ways_through_the_packaged_tables_are_those_of_the_walk(
    tables: Tables, tariff: PackagedTariff
) -> None:
    entries, ways = Entries(tables, SEED + 1), 0
    for _ in range(PREPARED):
        consignment = consignment_of(entries.draw())
        for line in consignment.lines:
            unstated = replace(line, facts={}, claims_preference=False, preference_proof=None)
            ways += _goes_the_same_ways(tariff, consignment, unstated)

    assert ways > PREPARED / 3


def _goes_the_same_ways(tariff: PackagedTariff, shipment: Consignment, line: GoodsLine) -> bool:
    """Hold a line, as it is and at other values, against the walk; whether there was a way for it."""
    law, on = tariff.law([line.code], shipment.import_date), shipment.import_date

    def walk(goods: GoodsLine, basis: RateBasis) -> CodedDuty:
        return walk_coded(goods, basis, law, shipment)

    def at(value: Decimal) -> tuple[GoodsLine, RateBasis]:
        return replace(line, value=value), RateBasis(value, "USD", line.quantities, on, Exchange("USD", {}).convert)

    way = prepare(*at(line.value), walk)
    if way is None:
        return False
    for value in (line.value, Decimal("0.01"), Decimal("7.45"), Decimal("99.99"), Decimal(2500)):
        goods, basis = at(value)
        found = way(line.id, line.index, value, line.quantity, value, *line.quantities.values())
        assert found is None or repr(found) == repr(walk(goods, basis)), (line, value)
    return True
