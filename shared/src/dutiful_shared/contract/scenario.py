"""What a sandbox key may ask to see: the answers of a bad day, by the header `Dutiful-Scenario`."""

from enum import StrEnum
from typing import Any, Final

SCENARIO_HEADER: Final = "Dutiful-Scenario"


class Scenario(StrEnum):
    """How `POST /v1/quotes` shall answer. Keys of the environment `test` alone are heard.

    * `slow`: answered when about half of the deadline has passed; the quote is an ordinary one.
    * `timeout`: not ready when the deadline comes: 504 `deadline_exceeded`.
    * `stale`: answered as if all facts were older than the policy allows: `degraded`, recorded, `freshness.stale`.
    * `degraded`: answered as if the quote could not be recorded: `degraded`, without id and token.
    * `unavailable`: 503 `tariff_unavailable` with `Retry-After`.
    * `too_many_requests`: 429 `rate_limited` with `Retry-After` and a spent `RateLimit`.
    """

    SLOW = "slow"
    TIMEOUT = "timeout"
    STALE = "stale"
    DEGRADED = "degraded"
    UNAVAILABLE = "unavailable"
    TOO_MANY_REQUESTS = "too_many_requests"


#: For a route's `openapi_extra`.
SCENARIO_PARAMETER: Final[dict[str, Any]] = {
    "name": SCENARIO_HEADER,
    "in": "header",
    "required": False,
    "description": "Shows a sandbox key (`dk_test_...`) the answer of a bad day; the answer says in the same header "
    "what it shows. With a live key nothing is changed, and the answer says `ignored`.",
    "schema": {"type": "string", "enum": [one.value for one in Scenario]},
}
