"""Files of worked cases: every value but `true` and `false` is text, and each fault has its line."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from tests.corpus.case import WorkedCase

CASES = Path(__file__).parent.parent / "cases"


class TextLoader(yaml.SafeLoader):
    """YAML with every plain value read as text, so that no amount becomes a float; merge keys still work, and `true`
    and `false` are flags, as a request must have them."""


TextLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag == "tag:yaml.org,2002:merge"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
TextLoader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), ["t", "f"])


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong, and where: a line of the file, and the way to the field."""

    line: int
    where: str
    text: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.where}: {self.text}" if self.where else f"line {self.line}: {self.text}"


def read_cases(file: Path) -> list[dict[str, Any]]:
    """The cases of a file as they stand there.

    Raises:
        yaml.YAMLError: it is not YAML.
    """
    found = yaml.load(file.read_text(encoding="utf-8"), Loader=TextLoader)
    return found if isinstance(found, list) else []


def all_cases() -> Iterator[tuple[str, dict[str, Any]]]:
    """The name and the case of every one in `tests/cases`."""
    for file in sorted(CASES.rglob("*.yaml")):
        for case in read_cases(file):
            yield f"{file.parent.name}/{file.stem}: {case['title']}", case


def faults_in(file: Path) -> list[Fault]:
    """What is wrong with the form of a file."""
    text = file.read_text(encoding="utf-8")
    try:
        root = yaml.compose(text, Loader=TextLoader)
        cases = yaml.load(text, Loader=TextLoader)
    except yaml.MarkedYAMLError as exc:
        mark = exc.problem_mark or exc.context_mark
        return [Fault(mark.line + 1 if mark else 1, "", f"this is not YAML: {exc.problem}")]
    if not isinstance(cases, list) or not cases:
        return [Fault(1, "", "a file is a list of cases: each begins with `- title:`")]
    found: list[Fault] = []
    titles: set[str] = set()
    for number, case in enumerate(cases):
        found += _faults_of(root, number, case)
        title = case.get("title") if isinstance(case, dict) else None
        if title in titles:
            found.append(Fault(_line(root, (number, "title")), "title", f"{title!r} stands twice in this file"))
        titles.add(str(title))
    return found


def _faults_of(root: yaml.Node | None, number: int, case: Any) -> list[Fault]:
    try:
        WorkedCase.model_validate(case)
    except ValidationError as exc:
        return [
            Fault(_line(root, (number, *error["loc"])), "/".join(map(str, error["loc"])), error["msg"])
            for error in exc.errors(include_url=False)
        ]
    return []


def _line(node: yaml.Node | None, way: Sequence[int | str]) -> int:
    """The line of the innermost thing on the way that the file has."""
    line = node.start_mark.line + 1 if node is not None else 1
    for step in way:
        following = _child(node, step)
        if following is None:
            break
        node = following
        line = node.start_mark.line + 1
    return line


def _child(node: yaml.Node | None, step: int | str) -> yaml.Node | None:
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        found: yaml.Node = node.value[step]
        return found
    if isinstance(node, yaml.MappingNode):
        return next((value for key, value in node.value if key.value == step), None)
    return None
