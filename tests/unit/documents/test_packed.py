"""A paper whose packages contradict its goods, or themselves, is refused at the field that says so."""

from typing import Any

import pytest

from tests.builders.papers import faults, request, wanted

PACKAGE = request()["packages"][0]


def packed(*contents: tuple[str, int], **changes: Any) -> dict[str, Any]:
    return {**PACKAGE, "contents": [{"line": line, "quantity": number} for line, number in contents], **changes}


@pytest.mark.parametrize(
    ("packages", "pointer"),
    [
        pytest.param([packed(("1", 4))], "/packages/0/contents/0/quantity", id="more than is sent"),
        pytest.param(
            [packed(("1", 2)), packed(("2", 1), ("1", 2), number="2")],
            "/packages/1/contents/1/quantity",
            id="in two packages",
        ),
        pytest.param(
            [packed(("1", 1), gross_weight_kg="1", net_weight_kg="1.01")],
            "/packages/0/gross_weight_kg",
            id="lighter than its own net weight",
        ),
        pytest.param(
            [packed(("1", 3), gross_weight_kg="0.01")], "/packages/0/gross_weight_kg", id="lighter than its goods"
        ),
        pytest.param(
            [packed(gross_weight_kg="2.58")], "/packages/0/gross_weight_kg", id="lighter than all goods, which it holds"
        ),
    ],
)
def test_what_cannot_be_is_refused(packages: list[dict[str, Any]], pointer: str) -> None:
    assert [where for where, _ in faults(wanted("packing_list", packages=packages))] == [pointer]


def test_goods_that_follow_in_another_shipment_may_be_left_out() -> None:
    assert faults(wanted("packing_list", packages=[packed(("1", 1))])) == []


def test_packages_that_weigh_what_all_goods_weigh_contradict_nothing() -> None:
    packages = [packed(gross_weight_kg="1.30"), packed(number="2", gross_weight_kg="1.29")]
    assert faults(wanted("cn23", packages=packages)) == []
