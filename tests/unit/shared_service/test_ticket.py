"""A ticket lets one of our own services ask another, for one purpose and a moment."""

from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from dutiful_shared.service.internal import InternalSettings
from dutiful_shared.service.ticket import TICKET_LIFETIME, Purpose, is_ticket, issue_ticket, subject_of_ticket

NOW: Final = datetime(2026, 11, 29, 12, tzinfo=UTC)
MERCHANT: Final = "mer_0123456789abcdef"
OURS: Final = InternalSettings(internal_key="a" * 32)
TICKET: Final = issue_ticket(OURS, Purpose.CLASSIFY_LINES, MERCHANT, NOW)


def shown(ticket: str, *, settings: InternalSettings = OURS, at: datetime = NOW) -> str | None:
    return subject_of_ticket(settings, Purpose.CLASSIFY_LINES, ticket, at)


def test_a_ticket_names_its_merchant_and_never_shows_the_key() -> None:
    assert shown(TICKET) == MERCHANT
    assert is_ticket(TICKET)
    assert "a" * 32 not in TICKET


@pytest.mark.parametrize(
    "ticket",
    [
        pytest.param(TICKET.replace(MERCHANT, "mer_fedcba9876543210"), id="for-another-merchant"),
        pytest.param(TICKET[:-1] + ("0" if TICKET[-1] != "0" else "1"), id="a-digit-changed"),
        pytest.param(TICKET.replace(TICKET.split(".")[2], str(int(TICKET.split(".")[2]) + 5)), id="made-longer"),
        pytest.param(issue_ticket(OURS, Purpose.ENTER_INTO_LEDGER, "quote", NOW), id="of-a-service"),
        pytest.param("a" * 32, id="the-internal-key-itself"),
        pytest.param("dk_test_000000000000_" + "0" * 64, id="an-api-key"),
        pytest.param("mt." + MERCHANT + ".9999999999." + "\u0663" * 64, id="other-digits"),
        pytest.param("", id="nothing"),
    ],
)
def test_what_is_no_ticket_of_ours_names_nobody(ticket: str) -> None:
    assert shown(ticket) is None


@pytest.mark.parametrize(
    ("made_for", "name"),
    [
        pytest.param(Purpose.TELL_OF_ORDERS, None, id="another purpose"),
        pytest.param(Purpose.ENTER_INTO_LEDGER, "quote", id="its own purpose"),
    ],
)
def test_a_service_is_known_by_its_name_for_one_purpose(made_for: Purpose, name: str | None) -> None:
    ticket = issue_ticket(OURS, made_for, "quote", NOW)

    assert is_ticket(ticket)
    assert subject_of_ticket(OURS, Purpose.ENTER_INTO_LEDGER, ticket, NOW) == name


def test_a_ticket_is_soon_worth_nothing() -> None:
    assert shown(TICKET, at=NOW + TICKET_LIFETIME - timedelta(seconds=1)) == MERCHANT
    assert shown(TICKET, at=NOW + TICKET_LIFETIME) is None


def test_a_clock_that_is_a_little_behind_still_takes_it_and_one_far_behind_does_not() -> None:
    assert shown(TICKET, at=NOW - timedelta(seconds=20)) == MERCHANT
    assert shown(TICKET, at=NOW - timedelta(minutes=5)) is None


def test_while_a_key_replaces_another_tickets_of_both_are_taken() -> None:
    changing = InternalSettings(internal_key=f"{'b' * 32},{'a' * 32}")
    assert shown(TICKET, settings=changing) == MERCHANT
    assert shown(TICKET, settings=InternalSettings(internal_key="b" * 32)) is None
