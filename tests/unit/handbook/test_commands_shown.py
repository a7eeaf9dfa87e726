"""Commands that README and handbook show exist, with the options that are shown."""

import re
import shlex
from collections.abc import Iterator
from typing import Any

import click
import pytest
from typer.main import get_command

from dutiful_classify.commands.classify import TitleFirst
from dutiful_shared.cli import app
from tests.builders.examples import blocks

_SHOWN = re.compile(r"^\s*(?:[A-Z_]+=\S+ )*(?:\.venv/bin/)?dutiful (.*)$")


def _shown() -> Iterator[tuple[str, str]]:
    """Where a command is shown, and what stands behind `dutiful`."""
    for block in blocks():
        for line in block.text.splitlines():
            if (found := _SHOWN.match(line)) and block.language in {"", "sh"}:
                yield f"{block.name}: {found[1][:40].strip()}", found[1]


@pytest.fixture(scope="module")
def whole() -> Any:
    return get_command(app)


@pytest.mark.parametrize("shown", [pytest.param(text, id=name) for name, text in _shown()])
def test_a_command_that_is_shown_exists(shown: str, whole: Any) -> None:
    command, context = whole, click.Context(whole)
    for word in shlex.split(shown, comments=True):
        if word.startswith("--"):
            known = {name for one in command.params for name in (*one.opts, *one.secondary_opts)}
            assert word.partition("=")[0] in {*known, "--help"}
        elif hasattr(command, "get_command"):
            following = command.get_command(context, word)
            if following is None and isinstance(command, TitleFirst):
                following = command.get_command(context, "product")
            assert following is not None, f"there is no command {word!r}"
            command = following
