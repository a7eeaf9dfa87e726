"""Pages of a finished PDF as pictures, for people who look at a paper before they issue it."""

import io
import threading
from typing import Final

import pypdfium2

#: Pixels for each point of the page (1/72 inch): a page of A4 is 992 pixels wide, sharp on a screen and on a phone.
_SCALE: Final = 5 / 3
#: PDFium works in one thread at a time.
_ONE_AT_A_TIME: Final = threading.Lock()


def picture_of(pdf: bytes, page: int) -> bytes:
    """The page as PNG; the first is 1."""
    written = io.BytesIO()
    with _ONE_AT_A_TIME, pypdfium2.PdfDocument(pdf) as document:
        drawn = document[page - 1].render(scale=_SCALE).to_pil()
        drawn.save(written, "PNG")
    return written.getvalue()
