"""All papers of a batch in one file."""

import io
import zipfile
from collections.abc import Iterable
from typing import Final

import pikepdf

#: Archives carry no time of their own, so that the same papers give the same bytes.
_EPOCH: Final = (1980, 1, 1, 0, 0, 0)


def zipped(files: Iterable[tuple[str, bytes]]) -> bytes:
    """A ZIP of files by name. PDFs are compressed already, so nothing is compressed again."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        for name, content in files:
            archive.writestr(zipfile.ZipInfo(name, _EPOCH), content)
    return target.getvalue()


def merged(papers: Iterable[bytes]) -> bytes:
    """The pages of all papers in one PDF, for a printer. It has no attachments and is no PDF/A: the papers are."""
    target = io.BytesIO()
    with pikepdf.new() as whole:
        for paper in papers:
            with pikepdf.open(io.BytesIO(paper)) as one:
                whole.pages.extend(one.pages)
        whole.save(target, deterministic_id=True)
    return target.getvalue()
