"""Which of the requests that schemathesis makes up are sent; `openapi_checks` loads it."""

import os
from collections import Counter
from typing import Any, Final

import schemathesis
from schemathesis import Case, HookContext
from schemathesis.core import Body

#: Set (to anything) where every case of the phase `coverage` shall be sent: those of one large body are thousands.
WHOLE: Final = "FUZZ_WHOLE"
#: Numbers from here on may read as infinity, and are a malformed body (`service.json_guard`), which no schema says.
_ENDLESS: Final = 1e308
_seen: Counter[tuple[str, str, str]] = Counter()


@schemathesis.hook
def filter_body(context: HookContext, body: Body) -> bool:
    return not _has_endless(body)


@schemathesis.hook
def filter_case(context: HookContext, case: Case) -> bool:
    """Of the cases of one kind in one place of an operation the first, second, fourth, eighth and so on are sent: some
    of each kind, from the top of a body to its depths, and the same ones in every run."""
    kind = None if case.meta is None else getattr(case.meta.phase.data, "scenario", None)
    if kind is None or WHOLE in os.environ:
        return True
    one = (case.operation.label, str(kind), str(case.meta.phase.data.parameter_location))
    _seen[one] += 1
    return _seen[one].bit_count() == 1


def _has_endless(value: Any) -> bool:
    if isinstance(value, dict):
        return any(_has_endless(inner) for inner in value.values())
    if isinstance(value, list):
        return any(_has_endless(inner) for inner in value)
    return isinstance(value, int | float) and abs(value) >= _ENDLESS
