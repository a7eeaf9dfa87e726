"""Any computable tree, written down and read again, is the same tree."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from dutiful_quote.engine.duty_rate import (
    AdValorem,
    AgriculturalComponent,
    AtLeast,
    AtMost,
    Difference,
    DutyRate,
    Fixed,
    Season,
    Seasonal,
    Specific,
    Sum,
)
from dutiful_quote.tariff.duty_expression import parse_rate
from dutiful_shared.contract.units import UNIT_QUESTIONS
from tests.builders.duty_writing import render_rate

amounts = st.decimals(0, 10_000, places=4)
currencies = st.sampled_from(["EUR", "USD", "GBP", "JPY"])
leaves: st.SearchStrategy[DutyRate] = st.one_of(
    st.builds(AdValorem, amounts.map(lambda number: number / 100)),
    st.builds(Fixed, amounts, currencies),
    st.builds(
        Specific,
        amounts,
        currencies,
        st.sampled_from([Decimal(1), Decimal(100), Decimal("158.987294928")]),
        st.sampled_from(sorted(UNIT_QUESTIONS)),
    ),
    st.builds(AgriculturalComponent, st.sampled_from(["EA", "ADSZ", "ADFMR"])),
)


def _branches(children: st.SearchStrategy[DutyRate]) -> st.SearchStrategy[DutyRate]:
    return st.one_of(
        st.builds(Sum, st.lists(children, min_size=2, max_size=4).map(tuple)),
        st.builds(Difference, children, children),
        st.builds(AtLeast, children, children),
        st.builds(AtMost, children, children),
    )


rates = st.recursive(leaves, _branches, max_leaves=8)
days = st.tuples(st.integers(1, 12), st.integers(1, 28))
seasons = st.lists(st.builds(Season, days, days, rates), min_size=1, max_size=3)


@given(st.one_of(rates, seasons.map(lambda found: Seasonal(tuple(found)))))
def test_a_written_tree_reads_as_itself(rate: DutyRate) -> None:
    assert parse_rate(render_rate(rate)) == rate
