"""Worked examples, from the request to the last cent, through the public door (see `tests/cases/README.md`)."""

from typing import Any

import httpx2
import pytest

from tests.corpus.case import typed
from tests.corpus.comparison import differences
from tests.corpus.reading import all_cases


@pytest.mark.parametrize("case", [pytest.param(case, id=name) for name, case in all_cases()])
async def test_worked_case(case: dict[str, Any], quote_api: httpx2.AsyncClient) -> None:
    response = await quote_api.post("/v1/quotes", json=typed(case["request"]))
    answer = response.json()
    assert response.status_code == 200, answer

    assert differences(case["expect"], answer) == [], case["working"]
