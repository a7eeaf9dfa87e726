"""An amount that is read at once is the one that its bounds would let through."""

from decimal import Decimal
from typing import Annotated, Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import Field, TypeAdapter, ValidationError

from dutiful_shared.contract.fields import PLAIN, Amount, Measured

AMOUNT = Annotated[Decimal, Field(ge=0, le=Decimal(1_000_000_000), max_digits=16, decimal_places=6), PLAIN]
MEASURED = Annotated[Decimal, Field(ge=0, le=Decimal(100_000_000), max_digits=16, decimal_places=6), PLAIN]


def read(kind: Any, text: str) -> tuple[str, Any]:
    try:
        found = TypeAdapter(kind).validate_python(text)
    except ValidationError as exc:
        return "refused", [(fault["type"], fault["msg"]) for fault in exc.errors()]
    return "read", found.as_tuple()


@pytest.mark.parametrize(("quick", "bounded"), [(Amount, AMOUNT), (Measured, MEASURED)], ids=["amount", "measured"])
@given(text=st.from_regex(r"\A[0-9]{0,11}([.][0-9]{0,8})?\Z") | st.text("0123456789.-+eE_ ", max_size=12))
@example(text="000000000.000000")
@example(text="999999999.999999")
@example(text="100000000.000001")
def test_bounds_do_the_same_to_a_text_read_at_once(quick: Any, bounded: Any, text: str) -> None:
    assert read(quick, text) == read(bounded, text)
