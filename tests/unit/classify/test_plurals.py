"""Names in the plural, in languages whose plurals are not English."""

import pytest

from dutiful_classify.engine.phrases import PhraseBook
from dutiful_classify.engine.text import clean

NAMES = {
    "de": ("Stuhl", "Handtuch", "Lampe", "Tasche", "Bett"),
    "nl": ("stoel", "tas", "schaar"),
    "it": ("scarpa sportiva", "asciugamano", "orologio", "lima"),
    "es": ("reloj", "lápiz", "zapato"),
    "pt": ("colar", "botão", "avental"),
    "fr": ("chapeau", "bijou"),
    "en": ("lime",),
}


@pytest.fixture(scope="module")
def book() -> PhraseBook:
    made = PhraseBook()
    for language, names in NAMES.items():
        for name in names:
            made.add(name, 0, language)
    return made


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("Stühle Esszimmer", "Stuhl", id="de: e and an umlaut"),
        pytest.param("4 Handtücher", "Handtuch", id="de: er"),
        pytest.param("Lampen", "Lampe", id="de: n"),
        pytest.param("Damenledertaschen", "Tasche", id="de: the end of a compound"),
        pytest.param("eetkamer stoelen", "stoel", id="nl: en"),
        pytest.param("tassen", "tas", id="nl: a doubled consonant"),
        pytest.param("scharen", "schaar", id="nl: one vowel of two"),
        pytest.param("scarpe sportive donna", "scarpa sportiva", id="it: the adjective too"),
        pytest.param("asciugamani", "asciugamano", id="it: o to i"),
        pytest.param("orologi da polso", "orologio", id="it: io to i"),
        pytest.param("relojes", "reloj", id="es: es"),
        pytest.param("lápices", "lápiz", id="es: z to ces"),
        pytest.param("zapatos", "zapato", id="es: s"),
        pytest.param("colares", "colar", id="pt: es"),
        pytest.param("botões", "botão", id="pt: ão to ões"),
        pytest.param("aventais", "avental", id="pt: al to ais"),
        pytest.param("chapeaux de paille", "chapeau", id="fr: x"),
        pytest.param("bijoux", "bijou", id="fr: ou to oux"),
    ],
)
def test_a_name_is_found_in_the_plural(text: str, name: str, book: PhraseBook) -> None:
    assert [hit.phrase for hit in book.find(clean(text))] == [name]


@pytest.mark.parametrize("text", ["better quality", "camera bag"])
def test_a_word_of_another_language_is_no_plural(text: str, book: PhraseBook) -> None:
    assert book.find(clean(text)) == []


def test_a_name_wins_over_the_plural_of_another(book: PhraseBook) -> None:
    assert [hit.phrase for hit in book.find(clean("lime"))] == ["lime"]
