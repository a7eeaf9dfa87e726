"""How commands ask the services: with whose key, and what they say where there is no answer."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import TypeVar

import typer
from rich.console import Console

from dutiful_shared.client import BaseUrls, DutifulClient, DutifulError, DutifulProblem

Result = TypeVar("Result")
_err = Console(stderr=True, soft_wrap=True, emoji=False)


def asked(
    work: Callable[[DutifulClient], Awaitable[Result]],
    urls: BaseUrls,
    key: str,
    key_file: Path,
    *,
    failures: tuple[type[Exception], ...] = (),
) -> Result:
    """What `work` brings, with a client that holds `key` or the one in `key_file`.

    Args:
        failures: exceptions of `work` whose text is for people, beside those of the client and of files.

    Raises:
        typer.Exit: there is no answer; why was printed, with the fields at fault.
        typer.BadParameter: there is no key.
    """

    async def run() -> Result:
        try:
            client = DutifulClient(urls, key or key_of(key_file))
        except ValueError as exc:
            raise typer.BadParameter(f"the API key is of no use: {exc}") from None
        async with client:
            return await work(client)

    told: tuple[type[Exception], ...] = (DutifulError, OSError, *failures)
    try:
        return asyncio.run(run())
    except told as exc:
        _err.print(str(exc), style="red", markup=False)
        for fault in exc.problem.errors if isinstance(exc, DutifulProblem) else ():
            where = fault.pointer or fault.parameter
            _err.print(f"  {where}: {fault.detail}" if where else f"  {fault.detail}", markup=False)
        raise typer.Exit(1) from exc


def key_of(file: Path) -> str:
    """The API key that `file` holds. Raises `typer.BadParameter` where it cannot be read."""
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError:
        raise typer.BadParameter(
            f"no API key: set DUTIFUL_API_KEY, or name its file with --key-file ({file} cannot be read; `make run` "
            "writes it)"
        ) from None
