"""`dutiful nomenclature`: official texts of nomenclatures: import, list, activate; correlations of HS editions."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, NoReturn, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from dutiful_classify.codes.code_system import CodeSystems
from dutiful_classify.codes.edition_repository import (
    EditionRepository,
    EditionUnknownError,
    NewEdition,
    NomenclatureStoreError,
)
from dutiful_classify.codes.import_files import NomenclatureRefusedError, read_edition
from dutiful_classify.codes.succession import read_correlation
from dutiful_shared.account.commands.session import actor, out, read_settings
from dutiful_shared.cli_options import AsJsonNotTable
from dutiful_shared.official_files.errors import UnreadableFileError
from dutiful_shared.service.postgres import connect

app = typer.Typer(no_args_is_help=True, help="Official texts of nomenclatures: import, list, activate.")

Result = TypeVar("Result")
_DAYS = ["%Y-%m-%d"]
#: So many refused rows are shown; `--json` has every one.
_MOST_SHOWN = 50


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="The official file: JSON, CSV or a workbook, plain or gzip.")],
    system: Annotated[str, typer.Option(help="The code system, such as US, EU, GB.")],
    edition: Annotated[str, typer.Option(help="The publisher's label, such as '2026 Revision 10'.")],
    published_on: Annotated[datetime, typer.Option(formats=_DAYS, help="The day of publication.")],
    language: Annotated[str, typer.Option(help="Of the texts: en, de, pt ...")] = "en",
    activate_now: Annotated[bool, typer.Option("--activate", help="Answer by it from now on.")] = False,
    as_json: AsJsonNotTable = False,
) -> None:
    """Load an official nomenclature with its texts: all of it, or nothing and every row that is in the way."""
    key = _checked(system, language)
    try:
        read = read_edition(key, CodeSystems.packaged().get(key), file)
    except NomenclatureRefusedError as error:
        _show_refused(error, as_json=as_json)
        raise typer.Exit(1) from None
    except (UnreadableFileError, OSError) as error:
        _fail(f"{error}; nothing was loaded")
    new = NewEdition(key, language, edition, _day(published_on), read.digest, file.name)

    async def work(repository: EditionRepository) -> tuple[str, bool]:
        now = datetime.now(UTC)
        found, loaded = await repository.load(new, read.rows, now, actor())
        if activate_now:
            await repository.activate(found, now, actor())
        return found, loaded

    found, loaded = _with_repository(work)
    if as_json:
        told = {"id": found, "loaded": "now" if loaded else "before", "rows": len(read.rows), "active": activate_now}
        typer.echo(json.dumps(told, indent=2))
        return
    said = f"{len(read.rows)} rows" if loaded else "loaded before: the same rows"
    out.print(f"{found} ({said}){'; active now' if activate_now else ''}", markup=False, highlight=False)


@app.command("list")
def list_editions(as_json: AsJsonNotTable = False) -> None:
    """The loaded editions; one of each system and language is active."""
    editions = _with_repository(lambda repository: repository.editions())
    if as_json:
        typer.echo(json.dumps([asdict(edition) for edition in editions], indent=2, default=str))
        return
    table = Table(box=None)
    for column in ("", "id", "edition", "published", "rows", "file", "loaded", "by"):
        table.add_column(column, overflow="fold", no_wrap=column == "id")
    for one in editions:
        loaded = f"{one.loaded_at:%Y-%m-%d %H:%M}"
        active = "active" if one.active else ""
        table.add_row(active, one.id, one.edition, str(one.published_on), str(one.rows), one.source_file, loaded,
                      one.loaded_by)  # fmt: skip
    out.print(table)


@app.command()
def activate(edition: Annotated[str, typer.Argument(help="Id of a loaded edition.")]) -> None:
    """Answer by this edition in every process within seconds; an earlier one is activated the same way."""

    async def work(repository: EditionRepository) -> str | None:
        return await repository.activate(edition, datetime.now(UTC), actor())

    before = _with_repository(work)
    if before == edition:
        out.print("It is active already.")
        return
    out.print(f"Active now; before: {before or 'the packaged codes'}", markup=False, highlight=False)


@app.command()
def correlate(
    file: Annotated[Path, typer.Argument(help="CSV of newer, older and, where known, relationship and main.")],
    newer: Annotated[str, typer.Option(help="Such as 'HS 2028'.")],
    older: Annotated[str, typer.Option(help="Such as 'HS 2022'.")],
) -> None:
    """Load the correlation of two editions of the Harmonized System, in place of the one before."""
    try:
        read = read_correlation(file)
    except (UnreadableFileError, OSError) as error:
        _fail(f"{error}; nothing was loaded")

    async def work(repository: EditionRepository) -> None:
        await repository.correlate(newer, older, read.digest, read.pairs, datetime.now(UTC), actor())

    _with_repository(work)
    out.print(f"{read.count} pairs of {newer} and {older}", markup=False, highlight=False)


def _with_repository(work: Callable[[EditionRepository], Awaitable[Result]]) -> Result:
    """Run `work` as the owner of the tables; what goes wrong is told in one line and ends with status 1."""

    async def run() -> Result:
        engine = connect(read_settings(), "dutiful-cli", statement_timeout_ms=0)
        try:
            return await work(EditionRepository(engine))
        finally:
            await engine.dispose()

    try:
        return asyncio.run(run())
    except EditionUnknownError as error:
        _fail(str(error))
    except NomenclatureStoreError as error:
        _fail(f"{error}: {str(error.__cause__).splitlines()[0]}")


def _checked(system: str, language: str) -> str:
    key = system.strip().upper()
    if len(key) != 2 or not key.isalpha():
        raise typer.BadParameter(f"{system!r} is not a code system such as US")
    if not (2 <= len(language) <= 3 and language.isalpha() and language.islower()):
        raise typer.BadParameter(f"{language!r} is not a language such as en")
    return key


def _show_refused(error: NomenclatureRefusedError, *, as_json: bool) -> None:
    if as_json:
        rows = [{"file": row.file, "place": row.place, "reason": row.reason} for row in error.rows]
        typer.echo(json.dumps({"id": None, "refused": rows}, indent=2))
    console = Console(stderr=True, style="red", markup=False, highlight=False, soft_wrap=True)
    for row in error.rows[:_MOST_SHOWN]:
        console.print(str(row))
    if len(error.rows) > _MOST_SHOWN:
        console.print(f"... {len(error.rows) - _MOST_SHOWN} more; --json prints every one")
    console.print(str(error))


def _fail(message: str) -> NoReturn:
    Console(stderr=True, style="red", markup=False, highlight=False, soft_wrap=True).print(message)
    raise typer.Exit(1)


def _day(given: datetime) -> date:
    return given.date()
