"""The measure itself: groups of rows alike, and weights that can be told from rows."""

import pytest

from loadtests.line_weights import Branching, fit_weights
from loadtests.near_duplicates import near_duplicate_groups


def test_rows_that_say_nearly_the_same_are_one_group() -> None:
    one, same, ruling, again, other, elsewhere = near_duplicate_groups(
        [
            ("610910", "red cotton tee", ""),
            ("610910", "cotton tee in red", ""),
            ("950300", "toy car", "123456"),
            ("420221", "leather bag", "123456"),
            ("610910", "vest of wool", ""),
            ("610990", "red cotton tee", ""),
        ]
    )
    assert (one == same, ruling == again) == (True, True)
    assert len({one, ruling, other, elsewhere}) == 4


def test_the_same_first_word_in_a_subheading_is_one_group() -> None:
    first, second = near_duplicate_groups([("330499", "acme serum", ""), ("330499", "acme night balm 30 ml", "")])
    assert first == second


def test_weights_follow_what_decides() -> None:
    rows = [Branching([{"covered": 1.0}, {"covered": 0.0, "other": 1.0}], place % 4 == 0, 1.0) for place in range(40)]
    weights = fit_weights(rows)
    assert weights["covered"] > 0 > weights["other"]


def test_a_feature_that_decides_nothing_weighs_nothing() -> None:
    rows = [Branching([{"same": 1.0, "real": 1.0}, {"same": 1.0}], 0, 1.0) for _ in range(10)]
    assert fit_weights(rows)["same"] == pytest.approx(0)
