"""Whatever an answer of the Trade Tariff API has lost or gained, it is read, or refused by file and row."""

import copy
import json
import tempfile
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from dutiful_quote.tariff.errors import UnreadableFileError
from dutiful_quote.tariff.publications.official_sources import read_official
from dutiful_quote.tariff.publications.trade_conditions import MeasureCondition, terms_of
from tests.builders.payload import OPTIONS, Raw, answer

WHOLE = answer(
    "6911100090",
    [
        Raw("103", "1011", "12.00 %"),
        Raw("142", "2051", "0.00 %", members=["AU", "JP"], excluded=["JP"], conditions=[("B", "9081", "26")]),
        Raw("143", "AU", "0.00 %", order_number="059741"),
        Raw("109", "1011", "p/st"),
        Raw("305", "1400", "0.00 %", additional_code="VATZ"),
    ],
)  # fmt: skip
OTHERS = st.sampled_from([None, 0, "", "x", [], {}, [None], {"data": None}, True])


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [path] if path else []
    if isinstance(value, dict):
        for key, inner in value.items():
            found += places(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found += places(inner, (*path, index))
    return found


PLACES = places(WHOLE)


def spoilt(path: tuple[Any, ...], other: Any, gone: bool) -> dict[str, Any]:
    document = copy.deepcopy(WHOLE)
    inner: Any = document
    for step in path[:-1]:
        inner = inner[step]
    if gone:
        del inner[path[-1]]
    else:
        inner[path[-1]] = other
    return document


@settings(max_examples=400, deadline=None)
@given(path=st.sampled_from(PLACES), other=OTHERS, gone=st.booleans())
def test_a_spoilt_answer_is_read_or_refused(path: tuple[Any, ...], other: Any, gone: bool) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        file = Path(scratch) / "answer.json"
        file.write_text(json.dumps(spoilt(path, other, gone)), encoding="utf-8")
        try:
            facts = read_official("gb", [file], OPTIONS)
        except UnreadableFileError:
            return
    assert len(facts.refused) <= 6


conditions = st.builds(
    MeasureCondition,
    st.sampled_from("BCQVY"),
    st.sampled_from(["", "N954", "U045", "C990"]),
    st.sampled_from(["01", "04", "06", "07", "08", "09", "24", "26", "27", "29", ""]),
    st.booleans(),
    st.booleans(),
)


@given(found=st.lists(conditions, max_size=8))
def test_conditions_come_to_documents_that_they_name(found: list[MeasureCondition]) -> None:
    terms = terms_of(found)
    named = {one.document for one in found}
    groups = (*terms.documents, *(group for group in terms.subheading if group))
    assert {code for group in groups for code in group} | set(terms.exempting) <= named - {""}
