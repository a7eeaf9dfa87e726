"""A small lexicon, so that a test shows all it relies on."""

from collections.abc import Iterable, Sequence

import pytest

from dutiful_classify.engine.concept_match import ConceptMatcher, books_of
from dutiful_classify.engine.reading import Reader
from dutiful_classify.lexicon.attributes import AttributeWord, load_attribute_words
from dutiful_classify.lexicon.concepts import Concept, ConceptCode

T_SHIRT = Concept(
    "t_shirt",
    {"en": ("t-shirt", "tee"), "de": ("T-Shirt",), "ja": ("Tシャツ",)},
    ("crew neck",),
    (
        ConceptCode("610910", 6, {"material": ("cotton",)}),
        ConceptCode("610990", 4, {"material": ("polyester", "silk")}),
    ),
)
HANDBAG = Concept(
    "handbag",
    {"en": ("handbag", "purse"), "de": ("Handtasche",), "es": ("bolso",), "zh": ("手提包",)},
    ("zipper",),
    (
        ConceptCode("420221", 3, {"material": ("leather",)}),
        ConceptCode("420222", 7, {"material": ("faux leather", "polyester")}),
    ),
)
PHONE_CASE = Concept(
    "phone_case",
    {"en": ("phone case", "case for phone")},
    (),
    (ConceptCode("392690", 8, {}), ConceptCode("420232", 2, {"kind": ("wallet case", "flip case")})),
    note="A moulded shell is an article of plastics.",
)
GIFT_HOLDER = Concept("card_holder", {"en": ("card holder",)}, (), (ConceptCode("420232", 1, {}),))
CASE = Concept("case", {"en": ("case",)}, (), (ConceptCode("420292", 1, {}),))
E_READER = Concept("e_reader", {"en": ("e-book reader",), "zh": ("电子书阅读器",)}, (), (ConceptCode("854370", 1, {}),))
CONCEPTS = (T_SHIRT, HANDBAG, PHONE_CASE, GIFT_HOLDER, CASE, E_READER)


def matcher_of(concepts: Sequence[Concept], stated: Iterable[AttributeWord] = ()) -> ConceptMatcher:
    """What finds these concepts and no others."""
    return ConceptMatcher(concepts, books_of(concepts, stated))


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader(load_attribute_words())


@pytest.fixture(scope="session")
def matcher() -> ConceptMatcher:
    return matcher_of(CONCEPTS)
