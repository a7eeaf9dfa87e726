"""What wordings and shops' words are read as."""

import math
import time

import pytest

from dutiful_classify.codes.line_text import read_line
from dutiful_classify.codes.product_words import ProductWords
from dutiful_classify.codes.quantities import quantities
from dutiful_classify.codes.words import implied, stem, words
from dutiful_classify.engine.product import Product


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Ladies' knitted dresses", ["women", "knit", "dress"]),
        ("Women\u2019s BOXES", ["women", "box"]),
        ("caf\u00e9 tables", ["cafe", "table"]),
        ("\u9769\u88fd\u54c1", ["\u9769\u88fd", "\u88fd\u54c1"]),
        ("100% cotton", ["100", "cotton"]),
    ],
    ids=["synonym, participle, plural", "apostrophe and capitals", "accent", "no spaces", "number"],
)
def test_words_come_in_one_form(text: str, found: list[str]) -> None:
    assert words(text) == found


@pytest.mark.parametrize(
    ("word", "bare"),
    [("knitted", "knit"), ("berries", "berry"), ("glass", "glass"), ("wing", "wing"), ("dishes", "dish")],
)
def test_endings_are_taken_off(word: str, bare: str) -> None:
    assert stem(word) == bare


def test_denim_says_cotton_and_what_cotton_says() -> None:
    assert {"cotton", "textile", "fiber"} <= set(implied(words("denim")))


@pytest.mark.parametrize(
    ("text", "kind", "low", "high"),
    [
        ("valued not over $5 each", "money", 0, 5),
        ("of a width exceeding 30 cm but not over 1.5 m", "length", 300, 1500),
        ("not less than 2 kW", "power", 2000, math.inf),
        ("of a capacity of 20 liters or more", "volume", 20_000, math.inf),
        ("weighing less than 1,500 g", "mass", 0, 1500),
        ("12-15 kg", "mass", 12_000, 15_000),
        ("160 g/m2", "mass per area", 160, 160),
        ("of a thickness not exceeding 0,125 mm", "length", 0, 0.125),
    ],
)
def test_amounts_are_ranges_on_one_scale(text: str, kind: str, low: float, high: float) -> None:
    (found,) = quantities(text)
    assert (found.kind, found.high) == (kind, pytest.approx(high))
    assert found.low == pytest.approx(low)


@pytest.mark.parametrize("noise", ["1.1", "9", "1-", "over ", "(excl. ", "not a", "other than ", "1 to "])
def test_noise_without_end_is_read_in_no_time(noise: str) -> None:
    began = time.perf_counter()
    ProductWords.of(Product("x", description=(noise * 10_000)[:10_000]))
    assert time.perf_counter() - began < 0.5


def test_a_share_is_of_something() -> None:
    cotton, polyester = quantities("60% cotton, 40% polyester")
    (condition,) = quantities("containing 50 percent or more by weight of cotton")
    assert (condition.speaks_of(cotton), condition.speaks_of(polyester)) == (True, False)
    assert condition.meets(cotton)


def test_a_width_says_nothing_of_a_length() -> None:
    (width,), (length,) = quantities("width exceeding 30 cm"), quantities("length 40 cm")
    assert not width.speaks_of(length)


def test_what_a_wording_leaves_out_is_not_what_it_covers() -> None:
    read = read_line("Bags of plastic, other than trunks (excl. of reptile leather)")
    assert {"bag", "plastic"} <= read.words
    assert {"trunk", "reptile", "leather"} <= read.left_out
    assert not read.words & read.left_out


@pytest.mark.parametrize(
    ("wording", "other", "only"),
    [("Other", True, True), ("Other:", True, True), ("Other, of wool", True, False), ("Mother-of-pearl", False, False)],
)
def test_other_is_known(wording: str, other: bool, only: bool) -> None:
    read = read_line(wording)
    assert (read.other, read.only_other) == (other, only)


def test_what_a_product_is_not_is_not_among_its_words() -> None:
    said = ProductWords.of(Product("Wool jacket, not knitted"))
    assert "knit" in said.left_out
    assert said.weight("knit") == 0


def test_a_title_says_more_than_a_category() -> None:
    said = ProductWords.of(Product("Leather belt", category="Men > Belts"))
    assert said.weight("leather") > said.weight("men") > 0
