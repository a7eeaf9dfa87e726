"""What was offered may be ordered, and nothing else."""

from datetime import UTC, datetime
from typing import Any

import pytest

from dutiful_quote.orders.errors import NotCommittableError, QuoteExpiredError, UnusableChoiceError
from dutiful_quote.orders.policy import check_not_expired, offered_option

OFFERED = {"available": True, "reason": None, "landed_cost": {"amount": "10.00", "currency": "USD"}}
KEPT_BACK = {"available": False, "reason": "An amount is not known.", "landed_cost": None}
ANSWER: dict[str, Any] = {
    "options": {
        "ddp": KEPT_BACK,
        "dap": OFFERED,
        "services": [{"code": "express", "ddp": OFFERED, "dap": KEPT_BACK}],
    }
}


def test_what_was_offered_may_be_ordered() -> None:
    assert offered_option(ANSWER, None, "dap") == OFFERED
    assert offered_option(ANSWER, "express", "ddp") == OFFERED


def test_what_was_not_offered_is_refused_with_its_reason() -> None:
    with pytest.raises(NotCommittableError, match=r"An amount is not known\."):
        offered_option(ANSWER, None, "ddp")
    with pytest.raises(NotCommittableError):
        offered_option(ANSWER, "express", "dap")


def test_a_service_that_the_quote_does_not_have_is_no_choice() -> None:
    with pytest.raises(UnusableChoiceError, match="no service 'pigeon'"):
        offered_option(ANSWER, "pigeon", "dap")


def test_a_quote_holds_until_it_expires_and_not_at_that_moment() -> None:
    found = {"expires_at": "2026-11-20T12:00:00+00:00"}

    check_not_expired(found, datetime(2026, 11, 20, 11, 59, 59, tzinfo=UTC))
    with pytest.raises(QuoteExpiredError):
        check_not_expired(found, datetime(2026, 11, 20, 12, tzinfo=UTC))
