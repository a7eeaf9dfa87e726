"""`FORMATS`: what senders of webhooks write, and how they prove who they are; each is translated here and nowhere else.

A format gives events as the API takes them: a moment, the sender's own code, and the system whose table knows it. What
a code means stands in the tables of `events/codes`, and what no table knows stays `unknown` with its code. Free text of
scans is left behind, because it may name whoever signed; words of the sender's own list of statuses are kept.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from dutiful_docs.dossier.events.event import CLOCK_SKEW
from dutiful_docs.dossier.formats import aftership, easypost, fedex, standard, ups
from dutiful_shared.contract.shipment_events import EventRequest, FeedFormat


@dataclass(frozen=True, slots=True)
class Format:
    """`signed(secret, body, headers, now)` is whether the feed's sender wrote it; `read(body, carrier)` what it says.

    `read` raises pydantic's ValidationError where the body is not of the format. `carrier` is the feed's. `received` is
    the status that the sender takes for received. `ahead` is how far its times may lie before ours.
    """

    signed: Callable[[bytes, bytes, Mapping[str, str], datetime], bool]
    read: Callable[[bytes, str], Sequence[tuple[str, EventRequest]]]
    received: int
    ahead: timedelta = CLOCK_SKEW


#: A time of a place, told without its offset and read as UTC, lies before it by at most that of Kiribati.
_OFFSET: Final = timedelta(hours=14)

FORMATS: Final[Mapping[FeedFormat, Format]] = {
    FeedFormat.STANDARD: Format(standard.signed, standard.read, 202),
    FeedFormat.AFTERSHIP: Format(aftership.signed, aftership.read, 200, CLOCK_SKEW + _OFFSET),
    FeedFormat.EASYPOST: Format(easypost.signed, easypost.read, 200, CLOCK_SKEW + _OFFSET),
    FeedFormat.FEDEX: Format(fedex.signed, fedex.read, 200, CLOCK_SKEW + _OFFSET),
    FeedFormat.UPS_TRACK_ALERT: Format(ups.signed, ups.read, 200),
}
