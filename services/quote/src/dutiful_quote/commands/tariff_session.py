"""What the tariff commands share: the way to the store, and errors told in one line."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeVar

import typer
from rich.console import Console
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.settings import QuoteSettings
from dutiful_quote.tariff.errors import TariffError
from dutiful_quote.tariff.fact_table import FactTableError
from dutiful_quote.tariff.redis_tier import RedisTier
from dutiful_quote.tariff.releases import ReleaseStore
from dutiful_quote.tariff.repository import TariffRepository
from dutiful_quote.tariff.schedule import TariffUnavailableError
from dutiful_shared.account.commands.session import told
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.redis import connect_redis

Result = TypeVar("Result")
#: Ids of measures and texts of laws are printed as they stand: `:CL:` is no picture, `[1]` no style.
out = Console(markup=False, emoji=False)


@dataclass(frozen=True, slots=True)
class Stores:
    """What a tariff command works on, for as long as it runs."""

    releases: ReleaseStore
    repository: TariffRepository
    engine: AsyncEngine


def with_stores(work: Callable[[Stores], Awaitable[Result]]) -> Result:
    """Run `work` on the tariff store; what goes wrong is told in words and ends the command with status 1."""

    async def run() -> Result:
        settings = QuoteSettings()
        engine = connect(settings, "dutiful-cli", statement_timeout_ms=0)
        redis = connect_redis(settings)
        try:
            return await work(Stores(ReleaseStore(engine, RedisTier(redis)), TariffRepository(engine), engine))
        finally:
            await redis.aclose()
            await engine.dispose()

    try:
        return told(lambda: asyncio.run(run()))
    except (TariffError, TariffUnavailableError, FactTableError) as exc:
        Console(stderr=True).print(str(exc), style="red", markup=False)
        raise typer.Exit(1) from exc
