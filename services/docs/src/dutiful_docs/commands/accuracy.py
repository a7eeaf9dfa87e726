"""`dutiful accuracy` and `dutiful reserve`: what invoices say of quotes, and what is to be set aside because of it."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from dutiful_docs.commands.asking import with_client
from dutiful_docs.commands.shipment import AsJson, First, Last, period_of
from dutiful_docs.dossier.accuracy_page import Shown, accuracy_page, measured_of_all
from dutiful_docs.settings import DocsSettings
from dutiful_shared.cli_options import SANDBOX_KEY_FILE, DocsUrl, Key, KeyFile
from dutiful_shared.client.base_urls import LOCAL
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.tenancy import SERVICE_ROLE

accuracy = typer.Typer(no_args_is_help=True, help="How near quotes were to what carriers invoiced, by lane.")
out = Console(markup=False, emoji=False)


@accuracy.command()
def show(
    fees: Annotated[bool, typer.Option("--fees", help="With the fees of carriers, beside duties and taxes.")] = False,
    first: First = "",
    last: Last = "",
    as_json: AsJson = False,
    url: DocsUrl = LOCAL.docs,
    key: Key = "",
    key_file: KeyFile = SANDBOX_KEY_FILE,
) -> None:
    """Show the merchant's own accuracy by lane."""
    since, until = period_of(first, last)
    answer = with_client(
        lambda client: client.accuracy.by_lane(since, until, of="all" if fees else "duties_and_taxes"),
        url,
        key,
        key_file,
    )
    if as_json:
        typer.echo(answer.model_dump_json(indent=2))
        return
    out.print(answer.text, markup=False)
    table = Table("lane", "", "shipments", "exact", "within 1 %", "within 5 %", "median error", "of the invoice")
    for row in answer.rows:
        shares = (row.exact, row.within_1_percent, row.within_5_percent)
        errors = (row.median_absolute_error, row.median_relative_error or "not known")
        table.add_row(row.lane, row.currency, str(row.shipments), *shares, *errors)
    if answer.rows:
        out.print(table)


@accuracy.command()
def page(
    file: Annotated[Path | None, typer.Argument(help="Where to write Markdown; standard output without it.")] = None,
    shipments: Annotated[int, typer.Option(min=1, help="A lane is shown from so many shipments on.")] = 30,
    merchants: Annotated[int, typer.Option(min=1, help="And from so many merchants on.")] = 3,
    first: First = "",
    last: Last = "",
) -> None:
    """Write the accuracy of all merchants together as a page. It needs DUTIFUL_DATABASE_URL."""
    since, until = period_of(first, last)

    async def work() -> str:
        engine = connect(DocsSettings(), "dutiful-cli", statement_timeout_ms=0, role=SERVICE_ROLE)
        try:
            return accuracy_page(await measured_of_all(engine, since, until), since, until, Shown(shipments, merchants))
        finally:
            await engine.dispose()

    text = asyncio.run(work())
    if file is None:
        typer.echo(text, nl=False)
    else:
        file.write_text(text, encoding="utf-8")


def reserve(
    quote_id: Annotated[list[str] | None, typer.Argument(help="Of orders; without any, all that is open.")] = None,
    level: Annotated[str, typer.Option(help="The share of shipments that shall stay below.")] = "0.9",
    confidence: Annotated[str, typer.Option(help="How sure that shall be.")] = "0.9",
    as_json: AsJson = False,
    url: DocsUrl = LOCAL.docs,
    key: Key = "",
    key_file: KeyFile = SANDBOX_KEY_FILE,
) -> None:
    """Say what to set aside because more may be invoiced than was quoted."""
    terms = {"level": level, "confidence": confidence}
    answer = with_client(
        lambda client: client.accuracy.reserves(quote_id, terms) if quote_id else client.accuracy.open_reserves(terms),
        url,
        key,
        key_file,
    )
    if as_json:
        typer.echo(answer.model_dump_json(indent=2))
        return
    table = Table("order", "lane", "status", "quoted", "interval", "history", "reserve", "at least", "")
    for row in answer.orders:
        amounts = (row.quoted, row.interval, row.history, row.reserve, row.at_least)
        told = ("" if one is None else one.amount for one in amounts)
        name = row.order_reference or row.quote_id or ""
        table.add_row(name, row.lane, row.status.value, *told, row.quoted.currency)
    out.print(table)
    for lane in answer.lanes:
        known = "not enough" if lane.shortfall is None else f"shortfall {lane.shortfall} (rank {lane.rank})"
        out.print(f"{lane.lane}: {lane.measured} measured of {lane.needed} needed, {known}", markup=False)
    for total in answer.totals:
        counted = f"{total.with_reserve} of {total.orders} orders, at least {total.at_least} {total.currency} for all"
        out.print(f"{total.reserve} {total.currency} for {counted}", markup=False)
