"""Whatever stands in a foreign request: it becomes a cart, or a refusal that names a field; and nothing goes unsaid."""

import copy
from decimal import Decimal
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from dutiful_docs.dossier.accuracy.bound import needed, upper_bound
from dutiful_quote.channels.providers.providers import translate
from dutiful_quote.channels.providers.shape import Fields, ShapeError
from dutiful_quote.channels.providers.translation import UntranslatableError
from dutiful_shared.contract.providers import Provider
from tests.builders.providers import REQUESTS

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.decimals(allow_nan=False) | st.text(max_size=5),
    lambda below: st.lists(below, max_size=3) | st.dictionaries(st.text(max_size=5), below, max_size=3),
    max_leaves=6,
)


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The paths of everything in a document."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [one for name, below in items for one in [(*path, name), *places(below, (*path, name))]]


@given(st.sampled_from(list(Provider)), st.data())
def test_a_request_with_anything_in_any_place_is_translated_or_refused(provider: Provider, data: st.DataObject) -> None:
    request = copy.deepcopy(REQUESTS[provider])
    *path, name = data.draw(st.sampled_from(places(request)))
    place: Any = request
    for part in path:
        place = place[part]
    place[name] = data.draw(VALUES)

    try:
        translated = translate(provider, request)
    except (ShapeError, UntranslatableError):
        return
    assert translated.cart.lines
    assert all(pointer.startswith("/") for pointer in translated.ignored)


@given(st.dictionaries(st.text(max_size=3), VALUES, max_size=5), st.data())
def test_what_is_said_and_was_not_read_is_told(body: dict[str, Any], data: st.DataObject) -> None:
    fields = Fields(body)
    read = data.draw(st.sets(st.sampled_from(sorted(body)))) if body else set()
    for name in read:
        fields.raw(name)

    said = {name for name, value in body.items() if value not in (None, "", [], {})}
    assert sorted(fields.unread()) == sorted(fields.at(name) for name in said - read)


@given(
    st.lists(st.decimals("0", "1", places=4), min_size=1, max_size=120),
    st.sampled_from(["0.5", "0.9", "0.95"]),
    st.sampled_from(["0.5", "0.9", "0.99"]),
)
def test_a_bound_is_one_of_the_values_and_grows_with_what_is_asked(
    values: list[Decimal], level: str, confidence: str
) -> None:
    bound = upper_bound(values, Decimal(level), Decimal(confidence))
    more = upper_bound(values, Decimal("0.97"), Decimal(confidence))

    assert (bound is None) == (len(values) < needed(Decimal(level), Decimal(confidence)))
    if bound is not None:
        assert bound.value in values
        assert sum(one <= bound.value for one in values) >= bound.rank
        assert more is None or more.value >= bound.value
