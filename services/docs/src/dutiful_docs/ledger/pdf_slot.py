"""Puts the empty slot of `dutiful-ledger.json` into a PDF, as PDF/A-3 (ISO 19005-3, 6.8) wants attached files.

The file has neither a checksum nor a time of change in its parameters, since both would change when the slot is filled.
"""

import io
from typing import Final

import pikepdf
from pikepdf import Array, Dictionary, Name, NameTree, Pdf

from dutiful_docs.ledger.attachment import FILE_NAME, SLOT_BYTES, SlotError, blank_slot, has_slot
from dutiful_docs.ledger.pdf_update import NotPlainError, with_attachment

_DESCRIPTION: Final = "Opening and proof of this paper's leaf in the ledger"


def with_slot(pdf: bytes) -> bytes:
    """The PDF with an empty slot attached. Same bytes in, same bytes out; streams stay as they are.

    Raises:
        SlotError: it is no PDF, it has a slot already, or holds what looks like one.
    """
    if has_slot(pdf):
        raise SlotError(f"the PDF holds a {FILE_NAME} already")
    try:
        sealed = with_attachment(pdf, FILE_NAME.encode(), blank_slot(), _DESCRIPTION.encode(), b"application#2Fjson")
    except NotPlainError:
        sealed = _rewritten(pdf)
    if sealed.count(blank_slot()) != 1:
        raise SlotError(f"{FILE_NAME} did not get into the PDF as it is")
    return sealed


def _rewritten(pdf: bytes) -> bytes:
    """Any PDF, read and written as a whole."""
    try:
        with Pdf.open(io.BytesIO(pdf)) as document:
            _attach(document)
            out = io.BytesIO()
            document.save(
                out,
                compress_streams=False,
                stream_decode_level=pikepdf.StreamDecodeLevel.none,
                object_stream_mode=pikepdf.ObjectStreamMode.preserve,
                deterministic_id=True,
            )
    except (pikepdf.PdfError, pikepdf.PasswordError) as exc:
        raise SlotError("the file is not a PDF that can be read") from exc
    return out.getvalue()


def _attach(document: Pdf) -> None:
    stream = document.make_stream(
        blank_slot(),
        Type=Name.EmbeddedFile,
        Subtype=Name("/application/json"),
        Params=Dictionary(Size=SLOT_BYTES),
    )
    specification = document.make_indirect(
        Dictionary(
            Type=Name.Filespec,
            F=FILE_NAME,
            UF=FILE_NAME,
            Desc=_DESCRIPTION,
            AFRelationship=Name.Supplement,
            EF=Dictionary(F=stream, UF=stream),
        )
    )
    root = document.Root
    if Name.Names not in root:
        root.Names = Dictionary()
    if Name.EmbeddedFiles in root.Names:
        tree = NameTree(root.Names.EmbeddedFiles)
    else:
        tree = NameTree.new(document)
        root.Names.EmbeddedFiles = tree.obj
    tree[FILE_NAME] = specification
    if Name.AF not in root:
        root.AF = Array()
    root.AF.append(specification)
