import time
from contextlib import suppress

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
        pytest.param(b'{"a":"\\":","b" : {"c":"\\\\"}}', id="texts that look like names"),
        pytest.param(b'{"a": {"b": 1}, "b": [{"a": 1}, {"a": 1}]}', id="one name in several objects"),
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
        pytest.param(b'{"a": [{"b": 1, "c": 2, "\\u0062": 1}]}', "malformed_json", 'the name "b" twice', id="twice"),
        pytest.param(b'{"\\ud800": 1, "\\ud800": 1}', "malformed_json", "twice", id="a lone surrogate twice"),
        pytest.param(b'{"a" :1,"b":"\\":","a":2}', "malformed_json", "twice", id="twice, blank before a colon"),
        pytest.param(b'{"b":"\\":","a":1,"a":2}', "malformed_json", "twice", id="twice, a text that looks like a name"),
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


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"{" + b",".join(b'"%x":0' % i for i in range(60_000)) + b',"z":1,"z":2}', id="names"),
        pytest.param(b'"NaN' + b'\\"' * 250_000, id="quotation marks in a text without an end"),
        pytest.param(b'"NaN' + b'\\"' * 250_000 + b"\\", id="a backslash at the end"),
        pytest.param(b"[" + (b"1" * 299 + b",") * 3_000 + b"1]", id="digits"),
    ],
)
def test_a_large_body_is_looked_at_in_a_time_that_grows_with_its_size_alone(body: bytes) -> None:
    began = time.process_time()

    with suppress(ProblemException):
        check_json(body, max_depth=4)

    assert time.process_time() - began < 3  # pass by pass; tens of seconds where each part is compared with all others
