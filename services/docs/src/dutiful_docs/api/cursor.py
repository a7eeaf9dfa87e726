"""Where a page of documents ends, as a text that a caller hands back."""

import base64
import binascii
from datetime import datetime

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
        raise MalformedCursorError("It is no `next` of a page of documents.") from exc
    # PostgreSQL takes no NUL, and its driver no moment that leaves the calendar in UTC.
    if created_at.tzinfo is None or not 2000 <= created_at.year <= 9000 or "\x00" in document_id:
        raise MalformedCursorError("It is no `next` of a page of documents.")
    return created_at, document_id
