"""`dutiful merchant`: register merchants, and get a sandbox to try things with."""

import json
from pathlib import Path
from typing import Annotated

import typer

from dutiful_shared.account.audit import AuditLine
from dutiful_shared.account.commands import erasure, secrets, settings
from dutiful_shared.account.commands.session import actor, fail, listing, out, with_accounts
from dutiful_shared.account.records import MerchantExistsError
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.account.sandbox import sandbox_key
from dutiful_shared.cli_options import SANDBOX_KEY_FILE, AsJson

app = typer.Typer(no_args_is_help=True, help="Merchants: who may call the API.")
app.add_typer(settings.app, name="settings")
app.command("rotate-secrets")(secrets.rotate_secrets)
app.command("erase")(erasure.erase)
KeyFile = Annotated[
    Path,
    typer.Option("--key-file", envvar="DUTIFUL_KEY_FILE", help="Where the plain key is kept, readable by you alone."),
]


@app.command()
def sandbox(key_file: KeyFile = SANDBOX_KEY_FILE, as_json: AsJson = False) -> None:
    """Make sure there is a sandbox merchant with a key, and print the key."""
    try:
        found = with_accounts(lambda accounts: sandbox_key(accounts, key_file, actor()))
    except PermissionError as exc:
        fail(f"{exc.filename} cannot be read or written.")
    if as_json:
        plain = {
            "merchant_id": found.merchant_id,
            "key_id": found.key_id,
            "key": found.key,
            "created": found.created,
            "key_file": str(key_file),
        }
        typer.echo(json.dumps(plain))
    else:
        typer.echo(found.key)


@app.command()
def create(name: Annotated[str, typer.Argument(help="A name nobody else has.")], as_json: AsJson = False) -> None:
    """Register a merchant."""
    name = name.strip()
    if not name:
        fail("A merchant needs a name.")
    try:
        merchant = with_accounts(lambda accounts: accounts.create_merchant(name, actor()))
    except MerchantExistsError:
        fail(f"A merchant named {name} is registered already.")
    typer.echo(json.dumps({"id": merchant.id, "name": merchant.name}) if as_json else merchant.id)


@app.command("list")
def list_merchants(as_json: AsJson = False) -> None:
    """List the merchants."""
    merchants = with_accounts(lambda accounts: accounts.merchants())
    if as_json:
        rows = [{"id": m.id, "name": m.name, "created_at": m.created_at.isoformat()} for m in merchants]
        typer.echo(json.dumps(rows))
        return
    table = listing("id", "name", "registered")
    for merchant in merchants:
        table.add_row(merchant.id, merchant.name, f"{merchant.created_at:%Y-%m-%d %H:%M}")
    out.print(table)


@app.command()
def audit(
    merchant: Annotated[str, typer.Argument(help="Id or name of the merchant.")],
    last: Annotated[int, typer.Option(min=1, max=10_000, help="How many changes at most.")] = 50,
    as_json: AsJson = False,
) -> None:
    """Show who changed what of a merchant, the newest first."""

    async def work(accounts: AccountRepository) -> list[AuditLine]:
        return await accounts.audit((await accounts.merchant(merchant)).id, last)

    lines = with_accounts(work)
    if as_json:
        rows = [
            {
                "id": line.id,
                "at": line.at.isoformat(),
                "actor": line.actor,
                "action": line.action,
                "subject": line.subject,
                "details": dict(line.details),
            }
            for line in lines
        ]
        typer.echo(json.dumps(rows))
        return
    table = listing("when", "who", "did", "to", "details")
    for line in lines:
        table.add_row(
            f"{line.at:%Y-%m-%d %H:%M}", line.actor, line.action, line.subject, json.dumps(dict(line.details))
        )
    out.print(table)
