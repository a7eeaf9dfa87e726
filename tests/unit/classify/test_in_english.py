"""What is read of a listing in another language: the English names of what it names, and what it states."""

import pytest

from dutiful_classify.engine.concept_match import ConceptMatcher
from dutiful_classify.engine.in_english import in_english, is_foreign, named_share
from dutiful_classify.engine.product import Product
from dutiful_classify.engine.reading import Reader
from dutiful_classify.lexicon.concepts import Concept, ConceptCode
from tests.unit.classify.conftest import matcher_of

SHEET = Concept("bed_sheet", {"en": ("bed sheet",), "de": ("Spannbettlaken",)}, (), (ConceptCode("630221", 1, {}),))
SAW = Concept("saw", {"en": ("hand saw",), "de": ("Säge",)}, (), (ConceptCode("820210", 1, {}),))
TENT = Concept("tent", {"en": ("sage tent",)}, (), (ConceptCode("630622", 1, {}),))


@pytest.fixture(name="lexicon")
def _lexicon() -> ConceptMatcher:
    return matcher_of((SHEET, SAW, TENT))


def test_goods_named_in_another_language_are_told_in_english(lexicon: ConceptMatcher, reader: Reader) -> None:
    reading = reader.read(Product("Spannbettlaken Baumwolle 90x200", language="de"))
    matches = lexicon.matches(reading)
    assert is_foreign(reading, matches, lexicon.english)
    assert in_english(reading, matches).words == ("cotton", "bed", "sheet")


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("Hand saw", id="named in English"),
        pytest.param("Sage Hand", id="a foreign name among words of English names"),
        pytest.param("Etwas anderes", id="nothing is named"),
    ],
)
def test_other_titles_are_read_as_they_stand(title: str, lexicon: ConceptMatcher, reader: Reader) -> None:
    reading = reader.read(Product(title))
    assert not is_foreign(reading, lexicon.matches(reading), lexicon.english)


def test_what_was_understood_is_a_share_of_the_letters(lexicon: ConceptMatcher, reader: Reader) -> None:
    reading = reader.read(Product("Säge mit Doppelgriffen"))
    assert named_share(reading, lexicon.matches(reading)) == pytest.approx(len("Säge") / len("sagedoppelgriffen"))
