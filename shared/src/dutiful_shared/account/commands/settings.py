"""`dutiful merchant settings`: what a merchant has settled once for all its quotes."""

import json
import sys
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_shared.account.commands.session import actor, err, fail, listing, out, with_engine
from dutiful_shared.account.profile_repository import (
    ProfileChange,
    ProfileConflictError,
    ProfileRepository,
    StoredProfile,
)
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.account.settings_checks import faults_in
from dutiful_shared.cli_options import AsJson
from dutiful_shared.contract.faults import sentence_of
from dutiful_shared.contract.merchant import MerchantProfile

app = typer.Typer(no_args_is_help=True, help="What a merchant has settled once for all its quotes.")
Who = Annotated[str, typer.Argument(help="Id or name of the merchant.")]


@app.command()
def show(merchant: Who) -> None:
    """Print the settings as JSON, as `set` takes them; their version goes to standard error."""

    async def work(engine: AsyncEngine) -> StoredProfile:
        return await ProfileRepository(engine).find(await _id_of(engine, merchant))

    stored = with_engine(work)
    err.print(f"version {stored.version}", highlight=False)
    typer.echo(json.dumps(stored.profile.model_dump(mode="json"), indent=2, ensure_ascii=False))


@app.command("set")
def replace(
    merchant: Who,
    file: Annotated[Path, typer.Argument(help="The whole settings as JSON, or - for standard input.")],
    after: Annotated[
        int | None, typer.Option(min=0, help="Only if this is still the newest version; default: whatever it is.")
    ] = None,
) -> None:
    """Replace the settings as a whole; quotes follow within seconds."""
    profile = _read(file)
    faults = faults_in(profile)
    for fault in faults:
        err.print(f"{fault.pointer}: {fault.detail}", style="red", highlight=False, markup=False)
    if faults:
        raise typer.Exit(1)

    async def work(engine: AsyncEngine) -> int:
        profiles = ProfileRepository(engine)
        merchant_id = await _id_of(engine, merchant)
        newest = (await profiles.find(merchant_id)).version
        return await profiles.replace(merchant_id, profile, newest if after is None else after, actor())

    try:
        version = with_engine(work)
    except ProfileConflictError as exc:
        fail(f"Somebody changed them in the meantime: {exc}.")
    typer.echo(f"version {version}")


@app.command()
def history(merchant: Who, as_json: AsJson = False) -> None:
    """List every version: who made it and when."""

    async def work(engine: AsyncEngine) -> list[ProfileChange]:
        return await ProfileRepository(engine).history(await _id_of(engine, merchant))

    changes = with_engine(work)
    if as_json:
        rows = [{"version": c.version, "actor": c.actor, "at": c.created_at.isoformat()} for c in changes]
        typer.echo(json.dumps(rows))
        return
    table = listing("version", "when", "who")
    for change in changes:
        table.add_row(str(change.version), f"{change.created_at:%Y-%m-%d %H:%M}", change.actor)
    out.print(table)


async def _id_of(engine: AsyncEngine, merchant: str) -> str:
    return (await AccountRepository(engine).merchant(merchant)).id


def _read(file: Path) -> MerchantProfile:
    try:
        text = sys.stdin.read() if str(file) == "-" else file.read_text(encoding="utf-8")
        return MerchantProfile.model_validate_json(text)
    except OSError as exc:
        fail(f"{file} cannot be read: {exc.strerror}.")
    except UnicodeDecodeError:
        fail(f"{file} is not a text in UTF-8.")
    except ValidationError as exc:
        for error in exc.errors():
            where = str(error.get("ctx", {}).get("where", "")) or "/".join(map(str, error["loc"]))
            err.print(f"/{where}: {sentence_of(error)}", style="red", highlight=False, markup=False)
        raise typer.Exit(1) from None
