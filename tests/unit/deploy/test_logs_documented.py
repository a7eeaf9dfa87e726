"""Whoever reads a log line finds in the handbook what to do; the handbook tells of no line that is not written."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

PROJECT: Final = Path(__file__).resolve().parents[3]
PAGE: Final = (PROJECT / "handbook" / "operations" / "logs.md").read_text()
_LEVELS: Final = {"debug", "info", "warning", "error", "exception", "critical"}
_LOGGERS: Final = {"logger()", "_log"}
#: Fields that the line of a request gets from the middleware itself, and from the handlers of problems.
_EDGE: Final = {"method", "route", "path", "status", "duration_ms", "request_id", "trace_id", "parent_id", "problem"}


def calls() -> Iterator[ast.Call]:
    """Every call in the code of the services."""
    for folder in ("services", "shared"):
        for file in (PROJECT / folder).rglob("src/**/*.py"):
            yield from (node for node in ast.walk(ast.parse(file.read_text())) if isinstance(node, ast.Call))


def written() -> set[str]:
    """The events that the code logs."""
    return {
        call.args[0].value
        for call in calls()
        if isinstance(call.func, ast.Attribute)
        and call.func.attr in _LEVELS
        and ast.unparse(call.func.value) in _LOGGERS
        and isinstance(call.args[0], ast.Constant)
    }


def noted() -> set[str]:
    """The fields that the code adds to the line of a request."""
    found = [call for call in calls() if isinstance(call.func, ast.Name) and call.func.id == "note"]
    return {keyword.arg for call in found for keyword in call.keywords if keyword.arg}


def told(heading: str) -> set[str]:
    """What the first column of the table below a heading names."""
    section = PAGE.partition(f"## {heading}\n")[2].partition("\n## ")[0]
    cells = re.findall(r"^\| (`.+?) \|", section, re.MULTILINE)
    return {name for cell in cells for name in re.findall(r"`([^`]+)`", cell)}


def test_every_event_and_no_other_stands_in_the_handbook() -> None:
    assert told("Other events, and what to do") == written()


def test_every_field_of_a_requests_line_and_no_other_stands_in_the_handbook() -> None:
    stages = {"lookup_ms", "assess_ms", "journal_ms"}
    assert told("One line a request") == _EDGE | stages | noted()
