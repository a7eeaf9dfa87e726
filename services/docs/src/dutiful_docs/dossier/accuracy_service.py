"""`AccuracyService`: how near quotes were to invoices, and what is to be set aside for orders without one."""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from dutiful_docs.dossier.accuracy.bound import needed
from dutiful_docs.dossier.accuracy.lanes import Of, accuracy
from dutiful_docs.dossier.accuracy.measured import Measured, measured
from dutiful_docs.dossier.accuracy.reserve import Exposure, Reserve, Shortfall, interval_of, reserve, shortfalls
from dutiful_docs.dossier.charge_repository import ChargeRepository
from dutiful_docs.dossier.charges.dispute import money
from dutiful_docs.dossier.errors import UnusableParameterError
from dutiful_docs.dossier.our_quotes import OurQuote, OurQuotes
from dutiful_docs.dossier.quoted import charges_of
from dutiful_docs.dossier.shipment import Shipment
from dutiful_docs.dossier.shipment_repository import ShipmentRepository
from dutiful_shared.contract.accuracy import (
    AccuracyAnswer,
    AccuracyRow,
    LaneHistory,
    NotMeasured,
    ReserveAnswer,
    ReserveRow,
    ReserveTotal,
)
from dutiful_shared.contract.charge import Payer
from dutiful_shared.contract.money import Money
from dutiful_shared.contract.orders import DutyTerms, OrderState
from dutiful_shared.contract.shipments import ExpectedCharge

#: The invoiced shipments that one answer measures at most, and the open ones that it sums up.
MOST_SHIPMENTS: Final = 5_000
MOST_OPEN: Final = 1_000
#: Quotes that are read at the same time.
_AT_ONCE: Final = 4
_NONE: Final = "No shipment of a quote of these days has been invoiced in full: there is nothing to measure."


@dataclass(frozen=True, slots=True)
class Terms:
    """How sure a reserve shall be, and which shipments it is measured by."""

    level: Decimal
    confidence: Decimal
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class _Found:
    measured: tuple[Measured, ...]
    why_not: Counter[NotMeasured]
    invoiced: int
    complete: bool


@dataclass(frozen=True, slots=True)
class AccuracyService:
    """`now` is the clock, in UTC. Every call raises DossierUnavailableError where PostgreSQL is out of reach."""

    shipments: ShipmentRepository
    charges: ChargeRepository
    quotes: OurQuotes
    now: Callable[[], datetime]

    async def by_lane(self, merchant_id: str, first: date, last: date, of: Of) -> AccuracyAnswer:
        """How near quotes were, of shipments of these days (UTC, both included)."""
        found = await self._measured(merchant_id, first, last)
        rows = tuple(
            AccuracyRow(
                lane=one.lane,
                currency=one.currency,
                shipments=one.nearness.shipments,
                exact=f"{one.nearness.exact:f}",
                within_1_percent=f"{one.nearness.within_1:f}",
                within_5_percent=f"{one.nearness.within_5:f}",
                median_absolute_error=Money(one.median_absolute, one.currency).plain()["amount"],
                median_relative_error=_text(one.nearness.median_relative),
            )
            for one in accuracy(found.measured, of)
        )
        count = len(found.measured)
        return AccuracyAnswer(
            from_day=first.isoformat(),
            to_day=last.isoformat(),
            of=of,
            rows=rows,
            invoiced=found.invoiced,
            measured=count,
            not_measured={why: found.why_not[why] for why in NotMeasured if found.why_not[why]},
            complete=found.complete,
            text=f"{count} of {found.invoiced} invoiced shipments are measured." if count else _NONE,
        )

    async def reserves(
        self, merchant_id: str, quote_ids: Sequence[str], delivery: DutyTerms | None, terms: Terms, api_key: str
    ) -> ReserveAnswer:
        """What to set aside for the orders of these quotes.

        Raises:
            UnknownQuoteError: the caller has no such quote.
            UnusableParameterError: an order was voided, or is not committed and the way of delivery is not said.
        """
        places = asyncio.Semaphore(_AT_ONCE)

        async def read(quote_id: str) -> Exposure:
            async with places:
                return _of_quote(quote_id, await self.quotes.find(quote_id, api_key), delivery)

        exposures = await asyncio.gather(*(read(one) for one in dict.fromkeys(quote_ids)))
        return await self._reserved(merchant_id, exposures, terms, complete=True)

    async def open_reserves(self, merchant_id: str, terms: Terms) -> ReserveAnswer:
        """The same for shipments that are told and not invoiced."""
        found = await self.shipments.open(merchant_id, MOST_OPEN + 1)
        exposures = [one for shipment in found[:MOST_OPEN] for one in _of_shipment(shipment)]
        return await self._reserved(merchant_id, exposures, terms, complete=len(found) <= MOST_OPEN)

    async def _reserved(
        self, merchant_id: str, exposures: Iterable[Exposure], terms: Terms, *, complete: bool
    ) -> ReserveAnswer:
        found = await self._measured(merchant_id, terms.first, terms.last)
        lanes = shortfalls(found.measured, terms.level, terms.confidence)
        reserved = [reserve(one, lanes) for one in exposures]
        asked = dict.fromkeys(one.exposure.lane for one in reserved)
        return ReserveAnswer(
            level=f"{terms.level:f}",
            confidence=f"{terms.confidence:f}",
            history_from=terms.first.isoformat(),
            history_to=terms.last.isoformat(),
            orders=tuple(_row(one) for one in reserved),
            totals=tuple(_totals(reserved)),
            lanes=tuple(_lane(lane, lanes.get(lane), terms) for lane in asked),
            complete=complete and found.complete,
        )

    async def _measured(self, merchant_id: str, first: date, last: date) -> _Found:
        since = datetime.combine(first, time(), UTC)
        until = datetime.combine(last + timedelta(days=1), time(), UTC)
        found = await self.shipments.charged_between(merchant_id, since, until, MOST_SHIPMENTS + 1)
        counted = found[:MOST_SHIPMENTS]
        charged = await self.charges.charged(merchant_id, [one.id for one in counted])
        told = [measured(one, charged.get(one.id, ())) for one in counted]
        return _Found(
            measured=tuple(one for one in told if isinstance(one, Measured)),
            why_not=Counter(one for one in told if isinstance(one, NotMeasured)),
            invoiced=len(counted),
            complete=len(found) <= MOST_SHIPMENTS,
        )


def _of_quote(quote_id: str, found: OurQuote, delivery: DutyTerms | None) -> Exposure:
    order = found.order
    assert order is not None, "a quote that is read comes with its order"
    if order.state is OrderState.VOIDED:
        raise UnusableParameterError("quote_id", f"the order of {quote_id} was voided")
    chosen = order.delivery or delivery
    if chosen is None:
        raise UnusableParameterError("delivery", f"is needed, for {quote_id} was not committed")
    return Exposure(
        lane=f"{found.cart.ship_from.country}-{found.cart.ship_to.country}",
        quoted=_borne(charges_of(found.quote, chosen), found.quote.currency),
        interval=interval_of(found.quote),
        borne=chosen == "ddp",
        order_reference=order.reference,
        quote_id=quote_id,
    )


def _of_shipment(shipment: Shipment) -> Iterator[Exposure]:
    """None where nothing of it is the merchant's, or its charges are in several currencies."""
    content = shipment.content
    currencies = {one.currency for one in content.expected}
    if len(currencies) != 1:
        return
    quoted = _borne(content.expected, currencies.pop())
    yield Exposure(
        lane=content.lane,
        quoted=quoted,
        # A shipment states amounts, not ranges: its quote had a total.
        interval=Money.zero(quoted.currency),
        borne=bool(quoted.amount),
        order_reference=content.order_reference,
        quote_id=content.quote_id,
        shipment_id=shipment.id,
    )


def _borne(charges: Iterable[ExpectedCharge], currency: str) -> Money:
    """What the merchant pays at the border; where nobody is named, it does."""
    borne = (one.amount for one in charges if one.at_border and one.payer is not Payer.BUYER)
    return Money(sum(borne, Decimal(0)), currency)


def _row(one: Reserve) -> ReserveRow:
    exposure = one.exposure
    return ReserveRow(
        order_reference=exposure.order_reference,
        quote_id=exposure.quote_id,
        shipment_id=exposure.shipment_id,
        lane=exposure.lane,
        status=one.status,
        quoted=money(exposure.quoted),
        interval=None if exposure.interval is None else money(exposure.interval),
        history=None if one.history is None else money(one.history),
        reserve=None if one.amount is None else money(one.amount),
        at_least=money(one.at_least),
    )


def _totals(reserved: Iterable[Reserve]) -> Iterator[ReserveTotal]:
    currencies: dict[str, list[Reserve]] = defaultdict(list)
    for one in reserved:
        currencies[one.at_least.currency].append(one)
    for currency, rows in sorted(currencies.items()):
        known = [one.amount.amount for one in rows if one.amount is not None]
        yield ReserveTotal(
            currency=currency,
            orders=len(rows),
            with_reserve=len(known),
            reserve=Money(sum(known, Decimal(0)), currency).plain()["amount"],
            at_least=Money(sum((one.at_least.amount for one in rows), Decimal(0)), currency).plain()["amount"],
        )


def _lane(lane: str, found: Shortfall | None, terms: Terms) -> LaneHistory:
    if found is None:
        least = needed(terms.level, terms.confidence)
        return LaneHistory(lane=lane, measured=0, needed=least, rank=None, shortfall=None)
    share = None if found.share is None else f"{found.share:.6f}"
    return LaneHistory(lane=lane, measured=found.measured, needed=found.needed, rank=found.rank, shortfall=share)


def _text(value: Decimal | None) -> str | None:
    return None if value is None else f"{value:f}"
