"""Texts that try to be more than text: they are printed as they are, or refused by name."""

import io
from typing import Any

import pypdf
import pytest
from pydantic import ValidationError

from dutiful_docs.documents.composition import compose
from dutiful_docs.documents.refusal import NotStatedError, RefusedError
from dutiful_docs.documents.subject import ordered
from dutiful_docs.documents.typesetting import Typesetter
from tests.builders.papers import CONSIGNEE, EXPORTER, IDENTITY, complete, order

MARKUP = [
    pytest.param('#panic("x")', id="typst code"),
    pytest.param("*bold* _it_ = Heading", id="typst markup"),
    pytest.param("$ x^2 $", id="typst mathematics"),
    pytest.param('#read("look.typ")', id="typst reading a file"),
    pytest.param('#read("/etc/passwd")', id="typst reading a file of the system"),
    pytest.param('#json("data.json")', id="typst reading what it is given"),
    pytest.param('#import "@preview/x:1.0.0"', id="typst import"),
    pytest.param("<label> @ref", id="typst references"),
    pytest.param("\\u{41}\\*", id="typst escapes"),
    pytest.param("<script>alert(1)</script>", id="script"),
    pytest.param("]]>&amp;<!--", id="xml"),
    pytest.param("'; DROP TABLE docs.document; --", id="sql"),
]
#: Nothing a printer could show, or a way to make one text look like another.
REFUSED = [
    pytest.param("a\x00b", id="NUL"),
    pytest.param("a\x1bb", id="escape"),
    pytest.param("a\nb", id="line break"),
    pytest.param("gpj.\u202eexe", id="right-to-left override"),
    pytest.param("a\u2066b", id="isolate"),
    pytest.param("a\u2028b", id="line separator"),
    pytest.param("a\U000e0041\U000e0042", id="tag characters, which show nothing"),
    pytest.param("a\ufff9b\ufffac\ufffb", id="annotation, which is hidden"),
    pytest.param("Z" + "\u0301" * 5 + "algo", id="a tower of marks"),
    pytest.param("a\ud800", id="lone surrogate"),
    pytest.param("a\ue000", id="private use"),
    pytest.param("n" * 10_000, id="10,000 characters"),
]


def text_of(typesetter: Typesetter, **changes: Any) -> str:
    asked = complete("commercial_invoice", **changes)
    assert asked.order is not None
    pdf = compose(asked, ordered(asked.order), IDENTITY, typesetter).pdf
    assert pdf is not None
    return "".join("".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages).split())


@pytest.mark.parametrize("text", MARKUP)
def test_markup_in_a_name_is_printed_as_text(typesetter: Typesetter, text: str) -> None:
    parties = {"exporter": EXPORTER, "consignee": {**CONSIGNEE, "name": text}}
    assert "".join(text.split()) in text_of(typesetter, parties=parties)


@pytest.mark.parametrize("text", REFUSED)
def test_what_no_paper_may_carry_is_refused_by_its_field(text: str) -> None:
    with pytest.raises(ValidationError) as refusal:
        complete("commercial_invoice", parties={"exporter": EXPORTER, "consignee": {**CONSIGNEE, "name": text}})
    assert [fault["loc"] for fault in refusal.value.errors()] == [("parties", "consignee", "name")]


def test_an_override_in_the_order_itself_is_refused_too(typesetter: Typesetter) -> None:
    lines = [{**line, "description": "shirt \u202efdp"} for line in order()["lines"]]
    with pytest.raises(RefusedError) as refusal:
        text_of(typesetter, order=order(lines=lines))
    assert [one.pointer for one in refusal.value.faults] == [f"/goods/{i}/description" for i in range(3)]


def test_a_character_that_no_font_has_is_refused_by_its_field(typesetter: Typesetter) -> None:
    with pytest.raises(NotStatedError) as refusal:
        text_of(typesetter, remarks="Happy birthday \U0001f382")
    assert (refusal.value.pointer, "U+1F382" in refusal.value.detail) == ("/remarks", True)


def test_a_mark_that_no_font_has_is_refused_by_its_name(typesetter: Typesetter) -> None:
    with pytest.raises(NotStatedError) as refusal:
        text_of(typesetter, remarks="Gate a\u0e31")
    assert (refusal.value.pointer, "U+0E31" in refusal.value.detail) == ("/remarks", True)


def test_a_long_word_breaks_within_its_box(typesetter: Typesetter) -> None:
    parties = {"exporter": EXPORTER, "consignee": {**CONSIGNEE, "name": "W" * 255}}
    assert text_of(typesetter, parties=parties).replace("\u200b", "").count("W") >= 255


NAMES = ["山田 太郎", "王小明", "김철수", "محمد علي", "مُحَمَّد", "Łukasz Żółć", "Ελένη", "Иван", "Nguyễn Thị Bảo"]


@pytest.mark.parametrize("name", NAMES)
def test_names_of_other_scripts_can_be_printed(typesetter: Typesetter, name: str) -> None:
    parties = {"exporter": EXPORTER, "consignee": {**CONSIGNEE, "name": name}}
    assert text_of(typesetter, parties=parties)
