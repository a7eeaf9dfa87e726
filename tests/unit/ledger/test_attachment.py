"""The slot in a paper: what is in it does not change what is hashed, and everything else does."""

import io
import json

import pikepdf
import pytest

from dutiful_docs.ledger.attachment import (
    FILE_NAME,
    SLOT_BYTES,
    Attachment,
    Proof,
    SlotError,
    attachment_in,
    blank_slot,
    content_sha256,
    filled,
)
from dutiful_docs.ledger.opening import Opening, OpeningError, new_leaf
from dutiful_docs.ledger.pdf_slot import with_slot
from dutiful_docs.ledger.verification import (
    ProofMissingError,
    VerificationError,
    verify_content,
    verify_growth,
    verify_paper,
)
from tests.builders.ledger import KEY, LEAF, NOW, SALT, VERIFY_URL, MemoryLog, opening_of, pdf, sealed_paper

ATTACHMENT = Attachment(LEAF, SALT, "document", "doc_1:1", f"{VERIFY_URL}{LEAF}")


def test_a_sealed_paper_is_verified_with_nothing_but_the_key() -> None:
    paper, _ = sealed_paper(MemoryLog())
    verdict = verify_paper(paper, [KEY.public])
    assert (verdict.index, verdict.head.size, verdict.opening.subject) == (5, 13, "doc_1:1")


def test_a_paper_sealed_before_its_leaf_was_in_the_log_says_so() -> None:
    paper, _ = sealed_paper(MemoryLog(), with_proof=False)
    with pytest.raises(ProofMissingError):
        verify_paper(paper, [KEY.public])


def test_a_paper_without_its_proof_is_verified_with_one_from_elsewhere() -> None:
    paper, proof = sealed_paper(MemoryLog(), with_proof=False)
    assert verify_paper(paper, [KEY.public], proof).index == 5


def test_the_proof_may_be_put_in_later_without_changing_what_was_hashed() -> None:
    early, proof = sealed_paper(MemoryLog(), with_proof=False)
    late = filled(early, Attachment(LEAF, SALT, "document", "doc_1:1", f"{VERIFY_URL}{LEAF}", proof))
    assert (len(late), content_sha256(late)) == (len(early), content_sha256(early))
    assert verify_paper(late, [KEY.public]).index == 5


def test_no_byte_outside_of_the_slot_can_be_changed() -> None:
    paper, _ = sealed_paper(MemoryLog())
    slot = range(paper.index(b'{"format"'), paper.index(b'{"format"') + SLOT_BYTES)
    outside = [place for place in range(len(paper)) if place not in slot]
    believed = []
    for place in outside:
        forged = bytearray(paper)
        forged[place] ^= 1
        try:
            verify_paper(bytes(forged), [KEY.public])
            believed.append(place)
        except VerificationError:
            pass
    assert (len(outside) > 500, believed) == (True, [])


def test_no_byte_inside_of_the_slot_can_be_changed_but_where_the_proof_is_had() -> None:
    paper, _ = sealed_paper(MemoryLog())
    start = paper.index(b'{"format"')
    url = range(paper.index(b"https://"), paper.index(b'","proof"'))
    believed = []
    for place in range(start, start + SLOT_BYTES):
        forged = bytearray(paper)
        forged[place] ^= 1
        try:
            verify_paper(bytes(forged), [KEY.public])
            believed.append(place)
        except VerificationError:
            pass
    assert [place for place in believed if place not in url] == []


@pytest.mark.parametrize(
    "forge",
    [
        pytest.param(lambda paper: paper + b"\n% more", id="something after"),
        pytest.param(lambda paper: b"%" + paper, id="something before"),
        pytest.param(lambda paper: paper + blank_slot(), id="a second slot"),
        pytest.param(lambda paper: paper[:-200], id="cut at the end"),
        pytest.param(lambda paper: paper.replace(SALT.encode(), b"6b" * 32), id="another salt"),
        pytest.param(lambda paper: paper.replace(b"doc_1:1", b"doc_2:1"), id="another subject"),
        pytest.param(lambda paper: paper.replace(LEAF.encode(), new_leaf().encode()), id="another leaf"),
        pytest.param(lambda paper: paper.replace(b'"proof":{', b'"proof" :{').replace(b"}}  ", b"}} "), id="spaced"),
        pytest.param(lambda paper: b"", id="nothing"),
    ],
)
def test_a_forged_paper_is_refused(forge) -> None:  # type: ignore[no-untyped-def]
    paper, _ = sealed_paper(MemoryLog())
    with pytest.raises(VerificationError):
        verify_paper(forge(paper), [KEY.public])


def test_what_hides_behind_the_json_in_the_slot_is_refused() -> None:
    paper, _ = sealed_paper(MemoryLog())
    start = paper.index(b'{"format"')
    slot = paper[start : start + SLOT_BYTES]
    hidden = slot.rstrip() + b" " + b"\n" * (SLOT_BYTES - len(slot.rstrip()) - 1)
    with pytest.raises(SlotError, match="as it was written"):
        attachment_in(paper[:start] + hidden + paper[start + SLOT_BYTES :])


def test_a_field_more_in_the_slot_is_refused() -> None:
    plain = json.loads(ATTACHMENT.to_bytes()) | {"more": 1}
    slot = json.dumps(plain, separators=(",", ":")).encode().ljust(SLOT_BYTES)
    with pytest.raises(SlotError, match="as it was written"):
        attachment_in(slot)


@pytest.mark.parametrize(
    "slot",
    [
        pytest.param(blank_slot(), id="empty"),
        pytest.param(b'{"format":"dutiful-ledger/1"'.ljust(SLOT_BYTES), id="no JSON"),
        pytest.param(ATTACHMENT.to_bytes().replace(SALT.encode(), b"xy" * 32), id="a salt that is none"),
        pytest.param(ATTACHMENT.to_bytes().replace(b'"proof":null', b'"proof":1234'), id="a proof that is none"),
        pytest.param(ATTACHMENT.to_bytes().replace(b'"document"', b"[[[[[[]]]]]]"), id="a kind that is none"),
        pytest.param(ATTACHMENT.to_bytes()[:-1], id="cut"),
        pytest.param(b'{"format":"dutiful-ledger/1","leaf":' + b"[" * 4_000 + b" " * 100, id="nested deeply"),
        pytest.param(b"\xff" + blank_slot(), id="not text"),
    ],
)
def test_a_slot_that_holds_something_else_is_refused(slot: bytes) -> None:
    with pytest.raises(SlotError):
        attachment_in(slot)


def test_a_proof_of_the_largest_log_fits() -> None:
    note = MemoryLog().note()
    proof = Proof((1 << 40) - 1, tuple("ab" * 32 for _ in range(40)), note)
    longest = Attachment(LEAF, SALT, "k" * 40, "s" * 128, f"{VERIFY_URL}{LEAF}", proof)
    assert len(longest.to_bytes()) == SLOT_BYTES


def test_what_does_not_fit_is_refused() -> None:
    proof = Proof(0, tuple("ab" * 32 for _ in range(64)), "n" * 300)
    with pytest.raises(SlotError, match="more than"):
        Attachment(LEAF, SALT, "document", "doc_1:1", VERIFY_URL, proof).to_bytes()


@pytest.mark.parametrize("url", ["", "ftp://docs.example", 'https://a"b c', "javascript:alert(1)"])
def test_only_a_url_leads_to_the_proof(url: str) -> None:
    with pytest.raises(SlotError, match="URL"):
        Attachment(LEAF, SALT, "document", "doc_1:1", url).to_bytes()


def test_the_slot_gets_into_a_pdf_beside_what_is_attached_already() -> None:
    with pikepdf.open(io.BytesIO(with_slot(pdf(attached=b"<invoice/>")))) as document:
        assert sorted(document.attachments) == [FILE_NAME, "invoice.xml"]
        assert document.attachments["invoice.xml"].get_file().read_bytes() == b"<invoice/>"


def test_a_reader_of_pdf_finds_what_is_in_the_slot() -> None:
    paper, proof = sealed_paper(MemoryLog())
    with pikepdf.open(io.BytesIO(paper)) as document:
        read = json.loads(document.attachments[FILE_NAME].get_file().read_bytes())
        associated = [str(one.UF) for one in document.Root.AF]
    assert (read["leaf"], read["proof"]["path"]) == (LEAF, list(proof.path))
    assert associated == [FILE_NAME]


def test_the_same_paper_gets_the_same_bytes() -> None:
    assert with_slot(pdf()) == with_slot(pdf())


def test_a_pdf_gets_one_slot_only() -> None:
    with pytest.raises(SlotError, match="already"):
        with_slot(with_slot(pdf()))


def test_a_text_that_looks_like_a_slot_is_refused_before_it_is_printed() -> None:
    with pytest.raises(SlotError, match="already"):
        with_slot(pdf() + b'%{"format":"dutiful-ledger/1"')


def test_what_is_no_pdf_gets_no_slot() -> None:
    with pytest.raises(SlotError, match="not a PDF"):
        with_slot(b"hello")


def test_a_quote_is_verified_with_the_opening_beside_it() -> None:
    content = b'{"id":"q_1"}'
    opening = opening_of(content, subject="q_1")
    proof = MemoryLog().with_neighbours(opening.entry)
    assert verify_content(content, opening, [KEY.public], proof).opening.subject == "q_1"


def test_another_quote_is_refused() -> None:
    opening = opening_of(b'{"id":"q_1"}', subject="q_1")
    proof = MemoryLog().with_neighbours(opening.entry)
    with pytest.raises(VerificationError, match="not the one"):
        verify_content(b'{"id":"q_2"}', opening, [KEY.public], proof)


def test_a_log_that_shrank_has_not_grown() -> None:
    log = MemoryLog()
    log.add(b"1")
    before = log.head()
    with pytest.raises(VerificationError, match="shrunk"):
        verify_growth(before, MemoryLog().head(), ())


def test_another_log_is_not_the_same_grown() -> None:
    with pytest.raises(VerificationError, match="two logs"):
        verify_growth(MemoryLog().head(), MemoryLog(origin="other.example").head(NOW), ())


@pytest.mark.parametrize(
    ("field", "value"),
    [("leaf", "x"), ("salt", "00"), ("kind", "Two words"), ("subject", "line\nbreak"), ("content_sha256", "AB" * 32)],
)
def test_an_opening_of_another_form_is_refused(field: str, value: str) -> None:
    values = {"leaf": LEAF, "salt": SALT, "kind": "quote", "subject": "q_1", "content_sha256": "ab" * 32}
    with pytest.raises(OpeningError, match=field):
        Opening(**values | {field: value})


def test_without_its_salt_a_commitment_fits_no_guess() -> None:
    kept = opening_of(b"the content")
    guesses = {
        Opening(LEAF, f"{salt:064x}", kept.kind, kept.subject, kept.content_sha256).commitment for salt in range(99)
    }
    assert kept.commitment not in guesses
