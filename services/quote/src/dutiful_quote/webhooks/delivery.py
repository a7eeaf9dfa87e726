"""An event on its way to an endpoint, and when an endpoint is left in peace."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True, slots=True)
class Delivery:
    """An event to send. `attempts` were made before."""

    event_id: str
    attempts: int
    type: str
    data: Mapping[str, Any]
    created_at: datetime


@dataclass(frozen=True, slots=True)
class RestTimes:
    """After `opens_at` failures in a row an endpoint rests: `first_seconds`, then twice as long after each further
    failure, `longest_seconds` at most."""

    opens_at: int = 5
    first_seconds: float = 30.0
    longest_seconds: float = 3_600.0
