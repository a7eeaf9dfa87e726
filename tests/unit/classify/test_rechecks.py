"""What has become of a decision."""

from collections.abc import Sequence

import pytest

from dutiful_classify.rechecks.comparison import Remembered, compared


class Edition:
    """It has lost 610990."""

    version = "next"

    def has(self, system: str, code: str) -> bool:
        return code[:6] in {"610910", "620520"} or (system == "US" and code.startswith("98"))

    def successors(self, code: str) -> Sequence[str]:
        return ("610910",) if code == "610990" else ()


def decided(codes: dict[str, str], then: str | None = None) -> Remembered:
    return Remembered(1, "ovr_1", None, None, codes, then)


@pytest.mark.parametrize(
    ("codes", "then", "now", "found"),
    [
        pytest.param({"HS": "610910"}, "610910", "610910", [], id="all as it was"),
        pytest.param({"HS": "610990"}, None, None, [("gone", "HS", ("610910",))], id="gone"),
        pytest.param({"HS": "610910", "US": "6109901007"}, None, None, [("gone", "US", ("610910",))], id="a line"),
        pytest.param({"HS": "610910", "US": "9817000000"}, None, None, [], id="a national chapter"),
        pytest.param({"HS": "981700"}, None, None, [("gone", "HS", ())], id="no chapter of the nomenclature"),
        pytest.param({"HS": "610910"}, "620520", "610910", [("answer_changed", "HS", ())], id="another answer"),
        pytest.param({"HS": "610910"}, None, "620520", [], id="the model was never asked before"),
        pytest.param({"HS": "610910"}, "620520", None, [], id="the model was not asked now"),
    ],
)
def test_a_decision_is_held_against_the_present(
    codes: dict[str, str], then: str | None, now: str | None, found: list[tuple[str, str, tuple[str, ...]]]
) -> None:
    findings = compared(decided(codes, then), Edition(), now, None)

    assert [(one.kind.value, one.code_system, tuple(one.successors)) for one in findings] == found
