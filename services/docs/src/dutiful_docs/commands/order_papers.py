"""`dutiful document order`: the papers that orders get by themselves."""

from pathlib import Path
from typing import Annotated

import typer
from rich.table import Column, Table

from dutiful_docs.commands.asking import JsonFile, err, out, read, with_client
from dutiful_shared.cli_options import SANDBOX_KEY_FILE, DocsUrl, Key, KeyFile
from dutiful_shared.client.base_urls import LOCAL
from dutiful_shared.contract.documents import PaperDetails
from dutiful_shared.contract.order_papers import OrderPapers, OrderPaperSettings

app = typer.Typer(no_args_is_help=True, help="Papers that orders get by themselves when they are committed.")
SettingsFile = Annotated[
    Path | None, typer.Argument(exists=True, dir_okay=False, help="New settings as JSON; without it they are shown.")
]


@app.command()
def settings(
    file: SettingsFile = None, url: DocsUrl = LOCAL.docs, key: Key = "", key_file: KeyFile = SANDBOX_KEY_FILE
) -> None:
    """Show which papers orders get, or say so anew; prints the settings that hold, as JSON."""
    if file is None:
        held = with_client(lambda client: client.order_paper_settings(), url, key, key_file)
    else:
        wanted = read(file, OrderPaperSettings)
        held = with_client(lambda client: client.replace_order_paper_settings(wanted), url, key, key_file)
    typer.echo(held.model_dump_json(indent=2, exclude_defaults=True))


@app.command("list")
def list_orders(
    refused: Annotated[
        bool, typer.Option("--refused", help="Only orders with a paper that could not be made.")
    ] = False,
    limit: Annotated[int, typer.Option(min=1, max=50)] = 20,
    url: DocsUrl = LOCAL.docs,
    key: Key = "",
    key_file: KeyFile = SANDBOX_KEY_FILE,
) -> None:
    """List orders, those of the newest events first."""
    page = with_client(lambda client: client.orders_with_papers(only_refused=refused, limit=limit), url, key, key_file)
    table = Table(Column("quote", no_wrap=True), "order", "papers", "state", "refused")
    for one in page.orders:
        state = one.batch.state.value if one.batch else "not committed"
        told = str(one.batch.refused) if one.batch and one.batch.refused else ""
        table.add_row(one.quote_id, one.reference or "", str(len(one.documents)), state, told)
    out.print(table)


@app.command()
def show(quote_id: str, url: DocsUrl = LOCAL.docs, key: Key = "", key_file: KeyFile = SANDBOX_KEY_FILE) -> None:
    """Show an order's papers, and what those that were refused lack; status 1 if one was."""
    _print(with_client(lambda client: client.order_papers(quote_id), url, key, key_file))


@app.command()
def state(
    quote_id: str, file: JsonFile, url: DocsUrl = LOCAL.docs, key: Key = "", key_file: KeyFile = SANDBOX_KEY_FILE
) -> None:
    """Say what is of this order alone; with the same again, papers that were refused are tried again."""
    details = read(file, PaperDetails)
    _print(with_client(lambda client: client.state_order_details(quote_id, details), url, key, key_file))


def _print(order: OrderPapers) -> None:
    how_far = order.batch.state.value if order.batch else "not committed"
    out.print(f"{order.quote_id}, order {order.reference or '-'}: {how_far}", markup=False)
    for one in order.documents:
        out.print(f"  {one}", markup=False)
    for fault in order.batch.faults if order.batch else ():
        err.print(f"  {fault.pointer}: {fault.detail}", markup=False)
    if order.batch and order.batch.refused:
        raise typer.Exit(1)
