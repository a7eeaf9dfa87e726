"""Events of shipments: by API, one shipment or many, and the feeds that carriers send them by."""

import os
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Path, Response

from dutiful_docs.api.dossier_edge import CALLED, READ, SENT, DocumentsCaller, Dossier, ShipmentId, refused
from dutiful_docs.dossier.answers import events_answer
from dutiful_docs.dossier.feeds import Feed
from dutiful_shared.account.authentication import Caller, authenticated
from dutiful_shared.account_api.merchant_routes import actor_of
from dutiful_shared.contract.shipment_events import (
    EventsAnswer,
    EventsRequest,
    FeedAnswer,
    FeedList,
    FeedRequest,
    NewFeedAnswer,
    TrackedEvents,
)
from dutiful_shared.idempotency.route import IdempotentRoute, chosen_id
from dutiful_shared.idempotency.seals import NO_STORE
from dutiful_shared.service.problems import problem_responses

router = APIRouter(prefix="/v1/shipments", tags=["shipments"], route_class=IdempotentRoute)
feed_router = APIRouter(prefix="/v1/carrier-feeds", tags=["shipments"], route_class=IdempotentRoute)

_Admin = Annotated[Caller, Depends(authenticated("admin"))]
FeedId = Annotated[str, Path(pattern=r"^feed_[0-9a-f]{20}$", description="As given in the feed's `id`.")]
_ID_BYTES: Final = 10


@router.post("/events", operation_id="tell_tracked_events", summary="Tell of events by tracking number", responses=SENT)
async def tell_tracked_events(asked: TrackedEvents, caller: DocumentsCaller, rooms: Dossier) -> EventsAnswer:
    """Events of many shipments. Those whose shipment was not told yet wait for it."""
    with refused():
        told = [(one.carrier, one) for one in asked.events]
        return events_answer(await rooms.shipments.tell_tracked(caller.merchant_id, told))


@router.post(
    "/{shipment_id}/events", operation_id="tell_events", summary="Tell of events of a shipment", responses=SENT
)
async def tell_events(
    shipment_id: ShipmentId, asked: EventsRequest, caller: DocumentsCaller, rooms: Dossier
) -> EventsAnswer:
    """Events of the carrier, of customs, of sensors or your own, in whatever order; each id is taken once."""
    with refused():
        return events_answer(await rooms.shipments.tell(caller.merchant_id, shipment_id, asked.events))


@feed_router.post(
    "", operation_id="add_carrier_feed", summary="Let a carrier send events", status_code=201, responses=SENT
)
async def add_carrier_feed(asked: FeedRequest, caller: _Admin, rooms: Dossier, response: Response) -> NewFeedAnswer:
    """A door for a carrier's webhook (or for whoever translates it), with the secret that signs what comes in."""
    response.headers["Cache-Control"] = NO_STORE
    feed_id = chosen_id("feed_") or f"feed_{os.urandom(_ID_BYTES).hex()}"
    with refused():
        feed, secret = await rooms.feeds.add(caller.merchant_id, feed_id, asked, actor_of(caller))
    return NewFeedAnswer(**_answer(feed).model_dump(), secret=secret)


@feed_router.get(
    "", operation_id="list_carrier_feeds", summary="Who may send events", responses=problem_responses(*CALLED)
)
async def list_carrier_feeds(caller: _Admin, rooms: Dossier) -> FeedList:
    """Every feed, the oldest first; never their secrets."""
    with refused():
        return FeedList(feeds=tuple(_answer(one) for one in await rooms.feeds.feeds(caller.merchant_id)))


@feed_router.delete(
    "/{feed_id}", operation_id="remove_carrier_feed", summary="Close a feed", status_code=204, responses=READ
)
async def remove_carrier_feed(feed_id: FeedId, caller: _Admin, rooms: Dossier) -> Response:
    """Nothing more is taken from it, and its secret is forgotten."""
    with refused():
        await rooms.feeds.remove(caller.merchant_id, feed_id, actor_of(caller))
    return Response(status_code=204)


def _answer(feed: Feed) -> FeedAnswer:
    path = f"/channels/carriers/{feed.id}/webhooks"
    return FeedAnswer(id=feed.id, carrier=feed.carrier, format=feed.format, path=path, created_at=feed.created_at)
