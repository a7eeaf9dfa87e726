"""A recorded quote as an order sees it: its answer, and the goods and charges of the service that was chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from dutiful_quote.orders.content import OrderContent, content_of, delivery_by
from dutiful_quote.orders.errors import NotCommittableError
from dutiful_quote.orders.policy import offered_option
from dutiful_quote.quotes.answer import write, write_goods
from dutiful_quote.quotes.errors import QuoteError
from dutiful_quote.quotes.landing import Landing
from dutiful_quote.quotes.plain_values import money_answer
from dutiful_quote.quotes.repository import QuoteRecord
from dutiful_quote.quotes.service import as_completed
from dutiful_quote.quotes.totals import goods_net
from dutiful_shared.contract.incoterm import Incoterm
from dutiful_shared.contract.orders import DutyTerms


@dataclass(frozen=True, slots=True)
class QuotedOrders:
    """Reads recorded quotes."""

    landing: Landing

    async def content(
        self, record: QuoteRecord, answer: Mapping[str, Any], service: str | None, delivery: DutyTerms
    ) -> OrderContent:
        """What is ordered. The charges of a service are computed again, with the releases and the day of then.

        Raises:
            UnusableChoiceError: the quote has no such service.
            NotCommittableError: it was not offered, or its charges cannot be computed as they were any more.
            TariffUnavailableError: the tariff cannot be reached.
        """
        option = offered_option(answer, service, delivery)
        completed = as_completed(record)
        goods = answer
        if service is not None:
            try:
                landed = await self.landing.land(completed, record.created_at, record.releases.split())
            except QuoteError as exc:
                raise NotCommittableError("The service cannot be computed as it was quoted; quote again.") from exc
            parts = next(parts for one, parts in landed.services if one.code == service)
            again = offered_option(orjson.loads(orjson.dumps(write(landed, record.id))), service, delivery)
            if again["landed_cost"] != option["landed_cost"]:
                raise NotCommittableError("The service no longer comes to the amounts that were quoted; quote again.")
            currency = answer["currency"]
            plain = {**write_goods(parts, currency), "goods_total": money_answer(goods_net(parts), currency)}
            goods = orjson.loads(orjson.dumps(plain))
        quantities = {line.id: str(line.quantity) for line in completed.request.lines}
        lines = [{**line, "quantity": quantities[line["id"]]} for line in goods["lines"]]
        chosen = {"lines": lines, "charges": goods["charges"], "goods_total": goods["goods_total"]}
        return content_of({**answer, **chosen}, option, delivery)


def delivery_of(answer: Mapping[str, Any]) -> DutyTerms:
    """Who pays at the import by the quote's Incoterm."""
    return delivery_by(Incoterm(answer["incoterm"]))
