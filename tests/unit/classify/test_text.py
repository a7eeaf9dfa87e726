"""What is left of a seller's words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutiful_classify.engine.text import clean, stem


@pytest.mark.parametrize(
    ("said", "plain"),
    [
        pytest.param("2024 New Leather Wallet Free Shipping", "leather wallet", id="praise and years go"),
        pytest.param("Screws 4 x 20mm, 10pcs/lot", "screws", id="sizes and counts go"),
        pytest.param("Hot water bottle", "hot water bottle", id="hot stays where it names the goods"),
        pytest.param("<b>Silk</b> scarf<script>alert('cotton')</script>", "silk scarf", id="markup and scripts go"),
        pytest.param("Tote &amp; pouch", "tote pouch", id="entities are read"),
        pytest.param("wallet\u200b \u202ereversed", "wallet reversed", id="invisible marks go"),
        pytest.param("🎁🎁🎁", "", id="pictures alone say nothing"),
        pytest.param("\uff35\uff33\uff22 cable", "usb cable", id="full width is ordinary"),
        pytest.param("see https://shop.example/x?y=cotton mug", "see mug", id="addresses go"),
        pytest.param("Shirt XXL", "shirt", id="clothing sizes go"),
    ],
)
def test_what_tells_no_goods_apart_goes(said: str, plain: str) -> None:
    assert clean(said).plain == plain


@pytest.mark.parametrize(
    ("said", "words"),
    [
        pytest.param("Men's T-shirts", ("men", "t", "shirt"), id="hyphens part words, plurals end"),
        pytest.param("E-Bikes folding", ("ebike", "folding"), id="an electric thing keeps its letter"),
        pytest.param("Tasche für Damen", ("tasche", "damen"), id="for is no fur"),
        pytest.param("Ring 925", ("ring", "925"), id="the fineness of silver stays"),
        pytest.param("Böhmisches Glas", ("bohmisch", "gla"), id="accents fold, and the same way each time"),
        pytest.param("陶瓷 茶杯", ("陶瓷", "茶杯"), id="other scripts stay"),
    ],
)
def test_words_are_compared_in_their_plain_form(said: str, words: tuple[str, ...]) -> None:
    assert clean(said).words == words


@pytest.mark.parametrize(
    ("plural", "singular"),
    [("boxes", "box"), ("batteries", "battery"), ("dresses", "dress"), ("glasses", "glass"), ("bus", "bus")],
)
def test_a_plural_becomes_its_singular(plural: str, singular: str) -> None:
    assert stem(plural) == singular


@pytest.mark.parametrize("word", ["shorts", "tights", "nylons", "thermals"])
def test_a_plural_that_is_other_goods_than_its_singular_stays(word: str) -> None:
    assert stem(word) == word


@given(st.text(max_size=300))
def test_cleaning_twice_changes_nothing_that_a_reader_would_see(text: str) -> None:
    once = clean(text)
    assert not any(sign.isspace() and sign != " " for sign in once.plain)
    assert once.plain == once.plain.casefold().strip()


@given(st.text(alphabet="<>&;ab ", max_size=200))
def test_broken_markup_never_fails(text: str) -> None:
    assert isinstance(clean(text).plain, str)


def test_a_long_text_is_read_to_its_bound_only() -> None:
    assert clean("cotton " * 100_000).words == clean("cotton " * 600).words[: len(clean("cotton " * 100_000).words)]


@pytest.mark.parametrize(
    ("said", "gold"),
    [
        pytest.param("Anel de ouro 18k", True, id="Portuguese, the metal first"),
        pytest.param("Bague or jaune", True, id="French, by its colour"),
        pytest.param("Collier or 18 carats", True, id="French, by its fineness"),
        pytest.param("18k yellow gold ring", True, id="English"),
        pytest.param("Anello placcato oro 18k", False, id="plated"),
        pytest.param("Pendientes bañados en oro 18k", False, id="plated, in the plural"),
        pytest.param("Mug 18k followers", False, id="no metal"),
    ],
)
def test_the_fineness_of_gold_is_told_from_sizes_and_plating(said: str, gold: bool) -> None:
    assert ("karat" in clean(said).words) is gold
