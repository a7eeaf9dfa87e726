"""The tools for assistants where nothing is installed but what the handbook says."""

import re
import subprocess
from pathlib import Path

import pytest
from mcp import Client
from mcp.client.stdio import StdioServerParameters, stdio_client

from tests.builders.bare_python import python_with
from tests.conftest import PROJECT

COMMAND = ["-I", "-c", "from dutiful_shared.cli import main; main()"]


@pytest.fixture(scope="module")
def python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter with the extras that the page of these tools names."""
    page = (PROJECT / "handbook" / "developers" / "mcp.md").read_text()
    named = re.search(r"pip install 'dutiful-shared\[([a-z,]+)\]'", page)
    assert named is not None
    return python_with(tmp_path_factory.mktemp("mcp"), *named[1].split(","))


async def test_the_server_starts_and_lists_its_tools(python: Path) -> None:
    started = StdioServerParameters(
        command=str(python), args=[*COMMAND, "mcp"], env={"DUTIFUL_API_KEY": "dk_test_x"}, cwd="/"
    )
    async with Client(stdio_client(started)) as client:
        listed = {tool.name for tool in (await client.list_tools()).tools}

    assert listed == {"quote_landed_cost", "explain_quote", "classify_product", "search_tariff_codes"}


def test_the_help_shows_every_command_and_says_what_the_others_need(python: Path) -> None:
    done = subprocess.run([python, *COMMAND, "--help"], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr) == (0, "")
    assert {"mcp", "key", "merchant", "migrate"} <= set(done.stdout.split())


def test_a_command_that_needs_more_says_what_to_install(python: Path) -> None:
    given = [str(python), *COMMAND, "key", "create", "Loom", "--live"]
    done = subprocess.run(given, capture_output=True, text=True, check=False)

    assert (done.returncode, done.stdout) == (1, "")
    assert "pip install 'dutiful-shared[cli,service,mcp]'" in done.stderr
    assert "Traceback" not in done.stderr
