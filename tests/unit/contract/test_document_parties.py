"""Identifiers and texts of papers."""

import pytest

from dutiful_shared.contract.document_parties import s10_check_digit, unprintable


@pytest.mark.parametrize(
    ("digits", "expected"),
    [
        pytest.param("47312482", 9, id="the example of the standard"),
        pytest.param("12345678", 5, id="a common one"),
        pytest.param("00000000", 5, id="eleven becomes five"),
        pytest.param("00000040", 8, id="an ordinary remainder"),
    ],
)
def test_the_check_digit_of_s10(digits: str, expected: int) -> None:
    assert s10_check_digit(digits) == expected


def test_ten_becomes_zero() -> None:
    zeros = [n for n in range(100) if s10_check_digit(f"{n:08d}") == 0]
    assert zeros
    weights = (8, 6, 4, 2, 3, 5, 9, 7)
    assert {sum(int(d) * w for d, w in zip(f"{n:08d}", weights, strict=True)) % 11 for n in zeros} == {1}


@pytest.mark.parametrize("digits", ["1234567", "123456789", "1234567x", "१२३४५६७८"])
def test_only_eight_digits_have_one(digits: str) -> None:
    with pytest.raises(ValueError, match="eight digits"):
        s10_check_digit(digits)


@pytest.mark.parametrize("text", ["Müller & Söhne", "山田", "محمد", "e\u0301", "zero\u200dwidth joiner"])
def test_ordinary_texts_may_be_printed(text: str) -> None:
    assert unprintable(text) is None
