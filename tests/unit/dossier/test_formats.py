"""What carriers write themselves, and the events that it becomes."""

from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from dutiful_docs.dossier.events.event import ClearanceEvent, event_of
from dutiful_docs.dossier.formats import FORMATS
from dutiful_shared.contract.shipment_events import FeedFormat, HoldReason, Milestone
from tests.builders.carrier_messages import AFTERSHIP, EASYPOST, FEDEX, MESSAGES, UPS, proof, written

SECRET = "0123456789abcdef"
NOW = datetime(2026, 11, 3, 12, tzinfo=UTC)


def events(form: str, message: dict[str, Any]) -> list[tuple[str, ClearanceEvent]]:
    told = FORMATS[FeedFormat(form)].read(written(message), "mine")
    return [(carrier, event_of(one, carrier)) for carrier, one in told]


def said(form: str, message: dict[str, Any]) -> list[tuple[str, str | None, int]]:
    return [(one.milestone.value, one.code, one.at.hour) for _, one in events(form, message)]


@pytest.mark.parametrize(
    ("form", "expected"),
    [
        pytest.param("aftership", [("arrived", "InTransit_004", 7), ("held", "Exception_018", 9)], id="AfterShip"),
        pytest.param(
            "easypost",
            [("none", "in_transit/arrived_at_facility", 7), ("delivered", "delivered/arrived_at_destination", 9)],
            id="EasyPost",
        ),
        pytest.param("fedex", [("presented", "CP", 7), ("held", "CD/A25", 9)], id="FedEx"),
        pytest.param("ups_track_alert", [("unknown", "X/A2", 9)], id="UPS says too little"),
    ],
)
def test_a_message_is_read(form: str, expected: list[tuple[str, str, int]]) -> None:
    assert said(form, MESSAGES[form]) == expected


def test_aftership_names_the_carrier_and_says_why_it_is_held() -> None:
    (_, held) = events("aftership", AFTERSHIP)

    assert (held[0], held[1].hold_reason) == ("dhl_express", HoldReason.DOCUMENTS)


def test_easypost_names_the_carrier() -> None:
    assert [carrier for carrier, _ in events("easypost", EASYPOST)] == ["dhl_express", "dhl_express"]


def test_easypost_without_a_carrier_means_that_of_the_feed() -> None:
    told = {**EASYPOST, "result": {**EASYPOST["result"], "carrier": None}}
    assert events("easypost", told)[0][0] == "mine"


def test_what_easypost_tells_of_other_things_says_nothing() -> None:
    assert events("easypost", {**EASYPOST, "description": "batch.created", "result": {"id": "batch_1"}}) == []


def test_free_text_that_may_name_somebody_is_left_behind() -> None:
    assert [one.text for _, one in events("aftership", AFTERSHIP)] == [
        "Arrived at the destination country",
        "Incorrect / missing documents",
    ]


@pytest.mark.parametrize(
    ("type_", "day", "expected"),
    [
        pytest.param("D", "20261103", Milestone.DELIVERED, id="delivered"),
        pytest.param("D", "", Milestone.NONE, id="out for delivery"),
        pytest.param("I", "", Milestone.NONE, id="on the way"),
    ],
)
def test_ups_tells_a_delivery_by_its_day(type_: str, day: str, expected: Milestone) -> None:
    status = {"type": type_, "code": "FS", "description": ""}
    ((_, one),) = events("ups_track_alert", {**UPS, "activityStatus": status, "actualDeliveryDate": day})

    assert (one.milestone, one.code) == (expected, f"{type_}/FS")


def test_a_code_that_nobody_knows_is_kept() -> None:
    message = deepcopy(AFTERSHIP)
    message["msg"]["checkpoints"][0] |= {"subtag": "InTransit_999", "subtag_message": None}

    assert said("aftership", message)[0] == ("unknown", "InTransit_999", 7)


def test_a_scan_without_any_code_is_kept_too() -> None:
    message = deepcopy(FEDEX)
    message["output"]["completeTrackResults"][0]["trackResults"][0]["scanEvents"][0] |= {"eventType": None}

    assert said("fedex", message)[0] == ("unknown", "unstated", 7)


def test_the_same_scan_has_the_same_id_in_whatever_message() -> None:
    later = deepcopy(AFTERSHIP)
    later["msg"]["checkpoints"].insert(0, {"checkpoint_time": "2026-11-02", "subtag": "InTransit_001"})

    first, second = (events("aftership", one) for one in (AFTERSHIP, later))
    assert [one.id for _, one in first] == [one.id for _, one in second][1:]


@pytest.mark.parametrize("form", MESSAGES)
def test_only_who_has_the_secret_is_believed(form: str) -> None:
    body, signed = written(MESSAGES[form]), FORMATS[FeedFormat(form)].signed

    assert signed(SECRET.encode(), body, proof(form, SECRET, body), NOW)
    assert not signed(SECRET.encode(), body, proof(form, "another secret..", body), NOW)
    assert not signed(SECRET.encode(), body, {}, NOW)


@pytest.mark.parametrize("form", MESSAGES)
@given(content=st.one_of(st.binary(max_size=40), st.recursive(st.none() | st.text(), st.lists).map(written)))
def test_what_is_not_of_the_format_is_refused(form: str, content: bytes) -> None:
    with pytest.raises(ValidationError):
        FORMATS[FeedFormat(form)].read(content, "mine")
