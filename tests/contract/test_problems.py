import re

import pytest
from pydantic import ValidationError

from dutiful_shared.contract.problems import PROBLEM_TYPES, Problem, problem_type


@pytest.mark.parametrize("code", [pytest.param(code, id=code) for code in PROBLEM_TYPES])
def test_each_problem_has_a_stable_code_an_error_status_and_a_remedy(code: str) -> None:
    kind = problem_type(code)
    assert re.fullmatch(r"[a-z]+(_[a-z]+)*", kind.code)
    assert 400 <= kind.status <= 599
    assert all(sentence.endswith(".") for sentence in (kind.meaning, kind.remedy))
    assert not kind.title.endswith(".")


def test_no_code_stands_in_the_catalogue_that_is_not_its_own_key() -> None:
    assert all(code == kind.code for code, kind in PROBLEM_TYPES.items())


def test_an_unknown_code_is_refused() -> None:
    with pytest.raises(KeyError):
        problem_type("nonsense")


def test_a_client_reads_a_problem_that_has_members_it_does_not_know() -> None:
    problem = Problem.model_validate(
        {"type": "/problems/x", "title": "X", "status": 400, "detail": "d", "code": "x", "added_later": 1}
    )
    assert problem.code == "x"


def test_a_problem_without_a_code_is_none_of_ours() -> None:
    with pytest.raises(ValidationError):
        Problem.model_validate({"type": "about:blank", "title": "X", "status": 400, "detail": "d"})
