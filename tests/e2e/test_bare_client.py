"""The typed client in an environment of its own: an interpreter with its base requirements and nothing else."""

import asyncio
import json
import re
import shutil
import venv
from collections.abc import AsyncIterator
from importlib.metadata import Distribution, distribution
from pathlib import Path

import pytest
from fastapi import FastAPI

import dutiful_shared
from dutiful_quote.examples import example
from tests.builders.listening import listening

SCRIPT = Path(__file__).with_name("bare_client.py")
_NAME = re.compile(r"[A-Za-z0-9._-]+")


def required(name: str, found: dict[str, Distribution]) -> dict[str, Distribution]:
    """The installed distributions that `name` needs without its extras, by their names."""
    for requirement in distribution(name).requires or ():
        needed = _NAME.match(requirement)
        if needed and "extra ==" not in requirement and needed.group() not in found:
            try:
                found[needed.group()] = distribution(needed.group())
            except ModuleNotFoundError:
                continue  # for another platform or version of Python
            required(needed.group(), found)
    return found


@pytest.fixture(scope="session")
def bare_python(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An interpreter that has the shared package and its base requirements, copied from this environment."""
    home = tmp_path_factory.mktemp("bare")
    venv.create(home, with_pip=False)
    packages = next(home.glob("lib/python*/site-packages"))
    for one in required("dutiful-shared", {}).values():
        for file in one.files or ():
            target = packages / file
            if ".." not in file.parts and file.suffix != ".pyc":
                target.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(str(file.locate()), target)
    shutil.copytree(Path(dutiful_shared.__file__).parent, packages / "dutiful_shared")
    return home / "bin" / "python"


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
