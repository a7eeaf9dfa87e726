"""Sums of the views as KPIs: quotients are made here, exactly, and rounded once."""

from collections import defaultdict
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from dutiful_shared.contract.kpis import KpiRow, MoneyKpis
from dutiful_shared.contract.money import Money


def kpi_rows(figures: Sequence[Any], money: Sequence[Any]) -> tuple[KpiRow, ...]:
    """One KPI row for each row of the figures, with its money by currency."""
    by_key: dict[str, list[MoneyKpis]] = defaultdict(list)
    for row in money:
        by_key[row.key].append(_money(row))
    return tuple(_row(row, tuple(by_key[row.key])) for row in figures)


def _row(row: Any, money: tuple[MoneyKpis, ...]) -> KpiRow:
    nps = None
    if row.answers_in_nps:
        nps = int(_rounded(Decimal(100 * (row.promoters - row.detractors)) / row.answers_in_nps, "1"))
    return KpiRow(
        key=row.key,
        shipments=row.shipments,
        cleared=row.cleared,
        clearance_hours_median=_hours(row.median),
        clearance_hours_p90=_hours(row.p90),
        held=row.held,
        held_for_papers=row.held_for_papers,
        error_rate=_quotient(Decimal(row.held_for_papers), row.shipments, "0.0001") or "0.0000",
        stars_mean=_quotient(Decimal(row.stars or 0), row.answers_in_stars, "0.01"),
        answers_in_stars=row.answers_in_stars,
        nps=nps,
        answers_in_nps=row.answers_in_nps,
        money=money,
    )


def _money(row: Any) -> MoneyKpis:
    cost = None
    if row.shipments_with_cost:
        cost = Money(row.cost / row.shipments_with_cost, row.currency).plain()["amount"]
    share = None
    if row.weighed_duties_and_taxes is not None:
        share = _quotient(row.weighed_duties_and_taxes, row.weighed_revenue, "0.0001")
    return MoneyKpis(
        currency=row.currency,
        revenue=_sum(row.revenue, row.currency),
        duties_and_taxes=_sum(row.duties_and_taxes, row.currency),
        duties_and_taxes_share=share,
        cost_per_shipment=cost,
        shipments_with_cost=row.shipments_with_cost,
    )


def _sum(value: Decimal | None, currency: str) -> str | None:
    """None where no shipment has the amount: unknown is not nothing."""
    return None if value is None else Money(value, currency).plain()["amount"]


def _hours(value: float | None) -> str | None:
    # PostgreSQL interpolates percentiles in double precision; two decimals of an hour are far within it.
    return None if value is None else f"{_rounded(Decimal(str(value)), '0.01'):f}"


def _quotient(dividend: Decimal, divisor: Decimal | int | None, step: str) -> str | None:
    return f"{_rounded(dividend / divisor, step):f}" if divisor else None


def _rounded(value: Decimal, step: str) -> Decimal:
    return value.quantize(Decimal(step), rounding=ROUND_HALF_UP)
