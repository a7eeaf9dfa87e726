"""Finding a code by words or digits."""

from time import process_time

import pytest

from dutiful_quote.tariff.text_search import CodeSearch, packaged_search


@pytest.mark.parametrize(
    ("query", "code"),
    [
        pytest.param("cotton t-shirts", "610910", id="words"),
        pytest.param("leather handbag", "420221", id="one for several"),
        pytest.param("bicycel", "8712", id="two letters swapped"),
        pytest.param("bicycl", "8712", id="a letter too few"),
        pytest.param("bicyccles", "8712", id="a letter too many"),
        pytest.param("smartph", "851713", id="the beginning of a word"),
        pytest.param("zzqq sparkling wine", "220410", id="a word that nothing resembles"),
        pytest.param("6109.10", "610910", id="digits with a dot"),
    ],
)
def test_what_was_meant_is_among_the_first(query: str, code: str) -> None:
    assert code in [one.code for one in packaged_search().search(query)[:5]]


def test_digits_find_the_codes_that_begin_with_them_in_their_order() -> None:
    assert [one.code for one in packaged_search().search("6109")] == ["6109", "610910", "610990"]


@pytest.mark.parametrize("query", ["of the", "zzqqxx", "..", "770000", ""])
def test_what_means_nothing_finds_nothing(query: str) -> None:
    assert packaged_search().search(query) == ()


def test_a_whole_word_comes_before_the_beginning_of_one_and_that_before_a_mistyped_one() -> None:
    search = CodeSearch({"1001": "corn", "1002": "cornflakes", "1003": "horn"})

    assert [one.code for one in search.search("corn")] == ["1001", "1002"]
    assert [one.code for one in search.search("dorn")] == ["1001", "1003"]


def test_a_search_takes_less_than_twenty_milliseconds() -> None:
    search = packaged_search()
    queries = ["mens cotton shrits knitted", "stainless steel kitchen knives", "lithium ion battery", "a b c d e f g h"]
    started = process_time()

    for query in queries:
        search.search(query)

    assert (process_time() - started) / len(queries) < 0.02
