"""`dutiful inbox`: events of shops that wait or are dead."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Annotated, Literal, TypeVar

import typer

from dutiful_quote.settings import QuoteSettings
from dutiful_quote.shops.inbox_repository import InboxRepository
from dutiful_shared.account.commands.session import fail, listing, out, told
from dutiful_shared.cli_options import AsJson
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.tenancy import SERVICE_ROLE

Result = TypeVar("Result")
State = Literal["waiting", "done", "dead", "discarded"]
app = typer.Typer(no_args_is_help=True, help="The inbox of shops' events.")
_EventId = Annotated[int, typer.Argument(help="As `dutiful inbox list` shows it.", min=1)]


@app.command("list")
def list_events(
    state: Annotated[State, typer.Option(help="Which events.")] = "dead",
    most: Annotated[int, typer.Option(min=1, max=1000, help="How many, the newest first.")] = 50,
    as_json: AsJson = False,
) -> None:
    """List events; never what they hold."""
    rows = _with_inbox(lambda inbox: inbox.rows(state, most))
    if as_json:
        columns = ("id", "shop_id", "platform", "topic", "resource", "state", "attempts", "error")
        plain = [
            {name: getattr(row, name) for name in columns} | {"received_at": row.received_at.isoformat()}
            for row in rows
        ]
        typer.echo(json.dumps(plain))
        return
    table = listing("id", "shop", "topic", "resource", "received", "attempts", "error")
    for row in rows:
        received = f"{row.received_at:%Y-%m-%d %H:%M:%S}"
        table.add_row(str(row.id), row.shop_id, row.topic, row.resource, received, str(row.attempts), row.error or "")
    out.print(table)


@app.command()
def retry(event_id: _EventId) -> None:
    """Let a dead or waiting event be tried at once, as if for the first time."""
    if not _with_inbox(lambda inbox: inbox.revive(event_id)):
        fail(f"There is no dead or waiting event {event_id} whose body is still there.")
    typer.echo(f"{event_id} will be tried again.")


@app.command()
def discard(event_id: _EventId) -> None:
    """Give a dead or waiting event up and erase what it holds."""
    if not _with_inbox(lambda inbox: inbox.discard(event_id)):
        fail(f"There is no dead or waiting event {event_id}.")
    typer.echo(f"{event_id} is discarded.")


def _with_inbox(work: Callable[[InboxRepository], Awaitable[Result]]) -> Result:
    async def run() -> Result:
        async with AsyncExitStack() as stack:
            engine = connect(QuoteSettings(), "dutiful-cli", role=SERVICE_ROLE)
            stack.push_async_callback(engine.dispose)
            return await work(InboxRepository(engine))

    return told(lambda: asyncio.run(run()))
