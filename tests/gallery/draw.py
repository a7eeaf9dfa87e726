"""`make papers`: the papers that the handbook shows, drawn anew from one well-known parcel."""

from dataclasses import replace
from pathlib import Path
from typing import Final

from dutiful_docs.documents.builder import build
from dutiful_docs.documents.presentation import presented
from dutiful_docs.documents.subject import ordered
from dutiful_docs.documents.typesetting import Typesetter
from dutiful_docs.packing.cartons import packed
from dutiful_shared.contract.documents import DocumentKind
from tests.builders.papers import IDENTITY, complete

FOLDER: Final = Path(__file__).resolve().parents[2] / "handbook" / "images" / "documents"
PIXELS_PER_INCH: Final = 60
#: Kind, language, second language.
PAPERS: Final = (
    ("commercial_invoice", "en", "fr"),
    ("commercial_invoice", "ar", "en"),
    ("commercial_invoice", "ja", None),
    ("proforma_invoice", "zh", "en"),
    ("packing_list", "de", None),
    ("cn22", "nl", "fr"),
    ("cn23", "pl", "fr"),
    ("origin_statement", "it", None),
    ("origin_certificate", "es", "en"),
    ("shippers_letter_of_instruction", "en", None),
    ("return_declaration", "ko", "en"),
    ("commercial_invoice", "pt", None),
)


def main() -> None:
    """Draw each paper's first page."""
    typesetter = Typesetter(1, 1)
    for kind, language, second in PAPERS:
        draft = {"draft": True, "signatory": None} if language == "pt" else {}
        wanted = complete(kind, language=language, second_language=second, **draft)
        assert wanted.order is not None
        subject = ordered(wanted.order)
        paper = build(wanted, subject, packed(wanted, [line.cart for line in subject.lines]))
        pages = typesetter.pictures(
            DocumentKind(kind),
            presented(paper, replace(IDENTITY, verify_url=None) if draft else IDENTITY),
            PIXELS_PER_INCH,
        )
        name = f"{kind}-{language}{'-draft' if draft else ''}.png"
        (FOLDER / name).write_bytes(pages[0])
    typesetter.close()


if __name__ == "__main__":
    main()
