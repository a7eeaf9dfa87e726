"""Commands that read a file say what is wrong with it before they call anybody."""

from collections.abc import Callable
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner

from dutiful_quote.commands.convert import convert
from dutiful_quote.commands.quote import quote


def run(command: Callable[..., None], *arguments: str) -> tuple[int, str]:
    app = typer.Typer()
    app.command()(command)
    done = CliRunner().invoke(app, list(arguments), env={"COLUMNS": "200", "DUTIFUL_API_KEY": "dk_test_x"})
    return done.exit_code, " ".join(done.output.split())


@pytest.mark.parametrize(
    ("command", "before"), [pytest.param(quote, (), id="quote"), pytest.param(convert, ("ups",), id="convert")]
)
@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param(b"\xff\xfe", "is not a text in UTF-8", id="no text"),
        pytest.param(b'{"a": 1,}', "is not JSON", id="no JSON"),
    ],
)
def test_a_file_that_is_no_json_is_refused_in_plain_words(
    command: Callable[..., None], before: tuple[str, ...], content: bytes, said: str, tmp_path: Path
) -> None:
    file = tmp_path / "cart.json"
    file.write_bytes(content)
    code, output = run(command, *before, str(file))
    assert (code, said in output) == (2, True)
