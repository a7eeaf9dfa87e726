"""AfterShip, which follows parcels of many carriers: the webhook of a tracking, with all of its checkpoints.

Sources, read 2026-11-29: www.aftership.com/docs/tracking: "Webhook Specifications", "Webhook Signature" (the header is
the base64 HMAC-SHA256 of the raw body by the account's secret; nothing signs a time), "Delivery Sub-statuses". Which
news it is (`event`) does not matter: each brings the whole tracking.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from dutiful_docs.dossier.formats.scan import Foreign, Scan, ScannedAt, Text
from dutiful_shared.contract.shipment_events import EventRequest
from dutiful_shared.service.signatures import signed_body

_SIGNATURE: Final = "aftership-hmac-sha256"
#: Its names of carriers that shipments know by another; every other one differs in dashes alone.
_CARRIERS: Final = {"dhl": "dhl_express"}


class Checkpoint(Foreign):
    """A scan. `tag` is one of AfterShip's statuses, `subtag` a finer one where there is any."""

    checkpoint_time: ScannedAt
    tag: Text = ""
    subtag: Text = ""
    subtag_message: Text = ""
    message: Text = ""


class Tracking(Foreign):
    """A parcel with all its checkpoints; `slug` is AfterShip's name of the carrier."""

    tracking_number: str
    slug: str
    checkpoints: tuple[Checkpoint, ...] = ()


class Message(Foreign):
    """The body of a webhook, of which the tracking alone is read."""

    msg: Tracking


def signed(secret: bytes, body: bytes, headers: Mapping[str, str], now: datetime) -> bool:
    """Whether `aftership-hmac-sha256` is the body's, by the account's secret. No time is signed."""
    return signed_body([secret], body, headers.get(_SIGNATURE))


def read(body: bytes, carrier: str) -> Sequence[tuple[str, EventRequest]]:
    """The checkpoints; the carrier is that of the tracking, not of the feed."""
    tracking = Message.model_validate_json(body).msg
    name = _CARRIERS.get(tracking.slug, tracking.slug.replace("-", "_"))
    return [(name, _scan(tracking.tracking_number, one).event()) for one in tracking.checkpoints]


def _scan(tracking_number: str, told: Checkpoint) -> Scan:
    code = told.subtag or told.tag
    return Scan(tracking_number, told.checkpoint_time, "aftership", code, told.subtag_message, told.message)
