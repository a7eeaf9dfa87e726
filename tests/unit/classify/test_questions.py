"""The question is about what is open, and each answer says where it leads."""

import pytest

from dutiful_classify.api.language import as_read, preferred
from dutiful_classify.engine.assessment import Candidate
from dutiful_classify.engine.concept_match import ConceptMatcher
from dutiful_classify.engine.product import Product
from dutiful_classify.engine.questions import best_question
from dutiful_classify.engine.reading import Reader
from dutiful_classify.lexicon.attributes import load_attribute_words
from dutiful_classify.lexicon.concepts import load_concepts
from dutiful_classify.lexicon.questions import LANGUAGES, load_question_texts
from dutiful_shared.contract.classification import ClassificationRequest

QUESTIONS = load_question_texts(load_attribute_words())
TEXTS = {"610910": "T-shirts of cotton", "610990": "T-shirts of other textiles", "420222": "Handbags of plastics"}


def candidates(**chances: float) -> list[Candidate]:
    return [Candidate(code.removeprefix("hs"), chance, chance, chance) for code, chance in chances.items()]


def test_the_open_material_is_asked_for(reader: Reader, matcher: ConceptMatcher) -> None:
    reading = reader.read(Product("T-shirt"))
    question = best_question(
        candidates(hs610910=0.5, hs610990=0.4), matcher.matches(reading), reading.facts, TEXTS, QUESTIONS, "en"
    )
    assert question is not None
    assert question.attribute == "material"
    assert dict(question.answers) == {"cotton": "610910", "polyester": "610990", "silk": "610990"}


def test_what_is_stated_is_not_asked(reader: Reader, matcher: ConceptMatcher) -> None:
    reading = reader.read(Product("Cotton T-shirt"))
    question = best_question(candidates(hs610910=0.93), matcher.matches(reading), reading.facts, TEXTS, QUESTIONS, "en")
    assert question is None


def test_without_a_known_concept_the_candidates_themselves_are_the_answers() -> None:
    question = best_question(candidates(hs610910=0.4, hs420222=0.3), [], {}, TEXTS, QUESTIONS, "en")
    assert question is not None
    assert question.answers == (("T-shirts of cotton", "610910"), ("Handbags of plastics", "420222"))


def test_nothing_is_asked_of_nothing() -> None:
    assert best_question([], [], {}, TEXTS, QUESTIONS, "en") is None


@pytest.mark.parametrize(
    ("tag", "text", "label"),
    [
        pytest.param("de", "Woraus besteht es hauptsächlich?", "Baumwolle", id="german"),
        pytest.param("pt-BR", "De que material é feito principalmente?", "algodão", id="with-a-region"),
        pytest.param("zh-Hans-CN", "它主要由什么材料制成？", "棉", id="with-a-script"),
        pytest.param("sv", "What is it mainly made of?", None, id="english-where-there-is-no-text"),
    ],
)
def test_the_reader_is_asked_in_a_language_of_theirs(
    reader: Reader, matcher: ConceptMatcher, tag: str, text: str, label: str | None
) -> None:
    reading = reader.read(Product("T-shirt"))
    chances = candidates(hs610910=0.5, hs610990=0.4)
    question = best_question(chances, matcher.matches(reading), reading.facts, TEXTS, QUESTIONS, tag)
    assert question is not None
    assert (question.text, question.labels.get("cotton")) == (text, label)


def test_no_text_of_a_question_is_missing() -> None:
    asked = {name for concept in load_concepts() for code in concept.codes for name in code.conditions}
    assert asked - QUESTIONS.texts.keys() == set(), "attributes of the lexicon without a question"
    missing = {name: set(LANGUAGES) ^ texts.keys() for name, texts in QUESTIONS.texts.items()}
    assert {name: languages for name, languages in missing.items() if languages} == {}
    texts = [text for by_language in QUESTIONS.texts.values() for text in by_language.values()]
    assert all(text.strip() == text and text for text in texts)
    assert len(set(texts)) == len(texts), "a text that stands in two places was copied and not translated"


@pytest.mark.parametrize(
    ("accept", "language"),
    [
        pytest.param("fr-CH, fr;q=0.9, en;q=0.8, *;q=0.5", "fr", id="the-best-first"),
        pytest.param("en;q=0.3,ja", "ja", id="by-quality"),
        pytest.param("sv, da;q=0.9, nl;q=0.1", "nl", id="the-best-that-is-known"),
        pytest.param("de;q=0", None, id="refused"),
        pytest.param("*", None, id="any"),
        pytest.param("de;q=nan, ;;, \u00e4, de;q=7", None, id="malformed"),
        pytest.param(None, None, id="absent"),
    ],
)
def test_accept_language_is_read(accept: str | None, language: str | None) -> None:
    assert preferred(accept) == language


def test_a_language_that_the_product_names_comes_first() -> None:
    assert as_read(ClassificationRequest(title="Hemd", language="de"), "fr").language == "de"
    assert as_read(ClassificationRequest(title="Hemd"), "fr").language == "fr"
    assert as_read(ClassificationRequest(title="Hemd"), None).language == "en"
