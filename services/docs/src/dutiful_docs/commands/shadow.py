"""`dutiful shadow`: another provider's answers beside ours, with the carrier's invoice as the judge."""

import sys
from pathlib import Path
from typing import Annotated, Literal

import typer
from rich.console import Console
from rich.table import Table

from dutiful_docs.commands.asking import JsonFile, read, with_client
from dutiful_docs.commands.shipment import AsJson, First, Last, period_of
from dutiful_shared.cli_options import SANDBOX_KEY_FILE, DocsUrl, Key, KeyFile
from dutiful_shared.client import DutifulClient
from dutiful_shared.client.base_urls import LOCAL
from dutiful_shared.contract.shadow import Nearer, ShadowRequest

app = typer.Typer(no_args_is_help=True, help="Another provider's answers beside ours, judged by carriers' invoices.")
out = Console(markup=False, emoji=False)

Provider = Annotated[str, typer.Option(help="Only of this provider.")]
Whole = Annotated[
    bool, typer.Option("--invoices-are-whole", help="What an invoice does not name cost nothing, instead of unknown.")
]


@app.command()
def add(file: JsonFile, url: DocsUrl = LOCAL.docs, key: Key = "", key_file: KeyFile = SANDBOX_KEY_FILE) -> None:
    """Record a provider's answer; the cart is quoted now. Prints both as JSON."""
    asked = read(file, ShadowRequest)
    answer = with_client(lambda client: client.accuracy.shadow(asked), url, key, key_file)
    typer.echo(answer.model_dump_json(indent=2))


@app.command()
def report(
    by: Annotated[str, typer.Option(help="lane or sku.")] = "lane",
    provider: Provider = "",
    whole: Whole = False,
    first: First = "",
    last: Last = "",
    as_json: AsJson = False,
    url: DocsUrl = LOCAL.docs,
    key: Key = "",
    key_file: KeyFile = SANDBOX_KEY_FILE,
) -> None:
    """Show who was nearer to the invoices."""
    if by not in {"lane", "sku"}:
        raise typer.BadParameter("--by is lane or sku")
    since, until = period_of(first, last)
    chosen: Literal["lane", "sku"] = "sku" if by == "sku" else "lane"
    answer = with_client(
        lambda client: client.accuracy.three_way(
            since, until, by=chosen, provider=provider or None, uncharged="zero" if whole else "unknown"
        ),
        url,
        key,
        key_file,
    )
    if as_json:
        typer.echo(answer.model_dump_json(indent=2))
        return
    if not answer.rows:
        out.print("No shadow quote of these days.")
        return
    errors_of, nearer_to = ("theirs ±", "ours ±"), ("nearer: theirs", "ours", "tie")
    table = Table(by, "provider", "part", "", "judged", *errors_of, *nearer_to, "not judged")
    for row in answer.rows:
        why = ", ".join(f"{count} {reason.value}" for reason, count in row.unjudged.items())
        errors = (row.theirs.mean_absolute_error or "", row.ours.mean_absolute_error or "")
        nearer = (str(row.nearer.get(who, 0)) for who in (Nearer.THEIRS, Nearer.OURS, Nearer.TIE))
        judged = f"{row.judged} of {row.recorded}"
        table.add_row(row.key, row.provider, row.component.value, row.currency, judged, *errors, *nearer, why)
    out.print(table)


@app.command()
def export(
    file: Annotated[Path | None, typer.Argument(help="Where to write; standard output without it.")] = None,
    provider: Provider = "",
    whole: Whole = False,
    first: First = "",
    last: Last = "",
    url: DocsUrl = LOCAL.docs,
    key: Key = "",
    key_file: KeyFile = SANDBOX_KEY_FILE,
) -> None:
    """Write each verdict as CSV."""
    since, until = period_of(first, last)

    async def work(client: DutifulClient) -> None:
        target = file.open("wb") if file else sys.stdout.buffer
        pieces = client.accuracy.export_shadows(
            since, until, provider=provider or None, uncharged="zero" if whole else "unknown"
        )
        try:
            async for piece in pieces:
                target.write(piece)
            target.flush()
        finally:
            if file:
                target.close()

    with_client(work, url, key, key_file)
