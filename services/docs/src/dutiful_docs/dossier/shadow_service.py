"""`ShadowService`: another provider's answers beside ours, and who was nearer to what carriers charged."""

import hashlib
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Literal

import orjson

from dutiful_docs.dossier.charge_repository import ChargeRepository
from dutiful_docs.dossier.charges.comparison import ChargedLine
from dutiful_docs.dossier.errors import UnknownShadowError
from dutiful_docs.dossier.kpis.files import csv_lines
from dutiful_docs.dossier.our_quotes import OurQuotes
from dutiful_docs.dossier.shadow.judge import Judged, ShadowRecord, Uncharged, by_sku, judge
from dutiful_docs.dossier.shadow.report import ThreeWay
from dutiful_docs.dossier.shadow.their_answers import read_answer
from dutiful_docs.dossier.shadow.told import Told, in_coins, ours, theirs, written
from dutiful_docs.dossier.shadow_repository import ShadowRepository
from dutiful_shared.contract.providers import Provider
from dutiful_shared.contract.shadow import (
    JudgedAnswer,
    ShadowAnswer,
    ShadowRequest,
    ThreeWayAnswer,
    ToldAnswer,
)

By = Literal["lane", "sku"]
#: The shadow quotes that one report counts at most.
MOST_RECORDS: Final = 5_000
_COLUMNS: Final = (
    "recorded_at", "provider", "order_reference", "quote_id", "lane", "component", "currency",
    "theirs", "ours", "invoice", "their_error", "our_error", "nearer", "unjudged",
)  # fmt: skip
_Counted = tuple[ShadowRecord, Sequence[ChargedLine] | None]


class TooManyRecordsError(Exception):
    """The period holds more shadow quotes than one file takes."""


@dataclass(frozen=True, slots=True)
class ShadowService:
    """`now` is the clock, in UTC. Every call raises DossierUnavailableError where PostgreSQL is out of reach."""

    records: ShadowRepository
    charges: ChargeRepository
    quotes: OurQuotes
    now: Callable[[], datetime]

    async def add(self, merchant_id: str, shadow_id: str, asked: ShadowRequest, api_key: str) -> ShadowAnswer:
        """Quote the cart now, and keep both answers.

        Raises:
            ConflictError: the provider's answer to this quote was told before, with another content.
            UnknownQuoteError: the merchant has no such quote.
            UnusableFieldError: the provider's answer has not its shape.
            RefusedCartError: what was sent is no cart, or cannot be quoted.
        """
        told, notes = _theirs(asked)
        found = await self.quotes.of(asked, api_key, shadow_id)
        assert found.quote.id is not None, "a quote that was not recorded is not handed out"
        record = ShadowRecord(
            id=shadow_id,
            merchant_id=merchant_id,
            provider=asked.provider,
            provider_reference=asked.provider_reference,
            order_reference=asked.order_reference or (found.order.reference if found.order is not None else None),
            quote_id=asked.quote_id or found.quote.id,
            lane=f"{found.cart.ship_from.country}-{found.cart.ship_to.country}",
            ours_status=found.quote.status.value,
            theirs=told,
            ours=ours(found.quote, found.cart, asked.delivery),
            recorded_at=self.now(),
            notes=notes,
        )
        said = {"theirs": told.plain(), "order": asked.order_reference, "reference": asked.provider_reference}
        fingerprint = hashlib.sha256(orjson.dumps(said, option=orjson.OPT_SORT_KEYS)).hexdigest()
        standing = await self.records.add(record, fingerprint)
        return await self.find(merchant_id, standing.id)

    async def find(self, merchant_id: str, shadow_id: str) -> ShadowAnswer:
        """A shadow quote with what the invoices say so far.

        Raises:
            UnknownShadowError: the merchant has no such shadow quote.
        """
        found = await self.records.find(merchant_id, shadow_id)
        if found is None:
            raise UnknownShadowError(shadow_id)
        ((record, charged),) = await self._charged(merchant_id, [found])
        return _answer(record, judge(record, charged))

    async def report(
        self, merchant_id: str, first: date, last: date, by: By, provider: str | None, uncharged: Uncharged
    ) -> ThreeWayAnswer:
        """Who was nearer, of the shadow quotes that were recorded on these days (UTC, both included)."""
        counted, superseded, complete = await self._counted(merchant_id, first, last, provider)
        rows = ThreeWay()
        for record, charged in counted:
            for key, judged in _keyed(record, charged, by, uncharged):
                rows.add(key, record.provider, judged)
        return ThreeWayAnswer(
            by=by,
            from_day=first.isoformat(),
            to_day=last.isoformat(),
            uncharged=uncharged,
            rows=tuple(rows.rows()),
            superseded=superseded,
            complete=complete,
        )

    async def csv(
        self, merchant_id: str, first: date, last: date, provider: str | None, uncharged: Uncharged
    ) -> AsyncIterator[bytes]:
        """Each verdict of these days as a row, with a header.

        Raises:
            TooManyRecordsError: the period holds more than one file takes.
        """
        counted, _, complete = await self._counted(merchant_id, first, last, provider)
        if not complete:
            raise TooManyRecordsError
        yield csv_lines([_COLUMNS])
        for record, charged in counted:
            yield csv_lines(_row(record, judged) for judged in judge(record, charged, uncharged))

    async def _counted(
        self, merchant_id: str, first: date, last: date, provider: str | None
    ) -> tuple[list[_Counted], int, bool]:
        """The records that count, how many were superseded, and whether that was all of the period."""
        since = datetime.combine(first, time(), UTC)
        until = datetime.combine(last + timedelta(days=1), time(), UTC)
        found = await self.records.recorded_between(merchant_id, since, until, provider, MOST_RECORDS + 1)
        newest: dict[tuple[str, object], tuple[ShadowRecord, frozenset[str]]] = {}
        for record, shipments in found[:MOST_RECORDS]:
            newest[record.provider, record.order_reference or shipments or record.id] = (record, shipments)
        counted = await self._charged(merchant_id, list(newest.values()))
        return counted, min(len(found), MOST_RECORDS) - len(newest), len(found) <= MOST_RECORDS

    async def _charged(self, merchant_id: str, found: Sequence[tuple[ShadowRecord, frozenset[str]]]) -> list[_Counted]:
        ids = {one for _, shipments in found for one in shipments}
        charged = await self.charges.charged(merchant_id, ids) if ids else {}
        return [(record, _of_all(shipments, charged)) for record, shipments in found]


def _of_all(shipments: Iterable[str], charged: Mapping[str, Sequence[ChargedLine]]) -> list[ChargedLine] | None:
    """What was charged for the shipments of an order; None where there is none, or one has no invoice."""
    found = [charged.get(one, ()) for one in sorted(shipments)]
    return [line for lines in found for line in lines] if found and all(found) else None


def _theirs(asked: ShadowRequest) -> tuple[Told, tuple[str, ...]]:
    if asked.amounts is not None:
        return theirs(asked.amounts), ()
    assert asked.answer is not None, "one of both is there"
    read = read_answer(Provider(asked.provider), asked.answer)
    return read.told, read.notes


def _keyed(
    record: ShadowRecord, charged: Sequence[ChargedLine] | None, by: By, uncharged: Uncharged
) -> Iterator[tuple[str, Judged]]:
    if by == "sku":
        yield from by_sku(record, charged, uncharged)
    else:
        yield from ((record.lane, judged) for judged in judge(record, charged, uncharged))


def _row(record: ShadowRecord, judged: Judged) -> tuple[object, ...]:
    return (
        record.recorded_at, record.provider, record.order_reference, record.quote_id, record.lane,
        judged.component.value, judged.currency,
        *(in_coins(one, judged.currency) for one in (judged.theirs, judged.ours, judged.invoice)),
        *(judged.errors or (None, None)),
        judged.nearer.value if judged.nearer is not None else None,
        judged.unjudged.value if judged.unjudged is not None else None,
    )  # fmt: skip


def _answer(record: ShadowRecord, judged: Iterable[Judged]) -> ShadowAnswer:
    return ShadowAnswer(
        id=record.id,
        provider=record.provider,
        provider_reference=record.provider_reference,
        order_reference=record.order_reference,
        quote_id=record.quote_id,
        lane=record.lane,
        recorded_at=record.recorded_at,
        ours_status=record.ours_status,
        theirs=ToldAnswer.model_validate(record.theirs.plain()),
        ours=ToldAnswer.model_validate(record.ours.plain()),
        judged=tuple(
            JudgedAnswer(
                component=one.component,
                currency=one.currency,
                theirs=written(one.theirs, one.currency),
                ours=written(one.ours, one.currency),
                invoice=written(one.invoice, one.currency),
                nearer=one.nearer,
                unjudged=one.unjudged,
            )
            for one in judged
        ),
        notes=record.notes,
    )
