"""`dutiful shipment`: shipments, what happens to them, what they cost, and how clearance goes."""

import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Annotated, Final, Literal, cast

import typer
from pydantic import BaseModel
from rich.table import Column, Table

from dutiful_docs.commands import carrier_feed
from dutiful_docs.commands.asking import JsonFile, err, out, read, with_client
from dutiful_docs.commands.days import day_of
from dutiful_shared.cli_options import SANDBOX_KEY_FILE, DocsUrl, Key, KeyFile
from dutiful_shared.client import DutifulClient
from dutiful_shared.client.base_urls import LOCAL
from dutiful_shared.contract.kpis import KpiBy
from dutiful_shared.contract.shipment_charges import ComparisonAnswer, InvoiceRequest, LineMatch, Verdict
from dutiful_shared.contract.shipment_checks import ShipmentCheckRequest
from dutiful_shared.contract.shipment_events import EventsRequest
from dutiful_shared.contract.shipments import ShipmentRequest

app = typer.Typer(no_args_is_help=True, help="Shipments: what happens to them, what they cost, how clearance goes.")
app.add_typer(carrier_feed.app, name="feed")

AsJson = Annotated[bool, typer.Option("--json", help="Print the answer as JSON.")]
First = Annotated[str, typer.Option("--from", help="First day of shipment, YYYY-MM-DD; default 30 days ago.")]
Last = Annotated[str, typer.Option("--to", help="Last day, included; default today.")]
_PERIOD: Final = timedelta(days=30)


@app.command()
def add(file: JsonFile, url: DocsUrl = LOCAL.docs, key: Key = "", key_file: KeyFile = SANDBOX_KEY_FILE) -> None:
    """Tell of a shipment; prints its dossier as JSON."""
    asked = read(file, ShipmentRequest)
    _print(with_client(lambda client: client.shipments.add(asked), url, key, key_file))


@app.command()
def show(
    shipment_id: str,
    as_json: AsJson = False,
    url: DocsUrl = LOCAL.docs,
    key: Key = "",
    key_file: KeyFile = SANDBOX_KEY_FILE,
) -> None:
    """Show where a shipment stands, and what to do."""
    found = with_client(lambda client: client.shipments.dossier(shipment_id), url, key, key_file)
    if as_json:
        _print(found)
        return
    clearance = found.clearance
    hours = f", cleared in {clearance.clearance_hours} h" if clearance.clearance_hours else ""
    milestone = clearance.milestone.value if clearance.milestone else "nothing is known yet"
    out.print(f"{found.id}, order {found.shipment.order_reference}, {found.lane}: {milestone}{hours}", markup=False)
    events = Table("at", "source", "milestone", "code", "text")
    for one in found.events:
        events.add_row(one.at.isoformat(), one.source.value, one.milestone.value, one.code or "", one.text or "")
    out.print(events)
    for exception in clearance.exceptions:
        out.print(f"! {exception.text} {exception.action}", markup=False)
    for charge in found.charges:
        out.print(_compared(charge), markup=False)


@app.command("list")
def list_shipments(
    held: Annotated[bool, typer.Option("--held", help="Only those that are held.")] = False,
    url: DocsUrl = LOCAL.docs,
    key: Key = "",
    key_file: KeyFile = SANDBOX_KEY_FILE,
) -> None:
    """List the newest shipments."""
    page = with_client(lambda client: client.shipments.page(limit=200, held=held or None), url, key, key_file)
    table = Table("id", "order", "carrier", "lane", "milestone")
    for one in page.shipments:
        table.add_row(one.id, one.order_reference, one.carrier, one.lane, one.milestone or "")
    out.print(table)


@app.command()
def events(
    shipment_id: str, file: JsonFile, url: DocsUrl = LOCAL.docs, key: Key = "", key_file: KeyFile = SANDBOX_KEY_FILE
) -> None:
    """Tell of events of a shipment."""
    asked = read(file, EventsRequest)
    answer = with_client(lambda client: client.shipments.tell(shipment_id, asked.events), url, key, key_file)
    for one in answer.results:
        out.print(f"{one.id}: {one.outcome.value}, {one.milestone.value}", markup=False)


@app.command()
def check(
    file: JsonFile,
    as_json: AsJson = False,
    url: DocsUrl = LOCAL.docs,
    key: Key = "",
    key_file: KeyFile = SANDBOX_KEY_FILE,
) -> None:
    """Say what a shipment would be held for; status 1 if it would."""
    asked = read(file, ShipmentCheckRequest)
    answer = with_client(lambda client: client.shipments.check(asked), url, key, key_file)
    if as_json:
        _print(answer)
    else:
        for one in answer.findings:
            out.print(f"{one.severity.value} {one.pointer}: {one.text} {one.fix}", markup=False)
        for left_out in answer.not_checked:
            err.print(f"not checked: {left_out.rule}, {left_out.reason}", markup=False)
    if not answer.ready:
        raise typer.Exit(1)


@app.command()
def invoice(
    file: JsonFile,
    carrier: Annotated[str, typer.Option(help="Of a CSV file: who sent it.")] = "",
    number: Annotated[str, typer.Option(help="Of a CSV file: its number.")] = "",
    issued: Annotated[str, typer.Option(help="Of a CSV file: its day, YYYY-MM-DD.")] = "",
    url: DocsUrl = LOCAL.docs,
    key: Key = "",
    key_file: KeyFile = SANDBOX_KEY_FILE,
) -> None:
    """Take in an invoice of a carrier or broker, as JSON or CSV."""
    if file.suffix.lower() == ".csv":
        if not (carrier and number and issued):
            raise typer.BadParameter("a CSV file holds lines alone: give --carrier, --number and --issued too")
        content, day = file.read_bytes(), day_of(issued, "--issued")
        answer = with_client(
            lambda client: client.shipments.add_invoice_csv(content, carrier=carrier, number=number, issued=day),
            url,
            key,
            key_file,
        )
    else:
        asked = read(file, InvoiceRequest)
        answer = with_client(lambda client: client.shipments.add_invoice(asked), url, key, key_file)
    out.print(f"{answer.id}: {len(answer.lines)} lines, {len(answer.shipments)} shipments", markup=False)
    for shipment in answer.shipments:
        for one in shipment.comparisons:
            out.print(f"  {shipment.order_reference} {_compared(one)}", markup=False)
    for line in answer.lines:
        if line.match is not LineMatch.MATCHED:
            told = f"  line {line.position + 1} ({line.kind.value} {line.amount.amount} {line.amount.currency})"
            out.print(f"{told}: {line.match.value}", markup=False)


@app.command()
def dispute(invoice_id: str, url: DocsUrl = LOCAL.docs, key: Key = "", key_file: KeyFile = SANDBOX_KEY_FILE) -> None:
    """Print what is contested of an invoice, as JSON."""
    _print(with_client(lambda client: client.shipments.dispute(invoice_id), url, key, key_file))


@app.command()
def kpis(
    by: Annotated[KpiBy, typer.Option(help="What each row is of.")] = KpiBy.MONTH,
    first: First = "",
    last: Last = "",
    as_json: AsJson = False,
    url: DocsUrl = LOCAL.docs,
    key: Key = "",
    key_file: KeyFile = SANDBOX_KEY_FILE,
) -> None:
    """Show how clearance goes."""
    since, until = period_of(first, last)
    answer = with_client(lambda client: client.shipments.kpis(since, until, by=by), url, key, key_file)
    if as_json:
        _print(answer)
        return
    clearance_heads, money_heads = ("hours, median", "hours, p90", "errors"), ("duties and taxes", "cost each")
    table = Table(Column(by.value, no_wrap=True), "shipments", *clearance_heads, *money_heads, "stars", "NPS")
    for row in answer.rows:
        shares = ", ".join(f"{one.duties_and_taxes_share or '?'} {one.currency}" for one in row.money)
        costs = ", ".join(f"{one.cost_per_shipment or '?'} {one.currency}" for one in row.money)
        clearance = (row.clearance_hours_median, row.clearance_hours_p90, row.error_rate)
        told = (*clearance, shares, costs, row.stars_mean, row.nps)
        table.add_row(row.key, str(row.shipments), *("" if one is None else str(one) for one in told))
    out.print(table)


@app.command()
def export(
    file: Annotated[Path | None, typer.Argument(help="Where to write (.csv or .parquet); standard output without.")] = (
        None
    ),
    first: First = "",
    last: Last = "",
    url: DocsUrl = LOCAL.docs,
    key: Key = "",
    key_file: KeyFile = SANDBOX_KEY_FILE,
) -> None:
    """Write the shipments behind the KPIs to a file."""
    since, until = period_of(first, last)
    form = "parquet" if file is not None and file.suffix.lower() == ".parquet" else "csv"

    async def work(client: DutifulClient) -> None:
        target = file.open("wb") if file else sys.stdout.buffer
        try:
            async for piece in client.shipments.export(since, until, cast("Literal['csv', 'parquet']", form)):
                target.write(piece)
            target.flush()
        finally:
            if file:
                target.close()

    with_client(work, url, key, key_file)


def period_of(first: str, last: str) -> tuple[date, date]:
    """First and last day of a period; by default it ends today (UTC), and begins 30 days before its end.

    Raises:
        BadParameter: one of them is not written as YYYY-MM-DD.
    """
    until = day_of(last, "--to") if last else datetime.now(UTC).date()
    return (day_of(first, "--from") if first else until - _PERIOD), until


def _compared(one: ComparisonAnswer) -> str:
    """What was charged against what was expected, and why it cannot be said where it cannot."""
    told = f"{one.kind.value}: {one.verdict.value}"
    if one.difference is not None and one.verdict is not Verdict.AGREES:
        told += f" by {one.difference.amount} {one.difference.currency}"
    return told if one.reason is None else f"{told}, {one.reason}"


def _print(answer: BaseModel) -> None:
    typer.echo(answer.model_dump_json(indent=2))
