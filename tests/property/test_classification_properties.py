"""What holds of every product: its words known again, its file read in whatever parts, its decision monotone."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutiful_classify.batch.reader import ReadRow, read_rows
from dutiful_classify.classifications.decision import decide
from dutiful_classify.classifications.product import fingerprint_of
from dutiful_classify.engine.assessment import Assessment, Candidate, Nature
from dutiful_shared.contract.classification import ClassificationRequest, Decision
from dutiful_shared.contract.classification_settings import ClassificationSettings
from dutiful_shared.service.row_files import RowFormat, UnreadableError

WORDS = st.text("abcxyzäß", min_size=1, max_size=8)
TITLES = st.lists(WORDS, min_size=1, max_size=5)
SHARES = st.floats(0.01, 1, allow_nan=False)


@given(TITLES, st.lists(st.sampled_from((" ", "  ", "\t", "\u00a0")), min_size=5, max_size=5), st.booleans())
def test_blanks_and_capitals_make_no_other_product(words: list[str], blanks: list[str], upper: bool) -> None:
    plain = ClassificationRequest(title=" ".join(words))
    spaced = "".join(word + blank for word, blank in zip(words, blanks, strict=False))
    other = ClassificationRequest(title=spaced.upper() if upper else spaced)

    assert fingerprint_of(plain) == fingerprint_of(other)


@given(TITLES, TITLES)
def test_other_words_make_another_product(one: list[str], other: list[str]) -> None:
    first, second = (ClassificationRequest(title=" ".join(words)) for words in (one, other))
    same = " ".join(one).casefold() == " ".join(other).casefold()

    assert (fingerprint_of(first) == fingerprint_of(second)) == same


@given(st.dictionaries(WORDS, WORDS, min_size=2, max_size=4))
def test_the_order_of_attributes_does_not_count_and_where_words_stand_does(attributes: dict[str, str]) -> None:
    backwards = dict(reversed(attributes.items()))
    request = ClassificationRequest(title="x", attributes=attributes)

    assert fingerprint_of(request) == fingerprint_of(ClassificationRequest(title="x", attributes=backwards))
    moved = ClassificationRequest(title="x", description=" ".join(f"{k}={v}" for k, v in attributes.items()))
    assert fingerprint_of(request) != fingerprint_of(moved)


@given(SHARES, SHARES, SHARES)
def test_who_asks_for_more_is_never_given_more(share: float, low: float, high: float) -> None:
    low, high = sorted((low, high))
    assessment = Assessment(Nature.GOODS, (Candidate("610910", share, share, share),))
    loose, strict = (decide(ClassificationSettings(auto_at=threshold), assessment, (), ()) for threshold in (low, high))

    assert not (strict is Decision.AUTO and loose is not Decision.AUTO)


ROWS = st.lists(
    st.one_of(
        st.builds(lambda words: json.dumps({"title": " ".join(words)}), TITLES),
        st.sampled_from(("nonsense", '{"title":""}', "", "   ", '{"title":"x","destinations":["XX"]}')),
    ),
    max_size=20,
)


@given(ROWS, st.integers(1, 40), st.integers(0, 20))
def test_rows_are_the_same_in_whatever_parts_the_file_comes_and_wherever_one_goes_on(
    rows: list[str], size: int, after: int
) -> None:
    body = "\n".join(rows).encode()
    parts = [body[start : start + size] for start in range(0, len(body), size)]
    whole = list(read_rows([body], RowFormat.JSONL))

    assert list(read_rows(parts, RowFormat.JSONL, after)) == [row for row in whole if row.number > after]
    assert [row.number for row in whole] == list(range(1, len(whole) + 1))
    assert all((row.request is None) == bool(row.faults) for row in whole)


@given(st.binary(max_size=300), st.sampled_from(RowFormat))
def test_any_bytes_are_rows_or_a_reason(body: bytes, form: RowFormat) -> None:
    rows: list[ReadRow] = []
    reason: Any = None
    try:
        rows.extend(read_rows([body], form))
    except UnreadableError as exc:
        reason = str(exc)

    assert reason is None or reason
    assert all((row.request is None) == bool(row.faults) for row in rows)


@pytest.mark.parametrize("form", RowFormat)
def test_a_row_as_long_as_the_file_is_refused_before_it_is_held(form: RowFormat) -> None:
    endless = (b'{"title":"' if number == 0 else b"x" * 65_536 for number in range(100))
    head = [b'title\n"'] if form is RowFormat.CSV else []

    with pytest.raises(UnreadableError, match="longer than"):
        list(read_rows([*head, *endless], form))
