"""The reference pages of the handbook, made from the code that they speak of."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

import click
from pydantic import BaseModel, SecretStr
from pydantic_core import PydanticUndefined
from typer.main import get_command

from dutiful_classify.settings import ClassifySettings
from dutiful_docs.settings import DocsSettings
from dutiful_quote.settings import QuoteSettings
from dutiful_shared.cli import app
from dutiful_shared.contract.deprecations import DEPRECATIONS
from dutiful_shared.contract.problems import PROBLEM_TYPES
from dutiful_shared.service.settings import ServiceSettings

PROJECT: Final = Path(__file__).resolve().parents[2]
_MADE: Final = "This page is made from the code: `make reference` writes it anew.\n"


def settings_page() -> str:
    """Every variable of every service: what it says, its default and its bounds."""
    parts = ["# Settings\n", _MADE, "The services read them from the environment, once, at start.\n"]
    shared = set(ServiceSettings.model_fields)
    rooms: Mapping[str, tuple[type[BaseModel], set[str]]] = {
        "Every service": (ServiceSettings, set()),
        "quote, and the host of webhooks": (QuoteSettings, shared),
        "classify": (ClassifySettings, shared),
        "docs": (DocsSettings, shared),
    }
    for title, (model, known) in rooms.items():
        parts.append(f"## {title}\n\n| variable | default | meaning and bounds |\n| --- | --- | --- |")
        parts.extend(_rows_of(model, "DUTIFUL_", known))
        parts[-1] += "\n"
    return "\n".join(parts)


def _rows_of(model: type[BaseModel], prefix: str, known: set[str]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        inner = field.annotation
        if name in known:
            continue
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from _rows_of(inner, f"{prefix}{name.upper()}__", set())
        else:
            bounds = ", ".join(filter(None, (_bound(one) for one in field.metadata)))
            said = f"{field.description} ({bounds})" if bounds else field.description or ""
            yield _row(f"`{prefix}{name.upper()}`", _default(field.default), said)


def _default(value: Any) -> str:
    if isinstance(value, SecretStr):
        return "" if not value.get_secret_value() else "for development only"
    if value is None or value is PydanticUndefined or value == "":
        return ""
    return f"`{value}`"


def _bound(one: Any) -> str:
    words = {"ge": "at least", "gt": "more than", "le": "at most", "lt": "less than", "max_length": "length at most"}
    for attribute, said in words.items():
        if (limit := getattr(one, attribute, None)) is not None:
            return f"{said} {limit}"
    return ""


def errors_page() -> str:
    """Every code of a problem."""
    parts = ["# Problems\n", _MADE]
    parts.append("What is no success is an `application/problem+json` (RFC 9457) with one of these codes.\n")
    for entry in PROBLEM_TYPES.values():
        parts.append(f"## {entry.code}\n\n**{entry.status}** {entry.title}\n\n{entry.meaning}\n\n{entry.remedy}\n")
    return "\n".join(parts)


def metrics_page() -> str:
    """Every metric with the sentence that `/metrics` says of it, and the part of the code that counts it."""
    parts = ["# Metrics\n", _MADE, "Counters end in `_total`, histograms in `_bucket`, `_sum` and `_count`.\n"]
    parts.append("| metric | labels | meaning | made in |\n| --- | --- | --- | --- |")
    rows = {row for folder in ("shared", "services") for row in _metrics_in(PROJECT / folder)}
    parts.extend(_row(f"`{name}`", labels, said, f"`{place}`") for name, labels, said, place in sorted(rows))
    return "\n".join(parts) + "\n"


def _metrics_in(folder: Path) -> Iterator[tuple[str, str, str, str]]:
    for file in sorted(folder.rglob("src/**/*.py")):
        text = file.read_text(encoding="utf-8")
        if '"dutiful_' not in text:
            continue
        place = ".".join(file.with_suffix("").parts[file.parts.index("src") + 1 :])
        for node in ast.walk(ast.parse(text)):
            given = node.args if isinstance(node, ast.Call) else node.elts if isinstance(node, ast.Tuple) else []
            match [_text(one) for one in given[:2]]:
                case [str(name), str(said)] if re.fullmatch(r"dutiful_\w+", name) and said[:1].isupper():
                    yield name, _labels(given[2:]), said, place


def _text(node: ast.expr) -> str | None:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _labels(rest: list[ast.expr]) -> str:
    if rest and isinstance(rest[0], (ast.List, ast.Tuple)):
        return ", ".join(f"`{_text(one)}`" for one in rest[0].elts if _text(one))
    return ""


def commands_page() -> str:
    """Every command with its arguments and options."""
    parts = ["# Commands\n", _MADE, "Each takes `--help`.\n"]
    root = get_command(app)
    parts.extend(_commands(root, click.Context(root, info_name="dutiful"), "dutiful"))
    return "\n".join(parts)


def _commands(command: Any, context: Any, path: str) -> Iterator[str]:
    if hasattr(command, "list_commands"):
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            yield from _commands(inner, type(context)(inner, info_name=name, parent=context), f"{path} {name}")
        return
    said = " ".join((command.help or "").split("\f", maxsplit=1)[0].split())
    yield f"## {path}\n\n{said}\n"
    rows = [_row(_names(one), " ".join((getattr(one, "help", None) or "").split())) for one in command.params]
    rows = [row for row in rows if "--help" not in row and "completion" not in row]
    if rows:
        yield "| given | meaning |\n| --- | --- |\n" + "\n".join(rows) + "\n"


def _names(parameter: Any) -> str:
    if parameter.param_type_name == "argument":
        return f"`{(parameter.metavar or parameter.name or '').upper()}`"
    return ", ".join(f"`{name}`" for name in (*parameter.opts, *parameter.secondary_opts))


def deprecations_page() -> str:
    """What of each service's contract will go."""
    parts = ["# Deprecations\n", _MADE, "What is deprecated now, by the [policy](../developers/deprecation.md).\n"]
    for service, leaving in DEPRECATIONS.items():
        parts.append(f"## {service}\n")
        rows = [
            *(
                _row(f"`{one.method} {one.path}`", f"{one.since}", f"{one.sunset}", one.instead)
                for one in leaving.operations
            ),
            *(
                _row(f"`{one.field}` of `{one.schema}`", f"{one.since}", f"{one.sunset}", one.instead)
                for one in leaving.fields
            ),
        ]
        head = ["| what | since | gone from | instead |", "| --- | --- | --- | --- |"]
        parts.append("\n".join([*head, *rows]) + "\n" if rows else "Nothing.\n")
    return "\n".join(parts)


def _row(*cells: str) -> str:
    return "| " + " | ".join(cell.replace("|", "\\|").replace("\n", " ") for cell in cells) + " |"


PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "deprecations.md": deprecations_page,
    "settings.md": settings_page,
    "metrics.md": metrics_page,
    "errors.md": errors_page,
    "commands.md": commands_page,
}
