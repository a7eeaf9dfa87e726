"""Whether a shopper may order what a quote has offered."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from dutiful_quote.orders.errors import NotCommittableError, QuoteExpiredError, UnusableChoiceError
from dutiful_shared.contract.orders import DutyTerms


def check_not_expired(answer: Mapping[str, Any], now: datetime) -> None:
    """Raises: QuoteExpiredError."""
    expires_at = datetime.fromisoformat(answer["expires_at"])
    if now >= expires_at:
        raise QuoteExpiredError(f"The quote held until {expires_at.isoformat()}; ask for a new one.")


def offered_option(answer: Mapping[str, Any], service: str | None, delivery: DutyTerms) -> Mapping[str, Any]:
    """The totals of a service (None: the cart's own shipping) and a way of delivery, if the quote offered it.

    What was offered, by the merchant's settings of then, stands in the quote itself.

    Raises:
        UnusableChoiceError: the quote has no such service.
        NotCommittableError: it was not offered this way; the text says why.
    """
    options: Mapping[str, Any] = answer["options"]
    if service is not None:
        options = next((one for one in options["services"] if one["code"] == service), {})
        if not options:
            raise UnusableChoiceError("/service", f"the quote has no service {service!r}")
    option: Mapping[str, Any] = options[delivery]
    if not option["available"]:
        raise NotCommittableError(f"The quote does not offer delivery {delivery} this way: {option['reason']}")
    return option
