"""However goods come back, the parts of the charges sum to the charges."""

from collections import defaultdict
from decimal import Decimal
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dutiful_docs.dossier.returns.split import split
from dutiful_docs.dossier.shipment import Shipment
from tests.builders.dossier import shipment_of

_CENTS = st.integers(0, 100_000).map(lambda cents: f"{Decimal(cents) / 100:.2f}")
_KINDS = st.sampled_from(("duty", "additional_duty", "tax", "fee"))


@st.composite
def shipments(draw: st.DrawFn) -> Shipment:
    lines = [
        {"id": str(i), "quantity": str(draw(st.integers(1, 7))), "unit_price": draw(_CENTS)}
        for i in range(draw(st.integers(1, 4)))
    ]
    of_line = st.sampled_from((None, *(line["id"] for line in lines)))
    charge = st.fixed_dictionaries({"kind": _KINDS, "amount": _CENTS, "currency": st.just("EUR"), "line": of_line})
    return shipment_of(lines=lines, expected=draw(st.lists(charge, max_size=5)))


def _pieces(shipment: Shipment) -> list[str]:
    return [line.id for line in shipment.content.lines for _ in range(int(line.quantity))]


def _returned(shipment: Shipment, returns: list[list[str]]) -> list[Decimal]:
    """What each return gives in all."""
    before: dict[str, Decimal] = defaultdict(Decimal)
    totals: list[Decimal] = []
    for pieces in returns:
        now: dict[str, Decimal] = defaultdict(Decimal)
        for line in pieces:
            now[line] += 1
        totals.append(sum((part.amount.amount for part in split(shipment, now, before)), Decimal(0)))
        for line, quantity in now.items():
            before[line] += quantity
    return totals


@given(shipments(), st.data())
def test_when_everything_is_back_the_parts_are_the_charges(shipment: Shipment, data: Any) -> None:
    pieces = data.draw(st.permutations(_pieces(shipment)))
    cuts = sorted(data.draw(st.sets(st.integers(1, len(pieces)), max_size=4)) | {0, len(pieces)})
    returns = [pieces[a:b] for a, b in pairwise(cuts)]

    assert sum(_returned(shipment, returns)) == sum(one.amount for one in shipment.content.expected)


@given(shipments(), st.data())
def test_no_return_gives_less_than_nothing(shipment: Shipment, data: Any) -> None:
    pieces = data.draw(st.permutations(_pieces(shipment)))

    assert min(_returned(shipment, [[piece] for piece in pieces])) >= 0
