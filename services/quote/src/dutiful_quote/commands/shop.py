"""`dutiful shop`: shops of merchants."""

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from typing import Annotated, Any, TypeVar

import typer
from pydantic import ValidationError

from dutiful_quote.commands import shop_sandbox
from dutiful_quote.settings import QuoteSettings
from dutiful_quote.shops.errors import ShopError
from dutiful_quote.shops.register import ShopRegister
from dutiful_quote.shops.repository import ShopRepository
from dutiful_quote.shops.shop import Platform, SecretName, ShopSettings
from dutiful_shared.account.commands.session import actor, fail, listing, out, told
from dutiful_shared.account.records import UnknownMerchantError
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.account.vault import Vault
from dutiful_shared.cli_options import AsJson
from dutiful_shared.contract.faults import sentence_of
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.settings import key_ring
from dutiful_shared.service.tenancy import REQUEST_ROLE, SERVICE_ROLE

Result = TypeVar("Result")
app = typer.Typer(no_args_is_help=True, help="Shops of merchants: where carts and orders come from.")
app.command("sandbox")(shop_sandbox.sandbox)
_Shop = Annotated[str, typer.Argument(help="Such as shop_0b5c2f7d9a3e4c61d2aa.")]
_Settings = Annotated[list[str] | None, typer.Argument(help="Such as collects_duties_natively=true weight_unit=kg.")]


@app.command()
def add(
    merchant: Annotated[str, typer.Argument(help="Id or name of the merchant.")],
    platform: Annotated[Platform, typer.Argument(help="The shop's platform.")],
    external_id: Annotated[str, typer.Argument(help="Its myshopify domain, store hash, or any name.")],
) -> None:
    """Register a shop, and print its id."""

    async def work(register: ShopRegister, accounts: AccountRepository) -> str:
        owner = await accounts.merchant(merchant)
        return await register.add(owner.id, platform, external_id, ShopSettings(), actor=actor())

    typer.echo(_with_register(work))


@app.command("list")
def list_shops(as_json: AsJson = False) -> None:
    """List shops; never their secrets."""
    found = _with_register(lambda register, _: register.shops())
    if as_json:
        plain = [
            {
                "id": one.id,
                "merchant_id": one.merchant_id,
                "platform": one.platform.value,
                "external_id": one.external_id,
                "settings": one.settings.model_dump(mode="json", exclude_unset=True),
                "installed": one.uninstalled_at is None,
            }
            for one in found
        ]
        typer.echo(json.dumps(plain))
        return
    table = listing("id", "merchant", "platform", "shop", "settings", "installed")
    for one in found:
        settings = " ".join(f"{k}={v}" for k, v in one.settings.model_dump(mode="json", exclude_unset=True).items())
        installed = "no" if one.uninstalled_at else f"{one.installed_at:%Y-%m-%d %H:%M}"
        table.add_row(one.id, one.merchant_id, one.platform.value, one.external_id, settings, installed)
    out.print(table)


@app.command("set")
def set_settings(shop: _Shop, settings: _Settings = None) -> None:
    """Change settings, each as name=value; the value is JSON, or text."""
    changes = dict(_pair(one) for one in settings or ())

    async def work(register: ShopRegister, _: AccountRepository) -> ShopSettings:
        stored = await register.shop(shop)
        changed = {**stored.settings.model_dump(mode="json", exclude_unset=True), **changes}
        new = ShopSettings.model_validate(changed)
        await register.set_settings(stored.merchant_id, shop, new, actor=actor())
        return new

    try:
        new = _with_register(work)
    except ValidationError as exc:
        fail("; ".join(f"{'.'.join(map(str, error['loc']))}: {sentence_of(error)}" for error in exc.errors()))
    typer.echo(json.dumps(new.model_dump(mode="json", exclude_unset=True)))


@app.command()
def secret(
    shop: _Shop,
    name: Annotated[SecretName, typer.Argument(help="Which secret.")] = SecretName.CLIENT_SECRET,
    make: Annotated[bool, typer.Option("--make", help="Make one and print it, instead of reading it.")] = False,
) -> None:
    """Set a secret, read from standard input, so that it stands in no history; or make one."""
    if name is SecretName.PASSWORD_HASH and not make:
        fail("Passwords are made here: add --make.")
    plain = b"" if make else sys.stdin.buffer.readline().strip()
    if not make and not plain:
        fail("Write the secret to standard input.")

    async def work(register: ShopRegister, _: AccountRepository) -> str:
        stored = await register.shop(shop)
        if not make:
            await register.set_secrets(stored.merchant_id, shop, {name: plain}, actor=actor())
            return f"{name.value} of {shop} is set."
        if name is SecretName.PASSWORD_HASH:
            return await register.new_password(stored.merchant_id, shop, actor=actor())
        if name is SecretName.CLIENT_SECRET:
            return await register.new_client_secret(stored.merchant_id, shop, actor=actor())
        raise typer.BadParameter("only a client secret or a password can be made here")

    typer.echo(_with_register(work))


@app.command()
def remove(shop: _Shop) -> None:
    """Take a shop out and forget its secrets."""

    async def work(register: ShopRegister, _: AccountRepository) -> None:
        await register.remove((await register.shop(shop)).merchant_id, shop, actor=actor())

    _with_register(work)
    typer.echo(f"{shop} is removed.")


def _pair(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not equals:
        raise typer.BadParameter(f"{text!r} is not name=value")
    try:
        return name, json.loads(value)
    except ValueError:
        return name, value


def _with_register(work: Callable[[ShopRegister, AccountRepository], Awaitable[Result]]) -> Result:
    """Run `work` on the register; what goes wrong is told in one line and ends the command with status 1."""

    async def run() -> Result:
        settings = QuoteSettings()
        async with AsyncExitStack() as stack:
            requests, service, owner = (
                connect(settings, "dutiful-cli", role=role) for role in (REQUEST_ROLE, SERVICE_ROLE, None)
            )
            for engine in (requests, service, owner):
                stack.push_async_callback(engine.dispose)
            vault = Vault(key_ring(settings.secret_keys.get_secret_value()))
            register = ShopRegister(ShopRepository(requests, service), vault, lambda: datetime.now(UTC))
            return await work(register, AccountRepository(owner))

    try:
        return told(lambda: asyncio.run(run()))
    except UnknownMerchantError as exc:
        fail(f"{exc}.".capitalize())
    except ShopError as exc:
        fail(f"{exc}.".capitalize())
