"""UPS Track Alert: one event of one parcel in each message.

Source, read 2026-11-29: github.com/UPS-API/api-documentation, UPSTrackAlert.yaml: the header `credential` repeats what
the subscription gave, the types of status, and `actualDeliveryDate`, which is blank until the delivery occurs. UPS
signs nothing, wants 200, and sends a message once. A code is told as `type/code`, such as X/A2.
"""

import hmac
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Annotated, Final

from pydantic import StringConstraints

from dutiful_docs.dossier.formats.scan import CamelForeign, Scan, Text
from dutiful_shared.contract.shipment_events import EventRequest

_CREDENTIAL: Final = "credential"
#: The type of status under which UPS tells of loading, of the last way and of the delivery alike.
_DELIVERY: Final = "D"


class ActivityStatus(CamelForeign):
    """UPS's type and code of what happened, such as X and A2."""

    type: Text = ""
    code: Text = ""
    description: Text = ""


class Message(CamelForeign):
    """The body of an alert: one event, its time in GMT."""

    tracking_number: str
    gmt_activity_date: Annotated[str, StringConstraints(pattern=r"^[0-9]{8}$")]
    gmt_activity_time: Annotated[str, StringConstraints(pattern=r"^([01][0-9]|2[0-3])[0-5][0-9][0-5][0-9]$")]
    activity_status: ActivityStatus
    actual_delivery_date: Text = ""


def signed(secret: bytes, body: bytes, headers: Mapping[str, str], now: datetime) -> bool:
    """Whether `credential` repeats the secret of the subscription: UPS signs nothing."""
    # An empty secret would be one that anybody has.
    return bool(secret) and hmac.compare_digest(secret, headers.get(_CREDENTIAL, "").encode())


def read(body: bytes, carrier: str) -> Sequence[tuple[str, EventRequest]]:
    """The one event. A status of type D is a delivery only where the day of delivery is told."""
    told = Message.model_validate_json(body)
    at = datetime.strptime(told.gmt_activity_date + told.gmt_activity_time, "%Y%m%d%H%M%S").replace(tzinfo=UTC)
    status = told.activity_status
    code = f"{status.type}/{status.code}" if status.type and status.code else status.type or status.code
    delivered = status.type == _DELIVERY and told.actual_delivery_date.strip() != ""
    scan = Scan(
        told.tracking_number.strip(),
        at,
        "ups_track_alert",
        code,
        status.description,
        milestone="delivered" if delivered else None,
    )
    return [(carrier, scan.event())]
