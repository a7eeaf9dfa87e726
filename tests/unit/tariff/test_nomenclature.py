"""The Harmonized System as the door knows it: which codes exist, and which one a wrong code may have meant."""

import pytest

from dutiful_quote.tariff.nomenclature import HarmonizedSystem


@pytest.fixture(scope="module")
def nomenclature() -> HarmonizedSystem:
    return HarmonizedSystem()


@pytest.mark.parametrize(
    ("code", "near"),
    [
        pytest.param("610911", "610910", id="one with five of its digits"),
        pytest.param("610970", "610990", id="the next of its heading"),
        pytest.param("610830", "610831", id="the next with five of its digits"),
        pytest.param("6199", "610120", id="of its chapter"),
        pytest.param("770110", "780110", id="the reserved chapter has none, so the next there is"),
    ],
)
def test_a_wrong_code_is_told_a_right_one(nomenclature: HarmonizedSystem, code: str, near: str) -> None:
    assert nomenclature.near(code) == near
    assert nomenclature.knows(near)
