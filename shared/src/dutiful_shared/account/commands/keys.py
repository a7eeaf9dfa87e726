"""`dutiful key`: API keys of merchants."""

import json
from typing import Annotated

import typer
from rich.table import Table

from dutiful_shared.account.api_key import NewKey, new_key
from dutiful_shared.account.commands.session import actor, err, fail, out, with_accounts
from dutiful_shared.account.records import KeyRecord, UnknownMerchantError
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.account.scopes import ALL_SCOPES, Scope

app = typer.Typer(no_args_is_help=True, help="API keys: what callers prove themselves with.")
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
Scopes = Annotated[list[Scope] | None, typer.Option("--scope", help="May be given several times; default: all.")]


@app.command()
def create(
    merchant: Annotated[str, typer.Argument(help="Id or name of the merchant.")],
    label: Annotated[str, typer.Option(help="What the key is for.")] = "",
    live: Annotated[bool, typer.Option("--live/--test", help="A key for real orders, or one for trials.")] = False,
    scope: Scopes = None,
    as_json: AsJson = False,
) -> None:
    """Make a key and print it: it cannot be shown again."""
    key = new_key("live" if live else "test")
    scopes = tuple(scope) if scope else ALL_SCOPES

    async def work(accounts: AccountRepository) -> str:
        owner = await accounts.merchant(merchant)
        return await accounts.create_key(owner.id, key, scopes, label, actor())

    try:
        key_id = with_accounts(work)
    except UnknownMerchantError:
        fail(f"No merchant has the id or name {merchant}.")
    _print_new(key_id, key, as_json)


@app.command()
def revoke(key_id: Annotated[str, typer.Argument(help="Such as key_0b5c2f7d9a3e4c61d2aa.")]) -> None:
    """Revoke a key for good; it stops working within seconds."""
    if not with_accounts(lambda accounts: accounts.revoke_key(key_id, actor())):
        fail(f"There is no live key {key_id}.")
    typer.echo(f"{key_id} is revoked.")


@app.command("list")
def list_keys(
    merchant: Annotated[str, typer.Argument(help="Id or name of the merchant; default: all.")] = "",
    as_json: AsJson = False,
) -> None:
    """List keys; only their prefixes are known."""

    async def work(accounts: AccountRepository) -> list[KeyRecord]:
        return await accounts.keys((await accounts.merchant(merchant)).id if merchant else "")

    try:
        keys = with_accounts(work)
    except UnknownMerchantError:
        fail(f"No merchant has the id or name {merchant}.")
    if as_json:
        typer.echo(json.dumps([_plain(key) for key in keys]))
        return
    table = Table("id", "merchant", "label", "begins with", "scopes", "made", "last used", "state")
    for key in keys:
        used = f"{key.last_used_at:%Y-%m-%d %H:%M}" if key.last_used_at else "never"
        shown = f"dk_{key.environment}_{key.prefix}"
        scopes = " ".join(sorted(key.scopes))
        state = "live" if key.live else "revoked"
        made = f"{key.created_at:%Y-%m-%d %H:%M}"
        table.add_row(key.id, key.merchant_id, key.label, shown, scopes, made, used, state)
    out.print(table)


def _print_new(key_id: str, key: NewKey, as_json: bool) -> None:
    if as_json:
        typer.echo(json.dumps({"key_id": key_id, "key": key.plain}))
        return
    err.print(f"{key_id}: keep the key now, it cannot be shown again.", highlight=False)
    typer.echo(key.plain)


def _plain(key: KeyRecord) -> dict[str, object]:
    return {
        "id": key.id,
        "merchant_id": key.merchant_id,
        "label": key.label,
        "environment": key.environment,
        "prefix": key.prefix,
        "scopes": sorted(key.scopes),
        "created_at": key.created_at.isoformat(),
        "last_used_at": key.last_used_at.isoformat() if key.last_used_at else None,
        "revoked_at": key.revoked_at.isoformat() if key.revoked_at else None,
    }
