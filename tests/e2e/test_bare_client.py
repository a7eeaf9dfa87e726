"""The typed client in an environment of its own: an interpreter with its base requirements and nothing else."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from fastapi import FastAPI

from dutiful_quote.examples import example
from tests.builders.bare_python import python_with
from tests.builders.listening import listening

SCRIPT = Path(__file__).with_name("bare_client.py")


@pytest.fixture(scope="session")
def bare_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter that has the shared package and its base requirements."""
    return python_with(tmp_path_factory.mktemp("bare"))


@pytest.fixture
async def served(quote_app: FastAPI) -> AsyncIterator[str]:
    """The application on a port of the loopback."""
    async with listening(quote_app, lifespan="off") as port:
        yield f"http://127.0.0.1:{port}"


async def test_an_order_system_needs_the_client_and_nothing_else(bare_python: Path, served: str, sandbox: str) -> None:
    given = json.dumps({"url": served, "key": sandbox, "cart": example("t-shirts-to-us")}).encode()
    process = await asyncio.create_subprocess_exec(
        bare_python,
        "-I",
        "-W",
        "error",
        SCRIPT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )

    output, errors = await process.communicate(given)

    assert process.returncode == 0, errors.decode()
    assert json.loads(output) == {
        "verified": True,
        "committed": "committed",
        "adjusted": "adjusted",
        "refunded": True,
        "voided": "voided",
        "events": ["committed", "adjusted", "refunded", "voided"],
        "batch": [200, 200, 200],
        "stream": [0, 1, 2],
        "search": "610910",
        "replayed": True,
        "tariff": "610910",
        "country": "USD",
        "problem": "conflict",
        "modules": [],
    }


async def test_the_environment_has_nothing_but_the_client(bare_python: Path) -> None:
    process = await asyncio.create_subprocess_exec(
        bare_python, "-I", "-c", "import fastapi", stderr=asyncio.subprocess.PIPE
    )

    _, errors = await process.communicate()

    assert b"ModuleNotFoundError" in errors
