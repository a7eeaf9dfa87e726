"""The PDF as it is served, sealed: what PDF/A-3b (ISO 19005-3) demands and a reader without a validator can see."""

import hashlib
import io
from collections.abc import Iterator
from functools import lru_cache

import pikepdf
import pytest

from dutiful_docs.documents.composition import compose
from dutiful_docs.documents.labels import LANGUAGES
from dutiful_docs.documents.subject import ordered
from dutiful_docs.documents.typesetting import Typesetter
from dutiful_docs.ledger.attachment import FILE_NAME, Attachment, content_sha256, filled
from dutiful_docs.ledger.opening import Opening
from dutiful_docs.ledger.pdf_slot import with_slot
from dutiful_shared.contract.documents import DocumentKind
from tests.builders.papers import IDENTITY, complete

KINDS = [kind.value for kind in DocumentKind if kind.printed]
#: Each kind once and each language once; a paper is made once for all that is asked of it.
PAPERS = [(kind, LANGUAGES[i % len(LANGUAGES)]) for i, kind in enumerate(KINDS)]
PAPERS += [("commercial_invoice", language) for language in LANGUAGES if language not in dict(PAPERS).values()]
PARAMETERS = [pytest.param(kind, language, id=f"{kind} {language}") for kind, language in PAPERS]
#: Actions that do something beside showing the paper (ISO 19005-3, 6.6.1), and keys that start them.
ACTIONS = {"/Launch", "/Sound", "/Movie", "/ResetForm", "/ImportData", "/JavaScript", "/Hide", "/SetOCGState"}
TRIGGERS = {"/AA", "/OpenAction", "/JS", "/JavaScript", "/URI", "/GoToR", "/GoToE", "/SubmitForm", "/XFA"}
#: The file that says the same as the paper, for machines.
MESSAGES = {
    "commercial_invoice": "cross-industry-invoice.xml",
    "proforma_invoice": "cross-industry-invoice.xml",
    "packing_list": "despatch-advice.xml",
}
LEAF, SALT = "0123456789abcdef" * 2, "5a" * 32


@lru_cache(maxsize=len(PAPERS))
def sealed(typesetter: Typesetter, kind: str, language: str) -> bytes:
    """A paper with a seal whose salt is known."""
    # Whoever reads papers in France: posts want a language that they know beside others.
    wanted = complete(kind, language=language, second_language=None if language == "fr" else "fr")
    assert wanted.order is not None
    pdf = with_slot(compose(wanted, ordered(wanted.order), IDENTITY, typesetter).pdf or b"")
    opening = Opening(LEAF, SALT, "document", f"{IDENTITY.id}:1", content_sha256(pdf))
    return filled(pdf, Attachment.of(opening, IDENTITY.verify_url or ""))


@pytest.fixture
def pdf(typesetter: Typesetter, kind: str, language: str) -> Iterator[pikepdf.Pdf]:
    with pikepdf.open(io.BytesIO(sealed(typesetter, kind, language))) as opened:
        yield opened


def dictionaries(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    """Every dictionary of the file, and those inside others."""
    waiting: list[pikepdf.Object] = list(pdf.objects)
    while waiting:
        one = waiting.pop()
        if isinstance(one, pikepdf.Array):
            waiting += [item for item in one if isinstance(item, pikepdf.Object) and not item.is_indirect]
        elif isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
            yield one
            waiting += [item for _, item in one.items() if isinstance(item, pikepdf.Object) and not item.is_indirect]


pytestmark = pytest.mark.parametrize(("kind", "language"), PARAMETERS)


def test_the_file_is_sound_and_open_to_all(pdf: pikepdf.Pdf) -> None:
    assert (pdf.check_pdf_syntax(), pdf.is_encrypted, len(pdf.trailer.ID)) == ([], False, 2)


def test_its_metadata_name_the_standard_and_agree_with_its_information(pdf: pikepdf.Pdf) -> None:
    stream = pdf.Root.Metadata
    with pdf.open_metadata() as metadata:
        claimed = (metadata["pdfaid:part"], metadata["pdfaid:conformance"])
        title, creator = metadata["dc:title"], metadata["dc:creator"]
        made = metadata["xmp:CreateDate"]
    assert ("/Filter" in stream, claimed) == (False, ("3", "B"))
    assert (title, creator) == (str(pdf.docinfo["/Title"]), [str(pdf.docinfo["/Author"])])
    assert str(pdf.docinfo["/CreationDate"]).startswith("D:" + "".join(c for c in made[:19] if c.isdigit())[:14])


def test_its_colours_have_a_profile(pdf: pikepdf.Pdf) -> None:
    (intent,) = pdf.Root.OutputIntents
    profile = intent.DestOutputProfile
    assert (intent.S, profile.read_bytes()[36:40], profile.N in (1, 3, 4)) == ("/GTS_PDFA1", b"acsp", True)


def test_every_font_is_inside_and_its_text_can_be_read(pdf: pikepdf.Pdf) -> None:
    fonts = [one for one in dictionaries(pdf) if one.get("/Type") == "/Font"]
    descriptors = [one.FontDescriptor for one in fonts if "/FontDescriptor" in one]
    composite = [one for one in fonts if one.Subtype == "/Type0"]
    assert (bool(descriptors), bool(composite)) == (True, True)
    assert [one for one in descriptors if not {"/FontFile2", "/FontFile3"} & set(one.keys())] == []
    assert [one for one in composite if b"beginbf" not in one.ToUnicode.read_bytes()] == []


def test_nothing_in_it_acts(pdf: pikepdf.Pdf) -> None:
    found = [key for one in dictionaries(pdf) for key in one if key in TRIGGERS]
    found += [str(one.S) for one in dictionaries(pdf) if str(one.get("/S")) in ACTIONS]
    assert found == []


def test_it_is_tagged_and_says_its_language(pdf: pikepdf.Pdf, language: str) -> None:
    assert (bool(pdf.Root.MarkInfo.Marked), str(pdf.Root.StructTreeRoot.Type)) == (True, "/StructTreeRoot")
    assert str(pdf.Root.Lang) == language


def test_every_attached_file_is_associated_and_says_how(pdf: pikepdf.Pdf, kind: str) -> None:
    associated = {str(one.UF): str(one.AFRelationship) for one in pdf.Root.AF}
    wanted = {FILE_NAME: "/Supplement", "document.json": "/Data"}
    if kind in MESSAGES:
        wanted[MESSAGES[kind]] = "/Alternative"
    assert (associated, set(pdf.attachments)) == (wanted, set(wanted))
    assert [one for one in pdf.Root.AF if "/Subtype" not in one.EF.F] == []


def test_the_same_paper_sealed_alike_has_the_same_bytes(kind: str, language: str, typesetter: Typesetter) -> None:
    other = Typesetter(workers=1, waiting=1)
    again = sealed(other, kind, language)
    other.close()
    first = sealed(typesetter, kind, language)
    assert hashlib.sha256(again).hexdigest() == hashlib.sha256(first).hexdigest()
