"""Measures by their places: each is read when a question first touches it, and the answers are those of all read."""

from collections.abc import Sequence
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from dutiful_quote.engine.measure import Measure, MeasureKind, covers_origin
from dutiful_quote.engine.places import Entry, Place, PlacedMeasures
from dutiful_quote.engine.tariff_slice import TariffSlice
from tests.builders.tariff import duty, measure, percent

KINDS = (MeasureKind.THIRD_COUNTRY_DUTY, MeasureKind.PREFERENCE, MeasureKind.CONTROL)
CODES = ("61", "6109", "610910", "61091000")
AREAS = ("*", "CN", "JP", "G1", "G2")
DAY = date(2026, 11, 20)


class Shelf:
    """Stored measures by their text, which is their number; notes which are read."""

    def __init__(self, measures: Sequence[Measure]) -> None:
        self.measures = measures
        self.read: list[int] = []

    def _read(self, stored: str, release: str) -> Measure:
        self.read.append(int(stored))
        found = self.measures[int(stored)]
        assert found.release == release
        return found

    def slice(self) -> TariffSlice:
        at: dict[tuple[str, str], list[Entry]] = {}
        for number, one in enumerate(self.measures):
            entry = Entry(number, one.kind, one.areas, str(number))
            at.setdefault((one.goods_code, one.release), []).append(entry)
        order = sorted(at, key=lambda place: (-len(place[0]), place[1]))
        places = tuple(Place(code, release, at[code, release], self._read) for code, release in order)
        return TariffSlice("XX", "61091000", PlacedMeasures(places))


def test_a_question_reads_only_measures_of_its_kind_and_origin() -> None:
    shelf = Shelf(
        [
            duty("61091000", percent("12")),
            measure(MeasureKind.PREFERENCE, "JP", percent("0"), goods_code="61", areas=("JP",)),
            measure(MeasureKind.PREFERENCE, "G1", percent("2"), goods_code="61", areas=("G1",)),
            measure(MeasureKind.PREFERENCE, "KR", percent("1"), goods_code="61", areas=("KR",)),
        ]
    )
    tariff = shelf.slice()
    assert tariff.has(MeasureKind.PREFERENCE)
    assert not tariff.has(MeasureKind.CONTROL)
    assert shelf.read == []

    asked = {"code": "61091000", "origin": "JP", "groups": frozenset({"G1"})}
    found = tariff.applicable(MeasureKind.PREFERENCE, **asked)
    assert tariff.applicable(MeasureKind.PREFERENCE, **asked) == found
    assert [one.programme for one in found] == ["JP", "G1"]
    assert shelf.read == [1, 2]


@st.composite
def tariffs(draw: st.DrawFn) -> list[Measure]:
    """Measures in the order of a store: by release, then by their place in it."""
    found = []
    for number, release in enumerate(sorted(draw(st.lists(st.sampled_from("ab"), max_size=10)))):
        found.append(
            measure(
                draw(st.sampled_from(KINDS)),
                f"p{number}",
                percent("1"),
                goods_code=draw(st.sampled_from(CODES)),
                areas=tuple(draw(st.lists(st.sampled_from(AREAS), min_size=1, max_size=2, unique=True))),
                excluded=tuple(draw(st.lists(st.sampled_from(AREAS[1:]), max_size=1))),
                release=release,
            )
        )
    return found


@given(tariffs(), st.sampled_from(KINDS), st.sampled_from(CODES), st.sampled_from(["CN", "JP", "VN"]))
def test_stored_measures_answer_like_those_that_were_given_and_like_a_walk_through_all(
    measures: list[Measure], kind: MeasureKind, code: str, origin: str
) -> None:
    stored, given_ = Shelf(measures).slice(), TariffSlice("XX", "61091000", tuple(measures))
    groups = frozenset({"G1"})
    walked = [
        one
        for one in measures
        if one.kind is kind and code.startswith(one.goods_code) and covers_origin(one, origin, groups)
    ]
    walked.sort(key=lambda one: -len(one.goods_code))

    for tariff in (stored, given_):
        assert tariff.applicable(kind, code=code, origin=origin, groups=groups) == walked
        assert tariff.of_kind(kind) == tuple(one for one in measures if one.kind is kind)
        assert list(tariff.measures) == measures
    assert stored == given_
