"""`Typesetter`: papers into PDF, in a bounded pool of threads beside the event loop.

The compiler gives up the interpreter's lock while it works, so threads are enough. Each keeps a compiler of its own in
a folder of its own, which holds the templates and, while a paper is set, its data: a compiler remembers what it has
laid out as long as its inputs stay, so that what a paper says comes in files and not as an input. Templates see this
folder and nothing else, and no package is ever fetched.
"""

import asyncio
import errno
import os
import re
import shutil
import tempfile
import threading
import weakref
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from importlib.resources import files as resources
from pathlib import Path
from typing import Final, Literal, TypeVar

import fontpkg_noto_sans
import fontpkg_noto_sans_arabic
import noto_cjk_sans_otc
import typst

from dutiful_shared.contract.documents import DocumentKind

Result = TypeVar("Result")
_TEMPLATE_FOLDER: Final = Path(str(resources("dutiful_docs.documents").joinpath("templates")))
_TEMPLATES: Final = {
    DocumentKind.COMMERCIAL_INVOICE: "invoice.typ",
    DocumentKind.PROFORMA_INVOICE: "invoice.typ",
    DocumentKind.PACKING_LIST: "packing_list.typ",
    DocumentKind.CN22: "cn22.typ",
    DocumentKind.CN23: "cn23.typ",
    DocumentKind.ORIGIN_STATEMENT: "origin_statement.typ",
    DocumentKind.ORIGIN_CERTIFICATE: "origin_certificate.typ",
    DocumentKind.SHIPPERS_LETTER_OF_INSTRUCTION: "letter_of_instruction.typ",
    DocumentKind.RETURN_DECLARATION: "return_declaration.typ",
}
#: Of a template's input: whether its pages are counted, or the paper is taken to have one.
PAGES_FILE: Final = "pages.json"
#: Likewise, what is the same for all papers of a language.
WORDS_FILE: Final = "words.json"
OF_NO_PAPER: Final = frozenset({PAGES_FILE, WORDS_FILE})
ONE_PAGE: Final = b"1"
COUNTED_PAGES: Final = b"null"
_STANDARD: Final[Literal["a-3b"]] = "a-3b"
_NO_GLYPH: Final = re.compile(r'the text `"(?P<text>.*?)"` could not be displayed', re.DOTALL)
#: How Typst quotes a character that shows nothing by itself.
_ESCAPED: Final = re.compile(r"\\u\{([0-9a-f]{1,6})\}")
#: A file system in memory, where the machine has one: what is written for a paper lives for milliseconds.
_MEMORY: Final = "/dev/shm"  # noqa: S108 - a folder of our own is made in it
_PAGE: Final = re.compile(rb"/Type\s*/Page\b(?!s)")


class UnprintableTextError(ValueError):
    """No font has a shape for `text`."""

    def __init__(self, text: str) -> None:
        super().__init__(f"no font has a shape for {text!r}")
        self.text = text


class TypesettingBusyError(Exception):
    """More papers wait than may wait."""


@dataclass(frozen=True, slots=True)
class Typeset:
    """A paper as PDF/A-3b, and how many pages it has."""

    pdf: bytes
    pages: int


@dataclass(frozen=True, slots=True)
class _Desk:
    """Where one thread works: the folder is its compiler's whole world. `lying` are the files in it that are of no
    paper, by their names."""

    folder: Path
    compiler: typst.Compiler
    lying: dict[str, bytes] = field(default_factory=dict)

    @contextmanager
    def holding(self, files: Mapping[str, bytes]) -> Iterator[None]:
        """What a paper says lies in the folder while it is set, and not longer; what is of none stays for the next."""
        placed = []
        try:
            for name, content in files.items():
                if name not in OF_NO_PAPER:
                    placed.append(name)
                elif self.lying.get(name) == content:
                    continue
                self._put(name, content)
            yield
        finally:
            for name in placed:
                with suppress(FileNotFoundError):
                    os.unlink(f"{self.folder}/{name}")  # noqa: PTH108 - a path costs more than the call

    def _put(self, name: str, content: bytes) -> None:
        place = os.open(f"{self.folder}/{name}", os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        try:
            if os.write(place, content) != len(content):
                raise OSError(errno.ENOSPC, "no room for what a paper is set from")
        finally:
            os.close(place)
        if name in OF_NO_PAPER:
            self.lying[name] = content


class Typesetter:
    """Sets papers. Safe to share; `close()` it.

    Args:
        workers: papers that are set at the same time.
        waiting: papers that may wait besides; more are refused.
    """

    def __init__(self, workers: int, waiting: int) -> None:
        self._fonts = _fonts()
        self._desks = threading.local()
        in_memory = _MEMORY if os.access(_MEMORY, os.W_OK | os.X_OK) else None
        self._folder = Path(tempfile.mkdtemp(prefix="dutiful-papers-", dir=in_memory))
        self._remove = weakref.finalize(self, shutil.rmtree, self._folder, ignore_errors=True)
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="typesetting")
        self._room = workers + waiting
        self._inside = 0

    async def run(self, work: Callable[[], Result]) -> Result:
        """Do `work`, which sets papers with `set_now`, in one of the threads.

        Raises:
            TypesettingBusyError: too many wait already.
        """
        if self._inside >= self._room:
            raise TypesettingBusyError
        self._inside += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._pool, work)
        finally:
            self._inside -= 1

    def set_now(self, kind: DocumentKind, files: Mapping[str, bytes], made_at: datetime) -> Typeset:
        """The paper of a kind, set in the calling thread.

        Args:
            files: what `presentation.presented` gives.
            made_at: stands in the PDF as its date, so that the same input gives the same bytes.

        Raises:
            UnprintableTextError: a text holds a character that no font has.
            typst.TypstError: a template of ours is at fault.
        """
        once = self.set_template(_TEMPLATES[kind], files, made_at)
        longer = once.pages > 1 and files[PAGES_FILE] == ONE_PAGE
        return self.set_template(_TEMPLATES[kind], _counted(files), made_at) if longer else once

    def set_template(self, name: str, files: Mapping[str, bytes], made_at: datetime) -> Typeset:
        """What a template of the service's own folder makes of `files`; otherwise as `set_now`.

        Raises:
            UnprintableTextError: a text holds a character that no font has.
            typst.TypstError: the template is at fault.
        """
        desk = self._desk()
        try:
            with desk.holding(files):
                pdf = desk.compiler.compile(
                    input=desk.folder / name,
                    format="pdf",
                    pdf_standards=[_STANDARD],
                    timestamp=int(made_at.timestamp()),
                )
        except typst.TypstError as exc:
            found = _NO_GLYPH.search(exc.message)
            if found is None:
                raise
            raise UnprintableTextError(_ESCAPED.sub(lambda one: chr(int(one[1], 16)), found["text"])) from exc
        assert isinstance(pdf, bytes), "a PDF is one file"
        return Typeset(pdf, len(_PAGE.findall(pdf)))

    def pictures(self, kind: DocumentKind, files: Mapping[str, bytes], pixels_per_inch: float) -> list[bytes]:
        """The pages as PNG, for people who look at them.

        Raises:
            typst.TypstError: a template is at fault.
        """
        desk = self._desk()
        with desk.holding(_counted(files)):
            drawn = desk.compiler.compile(input=desk.folder / _TEMPLATES[kind], format="png", ppi=pixels_per_inch)
        return drawn if isinstance(drawn, list) else [drawn or b""]

    def close(self) -> None:
        """Finish what is being set and refuse the rest."""
        self._pool.shutdown(cancel_futures=True)
        self._remove()

    def _desk(self) -> _Desk:
        desk: _Desk | None = getattr(self._desks, "own", None)
        if desk is None:
            folder = Path(tempfile.mkdtemp(dir=self._folder))
            shutil.copytree(_TEMPLATE_FOLDER, folder, dirs_exist_ok=True)
            desk = self._desks.own = _Desk(folder, confined(folder, self._fonts))
        return desk


def _counted(files: Mapping[str, bytes]) -> dict[str, bytes]:
    return {**files, PAGES_FILE: COUNTED_PAGES}


def confined(folder: Path, fonts: typst.Fonts | None = None) -> typst.Compiler:
    """A compiler whose templates see `folder` and nothing else: no other file, no font of the machine, no package."""
    nowhere = folder / "no-packages"
    return typst.Compiler(
        root=folder,
        font_paths=fonts or [],
        ignore_system_fonts=True,
        package_path=nowhere,
        package_cache_path=nowhere,
    )


def _fonts() -> typst.Fonts:
    """The fonts that come with packages; those of the machine would make papers differ between machines."""
    packages = (fontpkg_noto_sans, fontpkg_noto_sans_arabic, noto_cjk_sans_otc)
    folders = [str(Path(package.__file__).parent) for package in packages if package.__file__]
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
