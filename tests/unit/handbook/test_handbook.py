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

from dutiful_local.services import FACTORIES
from loadtests import history_plot
from tests.gallery.diagrams import DIAGRAMS
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


#: Pictures as Markdown and as HTML name them.
_SHOWN = re.compile(r"!\[[^\]]*\]\(([^)\s]+)\)|<img\b[^>]*\bsrc=\"([^\"]+)\"")


def _pictures_shown() -> set[Path]:
    pages = (*HANDBOOK.rglob("*.md"), PROJECT / "README.md")
    return {
        (page.parent / (markdown or html)).resolve()
        for page in pages
        for markdown, html in _SHOWN.findall(page.read_text(encoding="utf-8"))
    }


def test_every_picture_that_a_page_shows_is_there() -> None:
    assert not {str(picture) for picture in _pictures_shown() if not picture.is_file()}


def test_every_picture_is_shown_or_the_source_of_one_that_is() -> None:
    files = {file.resolve() for file in (HANDBOOK / "images").rglob("*") if file.is_file()}
    assert {str(file) for file in files if file.with_suffix(".svg") not in _pictures_shown()} <= {
        str(picture) for picture in _pictures_shown()
    }


@pytest.mark.parametrize("name", DIAGRAMS)
def test_how_a_quote_is_computed_is_drawn_too(name: str) -> None:
    assert f"(images/{name}.svg)" in (HANDBOOK / "how-a-quote-is-computed.md").read_text()


@pytest.mark.parametrize("name", DIAGRAMS)
def test_a_diagram_has_its_own_ground_and_words_of_a_legible_size(name: str) -> None:
    picture = (HANDBOOK / "images" / f"{name}.svg").read_text()
    size = re.match(
        r'<svg\b[^>]* width="(\d+)" height="\d+" viewBox="(\S+) (\S+) \1 (\d+)"[^>]*><rect ([^>]*)/>', picture
    )
    assert size is not None
    # A page gives a picture 688 pixels; Mermaid's words have 16.
    assert 16 * min(1, 688 / int(size[1])) >= 13
    assert 'fill="#ffffff"' in size[5]


def test_each_service_is_in_the_picture_of_the_house() -> None:
    drawn = (HANDBOOK / "images" / "house.mmd").read_text()
    assert set(re.findall(r"\[services/(\w+)\]", drawn)) == set(FACTORIES)


@pytest.mark.parametrize("name", DIAGRAMS)
def test_a_picture_shows_what_its_source_says(name: str) -> None:
    source = (HANDBOOK / "images" / f"{name}.mmd").read_text()
    shown = (HANDBOOK / "images" / f"{name}.svg").read_text()
    boxes = re.findall(r"[\[({]([A-Za-z][^\[\](){}<]*)", source.partition("\n")[2])
    words = {word for box in boxes for word in re.findall(r"[A-Za-z]{3,}", box)}
    assert words
    assert not {word for word in words if word not in shown}
