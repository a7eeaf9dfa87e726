import pytest
from pydantic import ValidationError

from dutiful_shared.service.faults import MOST_FAULTS, faults_of, pointer_of, true_errors
from tests.unit.shared_service.conftest import Order

BODY = {"a/b": [{"x~y": 1}], "boxes": [{"kind": "small"}]}


@pytest.mark.parametrize(
    ("location", "missing", "pointer"),
    [
        pytest.param((), False, "", id="the whole body"),
        pytest.param(("a/b", 0, "x~y"), False, "/a~1b/0/x~0y", id="escaped as RFC 6901 says"),
        pytest.param(("boxes", 0, "small", "size"), True, "/boxes/0/size", id="a union's branch is left out"),
        pytest.param(("boxes", 0, "small", "kind"), False, "/boxes/0/kind", id="below a union's branch"),
        pytest.param(("boxes", 7), False, "/boxes", id="beyond the end of a list"),
    ],
)
def test_pointers_lead_to_the_fault(location: tuple[int | str, ...], missing: bool, pointer: str) -> None:
    assert pointer_of(location, BODY, missing=missing) == pointer


def _details(body: object) -> dict[str | None, str]:
    with pytest.raises(ValidationError) as caught:
        Order.model_validate(body)
    errors = [{**error, "loc": ("body", *error["loc"])} for error in caught.value.errors()]
    return {fault.pointer: fault.detail for fault in faults_of(errors, body)}


@pytest.mark.parametrize(
    ("body", "pointer", "detail"),
    [
        pytest.param({}, "/name", "is required", id="missing"),
        pytest.param({"name": "n", "nme": 1}, "/nme", "is not a known field", id="unknown field"),
        pytest.param({"name": "n", "count": "x"}, "/count", 'must be a valid integer; got "x"', id="wrong type"),
        pytest.param({"name": "n", "count": 0}, "/count", "must be greater than 0; got 0", id="out of bounds"),
        pytest.param({"name": {}}, "/name", "must be a valid string; got an object", id="an object"),
        pytest.param({"name": None}, "/name", "must be a valid string; got null", id="null"),
        pytest.param({"name": [1, 2]}, "/name", "must be a valid string; got a list of 2", id="a list"),
    ],
)
def test_sentences_say_what_is_expected_and_what_was_found(body: object, pointer: str, detail: str) -> None:
    assert _details(body)[pointer] == detail


def test_a_long_value_is_cut_short_in_the_sentence() -> None:
    (detail,) = _details({"name": "n", "count": "9" * 1_000 + "x"}).values()
    assert len(detail) < 120
    assert detail.endswith("…")


def test_a_fault_outside_of_the_body_names_its_parameter() -> None:
    error = {"type": "string_too_long", "loc": ("query", "origin"), "msg": "String should be short", "input": "CHN"}
    (fault,) = faults_of([error], None)
    assert (fault.parameter, fault.pointer) == ("query.origin", None)


def test_a_flood_of_faults_is_cut_off() -> None:
    error = {"type": "missing", "loc": ("body", "x"), "msg": "Field required", "input": {}}
    assert len(faults_of([error] * 1_000, {})) == MOST_FAULTS


def test_a_list_is_not_too_short_because_its_member_is_faulty() -> None:
    short = {"type": "too_short", "loc": ("body", "lines"), "msg": "Tuple should have at least 1 item", "input": [{}]}
    faulty = {"type": "greater_than", "loc": ("body", "lines", 0, "quantity"), "msg": "Input should be greater than 0"}

    assert true_errors([short, faulty]) == [faulty]
    assert true_errors([short]) == [short]
