"""The engine against the oracle outside the United States. More: `make oracle ARGS="--where WORLD"`."""

import pytest

from tests.oracle.world_run import Tally, compare_world

SEED = 20261125
#: Countries whose tariffs are no large tables, which take long to read; `make oracle` knows them all.
SMALL = "AE,BR,CA,CH,CL,CN,HK,ID,IL,IN,KE,KR,MX,NO,NZ,PE,SG,TH,VN,ZA"
RUNS = {"EU": 500, "GB": 350, "XI": 250, SMALL: 500}
_TALLIES: dict[str, Tally] = {}


def tally_of(where: str) -> Tally:
    if where not in _TALLIES:
        _TALLIES[where] = compare_world(where, SEED, RUNS[where])
    return _TALLIES[where]


@pytest.fixture(params=RUNS, ids=["EU", "GB", "XI", "countries"])
def run(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def test_engine_and_oracle_agree_to_the_smallest_unit(run: str) -> None:
    found = tally_of(run).disagreements

    assert not found, "\n".join(found[:10])


def test_the_oracle_has_an_opinion_on_nearly_all_consignments(run: str) -> None:
    assert tally_of(run).compared >= 0.85 * RUNS[run]


def test_many_lines_are_certain(run: str) -> None:
    assert tally_of(run).certain >= 0.3 * RUNS[run]


@pytest.mark.parametrize(
    ("run", "programmes"),
    [
        pytest.param(
            "EU",
            {("low_value_item", "checkout"), ("low_value_item", "delivery"), ("gift_flat_rate", "checkout"),
             ("national_parcel_fee", "checkout"), ("third_country", "delivery"), ("standard", "checkout")},
            id="EU",
        ),
        pytest.param(
            "GB",
            {("supply_vat", "checkout"), ("supply_vat", "self_accounted"), ("import_vat", "delivery"),
             ("third_country", "checkout"), ("preference_1013", "checkout")},
            id="GB",
        ),
        pytest.param(
            "XI",
            {("third_country", "checkout"), ("import_vat", "delivery"), ("supply_vat", "self_accounted"),
             ("gift_flat_rate", "checkout"), ("preference_GB", "checkout")},
            id="XI",
        ),
        pytest.param(
            SMALL,
            {("courier", "checkout"), ("supply", "checkout"), ("standard", "delivery"), ("provincial", "checkout"),
             ("general", "checkout"), ("mfn", "checkout")},
            id="countries",
        ),
    ],
)  # fmt: skip
def test_the_ways_of_the_law_are_met(run: str, programmes: set[tuple[str, str]]) -> None:
    assert programmes <= set(tally_of(run).programmes)
