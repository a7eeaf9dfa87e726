"""The handbook: a site without a broken link that loads nothing from elsewhere, and says what the code says."""

from __future__ import annotations

import re
import subprocess
import sys
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from loadtests import history_plot
from tests.reference.pages import PAGES, PROJECT

HANDBOOK = PROJECT / "handbook"
SITE = PROJECT / ".dutiful" / "handbook"
#: What a browser fetches by itself while it shows a page.
_FETCHED = re.compile(
    r'<(?:script|img|iframe|source)\b[^>]*\bsrc="?(https?:[^"\s>]+)'
    r'|<link\b(?![^>]*canonical)[^>]*\bhref="?(https?:[^"\s>]+)'
)


@pytest.fixture(scope="module")
def site() -> Path:
    """The site as `make handbook` builds it."""
    program = Path(sys.executable).with_name("zensical")
    command = [program, "build", "--strict", "--clean", "--config-file", PROJECT / "zensical.toml"]
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return SITE


def test_the_site_has_every_page_and_no_broken_link(site: Path) -> None:
    pages = {page.relative_to(HANDBOOK).with_suffix(".html") for page in HANDBOOK.rglob("*.md")}
    built = {page.relative_to(site) for page in site.rglob("*.html")}
    missing = {page for page in pages if page not in built and page.with_name("index.html") not in built}
    assert not missing


def test_a_page_loads_nothing_from_elsewhere(site: Path) -> None:
    fetched = {found for page in site.rglob("*.html") for found in _FETCHED.findall(page.read_text(encoding="utf-8"))}
    assert not fetched


def test_every_page_but_the_single_decisions_is_in_the_navigation() -> None:
    config = tomllib.loads((PROJECT / "zensical.toml").read_text())["project"]
    pages = {str(page.relative_to(HANDBOOK)) for page in HANDBOOK.rglob("*.md")}
    listed = set(_pages_of(config["nav"]))
    assert listed == {page for page in pages if not re.match(r"decisions/\d", page)}


def _pages_of(nav: list[dict[str, Any]]) -> list[str]:
    found: list[str] = []
    for entry in nav:
        for target in entry.values():
            found.extend([target] if isinstance(target, str) else _pages_of(target))
    return found


def test_every_decision_is_in_the_list_of_decisions() -> None:
    index = (HANDBOOK / "decisions" / "README.md").read_text()
    assert all(f"({page.name})" in index for page in (HANDBOOK / "decisions").glob("[0-9]*.md"))


@pytest.mark.parametrize(("name", "page"), PAGES.items(), ids=list(PAGES))
def test_a_reference_page_is_what_the_code_says(name: str, page: Callable[[], str]) -> None:
    assert (HANDBOOK / "reference" / name).read_text() == page(), "make reference writes it anew"


def test_the_picture_of_the_house_is_the_one_of_the_readme() -> None:
    drawn = (HANDBOOK / "images" / "house.mmd").read_text().strip()
    assert f"```mermaid\n{drawn}\n```" in (PROJECT / "README.md").read_text()


def test_the_plot_of_the_benchmarks_shows_every_kept_result() -> None:
    assert history_plot.PICTURE.read_text() == history_plot.plotted(history_plot.kept_results()), "make reference"


@pytest.mark.parametrize("name", ["house", "way-of-a-quote"])
def test_a_picture_shows_what_its_source_says(name: str) -> None:
    source = (HANDBOOK / "images" / f"{name}.mmd").read_text()
    shown = (HANDBOOK / "images" / f"{name}.svg").read_text()
    boxes = re.findall(r"[\[({]([A-Za-z][^\[\](){}<]*)", source.partition("\n")[2])
    words = {word for box in boxes for word in re.findall(r"[A-Za-z]{3,}", box)}
    assert words
    assert not {word for word in words if word not in shown}
