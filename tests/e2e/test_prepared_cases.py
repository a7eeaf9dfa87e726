"""A worked case asked again and again is answered alike: walked at first, then by what was prepared of its law."""

from typing import Any

import httpx2
import pytest

from tests.corpus.case import typed
from tests.corpus.reading import all_cases

#: More often than a law is walked before it is prepared.
AGAIN = 5
#: What differs from one answer to the next of the same cart.
OF_THIS_ANSWER = ("id", "token", "created_at", "expires_at", "request_id", "freshness", "cache")


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in all_cases()])
async def test_a_case_asked_again_is_answered_alike(case: dict[str, Any], quote_api: httpx2.AsyncClient) -> None:
    answers = []
    for _ in range(AGAIN):
        answer = (await quote_api.post("/v1/quotes", json=typed(case["request"]))).json()
        answers.append({name: value for name, value in answer.items() if name not in OF_THIS_ANSWER})
    assert all(answer == answers[0] for answer in answers[1:])
