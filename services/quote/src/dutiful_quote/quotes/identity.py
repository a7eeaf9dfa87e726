"""Identifiers of quotes: time-ordered, so that the journal's index grows at one end."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

_VERSION = 7
_VARIANT = 0b10


def new_quote_id(now: datetime, random_bytes: Callable[[int], bytes]) -> str:
    """A new id, `q_` and the 32 hex digits of a UUID version 7 (RFC 9562, 5.7)."""
    millis = int(now.timestamp() * 1000)
    noise = int.from_bytes(random_bytes(10), "big")
    high, low = noise >> 68, noise & ((1 << 62) - 1)
    value = (millis & ((1 << 48) - 1)) << 80 | _VERSION << 76 | (high & 0xFFF) << 64 | _VARIANT << 62 | low
    return f"q_{UUID(int=value).hex}"
