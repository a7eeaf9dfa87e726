"""The accuracy of all merchants together as a page that may be published: no merchant can be made out in it.

A lane is shown with enough shipments of enough merchants alone. Amounts would tell of a merchant's trade: there are
shares and relative errors only, over all currencies.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from typing import Final

from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_docs.dossier.accuracy.lanes import Nearness, nearness
from dutiful_docs.dossier.accuracy.measured import Measured, measured
from dutiful_docs.dossier.charge_repository import charged_lines
from dutiful_docs.dossier.shipment_repository import charged_of_all

_PAGE: Final = 500
_EXPLAINED: Final = (
    "Duties and taxes that were quoted, held against what carriers and brokers invoiced for the same shipments. Only "
    "shipments count whose every quoted kind of charge was invoiced. Shares are of shipments; an error is relative to "
    "the invoice."
)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a lane must have to be shown."""

    shipments: int
    merchants: int


@dataclass(frozen=True, slots=True)
class OfMerchant:
    """`merchant_id` is counted, and shown nowhere."""

    merchant_id: str
    measured: Measured


async def measured_of_all(service: AsyncEngine, first: date, last: date) -> list[OfMerchant]:
    """What invoices say of quotes, of shipments of these days (UTC, both included) of all merchants.

    Args:
        service: an engine of a role that sees all merchants.
    """
    since = datetime.combine(first, time(), UTC)
    until = datetime.combine(last + timedelta(days=1), time(), UTC)
    found: list[OfMerchant] = []
    after = ""
    while shipments := await charged_of_all(service, since, until, after, _PAGE):
        after = shipments[-1].id
        async with service.connect() as connection:
            charged = await charged_lines(connection, [one.id for one in shipments])
        for one in shipments:
            told = measured(one, charged.get(one.id, ()))
            if isinstance(told, Measured):
                found.append(OfMerchant(one.merchant_id, told))
    return found


def accuracy_page(found: Iterable[OfMerchant], first: date, last: date, least: Shown) -> str:
    """The page in Markdown. Where no lane has enough, it says so and shows no figure."""
    lanes: dict[str, list[OfMerchant]] = defaultdict(list)
    for one in found:
        lanes[one.measured.lane].append(one)
    enough = {lane: of_lane for lane, of_lane in sorted(lanes.items()) if _is_enough(of_lane, least)}
    rows = [(lane, nearness([one.measured.border for one in of_lane])) for lane, of_lane in enough.items()]
    hidden = len(lanes) - len(enough)
    told = (
        f"# Accuracy by lane, {first} to {last}",
        "",
        _EXPLAINED,
        "",
        *(_table(rows) if rows else ["No lane has enough invoices yet: there is no figure to publish."]),
        "",
        f"Shown are lanes with {least.shipments} shipments of {least.merchants} merchants or more. Left out: {hidden}.",
    )
    return "\n".join(told) + "\n"


def _is_enough(of_lane: Sequence[OfMerchant], least: Shown) -> bool:
    merchants = {one.merchant_id for one in of_lane}
    return len(of_lane) >= least.shipments and len(merchants) >= least.merchants


def _table(rows: Iterable[tuple[str, Nearness]]) -> Iterator[str]:
    yield "| lane | shipments | exact | within 1 % | within 5 % | median error |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for lane, one in rows:
        shares = " | ".join(map(_percent, (one.exact, one.within_1, one.within_5, one.median_relative)))
        yield f"| {lane} | {one.shipments} | {shares} |"


def _percent(share: Decimal | None) -> str:
    return "not known" if share is None else f"{share * 100:.2f} %"
