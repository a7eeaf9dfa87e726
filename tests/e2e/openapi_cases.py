"""Which of the requests that schemathesis makes up are sent; `openapi_checks` loads it."""

import os
from collections import Counter
from copy import deepcopy
from typing import Any, Final
from uuid import uuid4

import schemathesis
from hypothesis import strategies as st
from schemathesis import Case, HookContext
from schemathesis.core import Body
from schemathesis.generation.meta import TestPhase

#: Set (to anything) where every case of the phase `coverage` shall be sent: those of one large body are thousands.
WHOLE: Final = "FUZZ_WHOLE"
#: Numbers from here on may read as infinity, and are a malformed body (`service.json_guard`), which no schema says.
_ENDLESS: Final = 1e308
_KEY: Final = "Idempotency-Key"
_seen: Counter[tuple[str, str, str]] = Counter()


@schemathesis.hook
def filter_body(context: HookContext, body: Body) -> bool:
    return not _has_endless(body)


@schemathesis.hook
def filter_case(context: HookContext, case: Case) -> bool:
    """Of the cases of one kind in one place of an operation the first, fourth, sixteenth and so on are sent: some of
    each kind, from the top of a body to its depths, and the same ones in every run."""
    kind = None if case.meta is None else getattr(case.meta.phase.data, "scenario", None)
    if kind is None or WHOLE in os.environ:
        return True
    one = (case.operation.label, str(kind), str(case.meta.phase.data.parameter_location))
    _seen[one] += 1
    return _is_power_of_four(_seen[one])


def _is_power_of_four(number: int) -> bool:
    return number.bit_count() == 1 and number.bit_length() % 2 == 1


@schemathesis.hook
def before_generate_case(context: HookContext, strategy: st.SearchStrategy[Case]) -> st.SearchStrategy[Case]:
    """Half of the valid requests of a series have the document's example for a body: what is made up makes no shipment,
    and where nothing was made, nothing is left to ask for."""
    examples = _examples(context)
    return strategy.flatmap(lambda case: _of_series(case, examples) if _is_valid_step(case) else st.just(case))


def _is_valid_step(case: Case) -> bool:
    meta = case.meta
    return meta is not None and meta.phase.name == TestPhase.STATEFUL and meta.generation.mode.is_positive


def _of_series(case: Case, examples: list[Any]) -> st.SearchStrategy[Case]:
    if _KEY in case.headers:
        # A key that an earlier series had gives that one's answer again: of something that it may have deleted.
        case.headers[_KEY] = uuid4().hex

    def exchanged(example: Any) -> Case:
        case.body = deepcopy(example)
        return case

    return st.just(case) | st.sampled_from(examples).map(exchanged) if examples else st.just(case)


def _examples(context: HookContext) -> list[Any]:
    operation = context.operation
    assert operation is not None
    content = operation.definition.raw.get("requestBody", {}).get("content", {})
    name = content.get("application/json", {}).get("schema", {}).get("$ref", "").rpartition("/")[2]
    found: list[Any] = operation.schema.raw_schema["components"]["schemas"].get(name, {}).get("examples", [])
    return found


def _has_endless(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_has_endless(inner) for inner in value.values())
    if isinstance(value, list):
        return any(_has_endless(inner) for inner in value)
    return isinstance(value, int | float) and abs(value) >= _ENDLESS
