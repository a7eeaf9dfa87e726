"""A head as it is kept: the signed note, and what stands in it."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class StoredHead:
    """`note` is what was signed; the others are read from it."""

    size: int
    signed_at: datetime
    root: bytes
    note: str
