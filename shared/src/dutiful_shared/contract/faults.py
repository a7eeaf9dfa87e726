"""What pydantic found wrong with a request, as faults with pointers and sentences that people can act on."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from dutiful_shared.contract.fields import INCONSISTENT
from dutiful_shared.contract.near_names import near_name
from dutiful_shared.contract.plain_forms import words_of
from dutiful_shared.contract.problems import ProblemError
from dutiful_shared.contract.secret_text import UNSHOWN

#: More faults than this are not listed: the first ones are enough to start correcting.
MOST_FAULTS: Final = 50
_PLACE: Final = re.compile(r"[0-9]{1,6}")
_LONGEST_QUOTE: Final = 60  # characters of a wrong value that a sentence repeats
_DAY: Final = "must be a day of the calendar written as YYYY-MM-DD, such as 2026-11-20"
_MOMENT: Final = "must be a date and time with an offset, such as 2026-11-29T08:00:00Z"
_NUMBER: Final = "must be a decimal number, such as 12.50"
_WHOLE: Final = "must be a whole number, such as 5"
_OF_OBJECTS: Final = frozenset({"model_attributes_type", "model_type"})
#: What pydantic says in words of Python, said in words of JSON; braces hold what it knows of the field.
_PLAINLY: Final = {
    "model_attributes_type": "must be an object",
    "model_type": "must be an object",
    "dict_type": "must be an object",
    "tuple_type": "must be a list",
    "list_type": "must be a list",
    "string_type": "must be a text",
    "string_too_long": "must have at most {max_length} characters",
    "bool_type": "must be true or false",
    "bool_parsing": "must be true or false",
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "decimal_type": _NUMBER,
    "decimal_parsing": _NUMBER,
    "finite_number": _NUMBER,
    "decimal_max_places": "must have at most {decimal_places} digits behind the point",
    "decimal_max_digits": "must have at most {max_digits} digits",
    "decimal_whole_digits": "must have at most {whole_digits} digits before the point",
    "day": _DAY,
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "datetime_type": _MOMENT,
    "datetime_parsing": _MOMENT,
    "datetime_from_date_parsing": _MOMENT,
    "timezone_aware": _MOMENT,
}
_SENTENCES: Final = {
    "missing": "is required",
    "extra_forbidden": "is not a known field",
    "json_invalid": "must be valid JSON",
}
#: Of an enumeration: pydantic quotes each value, and writes "or" before the last.
_CHOICES: Final = re.compile(r"'((?:[^'\\]|\\.)*)'")

#: The type that pydantic names says nothing to a caller: a list of JSON is a tuple here.
_SHOULD: Final = re.compile(r"^[A-Z][a-z]+ should ")


def true_errors(errors: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Pydantic's `errors` without those that only follow from another one.

    A list counts its sound members: one that is faulty would make it "too short" as well, which nobody can mend.
    """
    if not any(error["type"] == "too_short" for error in errors):
        return list(errors)
    faulty = {tuple(error["loc"][:depth]) for error in errors for depth in range(len(error["loc"]))}
    return [error for error in errors if error["type"] != "too_short" or tuple(error["loc"]) not in faulty]


def faults_of(errors: Sequence[Mapping[str, Any]], body: Any) -> list[ProblemError]:
    """The faults behind pydantic's `errors`, in their order, at most `MOST_FAULTS`.

    Args:
        errors: as FastAPI collects them: each with `loc`, whose first part says where the value came from.
        body: the request's body as read, to make each pointer one that leads somewhere.
    """
    return [_fault(error, body) for error in errors[:MOST_FAULTS]]


def pointer_of(location: Sequence[int | str], body: Any, *, missing: bool = False) -> str:
    """The JSON Pointer (RFC 6901) of a pydantic location.

    Locations also name the branches of unions and the keys of mappings, which stand nowhere in the document; parts that
    lead nowhere are left out, but for the last part of a field that is missing.
    """
    parts: list[str] = []
    here = body
    for index, part in enumerate(location):
        inside, below = _step(here, part)
        if inside:
            here = below
        elif not (missing and index == len(location) - 1):
            continue
        parts.append(str(part).replace("~", "~0").replace("/", "~1"))
    return "".join(f"/{part}" for part in parts)


def _step(here: Any, part: int | str) -> tuple[bool, Any]:
    """Whether `part` leads from `here` to something inside, and to what."""
    if isinstance(here, Mapping) and part in here:
        return True, here[part]
    if isinstance(here, list) and isinstance(part, int) and part < len(here):
        return True, here[part]
    return False, None


def _fault(error: Mapping[str, Any], body: Any) -> ProblemError:
    kind = str(error["type"])
    source, *location = error["loc"]
    # A check across several fields (`contract.quote_request`) names the field that it blames, relative to its model.
    blamed = str(error.get("ctx", {}).get("where", "")) if kind == INCONSISTENT else ""
    # What a caller called something may stand in it: only short plain numbers are places in a list.
    location += [int(part) if _PLACE.fullmatch(part) else part for part in blamed.split("/") if part]
    detail = sentence_of(error)
    if kind == "extra_forbidden":
        detail += _meant(location, body)
    if source == "body":
        absent = kind in {"missing", INCONSISTENT}
        return ProblemError(code=kind, detail=detail, pointer=pointer_of(location, body, missing=absent))
    return ProblemError(code=kind, detail=detail, parameter=".".join(str(part) for part in (source, *location)))


def sentence_of(error: Mapping[str, Any]) -> str:
    """One of pydantic's errors in words that say what to write instead; it begins with a small letter."""
    kind = str(error["type"])
    if kind == INCONSISTENT:
        return str(error["msg"])
    if kind in _SENTENCES:
        return _SENTENCES[kind]
    message = _plainly(kind, error.get("ctx", {})) or str(error["msg"])
    for prefix in ("Value error, ", "Assertion failed, "):
        message = message.removeprefix(prefix)
    if message.startswith("Input should be "):
        message = "must be " + message.removeprefix("Input should be ").partition(", unable to parse")[0]
    elif _SHOULD.match(message):
        message = _SHOULD.sub("must ", message).partition(" after validation")[0]
        message = message.replace("must match pattern", "must be of the form")
    else:
        message = message[:1].lower() + message[1:]
    value = error.get("input")
    if UNSHOWN in error.get("ctx", {}) or "input" not in error:
        return message
    # A check of our own across the fields of an object says itself what it wants: that it got one is no news.
    if kind == "value_error" and isinstance(value, Mapping):
        return message
    if isinstance(value, str) and repr(value) in message:
        return message.replace(repr(value), _shortened(repr(value)))
    # A text where an object belongs may be what should have stood in one of its fields, such as a secret.
    return f"{message}; got {'a text' if isinstance(value, str) and kind in _OF_OBJECTS else _shown(value)}"


def _plainly(kind: str, known: Mapping[str, Any]) -> str | None:
    """The fault in words of our own; None where pydantic's will do."""
    if kind == "string_pattern_mismatch":
        words = words_of(str(known.get("pattern")))
        return None if words is None else f"must be {words}"
    if kind in {"enum", "literal_error"}:
        choices = _CHOICES.findall(str(known.get("expected")))
        return f"must be one of {', '.join(choices)}" if len(choices) > 1 else None
    template = _PLAINLY.get(kind)
    try:
        return None if template is None else template.format(**known)
    except KeyError:
        return None


def _meant(location: Sequence[int | str], body: Any) -> str:
    """The known field that a misspelt one was probably meant to be."""
    here = body
    for part in location[:-1]:
        inside, below = _step(here, part)
        here = below if inside else here
    if not location or not isinstance(here, Mapping):
        return ""
    near = near_name(str(location[-1]), here)
    return "" if near is None else f"; did you mean {near}?"


def _shown(value: Any) -> str:
    if isinstance(value, Mapping):
        return "an object"
    if isinstance(value, list | tuple):
        return f"a list of {len(value)}"
    if isinstance(value, bytes):
        return f"{len(value)} bytes"
    if value is None:
        return "null"
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, str | int | float) else str(value)
    return _shortened(text)


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else f"{text[: _LONGEST_QUOTE - 1]}…"
