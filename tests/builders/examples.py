"""Examples of README and handbook: what may be copied from there, and how it is run.

A fenced block is an example if `<!-- example -->` stands before it. A block of Python or with a `curl` that is none
says why: `<!-- no example: the reason -->`.
"""

import argparse
import re
import shlex
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import httpx2
from markdown_it import MarkdownIt

from tests.builders.running_house import House
from tests.conftest import PROJECT

MARK = "<!-- example -->"
EXCUSE = re.compile(r"<!-- no example: \S.* -->")
#: What an example writes for an id that an example before it on the page has been answered with.
_PLACEHOLDER = re.compile(r"\b(q|shop|mer)_(?:\w*\.\.\.)")
_CAT = re.compile(r"\$\(cat ([^)\s]+)\)")
_PROGRAMS = {"dutiful", ".venv/bin/dutiful"}


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block. `mark` is the comment before it."""

    page: str
    line: int
    language: str
    text: str
    mark: str

    @property
    def name(self) -> str:
        return f"{self.page}:{self.line}"

    @property
    def runs(self) -> bool:
        return self.mark == MARK

    @property
    def looks_like_an_example(self) -> bool:
        return self.language == "python" or any(line.lstrip().startswith("curl ") for line in self.text.splitlines())


def pages() -> list[Path]:
    """README and every page of the handbook but the decisions."""
    handbook = PROJECT / "handbook"
    return [
        PROJECT / "README.md",
        *(page for page in sorted(handbook.rglob("*.md")) if page.parent.name != "decisions"),
    ]


def blocks() -> Iterator[Block]:
    """All fenced blocks of all pages."""
    for page in pages():
        mark = ""
        for token in MarkdownIt().parse(page.read_text(encoding="utf-8")):
            if token.type == "fence" and token.map is not None:
                name = str(page.relative_to(PROJECT))
                yield Block(name, token.map[0] + 1, token.info.strip(), token.content, mark)
            mark = token.content.strip() if token.type == "html_block" else ""


def commands(text: str) -> Iterator[list[str]]:
    """The words of each command of a block; a command goes on over lines inside quotes and after a backslash."""
    pending = ""
    for line in text.splitlines():
        pending += line
        if pending.endswith("\\"):
            pending = pending[:-1] + " "
            continue
        try:
            words = shlex.split(pending, comments=True)
        except ValueError:  # a quotation goes on
            pending += "\n"
            continue
        pending = ""
        if words:
            yield words
    if pending.strip():
        raise ValueError(f"the block ends within a command: {pending!r}")


class Page:
    """Runs the examples of one page, in their order; what is answered in one is known to the next."""

    def __init__(self, house: House) -> None:
        self._house = house
        self._ids: dict[str, str] = {}

    def run(self, block: Block) -> int:
        """How many commands it has; each is run, and fails the test that it does not work for."""
        text = self._house.here(self._filled(block.text))
        if block.language == "python":
            self._note(self._house.run([sys.executable, "-W", "error", "-"], text))
            return 1
        written_out = list(commands(text))
        for written in written_out:
            words = [_PLACEHOLDER.sub(lambda match: self._ids[match[1]], word) for word in written]
            if words[0] in _PROGRAMS:
                self._note(self._house.dutiful(*words[1:]))
            elif words[0] == "curl":
                self._note(self._curl(words[1:]))
            else:
                raise ValueError(f"{block.name}: the example calls {words[0]!r}, which nobody has to have")
        return len(written_out)

    def _filled(self, text: str) -> str:
        return _CAT.sub(lambda match: (self._house.folder / match[1]).read_text(encoding="utf-8").strip(), text)

    def _curl(self, words: list[str]) -> str:
        """Send what curl would send; a status from 400 on is a fault."""
        asked = _curl_words().parse_args(words)
        body = "".join(asked.data or [])
        if body.startswith("@"):
            body = (self._house.folder / body[1:]).read_text(encoding="utf-8")
        headers = dict(one.split(": ", 1) for one in asked.header)
        method = asked.request or ("POST" if asked.data else "GET")
        auth = None if asked.user is None else httpx2.BasicAuth(*asked.user.split(":", 1))
        answer = httpx2.request(method, asked.url, headers=headers, content=body or None, auth=auth, timeout=60)
        assert answer.is_success, f"{method} {asked.url}: {answer.status_code} {answer.text}"
        return answer.text

    def _note(self, printed: str) -> None:
        for text, kind in re.findall(r"\b((q|shop|mer)_[0-9a-f]{20,32})\b", printed):
            self._ids[kind] = text


def _curl_words() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(exit_on_error=False)
    parser.add_argument("-s", "--silent", action="store_true")
    parser.add_argument("-i", "--include", action="store_true")
    parser.add_argument("-X", "--request")
    parser.add_argument("-H", "--header", action="append", default=[])
    parser.add_argument("-d", "--data", "--data-binary", action="append")
    parser.add_argument("-u", "--user")
    parser.add_argument("url")
    return parser
