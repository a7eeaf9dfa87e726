from typing import Annotated

import pytest
from pydantic import Field, TypeAdapter, ValidationError

from dutiful_shared.contract.cart_parties import Place
from dutiful_shared.contract.faults import MOST_FAULTS, faults_of, pointer_of, sentence_of, true_errors
from dutiful_shared.contract.fields import INCONSISTENT
from dutiful_shared.contract.secret_text import SECRET
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
        pytest.param(
            {"name": "n", "count": "x"}, "/count", 'must be a whole number, such as 5; got "x"', id="wrong type"
        ),
        pytest.param({"name": "n", "count": 0}, "/count", "must be greater than 0; got 0", id="out of bounds"),
        pytest.param({"name": {}}, "/name", "must be a text; got an object", id="an object"),
        pytest.param({"name": None}, "/name", "must be a text; got null", id="null"),
        pytest.param({"name": [1, 2]}, "/name", "must be a text; got a list of 2", id="a list"),
    ],
)
def test_sentences_say_what_is_expected_and_what_was_found(body: object, pointer: str, detail: str) -> None:
    assert _details(body)[pointer] == detail


def test_a_value_that_the_sentence_tells_is_not_told_again() -> None:
    error = {"type": "value_error", "msg": "Value error, 'QQ' is not a country code", "input": "QQ"}
    assert sentence_of(error) == "'QQ' is not a country code"


def test_of_a_long_value_a_sentence_tells_the_beginning_wherever_it_stands() -> None:
    error = {"type": "value_error", "msg": f"Value error, {'Q' * 9_999!r} is no country code", "input": "Q" * 9_999}
    assert sentence_of(error) == f"'{'Q' * 58}… is no country code"


@pytest.mark.parametrize(
    ("secret", "code", "detail"),
    [
        pytest.param("opensesame", "string_too_short", "must have at least 16 characters", id="too short"),
        pytest.param("opensesame" * 9, "string_too_long", "must have at most 64 characters", id="too long"),
        pytest.param(
            "open\nsesame sesame",
            "string_pattern_mismatch",
            "must be printable characters of ASCII without blanks",
            id="odd",
        ),
    ],
)
def test_a_secret_is_not_told_whatever_is_wrong_with_it(secret: str, code: str, detail: str) -> None:
    bounds = Field(min_length=16, max_length=64, pattern="^[!-~]+$")
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(Annotated[str, bounds, SECRET]).validate_python(secret)
    (fault,) = faults_of([{**error, "loc": ("body",)} for error in caught.value.errors()], secret)
    assert (fault.code, fault.detail) == (code, detail)


def test_nor_is_one_that_stands_where_its_object_belongs() -> None:
    assert _details("opensesame") == {"": "must be an object; got a text"}


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("Tuple should have at least 1 item after validation, not 0", "must have at least 1 item; got a list of 0"),
        (
            "String should match pattern '^key_[0-9a-f]{20}$'",
            "must be of the form '^key_[0-9a-f]{20}$'; got a list of 0",
        ),
    ],
)
def test_a_sentence_names_no_type_of_python(said: str, told: str) -> None:
    assert sentence_of({"type": "of_pydantic", "msg": said, "input": []}) == told


def test_a_sentence_without_the_input_keeps_it_to_itself() -> None:
    assert sentence_of({"type": "string_type", "msg": "Input should be a valid string"}) == "must be a text"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        pytest.param(
            {"type": "string_pattern_mismatch", "ctx": {"pattern": "^[A-Z]{3}$"}, "input": "usd"},
            'must be three capital letters, such as USD; got "usd"',
            id="a pattern in words",
        ),
        pytest.param(
            {"type": "string_pattern_mismatch", "ctx": {"pattern": "^key_[0-9a-f]{20}$"}, "input": "k"},
            'must be key_ and 20 hexadecimal digits, such as key_01939c2e7a4d7c3fb0a9; got "k"',
            id="an id",
        ),
        pytest.param(
            {"type": "literal_error", "ctx": {"expected": "'buyer', 'seller' or 'carrier'"}, "input": "me"},
            'must be one of buyer, seller, carrier; got "me"',
            id="a choice",
        ),
        pytest.param(
            {"type": "decimal_max_places", "ctx": {"decimal_places": 2}, "input": "1.234"},
            'must have at most 2 digits behind the point; got "1.234"',
            id="decimals",
        ),
        pytest.param(
            {"type": "datetime_parsing", "ctx": {"error": "too short"}, "input": "x"},
            'must be a date and time with an offset, such as 2026-11-29T08:00:00Z; got "x"',
            id="a moment",
        ),
    ],
)
def test_the_commonest_faults_are_told_in_words_with_an_example(error: dict[str, object], told: str) -> None:
    assert sentence_of({"msg": "as pydantic says it", **error}) == told


@pytest.mark.parametrize(
    ("body", "pointer", "name"),
    [
        pytest.param({"country": "US", "postcal_code": "1"}, "/postcal_code", "postal_code", id="misspelt"),
        pytest.param({"country": "US", "postalCode": "1"}, "/postalCode", "postal_code", id="in camel case"),
    ],
)
def test_an_unknown_field_comes_with_the_one_that_was_probably_meant(
    body: dict[str, object], pointer: str, name: str
) -> None:
    with pytest.raises(ValidationError) as caught:
        Place.model_validate(body)

    (fault,) = faults_of([{**error, "loc": ("body", *error["loc"])} for error in caught.value.errors()], body)

    assert fault.pointer == pointer
    assert fault.detail == f"is not a known field; did you mean {name}?"


@pytest.mark.parametrize(
    ("body", "name"),
    [
        pytest.param({"incoterm_place": "London", "mode": "sea"}, "mode", id="of an object that has the refused one"),
        pytest.param({"requests": []}, "requests", id="of an object that nothing beside it tells"),
    ],
)
def test_no_field_of_another_object_is_proposed(body: dict[str, object], name: str) -> None:
    (fault,) = faults_of([{"type": "extra_forbidden", "loc": ("body", name), "msg": "", "input": body[name]}], body)

    assert fault.detail == "is not a known field"


def test_a_check_across_the_fields_of_an_object_is_told_as_it_stands() -> None:
    assert sentence_of({"type": "value_error", "msg": "Value error, give one of a and b", "input": {"c": 1}}) == (
        "give one of a and b"
    )


def test_a_field_that_is_there_already_is_not_proposed() -> None:
    error = {"type": "extra_forbidden", "loc": ("body", "postal_cod"), "msg": "", "input": "1"}

    (fault,) = faults_of([error], {"country": "US", "postal_code": "1", "postal_cod": "1"})

    assert fault.detail == "is not a known field"


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


@pytest.mark.parametrize("unit", ["²", "9" * 5_000, "-1"])
def test_what_a_caller_named_strangely_is_a_fault_and_no_failure(unit: str) -> None:
    context = {"where": f"quantities/{unit}", "what": "is no unit of quantity"}
    error = {"type": INCONSISTENT, "loc": ("body", "lines", 0), "msg": "", "ctx": context, "input": {}}

    (fault,) = faults_of([error], {"lines": [{"quantities": {unit: "1"}}]})

    assert fault.pointer == f"/lines/0/quantities/{unit}"
