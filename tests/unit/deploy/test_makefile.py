"""What `make` offers."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[3]
TARGETS = [
    "run",
    "stop",
    "test",
    "official",
    "corpus",
    "oracle",
    "mutate",
    "fuzz",
    "lint",
    "audit",
    "fmt",
    "bench",
    "load",
    "callbacks",
    "bench-classify",
    "bench-documents",
    "papers",
    "diagrams",
    "screenshots",
    "bench-screening",
    "monitoring",
    "setup",
    "lexicon",
    "model",
    "reference",
    "contract",
    "handbook",
    "clean",
    "help",
]


def make(*arguments: str) -> str:
    # Without the variables of a `make test` around this run, which would change what the inner make prints.
    done = subprocess.run(
        ["env", "-u", "MAKEFLAGS", "-u", "MAKELEVEL", "-u", "MFLAGS", "make", *arguments],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout


def test_make_alone_prints_the_help() -> None:
    assert make() == make("help")


@pytest.mark.parametrize("target", TARGETS)
def test_each_target_has_a_line_of_help(target: str) -> None:
    assert re.search(rf"^  make {target} +\S", make(), re.MULTILINE)


def test_the_help_names_no_target_that_is_not_there() -> None:
    assert re.findall(r"^  make ([a-z-]+)", make(), re.MULTILINE) == TARGETS


def test_a_missing_python_is_told_before_anything_is_made(tmp_path: Path) -> None:
    command = ["make", "-f", str(PROJECT / "Makefile"), "setup", "PYTHON=", f"VENV={tmp_path / 'venv'}"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "Python 3.11 or newer is needed" in done.stderr


def test_a_python_without_venv_is_told_with_the_package_to_install(tmp_path: Path) -> None:
    bare = tmp_path / "bare-python"
    bare.write_text("#!/bin/sh\nexit 1\n")
    bare.chmod(0o755)
    command = ["make", "-f", str(PROJECT / "Makefile"), "setup", f"PYTHON={bare}", f"VENV={tmp_path / 'venv'}"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "apt-get install python3-venv" in done.stderr
