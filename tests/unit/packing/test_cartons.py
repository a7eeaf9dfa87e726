"""Items of known size and weight find their cartons."""

from decimal import Decimal
from typing import Any

import pytest

from dutiful_docs.packing.cartons import CannotPackError, packed
from dutiful_docs.packing.volumetric import volumetric_weight
from dutiful_shared.contract.document_details import Dimensions, Package
from tests.builders.papers import order, wanted


def size(*sides: str) -> dict[str, str]:
    return dict(zip(("length_cm", "width_cm", "height_cm"), sides, strict=True))


SMALL = {"code": "S", "inner": size("30", "20", "15"), "tare_kg": "0.2"}
LARGE = {"code": "L", "inner": size("60", "40", "40"), "tare_kg": "0.5"}
BOXES = {"1": size("25", "20", "3"), "2": size("12", "12", "12"), "3": size("30", "20", "28")}


def packages(
    cartons: list[dict[str, Any]], *, sizes: dict[str, dict[str, str]] = BOXES, **changes: Any
) -> tuple[Package, ...]:
    goods = [{"line": line, "item_size": one} for line, one in sizes.items()]
    asked = wanted("packing_list", packages=[], goods=goods, packing={"cartons": cartons}, **changes)
    assert asked.order is not None
    return packed(asked, asked.order.lines)


def test_everything_is_packed_once() -> None:
    found: dict[str, Decimal] = {}
    for package in packages([SMALL, LARGE]):
        for content in package.contents:
            found[content.line] = found.get(content.line, Decimal(0)) + content.quantity
    assert found == {"1": 3, "2": 2, "3": 1}


def test_gross_is_net_and_the_carton() -> None:
    made = packages([LARGE])
    assert [(one.net_weight_kg, one.gross_weight_kg) for one in made] == [(Decimal("2.590"), Decimal("3.090"))]


def test_a_heavy_order_is_split_by_the_most_a_carton_may_hold() -> None:
    made = packages([{**LARGE, "most_kg": "1.5"}])
    assert len(made) == 2
    assert [one.number for one in made] == ["1/2", "2/2"]
    assert all((one.net_weight_kg or 0) <= Decimal("1.5") for one in made)


def test_the_same_order_is_always_packed_the_same_way() -> None:
    assert packages([SMALL, LARGE]) == packages([SMALL, LARGE])


def test_what_fits_no_carton_is_said() -> None:
    with pytest.raises(CannotPackError) as refusal:
        packages([SMALL])
    assert [pointer for pointer, _ in refusal.value.faults] == ["/packing/cartons"]


def test_a_line_without_a_size_is_named() -> None:
    with pytest.raises(CannotPackError) as refusal:
        packages([LARGE], sizes={"1": BOXES["1"], "3": BOXES["3"]})
    assert [pointer for pointer, _ in refusal.value.faults] == ["/goods/2/item_size"]


def test_every_line_without_a_size_is_named_at_once() -> None:
    with pytest.raises(CannotPackError) as refusal:
        packages([LARGE], sizes={})
    assert [pointer for pointer, _ in refusal.value.faults] == [f"/goods/{i}/item_size" for i in range(3)]


def test_goods_sold_by_the_half_are_no_pieces() -> None:
    with pytest.raises(CannotPackError, match="whole number"):
        packages([LARGE], order=order(lines=[{**order()["lines"][0], "quantity": "1.5"}]), sizes={"1": BOXES["1"]})


@pytest.mark.parametrize(
    ("divisor", "expected"),
    [
        pytest.param(5000, "6.00", id="express"),
        pytest.param(6000, "5.00", id="air"),
        pytest.param(4000, "7.50", id="road"),
    ],
)
def test_volumetric_weight_is_volume_over_the_carriers_divisor(divisor: int, expected: str) -> None:
    box = Dimensions.model_validate(size("40", "30", "25"))
    assert volumetric_weight(box, divisor) == Decimal(expected)


def test_volumetric_weight_is_rounded_up() -> None:
    assert volumetric_weight(Dimensions.model_validate(size("10", "10", "10.01")), 5000) == Decimal("0.21")
