"""Where a page ends that is ordered by moment and id, as a text that a caller hands back."""

import base64
import binascii
from datetime import datetime
from typing import Annotated

from fastapi import Depends, Query

from dutiful_shared.contract.problems import ProblemError
from dutiful_shared.service.problems import problem

_SEPARATOR = " "


class MalformedCursorError(ValueError):
    """The text is no cursor of ours."""


def cursor_of(created_at: datetime, document_id: str) -> str:
    """The cursor behind a document."""
    return base64.urlsafe_b64encode(f"{created_at.isoformat()}{_SEPARATOR}{document_id}".encode()).decode()


def position_in(cursor: str) -> tuple[datetime, str]:
    """The moment and the id that a page ended with.

    Raises:
        MalformedCursorError: it was not made by `cursor_of`.
    """
    try:
        moment, _, document_id = base64.b64decode(cursor, altchars=b"-_", validate=True).decode().partition(_SEPARATOR)
        created_at = datetime.fromisoformat(moment)
    except (binascii.Error, ValueError) as exc:
        raise MalformedCursorError("It is no `next` of a page.") from exc
    # PostgreSQL takes no NUL, and its driver no moment that leaves the calendar in UTC.
    if created_at.tzinfo is None or not 2000 <= created_at.year <= 9000 or "\x00" in document_id:
        raise MalformedCursorError("It is no `next` of a page.")
    return created_at, document_id


def page_position(
    cursor: Annotated[str | None, Query(max_length=200, description="`next` of the page before.")] = None,
) -> tuple[datetime, str] | None:
    """Where the page before ended; None for the first.

    Raises:
        ProblemException: `invalid_request`, the text is no cursor.
    """
    try:
        return None if cursor is None else position_in(cursor)
    except MalformedCursorError as exc:
        fault = ProblemError(code="cursor", detail=str(exc), parameter="query.cursor")
        raise problem("invalid_request", "The cursor is not valid.", errors=[fault]) from exc


PagePosition = Annotated[tuple[datetime, str] | None, Depends(page_position)]
