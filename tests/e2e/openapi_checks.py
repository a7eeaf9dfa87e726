"""What schemathesis checks beyond its own checks; it loads this file by `SCHEMATHESIS_HOOKS`."""

from typing import Final

import schemathesis
from schemathesis import Case, CheckContext, Response

from tests.builders import fuzz_hooks  # noqa: F401 - what is left out of the document
from tests.e2e import openapi_cases  # noqa: F401 - what is left out of the requests

#: Faults that a document can state: what follows it must never be refused for one of them. Left out are the upper ends
#: and places of decimals, which no pattern of a text tells, and texts that are too short once their blanks are gone.
STATED: Final = frozenset(
    {
        "missing", "extra_forbidden", "json_invalid", "json_type", "model_attributes_type", "dict_type", "list_type",
        "tuple_type", "string_type", "bool_type", "bool_parsing", "int_type", "int_parsing", "int_from_float",
        "decimal_type", "decimal_parsing", "date_type", "string_pattern_mismatch", "string_too_long",
        "too_short", "too_long", "greater_than", "greater_than_equal", "enum", "literal_error", "plain_decimal",
        "union_tag_invalid", "union_tag_not_found",
    }
)  # fmt: skip
_INVALID: Final = 422


@schemathesis.check
def stated_faults_alone(ctx: CheckContext, response: Response, case: Case) -> bool | None:
    """A request that follows the document is refused for what no document says, or not at all."""
    if case.meta is None or not case.meta.generation.mode.is_positive or response.status_code != _INVALID:
        return None
    faults = [fault for fault in response.json().get("errors", []) if fault.get("code") in STATED]
    assert not faults, f"the document allows what is refused: {faults}"
    return None


@schemathesis.check
def content_type_is_final(ctx: CheckContext, response: Response, case: Case) -> bool | None:
    """No answer may be taken for something else than its Content-Type says."""
    said = response.headers.get("x-content-type-options", [])
    assert list(said) == ["nosniff"], f"X-Content-Type-Options of the answer: {said}"
    return None
