"""Identifiers that grow with time, so that the index of what they name grows at one end."""

from collections.abc import Callable
from datetime import datetime

_VERSION = 7
_VARIANT = 0b10


def new_identifier(now: datetime, random_bytes: Callable[[int], bytes]) -> str:
    """The 32 hex digits of a UUID version 7 (RFC 9562, 5.7). Rooms put a prefix of their own before it."""
    millis = int(now.timestamp() * 1000)
    noise = int.from_bytes(random_bytes(10), "big")
    high, low = noise >> 68, noise & ((1 << 62) - 1)
    value = (millis & ((1 << 48) - 1)) << 80 | _VERSION << 76 | (high & 0xFFF) << 64 | _VARIANT << 62 | low
    return f"{value:032x}"
