"""`dutiful second-factor`: the way back in for whoever has lost the authenticator of a key."""

from datetime import UTC, datetime

import typer
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.sessions.factor_repository import drop_factor
from dutiful_shared.account.commands.keys import KeyId
from dutiful_shared.account.commands.session import actor, fail, with_engine

app = typer.Typer(no_args_is_help=True, help="Second factors of keys, for the console.")


@app.callback()
def group() -> None:
    """Second factors of keys, for the console."""


@app.command()
def drop(key_id: KeyId) -> None:
    """Forget the second factor of a key, such as when its phone is lost; sessions of the key end."""

    async def work(engine: AsyncEngine) -> bool:
        async with engine.begin() as connection:
            return await drop_factor(connection, key_id, datetime.now(UTC), actor())

    if not with_engine(work):
        fail(f"{key_id} has no second factor.")
    typer.echo(f"{key_id} has no second factor any more, and its sessions have ended.")
