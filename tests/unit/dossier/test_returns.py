"""Who may reclaim what of a return, by the law of the destination where it is known."""

import pytest

from dutiful_docs.dossier.returns.split import hint_of
from tests.builders.dossier import expected, shipment_of


@pytest.mark.parametrize(
    ("ship_to", "law"),
    [
        pytest.param("US", "19 U.S.C. 1313(j)", id="drawback in the United States"),
        pytest.param("FR", "Articles 116 to 121", id="repayment in the Union"),
        pytest.param("AU", "ask a broker", id="another country"),
    ],
)
def test_a_duty_comes_back_by_the_law_of_the_destination(ship_to: str, law: str) -> None:
    duty = expected("duty", "4.80", recovery="on_application")

    assert law in hint_of(shipment_of(ship_from="GB", ship_to=ship_to), duty)


def test_a_fee_stays_paid_everywhere() -> None:
    assert "stays paid" in hint_of(shipment_of(ship_to="FR"), expected("fee", "9.00", recovery="none"))
