"""Attaches a file to a PDF by an incremental update (ISO 32000-1, 7.5.6), where the PDF is of the plainest form.

Papers come from a typesetter that writes one classic cross-reference table, with its catalogue in plain. For these it
takes microseconds, where reading and writing the whole file takes milliseconds. Any other form is left to `pdf_slot`.
"""

import re
from typing import Final

_END: Final = re.compile(rb"trailer\s*<<(?P<entries>[^<>]*)>>\s*startxref\s+(?P<table>\d+)\s+%%EOF\s*\Z")
_TABLE: Final = re.compile(rb"xref\r?\n0 (?P<count>\d+)\r?\n")
_ROOT: Final = re.compile(rb"/Root (\d+) 0 R")
_SIZE: Final = re.compile(rb"/Size (\d+)")
_ROW: Final = re.compile(rb"(\d{10}) 00000 n[ \r]?[\r\n]")
_ROW_BYTES: Final = 20
_FILES: Final = re.compile(rb"/Names<</EmbeddedFiles<</Names\[(?P<files>[^\[\]]*)\]>>>>")
_FILE: Final = re.compile(rb"\(([!-'*-\[\]-~]+)\)(\d+) 0 R")
_ASSOCIATED: Final = re.compile(rb"/AF\[(?P<files>[0-9R ]*)\]")


class NotPlainError(Exception):
    """The PDF is not of the form that this can update."""


def with_attachment(pdf: bytes, name: bytes, content: bytes, description: bytes, media_type: bytes) -> bytes:
    """The PDF with an uncompressed file attached and associated with the document.

    Args:
        name, description: ASCII without parentheses and backslashes.
        media_type: as a PDF name, such as `application#2Fjson`.

    Raises:
        NotPlainError: see there.
    """
    end = _END.search(pdf, max(0, len(pdf) - 2_048))
    if end is None or b"/Prev" in end["entries"] or b"/Encrypt" in end["entries"] or b"/XRefStm" in end["entries"]:
        raise NotPlainError("the trailer is not a plain one")
    root, size = _ROOT.search(end["entries"]), _SIZE.search(end["entries"])
    if root is None or size is None:
        raise NotPlainError("the trailer names no catalogue")
    number, first = int(root[1]), int(size[1])
    catalogue = _catalogue(pdf, int(end["table"]), number)
    objects = (
        (first, _stream(content, media_type)),
        (first + 1, _specification(first, name, description)),
        (number, _attached(catalogue, name, first + 1)),
    )
    update = bytearray(b"\n")
    places: dict[int, int] = {}
    for one, body in objects:
        places[one] = len(pdf) + len(update)
        update += b"%d 0 obj\n%s\nendobj\n" % (one, body)
    table = len(pdf) + len(update)
    entries = _SIZE.sub(b"/Size %d" % (first + 2), end["entries"])
    update += b"xref\n%d 1\n%010d 00000 n\r\n" % (number, places[number])
    update += b"%d 2\n%010d 00000 n\r\n%010d 00000 n\r\n" % (first, places[first], places[first + 1])
    update += b"trailer\n<<%s/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (entries, int(end["table"]), table)
    return pdf + bytes(update)


def _catalogue(pdf: bytes, table: int, number: int) -> bytes:
    """What stands between the brackets of the catalogue."""
    head = _TABLE.match(pdf, table)
    row = None if head is None or number >= int(head["count"]) else _ROW.match(pdf, head.end() + number * _ROW_BYTES)
    if row is None:
        raise NotPlainError("the cross-reference table is not a plain one")
    found = re.compile(rb"%d 0 obj\s*<<(.*?)>>\s*endobj" % number, re.DOTALL).match(pdf, int(row[1]))
    if found is None or b"/Type/Catalog" not in found[1] or b"stream" in found[1]:
        raise NotPlainError("the catalogue is not a plain one")
    return found[1]


def _attached(catalogue: bytes, name: bytes, specification: int) -> bytes:
    """The catalogue with one file more."""
    ours = b"(%s)%d 0 R" % (name, specification)
    files, associated = _FILES.search(catalogue), _ASSOCIATED.search(catalogue)
    if files is None and b"/Names" not in catalogue:
        catalogue += b"/Names<</EmbeddedFiles<</Names[%s]>>>>" % ours
    elif files is not None:
        known = _FILE.findall(files["files"])
        if b"".join(b"(%s)%s 0 R" % one for one in known) != files["files"].replace(b"R (", b"R("):
            raise NotPlainError("the attached files are not listed plainly")
        # A name tree is in the order of its names.
        listed = sorted([*known, (name, b"%d" % specification)])
        whole = b"/Names<</EmbeddedFiles<</Names[%s]>>>>" % b"".join(b"(%s)%s 0 R" % one for one in listed)
        catalogue = catalogue.replace(files[0], whole)
    else:
        raise NotPlainError("the names are not listed plainly")
    if associated is not None:
        return b"<<%s>>" % catalogue.replace(associated[0], b"/AF[%s %d 0 R]" % (associated["files"], specification))
    if b"/AF" in catalogue:
        raise NotPlainError("the associated files are not listed plainly")
    return b"<<%s/AF[%d 0 R]>>" % (catalogue, specification)


def _stream(content: bytes, media_type: bytes) -> bytes:
    entries = b"/Type/EmbeddedFile/Subtype/%s/Length %d/Params<</Size %d>>" % (media_type, len(content), len(content))
    return b"<<%s>>stream\n%s\nendstream" % (entries, content)


def _specification(stream: int, name: bytes, description: bytes) -> bytes:
    entries = b"/Type/Filespec/F(%s)/UF(%s)/Desc(%s)/AFRelationship/Supplement" % (name, name, description)
    return b"<<%s/EF<</F %d 0 R/UF %d 0 R>>>>" % (entries, stream, stream)
