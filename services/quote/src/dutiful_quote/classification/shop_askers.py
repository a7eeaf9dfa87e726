"""Carts of platforms come without an API key: the classifier is asked with a ticket for the shop's merchant."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from dutiful_quote.classification.desk import Asker
from dutiful_quote.settings import QuoteSettings
from dutiful_shared.service.ticket import Purpose, issue_ticket


@dataclass(frozen=True, slots=True)
class ShopAskers:
    """Makes tickets. `now` is the clock, in UTC."""

    settings: QuoteSettings
    now: Callable[[], datetime]

    def of(self, merchant_id: str) -> Asker | None:
        """Who asks for the merchant of a shop whose call was verified; None where the operator wants none asked."""
        if not self.settings.classify_for_shops:
            return None
        return Asker(merchant_id, issue_ticket(self.settings, Purpose.CLASSIFY_LINES, merchant_id, self.now()))
