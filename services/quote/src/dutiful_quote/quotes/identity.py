"""Identifiers of quotes: time-ordered, so that the journal's index grows at one end."""

from collections.abc import Callable
from datetime import datetime

from dutiful_shared.service.identifiers import new_identifier


def new_quote_id(now: datetime, random_bytes: Callable[[int], bytes]) -> str:
    """A new id."""
    return quote_id_of(new_identifier(now, random_bytes))


def quote_id_of(subject: str) -> str:
    """The id of the quote that a request makes whose subject was chosen beforehand: `q_` and 32 hex digits."""
    return f"q_{subject}"
