"""What people type: numbers as their language writes them, and texts without control characters.

A number is never guessed. `1.234` is a thousand and some in German and one and some in English; where both may be
meant, it is asked for again.
"""

import re
from collections.abc import Iterable
from typing import Annotated, Any, Final

from fastapi import Request
from pydantic import BeforeValidator

from dutiful_shared.contract.fields import Day
from dutiful_shared.contract.problems import ProblemError
from dutiful_shared.service.problems import problem

#: Codes of faults that only a form has.
UNCLEAR: Final = "unclear_number"
CONTROL: Final = "control_character"
_SEPARATED: Final = re.compile(r"[0-9.,'\u2019_\s]+")
_ONE_GROUP: Final = re.compile(r"[1-9][0-9]{0,2}[.][0-9]{3}")
#: C0, DEL and C1 (Unicode's category Cc), but for what ends a line or indents it.
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def read_number(text: str, sign: str) -> str | None:
    """A number as the contract writes it; None where it is not clear which one. What is no number stays as it is.

    Args:
        sign: of decimals, as the page's language has it: `.` or `,`.
    """
    if not _SEPARATED.fullmatch(text) or text.isdecimal():
        return text
    separators = re.sub("[0-9]", "", text)
    if separators == sign:
        return text.replace(sign, ".")
    # In languages of the comma a point is read too, unless it may part thousands.
    return text if separators == "." and not _ONE_GROUP.fullmatch(text) else None


def written_number(text: str, sign: str) -> str:
    """A number of the contract as the page's language writes it."""
    return text.replace(".", sign)


def nothing_typed(value: Any) -> Any:
    """A field that was left empty states nothing."""
    return None if value == "" else value


#: A day of a form's address, whose field may have been emptied.
TypedDay = Annotated[Day | None, BeforeValidator(nothing_typed)]


def has_control(text: str) -> bool:
    """Whether the text has a control character, which no field takes."""
    return _CONTROL.search(text) is not None


async def plain_query(request: Request) -> None:
    """A dependency of pages: no control characters in the address.

    Raises:
        ProblemException: `invalid_request`.
    """
    _refuse_control("query", request.query_params.multi_items())


async def plain_form(request: Request) -> None:
    """A dependency of pages whose forms do not say such a fault themselves.

    Raises:
        ProblemException: `invalid_request`.
    """
    if request.method == "POST":
        _refuse_control("form", (await request.form()).multi_items())


def _refuse_control(source: str, pairs: Iterable[tuple[str, Any]]) -> None:
    wrong = [name for name, value in pairs if isinstance(value, str) and has_control(value)]
    if wrong:
        detail = "has control characters, which no text has"
        faults = [ProblemError(code=CONTROL, detail=detail, parameter=f"{source}.{name}") for name in wrong]
        raise problem("invalid_request", "The fields are not valid.", errors=faults)
