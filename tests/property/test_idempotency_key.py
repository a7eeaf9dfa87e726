"""Whatever stands in the header is a key or refused; a key survives its way through it."""

from hypothesis import given
from hypothesis import strategies as st

from dutiful_shared.idempotency.key import HEADER, key_in
from dutiful_shared.service.problems import ProblemException

PRINTABLE = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=255)


@given(PRINTABLE)
def test_any_printable_key_may_be_sent_as_a_string(key: str) -> None:
    escaped = key.replace("\\", "\\\\").replace('"', '\\"')
    assert key_in([(HEADER, f'"{escaped}"'.encode())]) == key


@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
def test_any_bytes_are_a_key_or_refused(value: bytes) -> None:
    try:
        key = key_in([(b"host", b"x"), (HEADER, value)])
    except ProblemException:
        return
    assert key is not None
    assert 1 <= len(key) <= 255
    assert key.isascii()
