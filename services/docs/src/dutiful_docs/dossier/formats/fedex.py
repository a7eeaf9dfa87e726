"""FedEx, Advanced Integrated Visibility: the push of a parcel's tracking, with the scans that FedEx has of it.

Sources, read 2026-11-29: developer.fedex.com, "Advanced Integrated Visibility": "Business Rules and Best Practices" and
its FAQ (`fdx-signature` is the base64 HMAC-SHA256 of the payload by the project's security token) and the schema of its
test webhook (`output.completeTrackResults`). One page also speaks of hexadecimal; that is not taken. A scan that has an
exception code is told as `type/exception`, such as CD/A25, and means what its type means.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from dutiful_docs.dossier.formats.scan import CamelForeign, Scan, ScannedAt, Text
from dutiful_shared.contract.shipment_events import EventRequest
from dutiful_shared.service.signatures import signed_body

_SIGNATURE: Final = "fdx-signature"


class ScanEvent(CamelForeign):
    """A scan: FedEx's code of what happened and, where something went wrong, of the exception."""

    date: ScannedAt
    event_type: Text = ""
    event_description: Text = ""
    exception_code: Text = ""


class TrackResult(CamelForeign):
    """One of the trackings that FedEx has of a number."""

    scan_events: tuple[ScanEvent, ...] = ()


class CompleteTrackResult(CamelForeign):
    """A number, with all trackings that FedEx has of it."""

    tracking_number: str
    track_results: tuple[TrackResult, ...] = ()


class Output(CamelForeign):
    """The part of a push that tells of parcels."""

    complete_track_results: tuple[CompleteTrackResult, ...]


class Message(CamelForeign):
    """The body of a push."""

    output: Output


def signed(secret: bytes, body: bytes, headers: Mapping[str, str], now: datetime) -> bool:
    """Whether `fdx-signature` is the body's, by the project's security token. No time is signed."""
    return signed_body([secret], body, headers.get(_SIGNATURE))


def read(body: bytes, carrier: str) -> Sequence[tuple[str, EventRequest]]:
    """The scans. A push without any, such as a new forecast of the delivery, says nothing."""
    return [
        (carrier, _scan(parcel.tracking_number, scan).event())
        for parcel in Message.model_validate_json(body).output.complete_track_results
        for result in parcel.track_results
        for scan in result.scan_events
    ]


def _scan(tracking_number: str, told: ScanEvent) -> Scan:
    code = f"{told.event_type}/{told.exception_code}" if told.event_type and told.exception_code else told.event_type
    return Scan(tracking_number, told.date, "fedex", code, told.event_description)
