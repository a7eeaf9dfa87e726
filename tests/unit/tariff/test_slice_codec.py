"""Slices as bytes: what was written is read, unread measures stay so, and no byte of it may change."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dutiful_quote.engine.measure import AreaMember, MeasureKind
from dutiful_quote.engine.places import Place
from dutiful_quote.engine.tariff_slice import NomenclatureLine, TariffSlice
from dutiful_quote.tariff.slice_codec import SliceDecodeError, WrittenPlace, decode_slice, encode_slice
from tests.builders.tariff import duty, measure, percent

SLICE = TariffSlice(
    "XX",
    "6109100010",
    (
        duty("610910", percent("12")),
        measure(MeasureKind.PREFERENCE, "JP", percent("0"), goods_code="61", areas=("JP",), conditions={"claim": "1"}),
        measure(MeasureKind.PREFERENCE, "KR", percent("0"), goods_code="61", areas=("KR",), conditions={"claim": "1"}),
    ),
    (NomenclatureLine("6109100010", ("KGM",)),),
    (AreaMember("G1", "JP"),),
    True,
    {"currency": "USD"},
)


def unread(tariff: TariffSlice) -> int:
    return sum(bool(entry.stored) for place in tariff.placed.places for entry in place.entries)


def test_what_was_written_is_read_when_it_is_asked_for() -> None:
    found = decode_slice(encode_slice(SLICE))
    assert unread(found) == 3

    (one,) = found.applicable(MeasureKind.PREFERENCE, code="6109100010", origin="JP", groups=frozenset())
    assert one == SLICE.measures[1]
    assert unread(found) == 2
    assert decode_slice(encode_slice(found)) == found == SLICE


def test_slices_of_one_release_share_their_places() -> None:
    shared: dict[tuple[str, str], Place] = {}
    written: dict[Place, WrittenPlace] = {}
    first, second = (decode_slice(encode_slice(SLICE, written), shared) for _ in range(2))
    assert [id(place) for place in first.placed.places] == [id(place) for place in second.placed.places]
    assert len(written) == len(SLICE.placed.places)


@given(st.integers(min_value=0), st.integers(min_value=1, max_value=255))
def test_an_altered_value_is_refused(place: int, change: int) -> None:
    raw = bytearray(encode_slice(SLICE))
    raw[place % len(raw)] ^= change
    with pytest.raises(SliceDecodeError):
        decode_slice(bytes(raw))


@given(st.binary(max_size=40))
def test_a_shortened_or_strange_value_is_refused(strange: bytes) -> None:
    raw = encode_slice(SLICE)
    for value in (strange, raw[: len(raw) // 2], raw[:-1], raw + b"]", raw[:4] + strange):
        with pytest.raises(SliceDecodeError):
            decode_slice(value)
