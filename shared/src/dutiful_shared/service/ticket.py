"""Tickets: what one of our own services shows another, for one purpose and a moment.

A ticket is `<kind>.<subject>.<expiry>.<mac>`: the expiry in seconds since 1970, the mac HMAC-SHA256 by the internal key
over kind, purpose, subject and expiry. The subject is the merchant for whom a service asks, or the service itself. The
internal key itself never travels; whoever finds a ticket may do one thing for one subject until it expires.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Final

from dutiful_shared.service.internal import InternalSettings

#: Longer than a request waits and than clocks of two machines differ; short enough that a leaked one is soon worth
#: nothing.
TICKET_LIFETIME: Final = timedelta(seconds=30)


@dataclass(frozen=True, slots=True)
class _Kind:
    """`name` begins the ticket, `label` what is signed; `form` is what all of it looks like."""

    name: str
    label: str
    form: re.Pattern[str]


def _kind(name: str, label: str, subject: str) -> _Kind:
    form = rf"{name}\.(?P<subject>{subject})\.(?P<expiry>[0-9]{{10,12}})\.(?P<mac>[0-9a-f]{{64}})"
    return _Kind(name, label, re.compile(form))


_FOR_MERCHANT: Final = _kind("mt", "dutiful-merchant-ticket", "mer_[0-9a-f]{8,64}")
_OF_SERVICE: Final = _kind("st", "dutiful-service-ticket", "[a-z]{2,20}")


class Purpose(StrEnum):
    """What a ticket is good for."""

    #: Classify the lines of a cart that came without an API key, for the merchant of its shop.
    CLASSIFY_LINES = "classify-lines"
    #: Enter what was said into the ledger.
    ENTER_INTO_LEDGER = "enter-into-ledger"
    #: Tell what became of orders, so that their papers are made.
    TELL_OF_ORDERS = "tell-of-orders"


_KINDS: Final = {
    Purpose.CLASSIFY_LINES: _FOR_MERCHANT,
    Purpose.ENTER_INTO_LEDGER: _OF_SERVICE,
    Purpose.TELL_OF_ORDERS: _OF_SERVICE,
}


def issue_ticket(settings: InternalSettings, purpose: Purpose, subject: str, now: datetime) -> str:
    """A ticket that is good for `TICKET_LIFETIME` from `now`, for a merchant or of a service as the purpose has it."""
    kind, expiry = _KINDS[purpose], int((now + TICKET_LIFETIME).timestamp())
    mac = settings.internal_mac(_signed(kind, purpose, subject, expiry))
    return f"{kind.name}.{subject}.{expiry}.{mac}"


def tickets_of(settings: InternalSettings, purpose: Purpose, service: str) -> Callable[[], str]:
    """What a client of another service shows: a ticket made anew for each request."""
    return lambda: issue_ticket(settings, purpose, service, datetime.now(UTC))


def is_ticket(shown: str) -> bool:
    """Whether a credential has the form of a ticket; it may be false or too old."""
    return any(kind.form.fullmatch(shown) for kind in (_FOR_MERCHANT, _OF_SERVICE))


def subject_of_ticket(settings: InternalSettings, purpose: Purpose, shown: str, now: datetime) -> str | None:
    """For whom, or by which service, a ticket asks; None where it is false, too old, for another purpose, or dated
    further ahead than any of ours is."""
    kind = _KINDS[purpose]
    found = kind.form.fullmatch(shown)
    if found is None:
        return None
    expiry = int(found["expiry"])
    if not settings.takes_internal_mac(_signed(kind, purpose, found["subject"], expiry), found["mac"]):
        return None
    until = datetime.fromtimestamp(expiry, UTC)
    return found["subject"] if now < until <= now + 2 * TICKET_LIFETIME else None


def _signed(kind: _Kind, purpose: Purpose, subject: str, expiry: int) -> bytes:
    return f"{kind.label}\n{purpose.value}\n{subject}\n{expiry}".encode()
