"""A paper in two languages says everything in both, each in its own direction."""

import io
from typing import Any

import pypdf
import pytest

from dutiful_docs.documents.builder import build
from dutiful_docs.documents.composition import compose
from dutiful_docs.documents.requirements import gaps
from dutiful_docs.documents.subject import ordered
from dutiful_docs.documents.typesetting import Typesetter
from dutiful_shared.contract.documents import DocumentRequest
from tests.builders.papers import IDENTITY, MADE_AT, OF_KIND, complete, order, request

JAPANESE = {"1": "綿製Tシャツ", "2": "磁器製マグカップ", "3": "卓上ランプ"}
ARABIC = {"1": "قميص قطني", "2": "كوب من الخزف", "3": "مصباح مكتب"}
ENGLISH = {"1": "Cotton tee in English", "2": "Mug in English", "3": "Lamp in English"}
US = {"country": "US"}


def named(kind: str, first: dict[str, str], second: dict[str, str] | None, **changes: Any) -> DocumentRequest:
    goods = [
        {**one, "description": first[one["line"]], "second_description": second and second[one["line"]]}
        for one in OF_KIND.get(kind, {}).get("goods", request()["goods"])
    ]
    return complete(kind, goods=goods, **changes)


def page(typesetter: Typesetter, asked: DocumentRequest) -> pypdf.PageObject:
    assert asked.order is not None
    pdf = compose(asked, ordered(asked.order), IDENTITY, typesetter).pdf
    assert pdf is not None
    return pypdf.PdfReader(io.BytesIO(pdf)).pages[0]


def text(typesetter: Typesetter, asked: DocumentRequest) -> str:
    return " ".join(page(typesetter, asked).extract_text().split())


def missing(asked: DocumentRequest) -> list[str]:
    assert asked.order is not None
    return [one.pointer for one in gaps(build(asked, ordered(asked.order), asked.packages), asked, MADE_AT.date())]


@pytest.mark.parametrize("kind", ["cn22", "cn23"])
@pytest.mark.parametrize(
    "words",
    [
        pytest.param("Cotton tee in English", id="goods"),
        pytest.param("Description of goods", id="headings"),
        pytest.param("HS code", id="code"),
        pytest.param("Total", id="total"),
        pytest.param("Gross kg", id="weight"),
        pytest.param("I certify that the particulars given here are correct", id="declaration"),
        pytest.param("United States", id="country"),
    ],
)
def test_a_postal_form_says_everything_in_its_second_language_too(
    typesetter: Typesetter, kind: str, words: str
) -> None:
    asked = named(kind, JAPANESE, ENGLISH, language="ja", second_language="en")
    assert words in text(typesetter, asked)


@pytest.mark.parametrize("kind", ["cn22", "commercial_invoice", "packing_list"])
def test_quantities_have_the_unit_in_both_languages(typesetter: Typesetter, kind: str) -> None:
    asked = named(kind, JAPANESE, ENGLISH, language="ja", second_language="en")
    assert "3 個 / pc" in text(typesetter, asked)


def test_a_unit_is_in_the_language_of_the_paper(typesetter: Typesetter) -> None:
    assert "3 Stk." in text(typesetter, complete("commercial_invoice", language="de"))


def test_a_second_description_is_not_printed_without_a_second_language(typesetter: Typesetter) -> None:
    shown = text(typesetter, named("commercial_invoice", JAPANESE, ENGLISH, language="ja"))
    assert ("磁器製マグカップ" in shown, "Mug in English" in shown) == (True, False)


def placed(typesetter: Typesetter, asked: DocumentRequest) -> list[tuple[float, float, str]]:
    """Each run of text with the place where it begins: from the left, and from below."""
    found: list[tuple[float, float, str]] = []

    def note(run: str, matrix: list[float], text_matrix: list[float], *_: Any) -> None:
        if run.strip():
            found.append((matrix[4] + text_matrix[4], matrix[5] + text_matrix[5], run.strip()))

    page(typesetter, asked).extract_text(visitor_text=note)
    return found


def test_an_arabic_label_does_not_tear_what_stands_beside_it(typesetter: Typesetter) -> None:
    runs = placed(typesetter, named("commercial_invoice", ENGLISH, ARABIC, language="fr", second_language="ar"))
    (at,) = [below for _, below, run in runs if run == "1/1 LSO 1042 LYON"]
    assert [run for _, run in sorted((left, run) for left, below, run in runs if below == at)] == [
        "Marques /",
        "العلامات",
        ":",
        "1/1 LSO 1042 LYON",
    ]


@pytest.mark.parametrize("kind", ["commercial_invoice", "cn22", "cn23"])
def test_an_arabic_declaration_ends_at_the_left(typesetter: Typesetter, kind: str) -> None:
    asked = named(kind, ENGLISH, ARABIC, language="fr", second_language="ar")
    runs = placed(typesetter, asked)
    (left, below) = next((left, below) for left, below, run in reversed(runs) if run.startswith(".") or run == ".")
    line = [at for at, height, _ in runs if abs(height - below) < 2]
    assert left == min(line)


@pytest.mark.parametrize(
    ("kind", "languages", "first", "second", "expected"),
    [
        pytest.param(
            "commercial_invoice", {"language": "ja", "second_language": "en"}, JAPANESE, ENGLISH, [], id="translated"
        ),
        pytest.param(
            "commercial_invoice",
            {"language": "ja", "second_language": "en"},
            JAPANESE,
            None,
            [f"/goods/{i}/second_description" for i in range(3)],
            id="named in Japanese alone",
        ),
        pytest.param(
            "commercial_invoice",
            {"language": "en"},
            JAPANESE,
            None,
            [f"/goods/{i}/description" for i in range(3)],
            id="an English invoice of Japanese names",
        ),
        pytest.param("commercial_invoice", {"language": "en"}, ENGLISH, None, [], id="English"),
        pytest.param(
            "cn22",
            {"language": "ja", "second_language": "fr"},
            JAPANESE,
            None,
            [f"/goods/{i}/second_description" for i in range(2)],
            id="a postal form",
        ),
    ],
)
def test_goods_are_named_in_a_language_that_customs_read(
    kind: str, languages: dict[str, str], first: dict[str, str], second: dict[str, str] | None, expected: list[str]
) -> None:
    assert missing(named(kind, first, second, order=order_to_us(kind), **languages)) == expected


def order_to_us(kind: str) -> dict[str, Any]:
    lines = OF_KIND.get(kind, {}).get("order", order())["lines"]
    return order(ship_to=US, lines=[{key: one[key] for key in one if key != "description"} for one in lines])


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        pytest.param("en", [], id="that the order calls English"),
        pytest.param("ja", ["/goods/0/second_description"], id="that it calls Japanese"),
        pytest.param(None, ["/goods/0/second_description"], id="of a language that it does not say"),
    ],
)
def test_names_of_the_order_are_in_the_language_that_it_says(language: str | None, expected: list[str]) -> None:
    asked = order(ship_to=US, language=language, lines=order()["lines"][:1])
    if language is None:
        del asked["language"]
    assert missing(complete("cn22", order=asked, goods=[], language="ko", second_language="en")) == expected
