import pytest

from dutiful_shared.service.json_guard import check_json
from dutiful_shared.service.problems import ProblemException


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b'{"a": {"b": {"c": [1]}}}', id="at the limit"),
        pytest.param(b'[[], [], [], {}, {}, {"a": []}]', id="many brackets, not deep"),
        pytest.param(b'{"a": "[[[[[[[[[[[["}', id="brackets in a string"),
        pytest.param(b'{"a": "NaN -Infinity 1e999"}', id="tokens in a string"),
        pytest.param(b'{"a\\"NaN": 1}', id="escaped quote in a string"),
        pytest.param(b'{"a": "\\\\u0000"}', id="escaped backslash before u0000"),
        pytest.param(b"not json at all", id="left to the parser"),
        pytest.param(b"", id="empty"),
    ],
)
def test_what_the_parser_can_be_trusted_with_passes(body: bytes) -> None:
    check_json(body, max_depth=4)


@pytest.mark.parametrize(
    ("body", "code", "detail"),
    [
        pytest.param(b'{"a": {"b": {"c": [{}]}}}', "json_too_deep", "more than 4 levels", id="one too deep"),
        pytest.param(b"[" * 100_000, "json_too_deep", "more than 4 levels", id="a bomb"),
        pytest.param(b'{"a":\n  NaN}', "malformed_json", "NaN is not JSON (line 2, column 3)", id="NaN"),
        pytest.param(b'{"a": -Infinity}', "malformed_json", "-Infinity is not JSON (line 1, column 7)", id="infinity"),
        pytest.param(b'{"a": 1e999}', "malformed_json", "number is too large (line 1, column 8)", id="exponent"),
        pytest.param(b'{"a": ' + b"9" * 400 + b"}", "malformed_json", "number is too large", id="digits"),
        pytest.param(b'{"a": "\\u0000"}', "malformed_json", "NUL characters are not allowed (line 1, col", id="NUL"),
        pytest.param(b"\x1f\x8b\x08\x00", "malformed_json", "body is compressed", id="gzip"),
        pytest.param('{"a": 1}'.encode("utf-16"), "malformed_json", "UTF-8", id="another encoding"),
    ],
)
def test_what_python_would_take_but_json_has_not_is_refused(body: bytes, code: str, detail: str) -> None:
    with pytest.raises(ProblemException) as caught:
        check_json(body, max_depth=4)
    assert caught.value.code == code
    assert detail in caught.value.detail


def test_columns_count_characters_not_bytes() -> None:
    with pytest.raises(ProblemException, match="column 7"):
        check_json('{"é": NaN}'.encode(), max_depth=4)
