"""Events over HTTP: each once, in whatever order, before or after their shipment is told."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx2
import orjson
import pytest

from dutiful_shared.service.signatures import sign_message, standard_key
from tests.builders.carrier_messages import EASYPOST, MESSAGES, proof, written
from tests.integration.dossier.told import CLEARED, NUMBER, dossier, event, happened, told

pytestmark = pytest.mark.integration


async def test_events_add_up_to_a_clearance(shop: httpx2.AsyncClient) -> None:
    made = await told(shop)
    await happened(shop, made["id"], *CLEARED)
    clearance = (await dossier(shop, made["id"]))["clearance"]

    assert (clearance["milestone"], clearance["held"], clearance["clearance_hours"]) == ("delivered", False, "6.00")
    assert [(one["reason"], one["until"]) for one in clearance["holds"]] == [("documents", "2026-11-03T14:00:00Z")]


async def test_order_and_repetition_change_nothing(shop: httpx2.AsyncClient) -> None:
    straight, mixed = await told(shop), await told(shop, parcels=[{"tracking_number": "OTHER1"}], carrier="ups")
    await happened(shop, straight["id"], *CLEARED)
    later = [dict(one, code_system="dhl_express") if "code" in one else one for one in CLEARED] * 2
    random.Random(7).shuffle(later)
    for one in later:
        await happened(shop, mixed["id"], one)

    same = ("milestone", "cleared_at", "clearance_hours", "held")
    first, second = [(await dossier(shop, one["id"]))["clearance"] for one in (straight, mixed)]
    assert [first[name] for name in same] == [second[name] for name in same]


async def test_an_event_that_comes_again_is_known(shop: httpx2.AsyncClient) -> None:
    made = await told(shop)
    await happened(shop, made["id"], CLEARED[0])

    assert [one["outcome"] for one in await happened(shop, made["id"], *CLEARED[:2])] == ["known", "recorded"]


async def test_an_id_that_says_something_else_is_told(shop: httpx2.AsyncClient) -> None:
    made = await told(shop)
    await happened(shop, made["id"], CLEARED[0])

    assert (await happened(shop, made["id"], event("1", 8, milestone="released")))[0]["outcome"] == "conflicting"
    assert (await dossier(shop, made["id"]))["clearance"]["milestone"] == "arrived"


async def test_an_unknown_code_is_kept_and_not_guessed_at(shop: httpx2.AsyncClient) -> None:
    made = await told(shop)
    results = await happened(shop, made["id"], event("1", 8, code="QQ"))
    found = await dossier(shop, made["id"])

    assert results[0]["milestone"] == "unknown"
    assert (found["clearance"]["milestone"], found["clearance"]["unknown_codes"]) == (None, ["QQ"])
    assert [one["kind"] for one in found["clearance"]["exceptions"]] == ["unknown_code"]


async def test_an_event_before_the_shipment_is_told_and_moves_nothing(shop: httpx2.AsyncClient) -> None:
    made = await told(shop, shipped_at="2026-11-01T08:00:00Z")
    old = {"id": "0", "source": "carrier", "at": "1990-11-12T08:00:00Z", "milestone": "arrived"}
    await happened(shop, made["id"], old, *CLEARED)
    clearance = (await dossier(shop, made["id"]))["clearance"]

    assert clearance["clearance_hours"] == "6.00"
    assert [(one["kind"], one["since"]) for one in clearance["exceptions"]] == [("before_shipping", old["at"])]


async def test_data_sent_ahead_of_the_parcels_counts(shop: httpx2.AsyncClient) -> None:
    made = await told(shop, shipped_at="2026-11-01T08:00:00Z")
    ahead = {"id": "0", "source": "carrier", "at": "2026-10-20T08:00:00Z", "milestone": "data_submitted"}
    await happened(shop, made["id"], ahead)

    assert (await dossier(shop, made["id"]))["clearance"]["milestone"] == "data_submitted"


async def test_a_hold_comes_with_what_to_do(shop: httpx2.AsyncClient) -> None:
    made = await told(shop)
    await happened(shop, made["id"], *CLEARED[:3])
    exception = (await dossier(shop, made["id"]))["clearance"]["exceptions"][0]

    assert (exception["kind"], exception["since"]) == ("held_documents", "2026-11-03T10:00:00Z")
    assert "invoice" in exception["action"]


async def test_a_reading_out_of_bounds_is_an_exception(shop: httpx2.AsyncClient) -> None:
    made = await told(shop, limits={"temperature_max_c": 8})
    readings = [
        {"id": str(value), "source": "sensor", "at": "2026-11-03T08:00:00Z", "reading": reading}
        for value in (5, 11)
        for reading in [{"kind": "temperature", "value": value}]
    ]
    await happened(shop, made["id"], *readings)

    exceptions = (await dossier(shop, made["id"]))["clearance"]["exceptions"]
    assert [(one["kind"], "11" in one["text"]) for one in exceptions] == [("too_warm", True)]


async def test_an_event_waits_for_its_shipment(shop: httpx2.AsyncClient) -> None:
    early = {"carrier": "dhl_express", "tracking_number": "1234-567890", **CLEARED[0]}
    results = (await shop.post("/v1/shipments/events", json={"events": [early]})).json()["results"]
    made = await told(shop)

    assert [one["outcome"] for one in results] == ["waiting"]
    assert made["clearance"]["milestone"] == "arrived"


async def test_a_batch_finds_the_shipments(shop: httpx2.AsyncClient) -> None:
    one, two = await told(shop), await told(shop, carrier="ups")
    events = [
        {"carrier": "dhl_express", "tracking_number": NUMBER, **event("1", 8, code="OK")},
        {"carrier": "ups", "tracking_number": NUMBER, **event("1", 8, code="RS")},
    ]
    results = (await shop.post("/v1/shipments/events", json={"events": events})).json()["results"]

    told_of = [(result["shipment_id"], result["milestone"]) for result in results]
    assert told_of == [(one["id"], "delivered"), (two["id"], "returned")]


async def test_a_parcel_of_another_shipment_is_named(shop: httpx2.AsyncClient) -> None:
    made = await told(shop)
    asked = {"events": [event("1", 8, milestone="arrived", tracking_number="NOT-MINE")]}
    refused = await shop.post(f"/v1/shipments/{made['id']}/events", json=asked)

    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/events/0/tracking_number")


async def test_an_event_that_has_not_happened_yet_is_refused(shop: httpx2.AsyncClient) -> None:
    made = await told(shop)
    ahead = (datetime.now(UTC) + timedelta(hours=1)).isoformat()
    asked = {"events": [CLEARED[0], {**event("9", 8, milestone="released"), "at": ahead}]}
    refused = await shop.post(f"/v1/shipments/{made['id']}/events", json=asked)

    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/events/1/at")
    assert (await dossier(shop, made["id"]))["events"] == []


async def test_a_clock_that_is_a_little_fast_is_borne(shop: httpx2.AsyncClient) -> None:
    made = await told(shop)
    soon = (datetime.now(UTC) + timedelta(minutes=10)).isoformat()
    results = await happened(shop, made["id"], {**event("9", 8, milestone="arrived"), "at": soon})

    assert [one["outcome"] for one in results] == ["recorded"]


@pytest.mark.parametrize(("hours", "status"), [(13, 200), (15, 422)])
async def test_a_time_without_its_offset_may_lie_as_far_ahead_as_offsets_go(
    shop: httpx2.AsyncClient, hours: int, status: int
) -> None:
    asked = {"carrier": "dhl_express", "format": "easypost", "secret": "0123456789abcdef"}
    path = (await shop.post("/v1/carrier-feeds", json=asked)).json()["path"]
    at = (datetime.now(UTC) + timedelta(hours=hours)).strftime("%Y-%m-%dT%H:%M:%S")
    scan = {"datetime": at, "status": "in_transit", "status_detail": None}
    body = written({**EASYPOST, "result": {**EASYPOST["result"], "tracking_details": [scan]}})
    headers = {"Content-Type": "application/json", "Authorization": "", **proof("easypost", asked["secret"], body)}

    assert (await shop.post(path, content=body, headers=headers)).status_code == status


async def _feed(shop: httpx2.AsyncClient) -> tuple[str, bytes]:
    """The path of a new feed, and the key that signs."""
    made = (await shop.post("/v1/carrier-feeds", json={"carrier": "dhl_express"})).json()
    return made["path"], standard_key(made["secret"].encode())


def _signed(key: bytes, *events: dict[str, Any]) -> dict[str, Any]:
    body = orjson.dumps({"events": [{"tracking_number": NUMBER, **one} for one in events]})
    headers = sign_message(key, "msg_1", datetime.now(UTC), body)
    return {"content": body, "headers": {**headers, "Content-Type": "application/json", "Authorization": ""}}


async def test_a_carrier_tells_by_signed_webhook(shop: httpx2.AsyncClient) -> None:
    made = await told(shop)
    path, key = await _feed(shop)
    response = await shop.post(path, **_signed(key, *CLEARED))

    assert response.status_code == 202, response.text
    assert (await dossier(shop, made["id"]))["clearance"]["milestone"] == "delivered"


@pytest.mark.parametrize("form", MESSAGES)
async def test_a_carrier_tells_in_its_own_format(shop: httpx2.AsyncClient, form: str) -> None:
    made = await told(shop, carrier={"aftership": "dhl_express", "easypost": "dhl_express"}.get(form, form))
    asked = {"carrier": form, "format": form, "secret": "0123456789abcdef"}
    path = (await shop.post("/v1/carrier-feeds", json=asked)).json()["path"]
    body = written(MESSAGES[form])
    headers = {"Content-Type": "application/json", "Authorization": "", **proof(form, asked["secret"], body)}
    again = [(await shop.post(path, content=body, headers=headers)).status_code for _ in range(2)]

    found = (await dossier(shop, made["id"]))["clearance"]
    unread = ["X/A2"] if form == "ups_track_alert" else []
    assert again == [200, 200]
    assert (found["held"], found["unknown_codes"]) == (form in {"aftership", "fedex"}, unread)


async def test_a_wrong_signature_and_a_feed_that_is_not_there_are_answered_alike(shop: httpx2.AsyncClient) -> None:
    path, _ = await _feed(shop)
    wrong = await shop.post(path, **_signed(b"guessed", *CLEARED))
    nowhere = await shop.post(f"/channels/carriers/feed_{'0' * 20}/webhooks", **_signed(b"guessed", *CLEARED))

    assert (wrong.status_code, wrong.json()["detail"]) == (nowhere.status_code, nowhere.json()["detail"])
    assert wrong.status_code == 401


async def test_a_closed_feed_takes_nothing(shop: httpx2.AsyncClient) -> None:
    path, key = await _feed(shop)
    feed_id = (await shop.get("/v1/carrier-feeds")).json()["feeds"][0]["id"]
    closed = await shop.delete(f"/v1/carrier-feeds/{feed_id}")

    assert closed.status_code == 204
    assert (await shop.post(path, **_signed(key, *CLEARED))).status_code == 401
