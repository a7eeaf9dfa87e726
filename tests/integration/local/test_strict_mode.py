"""STRICT=1: a test that reached no verdict fails the run."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

TESTS = Path(__file__).resolve().parents[2]


@pytest.fixture
def trial(request: pytest.FixtureRequest) -> Iterator[Path]:
    """A folder below tests/, where the suite's own conftest applies."""
    folder = TESTS / "unit" / f"trial_{os.getpid()}_{abs(hash(request.node.nodeid)) % 10**8}"
    folder.mkdir()
    yield folder
    for path in sorted(folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    folder.rmdir()


def run(folder: Path, body: str, strict: str) -> subprocess.CompletedProcess[str]:
    (folder / "test_trial.py").write_text(f"import socket\nimport pytest\n\n{body}\n")
    command = [sys.executable, "-B", "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder)]
    environ = {**os.environ, "STRICT": strict}
    return subprocess.run(command, cwd=TESTS.parent, env=environ, capture_output=True, text=True, check=False)


LEFT_OUT = """
def test_skips():
    pytest.skip("reason one")

@pytest.mark.skip(reason="reason two")
def test_is_marked():
    pass

@pytest.mark.xfail(reason="reason three")
def test_fails_as_expected():
    raise ValueError

@pytest.mark.xfail(reason="reason four")
def test_passes_against_expectation():
    pass
"""


def test_strict_mode_fails_and_tells_each_test_without_a_verdict(trial: Path) -> None:
    done = run(trial, LEFT_OUT, strict="1")
    assert done.returncode == 1
    _, _, told = done.stdout.partition("these tests did not run to a verdict")
    assert re.findall(r"reason (\w+)", told)[:4] == ["one", "two", "three", "four"]


def test_strict_mode_sees_a_module_that_skips_itself(trial: Path) -> None:
    done = run(trial, "pytest.skip('no tool', allow_module_level=True)", strict="1")
    assert done.returncode != 0
    assert "did not run to a verdict" in done.stdout


def test_without_strict_mode_a_skip_is_allowed(trial: Path) -> None:
    assert run(trial, LEFT_OUT, strict="").returncode == 0


def test_strict_mode_passes_when_everything_ran(trial: Path) -> None:
    assert run(trial, "def test_it():\n    pass", strict="1").returncode == 0


def test_a_unit_test_cannot_open_a_socket(trial: Path) -> None:
    done = run(trial, "def test_it():\n    socket.socket(socket.AF_INET)", strict="")
    assert done.returncode == 1
    assert "SocketBlockedError" in done.stdout


def test_elsewhere_only_the_machine_itself_can_be_reached() -> None:
    import socket

    from pytest_socket import SocketConnectBlockedError

    with (
        socket.socket(socket.AF_INET, socket.SOCK_STREAM) as outside,
        pytest.warns(UserWarning, match="tried to use socket"),
        pytest.raises(SocketConnectBlockedError),
    ):
        outside.connect(("192.0.2.1", 80))
