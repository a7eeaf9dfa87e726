"""`dutiful shop sandbox`: shops of the sandbox merchant, with goods and secrets, to try callbacks with."""

import asyncio
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from dutiful_quote.catalogue.errors import CatalogueError
from dutiful_quote.catalogue.repository import CatalogueRepository
from dutiful_quote.sandbox.shops import NAMES, SandboxShops
from dutiful_quote.settings import QuoteSettings
from dutiful_quote.shops.errors import ShopError
from dutiful_quote.shops.register import ShopRegister
from dutiful_quote.shops.repository import ShopRepository
from dutiful_quote.shops.shop import Platform
from dutiful_shared.account.commands.session import actor, fail, told
from dutiful_shared.account.profile_repository import ProfileRepository
from dutiful_shared.account.records import UnknownMerchantError
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.account.sandbox import SANDBOX_NAME
from dutiful_shared.account.vault import Vault
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.settings import Environment, key_ring
from dutiful_shared.service.tenancy import REQUEST_ROLE, SERVICE_ROLE

Into = Annotated[Path, typer.Option("--into", help="Folder for the secrets, readable by you alone.")]


def sandbox(into: Into = Path(".dutiful/sandbox")) -> None:
    """Make sure that the sandbox merchant has settings, goods and a shop of each kind; not for production."""
    settings = QuoteSettings()
    if settings.environment is Environment.PRODUCTION:
        fail("The shops of the sandbox are for development; this is production.")
    try:
        shops = told(lambda: asyncio.run(_seed(settings, into)))
    except UnknownMerchantError:
        fail("There is no sandbox merchant yet; `dutiful merchant sandbox` makes it.")
    except (ShopError, CatalogueError) as exc:
        fail(f"{exc}.".capitalize())
    for platform, shop_id in shops.items():
        typer.echo(f"{platform.value:<12} {NAMES[platform]:<30} {shop_id}")


async def _seed(settings: QuoteSettings, into: Path) -> dict[Platform, str]:
    async with AsyncExitStack() as stack:
        requests, service, owner = (
            connect(settings, "dutiful-cli", role=role) for role in (REQUEST_ROLE, SERVICE_ROLE, None)
        )
        for engine in (requests, service, owner):
            stack.push_async_callback(engine.dispose)
        vault = Vault(key_ring(settings.secret_keys.get_secret_value()))
        merchant = await AccountRepository(owner).merchant(SANDBOX_NAME)
        return await SandboxShops(
            merchant.id,
            ShopRegister(ShopRepository(requests, service), vault, lambda: datetime.now(UTC)),
            CatalogueRepository(requests),
            ProfileRepository(requests),
            into,
            actor(),
        ).seed()
