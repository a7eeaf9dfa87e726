"""The Dockerfile: what hadolint says of it, and what every image holds."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[3]
DOCKERFILE = (PROJECT / "deploy" / "Dockerfile").read_text()
#: Name of a stage -> its lines.
STAGES = {
    found["name"]: found["body"]
    for found in re.finditer(
        r"^FROM (?P<from>\S+) AS (?P<name>\S+)\n(?P<body>(?:(?!FROM ).*\n)*)", DOCKERFILE, re.MULTILINE
    )
}
FINAL = sorted(re.findall(r"^FROM runtime AS (\S+)$", DOCKERFILE, re.MULTILINE))


def test_hadolint_finds_nothing() -> None:
    checker = Path(sys.executable).with_name("hadolint")
    command = [checker, "--no-color", PROJECT / "deploy" / "Dockerfile"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_each_service_has_a_target() -> None:
    assert FINAL == ["classify", "docs", "load", "prepare", "quote", "webhooks"]


@pytest.mark.parametrize("name", FINAL)
def test_an_image_is_libraries_and_code_alone_and_says_what_it_is(name: str) -> None:
    body = STAGES[name]
    assert 'org.opencontainers.image.title="dutiful-' + name in body
    assert "RUN" not in body
    sources = re.findall(r"^COPY (.+)$", body, re.MULTILINE)
    assert all(source.startswith("--from=build-") or name == "load" for source in sources)


def test_what_images_are_built_on_can_install_nothing_and_is_not_root() -> None:
    assert "pip uninstall --yes --no-input pip setuptools wheel" in STAGES["runtime"]
    assert "USER 10001:10001" in STAGES["runtime"]
    assert "HEALTHCHECK --interval" in STAGES["runtime"]
    assert "apt-get" not in DOCKERFILE


def test_libraries_are_those_of_the_lock_file() -> None:
    installs = re.findall(r"^RUN .*uv sync(.*)", DOCKERFILE, re.MULTILINE)
    assert len(installs) == 9
    assert all(" --frozen" in install for install in installs)
