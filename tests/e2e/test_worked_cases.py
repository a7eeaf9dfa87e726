"""Worked examples, from the request to the last cent, through the public door (see `tests/cases/README.md`)."""

from pathlib import Path
from typing import Any

import httpx2
import pytest
import yaml

CASES = Path(__file__).parent.parent / "cases"


class _TextLoader(yaml.SafeLoader):
    """YAML with every plain value read as text, so that no amount becomes a float; merge keys still work."""


_TextLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag == "tag:yaml.org,2002:merge"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _cases() -> list[Any]:
    found = []
    for file in sorted(CASES.rglob("*.yaml")):
        for case in yaml.load(file.read_text(encoding="utf-8"), Loader=_TextLoader):
            found.append(pytest.param(case, id=f"{file.parent.name}/{file.stem}: {case['title']}"))
    return found


def _charges(answer: dict[str, Any]) -> list[list[str]]:
    every = [charge for line in answer["lines"] for charge in line["charges"]] + answer["charges"]
    return sorted([charge["programme"], charge["amount"]["amount"], charge["collected"]] for charge in every)


def _restrictions(answer: dict[str, Any]) -> list[list[str]]:
    """What each control is called and how it acts."""
    return sorted(
        [found["measure_id"].split(":")[1], "blocks" if found["blocks"] else "told"] for found in answer["restrictions"]
    )


def _at(answer: Any, path: str) -> Any:
    """The value at a path such as `options.ddp.available` or `freshness.fx.0.as_of`."""
    for step in path.split("."):
        answer = answer[int(step)] if step.isdigit() else answer[step]
    return answer


def _shown(value: Any) -> str:
    """A field of an answer as the cases write it."""
    if isinstance(value, dict):
        return str(value["amount"]) if "amount" in value else f"{value['min']} - {value['max'] or 'open'}"
    return "null" if value is None else str(value)


@pytest.mark.parametrize("case", _cases())
async def test_worked_case(case: dict[str, Any], quote_api: httpx2.AsyncClient) -> None:
    expected = dict(case["expect"])
    response = await quote_api.post("/v1/quotes", json=_typed(case["request"]))
    answer = response.json()
    assert response.status_code == 200, answer

    if "charges" in expected:
        assert _charges(answer) == sorted(expected.pop("charges")), case["working"]
    if "restrictions" in expected:
        assert _restrictions(answer) == sorted(expected.pop("restrictions")), case["working"]
    if "documents" in expected:
        assert [found["document"] for found in answer["documents_required"]] == expected.pop("documents")
    if "assumed" in expected:
        assert set(expected.pop("assumed")) <= {found["fact"] for found in answer["assumptions"]}
    if "missing" in expected:
        assert set(expected.pop("missing")) <= {found["fact"] for found in answer["missing"]}
    assert {name: _shown(_at(answer, name)) for name in expected} == expected


def _typed(request: dict[str, Any]) -> dict[str, Any]:
    """The cases are read as text; quantities are the only numbers."""
    lines = [{**line, "quantity": int(line["quantity"])} for line in request["lines"]]
    return {**request, "lines": lines}
