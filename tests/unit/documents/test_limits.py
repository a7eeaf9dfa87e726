"""Forms are refused for goods that they are not for."""

from typing import Any

import pytest

from dutiful_docs.documents.limits import check_limits
from dutiful_docs.documents.subject import NotStatedError
from tests.builders.papers import OF_KIND, order, paper, request

LAMP = order()["lines"][2]


def h7(price: str) -> dict[str, Any]:
    line = {**LAMP, "quantity": 1, "unit_price": price}
    return {"order": order(currency="EUR", lines=[line]), "goods": [], "packages": []}


def cn22(weight: str) -> dict[str, Any]:
    return {**OF_KIND["cn22"], "packages": [{**request()["packages"][0], "gross_weight_kg": weight, "contents": []}]}


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        pytest.param("eu_h7", h7("150.00"), id="H7 of 150 euro"),
        pytest.param("cn22", cn22("2"), id="CN 22 of 2 kg"),
        pytest.param("cn23", {}, id="CN 23 above them"),
    ],
)
def test_at_its_limit_a_form_may_be_used(kind: str, changes: dict[str, Any]) -> None:
    check_limits(paper(kind, **changes))


@pytest.mark.parametrize(
    ("kind", "changes", "said"),
    [
        pytest.param("eu_h7", h7("150.01"), "150 euro", id="H7 of a cent more"),
        pytest.param("cn22", cn22("2.001"), "use CN 23", id="CN 22 of a gram more"),
    ],
)
def test_above_its_limit_it_may_not(kind: str, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(NotStatedError, match=said) as refused:
        check_limits(paper(kind, **changes))
    assert refused.value.pointer == "/kind"
