"""What the law and the engine say, in the languages of the pages: by tables that are whole and in use."""

import ast
import csv
import gzip
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

import dutiful_docs
import dutiful_quote
import dutiful_shared
from dutiful_quote.console.retelling import holes_of, told
from dutiful_quote.console.said_values import FORMS
from dutiful_quote.console.texts import said_texts
from dutiful_quote.console.words import LANGUAGES, words_of
from dutiful_quote.engine.goods_facts import GOODS_FACTS
from dutiful_quote.engine.proofs import PROOFS
from dutiful_shared.contract.units import UNIT_QUESTIONS
from dutiful_shared.schemes.buyer_numbers import BUYER_NUMBERS

SERVICE = Path(dutiful_quote.__path__[0])
SHARED = Path(dutiful_shared.__path__[0])
FACTS = SERVICE / "tariff" / "facts"
PAPERS = Path(dutiful_docs.__path__[0]) / "documents" / "requirements.toml"
OTHERS = [language for language in LANGUAGES if language != "en"]
#: The name of a fact in the outcome of its question: the question above says it.
LEFT_OUT = {"word"}
BY_A_YEAR = (
    "Die Befreiung bis 135 GBP soll laut Ankündigung spätestens im März 2029 enden; ein Gesetz mit einem Tag ist nicht "
    "bekannt."
)
FROM_A_DAY = (
    "Ab 01.04.2028 schuldet sie der Verkäufer oder seine Plattform beim Verkauf, und eine Registrierung ist nicht "
    "angegeben"
)
#: The share of what tables of facts say that may wait for its translation: it is shown in English, and marked so.
UNTOLD = 0.1
#: A piece of a template that is too short to tell it by.
SHORT = 6


def rows(pattern: str) -> Iterator[dict[str, str]]:
    for file in sorted(FACTS.glob(f"*/*/{pattern}")):
        opened = gzip.open if file.suffix == ".gz" else open
        with opened(file, "rt", encoding="utf-8", newline="") as lines:
            yield from csv.DictReader(lines)


@cache
def known_sentences() -> dict[str, list[str]]:
    """What tables of facts and of the engine say, by where it stands. Names of agreements are quoted, not told."""
    buyers = tomllib.loads((SERVICE / "quotes" / "buyer_data.toml").read_text(encoding="utf-8"))["requirement"]
    profiles = [row for row in rows("profile.csv") if row.get("key") == "not_included"]
    publications = [tomllib.loads(file.read_text(encoding="utf-8")) for file in FACTS.glob("*/*/publication.toml")]
    return {
        "rules": [row["name"] for row in rows("programmes.csv") if row["kind"] != "agreement"],
        "left out": [one for row in profiles for one in row["value"].split(" | ")],
        "publications": [one["title"] for one in publications],
        "facts": [one.question for one in GOODS_FACTS.values()],
        "units": list(UNIT_QUESTIONS.values()),
        "proofs": list(PROOFS.values()),
        "buyers": [one["reason"] for one in buyers],
        "numbers": [one.name for one in BUYER_NUMBERS.values()],
        "papers": [one["text"] for one in tomllib.loads(PAPERS.read_text(encoding="utf-8"))["rule"]],
    }


@cache
def written() -> str:
    """Every text that the quote service and its plumbing write, and every one of the tables of facts."""
    files = [file for folder in (SERVICE, SHARED) for file in folder.rglob("*.py")]
    trees = (ast.parse(file.read_text(encoding="utf-8")) for file in files)
    texts = [node.value for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Constant)]
    tables = [one for some in known_sentences().values() for one in some]
    rules = [value for row in rows("programmes.csv") for value in row.values() if value]
    places = (FACTS / "territories.csv").read_text(encoding="utf-8"), (FACTS / "places.csv").read_text(encoding="utf-8")
    named = [value for row in rows("profile.csv") for value in row.values()]
    return "\n".join([*(text for text in texts if isinstance(text, str)), *tables, *rules, *places, *named])


@pytest.mark.parametrize("language", OTHERS)
def test_every_sentence_is_told_in_every_language_with_its_values(language: str) -> None:
    english, other = said_texts("en"), said_texts(language)
    assert other.keys() == english.keys()
    lost = {code: set(holes_of(text)) ^ set(holes_of(other[code])) for code, text in english.items()}
    assert {code: holes for code, holes in lost.items() if holes - LEFT_OUT} == {}
    assert all(text.strip() for text in other.values())


def test_a_sentence_has_one_code() -> None:
    assert len(set(said_texts("en").values())) == len(said_texts("en"))


def test_the_values_of_a_sentence_have_known_forms() -> None:
    forms = {hole.partition("_")[0] for text in said_texts("en").values() for hole in holes_of(text)}
    assert forms == set(FORMS)


def test_every_template_is_of_a_sentence_that_somebody_says() -> None:
    pieces = {code: re.split(r"\{[a-z_0-9]+\}", text) for code, text in said_texts("en").items()}
    bare = {code: [piece.strip(" :;,.?'\"()") for piece in some] for code, some in pieces.items()}
    telling = {code: [piece for piece in some if len(piece) > SHORT] for code, some in bare.items()}
    assert {code for code, some in telling.items() if some and not any(piece in written() for piece in some)} == set()


@pytest.mark.parametrize("language", OTHERS)
@pytest.mark.parametrize("where", known_sentences())
def test_what_tables_of_facts_say_is_told(language: str, where: str) -> None:
    words = words_of(language)
    said = {one for one in known_sentences()[where] if one}
    untold = {one for one in said if not told(words, one).whole}
    assert len(untold) <= UNTOLD * len(said), untold


@pytest.mark.parametrize(
    ("sentence", "german"),
    [
        ("Section 301 China, list 4A", "Section 301 China: Liste 4A"),
        ("Section 232 car parts, at least 15 % in all", "Section 232: Autoteile, insgesamt mindestens 15\xa0%"),
        ("Preference, Viet Nam", "Präferenz: Vietnam"),
        ("No duty up to JPY 10000", "Kein Zoll bis 10.000 JPY"),
        (
            "Is it potash? Line 1 owes 1250.00 if potash is true; at least 500.00 if potash is false.",
            "Ist es Kali? Position 1 schuldet bei Ja 1.250,00; bei Nein mindestens 500,00.",
        ),
        ("640399011, 640399012, 2 others: Free + 27.5%", "640399011, 640399012 und 2 weitere: frei + 27,5\xa0%"),
        (
            "The relief up to GBP 135 is announced to end by March 2029 at the latest; no law with a day is known.",
            BY_A_YEAR,
        ),
        ("From 2028-04-01 the seller or its platform owes it at the sale, and no registration is stated", FROM_A_DAY),
    ],
    ids=["a list", "a name in parts", "a country", "a limit", "outcomes", "rates", "a sentence", "a day"],
)
def test_values_are_written_as_in_the_language(sentence: str, german: str) -> None:
    assert str(told(words_of("de"), sentence).html) == german


def test_what_an_agreement_is_called_is_quoted() -> None:
    found = told(words_of("fr"), "Preference, UK-Vietnam Free Trade Agreement")
    assert str(found.html) == 'Préférence : <span lang="en">UK-Vietnam Free Trade Agreement</span>'
    assert found.whole


def test_what_nobody_has_told_stays_english_and_is_marked() -> None:
    found = told(words_of("ja"), "Nobody ever said this sentence.")
    assert str(found.html) == '<span lang="en">Nobody ever said this sentence.</span>'
    assert not found.whole


def test_of_two_sentences_the_one_that_is_known_is_told() -> None:
    found = told(words_of("es"), "Is it potash? Nobody ever said this sentence.")
    assert str(found.html) == '¿Es potasa? <span lang="en">Nobody ever said this sentence.</span>'


def test_on_an_english_page_it_is_as_it_was_said() -> None:
    sentence = "Line 1 names no origin: the country it ships from is taken."
    assert str(told(words_of("en"), sentence).html) == sentence


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_a_merchant_wrote_is_no_markup(language: str) -> None:
    found = told(words_of(language), "What is the tariff code of line 1 (<b>bag</b>)?")
    assert "<b>" not in found.html
    assert "&lt;b&gt;bag&lt;/b&gt;" in found.html


def test_a_text_that_is_no_sentence_keeps_nobody_waiting() -> None:
    found = told(words_of("de"), "Line 1: " * 5000)
    assert not found.whole


def test_a_text_of_very_many_sentences_is_nobodys_and_stays_as_it_is() -> None:
    text = " ".join(f"X{i} z." for i in range(200))
    left = told(words_of("de"), text)
    assert (left.whole, left.html) == (False, f'<span lang="en">{text}</span>')
