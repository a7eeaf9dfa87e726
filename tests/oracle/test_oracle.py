"""The engine against the oracle, on entries of the packaged tables. More of them by command: `make oracle`."""

import pytest

from tests.oracle.engine_side import PackagedTariff
from tests.oracle.naive_facts import Tables, read_tables
from tests.oracle.run import Comparison, compare_many

SEED = 20261122
ENTRIES = 3000


@pytest.fixture(scope="module")
def tables() -> Tables:
    return read_tables()


@pytest.fixture(scope="module")
def comparison(tables: Tables) -> Comparison:
    return compare_many(tables, PackagedTariff(), SEED, ENTRIES)


def test_engine_and_oracle_agree_to_the_cent(comparison: Comparison) -> None:
    assert not comparison.disagreements, "\n".join(comparison.disagreements[:10])


def test_the_oracle_has_an_opinion_on_nearly_all_entries(comparison: Comparison) -> None:
    assert comparison.skipped <= 0.06 * ENTRIES


def test_every_programme_in_the_tables_is_charged_somewhere(comparison: Comparison, tables: Tables) -> None:
    charged = {"additional_duty", "third_country_duty"}
    rated = {row.programme for row in tables.rows if row.kind in charged and row.rate and row.last.year > 2025}

    assert len(rated - comparison.programmes) <= 0.25 * len(rated), sorted(rated - comparison.programmes)
