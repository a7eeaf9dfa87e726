"""`dutiful key`: API keys of merchants."""

import json
from datetime import UTC, datetime, timedelta
from typing import Annotated

import typer

from dutiful_shared.account.api_key import NewKey, new_key
from dutiful_shared.account.commands.session import actor, err, fail, listing, out, with_accounts
from dutiful_shared.account.limits import KeyLimits
from dutiful_shared.account.records import KeyRecord, TooManyKeysError, UnknownKeyIdError
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.account.scopes import DEFAULT_SCOPES, Scope
from dutiful_shared.cli_options import AsJson

app = typer.Typer(no_args_is_help=True, help="API keys: what callers prove themselves with.")
Scopes = Annotated[
    list[Scope] | None, typer.Option("--scope", help="May be given several times; default: all but admin.")
]
KeyId = Annotated[str, typer.Argument(help="Such as key_0b5c2f7d9a3e4c61d2aa.")]
ExpireIn = Annotated[float | None, typer.Option("--expire-in", min=0, max=87_600, help="Hours; default: never.")]
PerSecond = Annotated[float | None, typer.Option("--requests-per-second", min=0.001, help="Default: the service's.")]
Burst = Annotated[int | None, typer.Option(min=1, help="Requests at once; default: the service's.")]
Concurrency = Annotated[int | None, typer.Option(min=1, help="Requests being answered; default: the service's.")]


@app.command()
def create(
    merchant: Annotated[str, typer.Argument(help="Id or name of the merchant.")],
    label: Annotated[str, typer.Option(help="What the key is for.")] = "",
    live: Annotated[bool, typer.Option("--live/--test", help="A key for real orders, or one for trials.")] = False,
    scope: Scopes = None,
    expire_in: ExpireIn = None,
    requests_per_second: PerSecond = None,
    burst: Burst = None,
    concurrency: Concurrency = None,
    as_json: AsJson = False,
) -> None:
    """Make a key and print it: it cannot be shown again."""
    key = new_key("live" if live else "test")
    scopes = tuple(scope) if scope else DEFAULT_SCOPES
    limits = KeyLimits(requests_per_second, burst, concurrency)

    async def work(accounts: AccountRepository) -> str:
        owner = await accounts.merchant(merchant)
        return await accounts.create_key(
            owner.id, key, scopes, label, actor(), expires_at=_in(expire_in), limits=limits
        )

    try:
        key_id = with_accounts(work)
    except TooManyKeysError as exc:
        fail(f"{exc}.")
    _print_new(key_id, key, as_json)


@app.command()
def rotate(
    key_id: KeyId,
    expire_in: Annotated[
        float | None, typer.Option("--expire-in", min=0, max=87_600, help="Hours the old key still lives.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Make a second key like this one. The old one lives on until it is revoked, or as long as --expire-in says."""

    async def work(accounts: AccountRepository) -> tuple[str, NewKey]:
        key = new_key((await accounts.live_key(key_id)).environment)
        return await accounts.rotate_key(key_id, key, actor(), _in(expire_in)), key

    try:
        made, key = with_accounts(work)
    except (UnknownKeyIdError, TooManyKeysError) as exc:
        fail(f"{exc}.")
    _print_new(made, key, as_json)


@app.command()
def limit(
    key_id: KeyId, requests_per_second: PerSecond = None, burst: Burst = None, concurrency: Concurrency = None
) -> None:
    """Replace the limits of a key; what is not given is as for everybody."""
    limits = KeyLimits(requests_per_second, burst, concurrency)
    try:
        with_accounts(lambda accounts: accounts.set_limits(key_id, limits, actor()))
    except UnknownKeyIdError as exc:
        fail(f"{exc}.")
    typer.echo(f"The limits of {key_id} are set; they take effect within seconds.")


@app.command()
def revoke(key_id: KeyId) -> None:
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

    keys = with_accounts(work)
    if as_json:
        typer.echo(json.dumps([_plain(key) for key in keys]))
        return
    table = listing("id", "merchant", "label", "begins with", "scopes", "made", "last used", "expires", "state")
    for key in keys:
        shown = f"dk_{key.environment}_{key.prefix}"
        scopes = " ".join(sorted(key.scopes))
        used, expires = _shown(key.last_used_at), _shown(key.expires_at)
        made = _shown(key.created_at)
        table.add_row(key.id, key.merchant_id, key.label, shown, scopes, made, used, expires, _state(key))
    out.print(table)


def _in(hours: float | None) -> datetime | None:
    return None if hours is None else datetime.now(UTC) + timedelta(hours=hours)


def _state(key: KeyRecord) -> str:
    if key.revoked:
        return "revoked"
    return "live" if key.live_at(datetime.now(UTC)) else "expired"


def _shown(moment: datetime | None) -> str:
    return f"{moment:%Y-%m-%d %H:%M}" if moment else "never"


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
        "expires_at": key.expires_at.isoformat() if key.expires_at else None,
        "revoked_at": key.revoked_at.isoformat() if key.revoked_at else None,
        "requests_per_second": key.limits.requests_per_second,
        "burst": key.limits.burst,
        "concurrency": key.limits.concurrency,
    }
