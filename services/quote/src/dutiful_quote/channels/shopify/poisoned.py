"""An event's body, or the end of it."""

from typing import Any

from dutiful_quote.channels.shopify.payload import UnreadablePayloadError, read_json
from dutiful_quote.shops.inbox_event import InboxEvent, PoisonedEventError


def readable(event: InboxEvent) -> dict[str, Any]:
    """The body as an object.

    Raises:
        PoisonedEventError: it is none, and never will be.
    """
    try:
        plain = read_json(event.body)
    except UnreadablePayloadError as exc:
        raise PoisonedEventError(str(exc)) from None
    if not isinstance(plain, dict):
        raise PoisonedEventError("the body is not an object")
    return plain
