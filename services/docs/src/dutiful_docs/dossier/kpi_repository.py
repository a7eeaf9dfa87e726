"""The only SQL about KPIs and feedback: it reads the views that BI tools read."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import date
from typing import Any, Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_docs.dossier.connections import of_merchant
from dutiful_docs.dossier.errors import DossierUnavailableError
from dutiful_shared.contract.kpis import FeedbackRequest, KpiBy
from dutiful_shared.service.postgres import unreachable_as

_KEYS: Final = {
    KpiBy.DAY: "to_char(shipped_on, 'YYYY-MM-DD')",
    KpiBy.WEEK: """to_char(shipped_on, 'IYYY-"W"IW')""",
    KpiBy.MONTH: "to_char(shipped_on, 'YYYY-MM')",
    KpiBy.LANE: "lane",
    KpiBy.CARRIER: "carrier",
    KpiBy.MERCHANT: "merchant_id",
}
_WHERE: Final = """
    WHERE shipped_on BETWEEN :first AND :last
      AND (CAST(:lane AS text) IS NULL OR lane = :lane) AND (CAST(:carrier AS text) IS NULL OR carrier = :carrier)
"""
_FIGURES: Final = """
    SELECT {key} AS key, count(*) AS shipments, count(clearance_hours) AS cleared,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY clearance_hours) AS median,
           percentile_cont(0.9) WITHIN GROUP (ORDER BY clearance_hours) AS p90,
           count(*) FILTER (WHERE held) AS held, count(*) FILTER (WHERE held_for_papers) AS held_for_papers,
           sum(stars) AS stars, count(stars) AS answers_in_stars,
           count(*) FILTER (WHERE nps >= 9) AS promoters, count(*) FILTER (WHERE nps <= 6) AS detractors,
           count(nps) AS answers_in_nps
    FROM docs.kpi_shipment {where} GROUP BY 1 ORDER BY 1
"""
_MONEY: Final = """
    SELECT {key} AS key, currency, sum(revenue) AS revenue,
           sum(duties_and_taxes) AS duties_and_taxes,
           sum(revenue) FILTER (WHERE duties_and_taxes IS NOT NULL) AS weighed_revenue,
           sum(duties_and_taxes) FILTER (WHERE revenue IS NOT NULL) AS weighed_duties_and_taxes,
           sum(cost) AS cost, count(cost) AS shipments_with_cost
    FROM docs.kpi_shipment {where} GROUP BY 1, 2 ORDER BY 1, 2
"""
_STATEMENTS: Final = {
    by: (text(_FIGURES.format(key=key, where=_WHERE)), text(_MONEY.format(key=key, where=_WHERE)))
    for by, key in _KEYS.items()
}
#: The columns of an export, in the order of the view.
EXPORT_COLUMNS: Final = (
    "shipment_id", "order_reference", "carrier", "lane", "shipped_at", "shipped_on", "milestone", "held",
    "held_for_papers", "began_at", "cleared_at", "clearance_hours", "currency", "revenue", "shipping_cost",
    "duties_and_taxes", "duties_and_taxes_from", "carrier_fees", "cost", "stars", "nps",
)  # fmt: skip
_PAGE: Final = text(
    f"""
    SELECT {", ".join(EXPORT_COLUMNS)} FROM docs.kpi_shipment {_WHERE}
      AND shipment_id > :after ORDER BY shipment_id LIMIT :most
    """  # noqa: S608 - our own columns
)
_FEEDBACK: Final = text(
    """
    INSERT INTO docs.shipment_feedback (shipment_id, merchant_id, scale, score, comment, given_at)
    VALUES (:shipment_id, :merchant_id, :scale, :score, :comment, clock_timestamp())
    ON CONFLICT (shipment_id) DO UPDATE
        SET scale = EXCLUDED.scale, score = EXCLUDED.score, comment = EXCLUDED.comment, given_at = EXCLUDED.given_at
    """
)
_GIVEN: Final = text(
    "SELECT scale, score, comment, given_at FROM docs.shipment_feedback WHERE shipment_id = :shipment_id"
)
_MERCHANT: Final = text("SELECT merchant_id FROM docs.shipment WHERE id = :shipment_id")
# Of all merchants together: for whoever runs the service.
_GAUGES: Final = text(
    """
    SELECT (SELECT count(*) FROM docs.shipment WHERE held) AS held,
           (SELECT count(*) FROM docs.shipment_event WHERE shipment_id IS NULL) AS waiting,
           count(*) AS shipments, count(*) FILTER (WHERE held_for_papers) AS held_for_papers,
           percentile_cont(0.5) WITHIN GROUP (ORDER BY cleared_at - began_at) FILTER (WHERE cleared_at >= began_at)
               AS median,
           percentile_cont(0.9) WITHIN GROUP (ORDER BY cleared_at - began_at) FILTER (WHERE cleared_at >= began_at)
               AS p90
    FROM docs.shipment WHERE shipped_at > clock_timestamp() - interval '30 days'
    """
)


class KpiRepository:
    """Reads the views. Every call raises DossierUnavailableError where PostgreSQL is out of reach.

    Args:
        requests: an engine of the request role.
        reads: such an engine for figures and exports, which may lag.
        service: an engine of the service role.
    """

    def __init__(self, requests: AsyncEngine, reads: AsyncEngine, service: AsyncEngine) -> None:
        self._requests = requests
        self._reads = reads
        self._service = service

    async def figures(
        self, merchant_id: str, by: KpiBy, asked: Mapping[str, Any]
    ) -> tuple[Sequence[Any], Sequence[Any]]:
        """Rows of the figures, and rows of the money by currency. `asked`: first, last, lane, carrier."""
        figures, money = _STATEMENTS[by]
        async with of_merchant(self._reads, merchant_id) as connection:
            return (await connection.execute(figures, asked)).all(), (await connection.execute(money, asked)).all()

    async def pages(
        self, merchant_id: str, first: date, last: date, most: int
    ) -> AsyncIterator[Sequence[tuple[Any, ...]]]:
        """Rows of `kpi_shipment` by `EXPORT_COLUMNS`, page by page; each page is a short transaction."""
        after = ""
        while True:
            asked = {"first": first, "last": last, "lane": None, "carrier": None, "after": after, "most": most}
            async with of_merchant(self._reads, merchant_id) as connection:
                rows = [tuple(row) for row in await connection.execute(_PAGE, asked)]
            if rows:
                yield rows
            if len(rows) < most:
                return
            after = rows[-1][0]

    async def merchant_of(self, shipment_id: str) -> str | None:
        """Whose shipment it is."""
        with unreachable_as(DossierUnavailableError, "the dossier cannot be read or changed now"):
            async with self._service.connect() as connection:
                found = await connection.execute(_MERCHANT, {"shipment_id": shipment_id})
                merchant_id: str | None = found.scalar_one_or_none()
        return merchant_id

    async def give(self, merchant_id: str, shipment_id: str, given: FeedbackRequest) -> None:
        """Write feedback down; the newest holds."""
        values = {"shipment_id": shipment_id, "merchant_id": merchant_id, "scale": given.scale.value}
        async with of_merchant(self._requests, merchant_id) as connection:
            await connection.execute(_FEEDBACK, {**values, "score": given.score, "comment": given.comment})

    async def given(self, merchant_id: str, shipment_id: str) -> Any | None:
        """The feedback of a shipment: scale, score, comment, given_at."""
        async with of_merchant(self._requests, merchant_id) as connection:
            return (await connection.execute(_GIVEN, {"shipment_id": shipment_id})).one_or_none()

    async def gauges(self) -> Any:
        """What the gauges of all merchants show."""
        async with self._service.connect() as connection:
            return (await connection.execute(_GAUGES)).one()
