"""Compressed bodies: any file in any chunks comes out as it was, and never more of it than allowed."""

import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutiful_quote.tariff.feeds.outcome import FeedFailureError, Outcome
from dutiful_quote.tariff.feeds.unpacking import Unpacker

BODIES = st.one_of(st.binary(max_size=5_000), st.integers(0, 2_000_000).map(lambda size: b"x" * size))
PACKING = {"identity": bytes, "": bytes, "gzip": gzip.compress, "deflate": zlib.compress}


def chunks(data: bytes, size: int) -> list[bytes]:
    return [data[at : at + size] for at in range(0, len(data), size)]


def unpacked(unpacker: Unpacker, parts: list[bytes]) -> bytes:
    body = b"".join(portion for part in parts for portion in unpacker.feed(part))
    unpacker.finish()
    return body


@given(body=BODIES, encoding=st.sampled_from(sorted(PACKING)), size=st.integers(1, 4_000))
def test_what_was_packed_comes_out_however_it_is_cut(body: bytes, encoding: str, size: int) -> None:
    data = PACKING[encoding](body)
    assert unpacked(Unpacker(encoding, len(body)), chunks(data, max(size, len(data) // 50))) == body


@given(body=BODIES.filter(bool), encoding=st.sampled_from(sorted(PACKING)))
def test_a_byte_too_many_is_refused(body: bytes, encoding: str) -> None:
    with pytest.raises(FeedFailureError) as refused:
        unpacked(Unpacker(encoding, len(body) - 1), [PACKING[encoding](body)])
    assert refused.value.outcome is Outcome.WRONG_SIZE


@given(body=BODIES, encoding=st.sampled_from(["gzip", "deflate"]), missing=st.integers(1, 8))
def test_a_body_that_breaks_off_is_refused(body: bytes, encoding: str, missing: int) -> None:
    with pytest.raises(FeedFailureError) as refused:
        unpacked(Unpacker(encoding, len(body)), [PACKING[encoding](body)[:-missing]])
    assert refused.value.outcome is Outcome.TRUNCATED


@given(noise=st.binary(min_size=1, max_size=200), encoding=st.sampled_from(["gzip", "deflate"]))
def test_noise_is_refused_in_no_other_way(noise: bytes, encoding: str) -> None:
    outcome = None
    try:
        unpacked(Unpacker(encoding, 1_000_000), [noise])
    except FeedFailureError as refused:
        outcome = refused.outcome
    assert outcome in {None, Outcome.TRUNCATED, Outcome.WRONG_SIZE, Outcome.UNREADABLE}
