"""`KpiService`: KPIs, exports, feedback, and the gauges of all merchants."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from dutiful_docs.dossier.errors import WrongTokenError
from dutiful_docs.dossier.feedback_token import FeedbackTokens
from dutiful_docs.dossier.kpi_repository import EXPORT_COLUMNS, KpiRepository
from dutiful_docs.dossier.kpis.files import csv_lines, parquet_file
from dutiful_docs.dossier.kpis.rows import kpi_rows
from dutiful_docs.dossier.metrics import DossierMetrics
from dutiful_shared.contract.kpis import FeedbackRequest, KpiAnswer, KpiBy
from dutiful_shared.contract.shipments import FeedbackAnswer

_PAGE: Final = 2_000
#: A Parquet file is made in memory: more rows than this are exported in several periods.
MOST_PARQUET_ROWS: Final = 200_000


class TooManyRowsError(Exception):
    """The period holds more shipments than one Parquet file takes."""


@dataclass(frozen=True, slots=True)
class KpiService:
    """Every call raises DossierUnavailableError where PostgreSQL is out of reach."""

    repository: KpiRepository
    tokens: FeedbackTokens
    metrics: DossierMetrics

    async def kpis(
        self, merchant_id: str, first: date, last: date, by: KpiBy, lane: str | None, carrier: str | None
    ) -> KpiAnswer:
        """KPIs of the shipments of these days (UTC, both included)."""
        asked = {"first": first, "last": last, "lane": lane, "carrier": carrier}
        figures, money = await self.repository.figures(merchant_id, by, asked)
        return KpiAnswer(by=by, from_day=first.isoformat(), to_day=last.isoformat(), rows=kpi_rows(figures, money))

    async def csv(self, merchant_id: str, first: date, last: date) -> AsyncIterator[bytes]:
        """The shipments of these days as CSV, with a header."""
        yield csv_lines([EXPORT_COLUMNS])
        async for rows in self.repository.pages(merchant_id, first, last, _PAGE):
            yield csv_lines(rows)

    async def parquet(self, merchant_id: str, first: date, last: date) -> bytes:
        """The shipments of these days as Parquet.

        Raises:
            TooManyRowsError: they are more than one file takes.
        """
        found: list[tuple[object, ...]] = []
        async for rows in self.repository.pages(merchant_id, first, last, _PAGE):
            found += rows
            if len(found) > MOST_PARQUET_ROWS:
                raise TooManyRowsError
        return parquet_file(EXPORT_COLUMNS, found)

    async def give(self, shipment_id: str, given: FeedbackRequest) -> FeedbackAnswer:
        """Take a shopper's answer.

        Raises:
            WrongTokenError: the token is of no shipment, or of another one.
        """
        if not self.tokens.fits(shipment_id, given.token):
            raise WrongTokenError(shipment_id)
        merchant_id = await self.repository.merchant_of(shipment_id)
        if merchant_id is None:
            raise WrongTokenError(shipment_id)
        await self.repository.give(merchant_id, shipment_id, given)
        found = await self.given(merchant_id, shipment_id)
        assert found is not None, "it has just been written"
        return found

    async def given(self, merchant_id: str, shipment_id: str) -> FeedbackAnswer | None:
        """What the shopper said of a shipment."""
        row = await self.repository.given(merchant_id, shipment_id)
        if row is None:
            return None
        return FeedbackAnswer(scale=row.scale, score=row.score, comment=row.comment, given_at=row.given_at)

    async def measure(self) -> None:
        """Set the gauges."""
        row = await self.repository.gauges()
        self.metrics.held.set(row.held)
        self.metrics.waiting.set(row.waiting)
        self.metrics.papers.set(row.held_for_papers / row.shipments if row.shipments else 0)
        for quantile, took in (("0.5", row.median), ("0.9", row.p90)):
            self.metrics.clearance.labels(quantile).set(float("nan") if took is None else took.total_seconds())
