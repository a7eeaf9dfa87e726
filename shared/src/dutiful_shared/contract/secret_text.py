"""Texts that no fault repeats: one that is too long may be a true secret pasted twice, and answers are logged."""

from typing import Any, Final

from pydantic import ValidationError, ValidatorFunctionWrapHandler, WrapValidator
from pydantic_core import PydanticCustomError

#: In the context of a fault: what was written is not shown.
UNSHOWN: Final = "unshown"


def _told_alone(value: Any, check: ValidatorFunctionWrapHandler) -> Any:
    try:
        return check(value)
    except ValidationError as exc:
        fault = exc.errors(include_url=False, include_input=False)[0]
    # Raised outside, so that no traceback leads to what was written.
    raise PydanticCustomError(fault["type"], "{told}", {**fault.get("ctx", {}), "told": fault["msg"], UNSHOWN: True})


#: Beside the other bounds of a field: `Annotated[str, Field(max_length=256), SECRET]`. Faults keep their codes.
SECRET: Final = WrapValidator(_told_alone)
