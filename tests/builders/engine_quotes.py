"""Quotes, and orders of them, as the quote engine makes them, without its stores."""

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson
from prometheus_client import CollectorRegistry

from dutiful_quote.orders.content import OrderContent
from dutiful_quote.orders.ordered import ordered_answer
from dutiful_quote.orders.quoted import QuotedOrders
from dutiful_quote.quotes.answer import write
from dutiful_quote.quotes.completed import Completed
from dutiful_quote.quotes.packaged import packaged_landing
from dutiful_quote.quotes.repository import QuoteRecord
from dutiful_quote.settings import QuoteSettings
from dutiful_shared.contract.orders import DutyTerms, OrderedAnswer
from dutiful_shared.contract.quote_answer import QuoteAnswer
from dutiful_shared.contract.quote_request import QuoteRequest
from tests.builders.memory_schedule import MemorySchedule
from tests.builders.tariff import ON

#: Duties in percent.
RATES: Final = {"610910": "11", "610990": "0", "420221": "3.7", "392690": "6.5"}
NOW: Final = datetime(ON.year, ON.month, ON.day, tzinfo=UTC)
_LANDING: Final = packaged_landing(MemorySchedule(RATES), CollectorRegistry(), QuoteSettings())


@dataclass(frozen=True, slots=True)
class EngineQuote:
    """A cart with its quote."""

    cart: QuoteRequest
    plain: dict[str, Any]

    @property
    def answer(self) -> QuoteAnswer:
        """The quote as a client reads it."""
        return QuoteAnswer.model_validate_json(orjson.dumps(self.plain))

    def ordered(self, service: str | None, delivery: DutyTerms) -> tuple[OrderContent, OrderedAnswer]:
        """What is kept of an order of it, and what is told of that."""
        record = QuoteRecord(
            id=self.plain["id"],
            merchant_id="mer_1",
            created_at=NOW,
            expires_at=NOW + timedelta(days=1),
            status=self.plain["status"],
            engine_version=self.plain["engine_version"],
            releases="",
            fingerprint="",
            request=self.cart.model_dump_json(exclude_unset=True),
            completed=None,
            answer=orjson.dumps(self.plain).decode(),
        )
        content = asyncio.run(QuotedOrders(_LANDING).content(record, self.plain, service, delivery))
        return content, OrderedAnswer.model_validate_json(orjson.dumps(ordered_answer(content)))


def engine_quote(cart: QuoteRequest) -> EngineQuote:
    """The quote of a cart to `memory_schedule.COUNTRY` whose lines have codes of `RATES`.

    Raises:
        QuoteError: the cart cannot be quoted.
    """
    landed = asyncio.run(_LANDING.land(Completed(cart), NOW))
    return EngineQuote(cart, orjson.loads(orjson.dumps(write(landed, "q_1"))))
