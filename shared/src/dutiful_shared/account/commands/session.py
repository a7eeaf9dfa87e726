"""What the commands share: the way to the database, and errors told in one line."""

import asyncio
import getpass
from collections.abc import Awaitable, Callable
from typing import NoReturn, TypeVar

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.table import Column, Table
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_shared.account.records import UnknownMerchantError
from dutiful_shared.account.repository import AccountRepository
from dutiful_shared.contract.faults import sentence_of
from dutiful_shared.service.postgres import connect
from dutiful_shared.service.settings import ServiceSettings

Result = TypeVar("Result")

out = Console(markup=False, emoji=False)
err = Console(stderr=True, markup=False, emoji=False)


def listing(first: str, *others: str) -> Table:
    """An empty table of which the first column, what other commands are given, stays whole on a narrow terminal."""
    return Table(Column(first, no_wrap=True), *others)


def actor() -> str:
    """Who is at the keyboard, for the audit."""
    try:
        return f"cli:{getpass.getuser()}"
    except (KeyError, OSError):
        # A container may run under a number that has no name.
        return "cli"


def with_accounts(work: Callable[[AccountRepository], Awaitable[Result]]) -> Result:
    """Run `work` on the register; what the database refuses, and a merchant nobody knows, end with status 1."""

    return with_engine(lambda engine: work(AccountRepository(engine)))


def with_engine(work: Callable[[AsyncEngine], Awaitable[Result]]) -> Result:
    """As `with_accounts`, for work on the database itself, as the role that owns it."""

    async def run() -> Result:
        engine = connect(read_settings(), "dutiful-cli", statement_timeout_ms=30_000)
        try:
            return await work(engine)
        finally:
            await engine.dispose()

    try:
        return told(lambda: asyncio.run(run()))
    except UnknownMerchantError as exc:
        fail(f"N{str(exc)[1:]}.")


def told(work: Callable[[], Result]) -> Result:
    """Run `work`; a database that is out of reach or refuses is told in one line and ends with status 1."""
    try:
        return work()
    except (SQLAlchemyError, OSError) as exc:
        fail(f"The database did not do it: {str(exc).splitlines()[0]}")


def read_settings() -> ServiceSettings:
    """The settings of the environment; a bad one ends the command with status 2 and the reason."""
    try:
        return ServiceSettings()
    except ValidationError as exc:
        for error in exc.errors():
            err.print(f"{'.'.join(map(str, error['loc']))}: {sentence_of(error)}", style="red", highlight=False)
        raise typer.Exit(2) from None


def fail(message: str) -> NoReturn:
    """Say what went wrong and end with status 1."""
    err.print(message, style="red", highlight=False)
    raise typer.Exit(1)
