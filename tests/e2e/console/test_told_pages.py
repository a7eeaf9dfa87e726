"""The pages of quotes in other languages: what they show of the law and the engine is told, or marked as English."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any, Final

import httpx2
import pytest

from dutiful_quote.console.retelling import told
from dutiful_quote.console.words import LANGUAGES, words_of
from tests.e2e.console.forms import sign_in

pytestmark = pytest.mark.e2e

DESTINATIONS: Final = ("US", "DE", "FR", "GB", "JP", "CA", "AU", "CH", "BR", "KR")
GOODS: Final[tuple[dict[str, Any], ...]] = (
    {"hs_code": "610910", "origin": "CN", "unit_price": "19.99"},
    {"hs_code": "850760", "origin": "JP", "unit_price": "240.00"},
    {"hs_code": "870899", "origin": "VN", "unit_price": "900.00", "preference": {"claim": True}},
    {"hs_code": "220421", "origin": "US", "unit_price": "45.00"},
)
#: Words that every English sentence has some of, and no German one.
ENGLISH: Final = re.compile(r"\b(the|of|and|is|not|its|which|with|from|for|to|on|by|are)\b")
VOID: Final = frozenset({"meta", "link", "input", "br", "rect", "col", "img"})


def carts() -> Iterator[dict[str, Any]]:
    """Each destination's, with all goods: one by courier to a consumer, one by post to a business."""
    for country in DESTINATIONS:
        lines = [{"id": str(index + 1), "quantity": 2, **one} for index, one in enumerate(GOODS)]
        cart = {
            "ship_from": {"country": "CN"},
            "ship_to": {"country": country},
            "currency": "EUR",
            "shipping": "20.00",
            "advice": True,
            "lines": lines,
        }
        yield cart
        yield {**cart, "transport_mode": "post", "incoterm": "DAP", "buyer": {"type": "business"}}


class Shown(HTMLParser):
    """What a page shows, but for what it marks as being in another language than its own."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._marks: list[bool] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in VOID:
            self._marks.append(tag in {"code", "option", "svg"} or ("lang" in dict(attrs) and tag != "html"))

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self._marks.pop()

    def handle_data(self, data: str) -> None:
        if data.strip() and not any(self._marks):
            self.texts.append(" ".join(data.split()))


def sentences(answer: dict[str, Any]) -> Iterator[str]:
    """What the law and the engine say in an answer."""
    charges = [*answer["charges"], *(one for line in answer["lines"] for one in line["charges"])]
    ways = [way for line in answer["lines"] for way in line["alternatives"]]
    yield from (charge["name"] for charge in charges)
    yield from (charge["assessed"]["fx"]["source"] for charge in charges if charge["assessed"]["fx"])
    yield from (way["name"] for way in ways)
    yield from (need for one in [*ways, *(answer["advice"] or ())] for need in one["requires"] if " " in need)
    yield from (
        one["text"] for key in ("assumptions", "reliefs", "restrictions", "advice") for one in answer[key] or ()
    )
    yield from (one["question"] for one in answer["missing"])
    yield from (one["reason"] for one in [*answer["documents_required"], *(answer["buyer_data_required"] or ())])
    yield from (number["name"] for one in answer["buyer_data_required"] or () for number in one["any_of"])
    yield from answer["not_included"]
    yield from (way["reason"] for way in (answer["options"]["ddp"], answer["options"]["dap"]) if way["reason"])
    yield from (one["title"] for one in answer["freshness"]["releases"])


@pytest.fixture(scope="module")
async def answers(quote_api: httpx2.AsyncClient) -> list[dict[str, Any]]:
    """Of all carts."""
    return [(await quote_api.post("/v1/quotes", json=cart)).json() for cart in carts()]


@pytest.mark.parametrize("language", [language for language in LANGUAGES if language != "en"])
async def test_every_sentence_of_an_answer_is_told(answers: list[dict[str, Any]], language: str) -> None:
    words = words_of(language)
    said = {sentence for answer in answers for sentence in sentences(answer)}
    assert len(said) > 100
    assert {sentence for sentence in said if not told(words, sentence).whole} == set()


async def test_a_german_page_shows_no_english_but_what_it_marks(
    browser: httpx2.AsyncClient, sandbox: str, answers: list[dict[str, Any]]
) -> None:
    await sign_in(browser, sandbox)
    browser.cookies.set("dutiful_language", "de")
    found: dict[str, list[str]] = {}
    for answer in answers:
        page = await browser.get(f"/console/quotes/{answer['id']}")
        assert page.status_code == 200
        shown = Shown()
        shown.feed(page.text)
        assert "Kosten bis zur Haustür" in shown.texts
        if english := [text for text in shown.texts if ENGLISH.search(text)]:
            found[answer["id"]] = english
    assert found == {}
