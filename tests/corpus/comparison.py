"""A quote's answer held against what a case expects."""

from collections.abc import Mapping
from typing import Any

#: One difference: what was looked at, what was expected, what came.
Difference = tuple[str, Any, Any]


def differences(expected: Mapping[str, Any], answer: Mapping[str, Any]) -> list[Difference]:
    """Where the answer is not what the case expects; empty where it is."""
    compared: dict[str, tuple[Any, Any]] = {}
    for name, value in expected.items():
        match name:
            case "charges":
                compared[name] = sorted(value), charges(answer)
            case "restrictions":
                compared[name] = sorted(value), restrictions(answer)
            case "documents":
                compared[name] = value, [found["document"] for found in answer["documents_required"]]
            case "assumed":
                compared[name] = _among(value, [found["fact"] for found in answer["assumptions"]])
            case "missing":
                compared[name] = _among(value, [found["fact"] for found in answer["missing"]])
            case _:
                compared[name] = value, _shown(_at(answer, name))
    return [(name, wanted, came) for name, (wanted, came) in compared.items() if wanted != came]


def charges(answer: Mapping[str, Any]) -> list[list[str]]:
    """Every charge: programme, amount, when it is collected."""
    every = [charge for line in answer["lines"] for charge in line["charges"]] + answer["charges"]
    return sorted([charge["programme"], charge["amount"]["amount"], charge["collected"]] for charge in every)


def restrictions(answer: Mapping[str, Any]) -> list[list[str]]:
    """What each control is called and how it acts."""
    return sorted(
        [found["measure_id"].split(":")[1], "blocks" if found["blocks"] else "told"] for found in answer["restrictions"]
    )


def _among(wanted: list[str], found: list[str]) -> tuple[list[str], list[str]]:
    """The same twice where all that is wanted was found."""
    return (wanted, wanted) if set(wanted) <= set(found) else (wanted, found)


def _at(answer: Any, path: str) -> Any:
    """The value at a path such as `options.ddp.available` or `freshness.fx.0.as_of`; None where it leads nowhere."""
    for step in path.split("."):
        try:
            answer = answer[int(step)] if step.isdigit() else answer[step]
        except (KeyError, IndexError, TypeError):
            return None
    return answer


def _shown(value: Any) -> str:
    """A field of an answer as the cases write it."""
    if isinstance(value, dict):
        return str(value["amount"]) if "amount" in value else f"{value['min']} - {value['max'] or 'open'}"
    return "null" if value is None else str(value)
