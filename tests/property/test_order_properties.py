"""What holds for every order and every series of returns."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from dutiful_quote.orders.adjustment import charge_differences
from dutiful_quote.orders.content import OrderContent
from dutiful_quote.orders.refund import split
from tests.builders.orders import charge, content, line

amounts = st.decimals(0, 10_000, places=2)
counts = st.integers(1, 9)


@st.composite
def orders(draw: st.DrawFn) -> OrderContent:
    quantities = draw(st.lists(counts, min_size=1, max_size=4))
    lines = tuple(line(f"l{i}", str(count), str(draw(amounts))) for i, count in enumerate(quantities))
    of = st.sampled_from([None, *(one.id for one in lines)])
    charges = [charge(str(draw(amounts)), draw(of), id=f"c1-{i}") for i in range(draw(st.integers(0, 6)))]
    return content(*charges, lines=lines)


@given(order=orders(), data=st.data())
def test_returns_never_sum_to_more_than_a_charge_and_to_all_of_it_in_the_end(
    order: OrderContent, data: st.DataObject
) -> None:
    before: dict[str, Decimal] = {}
    sums = {one.id: Decimal(0) for one in order.charges}
    while True:
        left = {one.id: one.quantity - before.get(one.id, Decimal(0)) for one in order.lines}
        left = {name: count for name, count in left.items() if count}
        if not left:
            break
        name = data.draw(st.sampled_from(sorted(left)))
        pieces = Decimal(data.draw(st.integers(1, int(left[name]))))
        for part in split(order, {name: pieces}, before):
            assert part.amount > 0
            sums[part.charge.id] += part.amount
        before[name] = before.get(name, Decimal(0)) + pieces
        assert all(sums[one.id] <= one.amount for one in order.charges)

    assert sums == {one.id: one.amount for one in order.charges}


@given(before=orders(), after=orders())
def test_differences_by_charge_sum_to_the_difference_of_all_charges(before: OrderContent, after: OrderContent) -> None:
    total = sum((one.amount for one in after.charges), Decimal(0)) - sum(
        (one.amount for one in before.charges), Decimal(0)
    )

    assert sum((one.difference for one in charge_differences(before, after)), Decimal(0)) == total


@given(order=orders())
def test_an_order_reads_back_as_it_was_written(order: OrderContent) -> None:
    assert OrderContent.from_plain(order.to_plain()) == order
