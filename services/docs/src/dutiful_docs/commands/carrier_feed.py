"""`dutiful shipment feed`: who may tell of parcels by webhook."""

from typing import Annotated

import typer
from pydantic import ValidationError
from rich.table import Column, Table

from dutiful_docs.commands.asking import out, with_client
from dutiful_shared.cli_options import SANDBOX_KEY_FILE, DocsUrl, Key, KeyFile
from dutiful_shared.client.base_urls import LOCAL
from dutiful_shared.contract.faults import sentence_of
from dutiful_shared.contract.shipment_events import FeedFormat, FeedRequest

app = typer.Typer(no_args_is_help=True, help="Doors for the webhooks of carriers and trackers.")


@app.command()
def add(
    carrier: Annotated[str, typer.Argument(help="Whose parcels, such as dhl_express.")],
    form: Annotated[FeedFormat, typer.Option("--format", help="Who writes, and how.")] = FeedFormat.STANDARD,
    secret: Annotated[
        str | None, typer.Option(envvar="DUTIFUL_FEED_SECRET", help="The sender's own; without it one is made.")
    ] = None,
    url: DocsUrl = LOCAL.docs,
    key: Key = "",
    key_file: KeyFile = SANDBOX_KEY_FILE,
) -> None:
    """Open a door; prints where the sender sends to, and the secret, which is not shown again."""
    try:
        asked = FeedRequest(carrier=carrier, format=form, secret=secret)
    except ValidationError as exc:
        raise typer.BadParameter("; ".join(f"{one['loc'][-1]} {sentence_of(one)}" for one in exc.errors())) from exc
    made = with_client(lambda client: client.shipments.add_feed(asked), url, key, key_file)
    out.print(f"{made.id}: {url.rstrip('/')}{made.path}", markup=False, soft_wrap=True)
    out.print(f"secret: {made.secret}", markup=False, soft_wrap=True)


@app.command("list")
def list_feeds(url: DocsUrl = LOCAL.docs, key: Key = "", key_file: KeyFile = SANDBOX_KEY_FILE) -> None:
    """List the doors; never their secrets."""
    found = with_client(lambda client: client.shipments.feeds(), url, key, key_file)
    table = Table(Column("feed", no_wrap=True), "carrier", "format", "since")
    for one in found.feeds:
        table.add_row(one.id, one.carrier, one.format.value, f"{one.created_at:%Y-%m-%d %H:%M}")
    out.print(table)


@app.command()
def remove(feed_id: str, url: DocsUrl = LOCAL.docs, key: Key = "", key_file: KeyFile = SANDBOX_KEY_FILE) -> None:
    """Close a door."""
    with_client(lambda client: client.shipments.remove_feed(feed_id), url, key, key_file)
    out.print(f"{feed_id}: closed", markup=False)
