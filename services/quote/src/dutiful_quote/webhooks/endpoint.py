"""An endpoint: where a merchant wants to be told, of what, and with which secret it is signed."""

import ipaddress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from dutiful_quote.webhooks.address_wall import is_public
from dutiful_quote.webhooks.event_type import EventType

#: How long the secret before the last one still signs along.
PREVIOUS_LASTS: Final = timedelta(hours=24)
#: More endpoints than this no merchant needs; each costs a delivery of every event.
MOST_ENDPOINTS: Final = 20
_LONGEST_URL: Final = 2_048


class EndpointError(Exception):
    """The base of what the register of endpoints refuses."""


class MalformedUrlError(EndpointError):
    """The URL must not be called."""


class TooManyEndpointsError(EndpointError):
    """The merchant has as many as there may be."""


class UnknownEndpointError(EndpointError):
    """The merchant has no such endpoint."""

    def __init__(self, endpoint_id: str) -> None:
        super().__init__(f"there is no endpoint {endpoint_id}")


class EndpointsUnavailableError(EndpointError):
    """The register of endpoints is out of reach."""


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint as it stands in the register; its secrets sealed."""

    id: str
    merchant_id: str
    url: str
    event_types: frozenset[EventType]
    created_at: datetime
    disabled_at: datetime | None
    disabled_reason: str | None
    failures: int
    open_until: datetime | None
    sealed: str = field(repr=False)
    sealed_previous: str | None = field(repr=False)
    previous_until: datetime | None = None
    lease: int = 0


def context_of(endpoint_id: str) -> str:
    """The place an endpoint's secrets are bound to, the current and the previous one alike."""
    return f"webhook:{endpoint_id}"


def check_url(url: str, *, allow_loopback: bool) -> None:
    """Refuse at once what the sender would never call. Names are looked at when they are called.

    Raises:
        MalformedUrlError: with the reason.
    """
    if len(url) > _LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url:
        raise MalformedUrlError(f"must be an ASCII URL of at most {_LONGEST_URL} characters")
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError as exc:
        raise MalformedUrlError("is not a URL") from exc
    if not host or parts.username is not None or parts.password is not None or parts.fragment:
        raise MalformedUrlError("must have a host, and neither a user nor a fragment")
    if allow_loopback and (host == "localhost" or _is_loopback(host)):
        return
    if parts.scheme != "https" or port not in (None, 443):
        raise MalformedUrlError("must be https on port 443")
    address = _literal(host)
    if address is not None and not is_public(address):
        raise MalformedUrlError("must not lead into a network of its own")


def _is_loopback(host: str) -> bool:
    address = _literal(host)
    return address is not None and address.is_loopback


def _literal(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None
