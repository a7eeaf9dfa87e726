"""Our own format: the events of the API, signed by Standard Webhooks."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from dutiful_shared.contract.shipment_events import CarrierMessage, EventRequest
from dutiful_shared.service.signatures import signed_message, standard_key


def signed(secret: bytes, body: bytes, headers: Mapping[str, str], now: datetime) -> bool:
    """Whether a signature of Standard Webhooks fits, and its time lies within five minutes of `now`."""
    return signed_message([standard_key(secret)], body, headers, now)


def read(body: bytes, carrier: str) -> Sequence[tuple[str, EventRequest]]:
    """The events as they stand there, all of the feed's carrier."""
    return [(carrier, one) for one in CarrierMessage.model_validate_json(body).events]
