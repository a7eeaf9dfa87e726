"""EasyPost, which follows parcels of many carriers: the event of a tracker, with all of its details.

Sources, read 2026-11-30: docs.easypost.com, "Webhooks Guide" and "Trackers"; EasyPost's own clients for the signature
(`X-Hmac-Signature` is `hmac-sha256-hex=` and the hexadecimal HMAC-SHA256 of the raw body by the webhook's secret;
nothing signs a time). Every event of an account comes to the same address: those of other things than trackers say
nothing here. EasyPost tells nothing of customs, so that only deliveries become milestones.
"""

import hashlib
import hmac
import unicodedata
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from dutiful_docs.dossier.formats.scan import Foreign, Scan, ScannedAt, Text
from dutiful_shared.contract.shipment_events import EventRequest

_SIGNATURE: Final = "x-hmac-signature"
_PREFIX: Final = "hmac-sha256-hex="
#: Its names of carriers that shipments know by another; every other one differs in case alone.
_CARRIERS: Final = {"dhlexpress": "dhl_express"}


class Detail(Foreign):
    """A scan: EasyPost's status and, where there is any, a finer one."""

    datetime: ScannedAt
    status: Text = ""
    status_detail: Text = ""


class Tracker(Foreign):
    """A parcel with all its scans; `carrier` is EasyPost's name of it, which may be missing."""

    tracking_code: str
    carrier: Text = ""
    tracking_details: tuple[Detail, ...] = ()


class Event(Foreign):
    """The body of a webhook. `result` is a tracker where `description` begins with `tracker.`."""

    description: str
    result: dict[str, Any]


def signed(secret: bytes, body: bytes, headers: Mapping[str, str], now: datetime) -> bool:
    """Whether `x-hmac-signature` is the body's, by the webhook's secret in NFKD. No time is signed."""
    given = headers.get(_SIGNATURE, "")
    key = unicodedata.normalize("NFKD", secret.decode()).encode()
    expected = _PREFIX + hmac.new(key, body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), given.encode())


def read(body: bytes, carrier: str) -> Sequence[tuple[str, EventRequest]]:
    """The details of a tracker; the carrier is that of the tracker where it names one, else of the feed."""
    event = Event.model_validate_json(body)
    if not event.description.startswith("tracker."):
        return []
    tracker = Tracker.model_validate(event.result)
    named = tracker.carrier.lower()
    name = _CARRIERS.get(named, named) or carrier
    return [(name, _scan(tracker.tracking_code, one).event()) for one in tracker.tracking_details]


def _scan(tracking_number: str, told: Detail) -> Scan:
    code = f"{told.status}/{told.status_detail}" if told.status and told.status_detail else told.status
    return Scan(tracking_number, told.datetime, "easypost", code, "")
