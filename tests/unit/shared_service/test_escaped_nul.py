"""NUL characters are found in JSON, and what only looks like one stays."""

import orjson
import pytest

from dutiful_shared.service.escaped_nul import nul_in, without_nul


@pytest.mark.parametrize(
    ("told", "left"),
    [
        pytest.param("a\0b", "ab", id="one"),
        pytest.param("\0\0", "", id="two in a row"),
        pytest.param("\\\0", "\\", id="after a backslash"),
        pytest.param("\\u0000", "\\u0000", id="a backslash and five signs"),
        pytest.param("\\\\u0000\0", "\\\\u0000", id="both"),
        pytest.param("plain", "plain", id="none"),
    ],
)
def test_nul_characters_go_and_everything_else_stays(told: str, left: str) -> None:
    document = orjson.dumps([told])
    assert orjson.loads(without_nul(document)) == [left]
    assert (nul_in(document) is None) == (told == left)


def test_the_place_is_that_of_the_escape() -> None:
    assert nul_in(b'["ab\\u0000"]') == 4
