"""Messages in the shapes that AfterShip, EasyPost, FedEx and UPS document, and the headers that prove them."""

import base64
import hashlib
import hmac
from typing import Any

import orjson

#: By format: what stands for a clearance that was held for papers, as far as the format can tell of one.
AFTERSHIP: dict[str, Any] = {
    "event": "tracking_update",
    "event_id": "94dadd60-ed26-46d0-aa52-3ced925a50ff",
    "is_tracking_first_tag": True,
    "msg": {
        "id": "b5fe9e0f7d1e4d0f8b2c",
        "tracking_number": "1234567890",
        "slug": "dhl",
        "tag": "InTransit",
        "checkpoints": [
            {
                "slug": "dhl",
                "checkpoint_time": "2026-11-03T08:00:00+01:00",
                "tag": "InTransit",
                "subtag": "InTransit_004",
                "subtag_message": "Arrived at the destination country",
                "message": "Arrived at Customs, LEIPZIG",
                "city": "Leipzig",
            },
            {
                "slug": "dhl",
                "checkpoint_time": "2026-11-03T09:00:00",
                "tag": "Exception",
                "subtag": "Exception_018",
                "subtag_message": "Incorrect / missing documents",
                "message": "Jane Example has to send an invoice",
            },
        ],
    },
    "ts": 1793693100,
}
FEDEX: dict[str, Any] = {
    "transactionId": "624deea6-b709-470c-8c39-4b5511281492",
    "output": {
        "completeTrackResults": [
            {
                "trackingNumber": "1234567890",
                "trackResults": [
                    {
                        "trackingNumberInfo": {"trackingNumber": "1234567890", "carrierCode": "FDXE"},
                        "latestStatusDetail": {"code": "CD"},
                        "scanEvents": [
                            {"date": "2026-11-03T08:00:00+01:00", "eventType": "CP", "eventDescription": "Clearing"},
                            {
                                "date": "2026-11-03T09:00:00 -0000",
                                "eventType": "CD",
                                "eventDescription": "Clearance delay",
                                "exceptionCode": "A25",
                                "scanLocation": {"city": "LEIPZIG", "countryCode": "DE"},
                            },
                        ],
                    }
                ],
            }
        ]
    },
}
UPS: dict[str, Any] = {
    "trackingNumber": " 1234567890",
    "localActivityDate": "20261103",
    "localActivityTime": "100000",
    "activityLocation": {"city": "Leipzig", "stateProvince": "", "postalCode": "", "country": "DE"},
    "activityStatus": {"type": "X", "code": "A2", "description": "Clearance information is needed"},
    "scheduledDeliveryDate": "20261104",
    "actualDeliveryDate": "",
    "gmtActivityDate": "20261103",
    "gmtActivityTime": "090000",
}
EASYPOST: dict[str, Any] = {
    "object": "Event",
    "id": "evt_0123456789",
    "description": "tracker.updated",
    "mode": "production",
    "result": {
        "object": "Tracker",
        "id": "trk_0123456789",
        "tracking_code": "1234567890",
        "carrier": "DHLExpress",
        "status": "delivered",
        "signed_by": "Jane Example",
        "tracking_details": [
            {
                "object": "TrackingDetail",
                "message": "Arrived at Customs, LEIPZIG",
                "status": "in_transit",
                "status_detail": "arrived_at_facility",
                "datetime": "2026-11-03T07:00:00Z",
                "source": "DHLExpress",
                "tracking_location": {"object": "TrackingLocation", "city": "LEIPZIG", "country": "DE"},
            },
            {
                "object": "TrackingDetail",
                "message": "Delivered to Jane Example",
                "status": "delivered",
                "status_detail": "arrived_at_destination",
                "datetime": "2026-11-03T09:00:00Z",
                "source": "DHLExpress",
            },
        ],
    },
}
MESSAGES = {"aftership": AFTERSHIP, "easypost": EASYPOST, "fedex": FEDEX, "ups_track_alert": UPS}
_SIGNATURES = {"aftership": "aftership-hmac-sha256", "fedex": "fdx-signature"}


def written(message: dict[str, Any]) -> bytes:
    return orjson.dumps(message)


def proof(form: str, secret: str, body: bytes) -> dict[str, str]:
    """The header by which the sender of this format proves itself."""
    if form == "ups_track_alert":
        return {"credential": secret}
    if form == "easypost":
        return {"x-hmac-signature": "hmac-sha256-hex=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()}
    digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
    return {_SIGNATURES[form]: base64.b64encode(digest).decode()}
