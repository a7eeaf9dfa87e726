"""The slot as an incremental update of a plain PDF; any other form is read and written as a whole."""

import io

import pikepdf
import pytest

from dutiful_docs.ledger.attachment import FILE_NAME, SlotError, blank_slot
from dutiful_docs.ledger.pdf_slot import with_slot
from dutiful_docs.ledger.pdf_update import NotPlainError, with_attachment
from tests.builders.ledger import pdf


def plain_pdf(catalogue: str = "", *, trailer: str = "", files: dict[str, bytes] | None = None) -> bytes:
    """A PDF as typesetters write it: one classic table, the catalogue in plain, last."""
    files = files or {}
    objects = ["<</Type/Pages/Count 1/Kids[2 0 R]>>", "<</Type/Page/Parent 1 0 R/MediaBox[0 0 200 200]/Resources<<>>>>"]
    listed = []
    for name, content in files.items():
        objects.append(f"<</Type/EmbeddedFile/Length {len(content)}>>stream\n{content.decode()}\nendstream")
        objects.append(f"<</Type/Filespec/F({name})/UF({name})/EF<</F {len(objects)} 0 R>>>>")
        listed.append((name, len(objects)))
    if listed:
        names = "".join(f"({name}){number} 0 R" for name, number in sorted(listed))
        catalogue += f"/Names<</EmbeddedFiles<</Names[{names}]>>>>"
        catalogue += f"/AF[{' '.join(f'{number} 0 R' for _, number in listed)}]"
    objects.append(f"<</Type/Catalog/Pages 1 0 R{catalogue}>>")
    out, places = b"%PDF-1.7\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode()
    rows = "".join(f"{place:010d} 00000 n\r\n" for place in places)
    end = f"trailer\n<</Size {len(objects) + 1}/Root {len(objects)} 0 R{trailer}>>\nstartxref\n{len(out)}\n%%EOF"
    return out + f"xref\n0 {len(objects) + 1}\n0000000000 65535 f\r\n{rows}{end}".encode()


def attached(file: bytes) -> tuple[list[str], list[str]]:
    """Names of the attached files, in the order of their tree, and of the associated ones."""
    with pikepdf.open(io.BytesIO(file)) as document:
        assert document.check_pdf_syntax() == []
        return list(pikepdf.NameTree(document.Root.Names.EmbeddedFiles)), [str(one.UF) for one in document.Root.AF]


@pytest.mark.parametrize(
    ("files", "names", "associated"),
    [
        pytest.param({}, [FILE_NAME], [FILE_NAME], id="no other file"),
        pytest.param({"a.xml": b"<a/>"}, ["a.xml", FILE_NAME], ["a.xml", FILE_NAME], id="one before"),
        pytest.param({"z.xml": b"<z/>"}, [FILE_NAME, "z.xml"], ["z.xml", FILE_NAME], id="one behind"),
        pytest.param(
            {"a.xml": b"<a/>", "z.xml": b"<z/>"},
            ["a.xml", FILE_NAME, "z.xml"],
            ["a.xml", "z.xml", FILE_NAME],
            id="one on each side",
        ),
    ],
)
def test_a_plain_pdf_gets_the_slot_behind_what_it_was(
    files: dict[str, bytes], names: list[str], associated: list[str]
) -> None:
    before = plain_pdf(files=files)
    after = with_slot(before)
    assert after.startswith(before)
    assert attached(after) == (names, associated)


def test_what_is_in_the_slot_is_what_a_reader_reads() -> None:
    with pikepdf.open(io.BytesIO(with_slot(plain_pdf(files={"a.xml": b"<a/>"})))) as document:
        read = {name: document.attachments[name].get_file().read_bytes() for name in document.attachments}
        kind = document.attachments[FILE_NAME].get_file().mime_type
    assert read == {"a.xml": b"<a/>", FILE_NAME: blank_slot()}
    assert kind == "application/json"


def test_the_rest_of_the_catalogue_stays() -> None:
    with pikepdf.open(io.BytesIO(with_slot(plain_pdf("/Lang(en)/MarkInfo<</Marked true>>")))) as document:
        assert (str(document.Root.Lang), bool(document.Root.MarkInfo.Marked), len(document.pages)) == ("en", True, 1)


@pytest.mark.parametrize(
    "file",
    [
        pytest.param(plain_pdf("/Names<</Dests<</Names[]>>>>"), id="other names"),
        pytest.param(plain_pdf("/AF 7 0 R"), id="associated files elsewhere"),
        pytest.param(plain_pdf(trailer="/Prev 9"), id="updated before"),
        pytest.param(plain_pdf(trailer="/Encrypt 9 0 R"), id="encrypted"),
        pytest.param(plain_pdf(trailer="/XRefStm 9"), id="a table in a stream"),
        pytest.param(plain_pdf().replace(b"/Root", b"/Ruut"), id="no catalogue"),
        pytest.param(plain_pdf().replace(b"/Type/Catalog", b"/Type/Katalog"), id="a catalogue that is none"),
        pytest.param(plain_pdf().replace(b"xref\n0", b"xref\n1"), id="a table that begins elsewhere"),
        pytest.param(plain_pdf().replace(b"startxref\n", b"startxref\n9"), id="a table that is not there"),
        pytest.param(pdf(), id="a table in a stream, as qpdf writes it"),
        pytest.param(b"", id="nothing"),
        pytest.param(b"hello", id="no PDF"),
    ],
)
def test_what_is_not_plain_is_left_alone(file: bytes) -> None:
    with pytest.raises(NotPlainError):
        with_attachment(file, b"a.json", b"{}", b"a file", b"application#2Fjson")


def test_other_names_of_a_pdf_survive() -> None:
    after = with_slot(plain_pdf("/Names<</Dests<</Names[]>>>>"))
    with pikepdf.open(io.BytesIO(after)) as document:
        assert "/Dests" in document.Root.Names
    assert attached(after) == ([FILE_NAME], [FILE_NAME])


def test_a_pdf_that_was_updated_before_gets_its_slot_too() -> None:
    updated = with_attachment(plain_pdf(), b"a.json", b"{}", b"a file", b"application#2Fjson")
    assert attached(with_slot(updated)) == (["a.json", FILE_NAME], ["a.json", FILE_NAME])


def test_an_encrypted_pdf_gets_no_slot() -> None:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf())) as document:
        document.save(out, encryption=pikepdf.Encryption(owner="owner", user="user"))
    with pytest.raises(SlotError):
        with_slot(out.getvalue())
