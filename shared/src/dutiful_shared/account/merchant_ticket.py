"""Tickets: one of our own services asks another for one merchant, for one purpose, for a moment.

A ticket is `mt.<merchant>.<expiry>.<mac>`: the expiry in seconds since 1970, the mac HMAC-SHA256 by the internal key
over purpose, merchant and expiry. The internal key itself never travels; whoever finds a ticket may do one thing for
one merchant until it expires.
"""

import re
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from dutiful_shared.service.internal import InternalSettings

#: Longer than a request waits and than clocks of two machines differ; short enough that a leaked one is soon worth
#: nothing.
TICKET_LIFETIME: Final = timedelta(seconds=30)
_TICKET: Final = re.compile(r"mt\.(?P<merchant>mer_[0-9a-f]{8,64})\.(?P<expiry>[0-9]{10,12})\.(?P<mac>[0-9a-f]{64})")


class Purpose(StrEnum):
    """What a ticket is good for."""

    #: Classify the lines of a cart that came without an API key.
    CLASSIFY_LINES = "classify-lines"


def issue_ticket(settings: InternalSettings, purpose: Purpose, merchant_id: str, now: datetime) -> str:
    """A ticket that is good for `TICKET_LIFETIME` from `now`."""
    expiry = int((now + TICKET_LIFETIME).timestamp())
    mac = settings.internal_mac(_signed(purpose, merchant_id, expiry))
    return f"mt.{merchant_id}.{expiry}.{mac}"


def is_ticket(shown: str) -> bool:
    """Whether a credential has the form of a ticket; it may be false or too old."""
    return _TICKET.fullmatch(shown) is not None


def merchant_of_ticket(settings: InternalSettings, purpose: Purpose, shown: str, now: datetime) -> str | None:
    """For whom a ticket asks; None where it is false, too old, for another purpose, or dated further ahead than any of
    ours is."""
    found = _TICKET.fullmatch(shown)
    if found is None:
        return None
    expiry = int(found["expiry"])
    if not settings.takes_internal_mac(_signed(purpose, found["merchant"], expiry), found["mac"]):
        return None
    until = datetime.fromtimestamp(expiry, UTC)
    return found["merchant"] if now < until <= now + 2 * TICKET_LIFETIME else None


def _signed(purpose: Purpose, merchant_id: str, expiry: int) -> bytes:
    return f"dutiful-merchant-ticket\n{purpose.value}\n{merchant_id}\n{expiry}".encode()
