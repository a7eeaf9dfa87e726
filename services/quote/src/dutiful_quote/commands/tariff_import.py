"""`dutiful tariff import`: official files, or folders of fact tables, to releases."""

import json
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from dutiful_quote.commands.tariff_activation import Accept
from dutiful_quote.commands.tariff_session import Stores, out, with_stores
from dutiful_quote.tariff.activation_checks import activate_checked
from dutiful_quote.tariff.imports import (
    PLAIN,
    ImportOptions,
    ImportReport,
    TooManyRefusedError,
    import_publication,
    sources,
)
from dutiful_shared.account.commands.session import actor
from dutiful_shared.cli_options import AsJsonNotTable

_DAYS = ["%Y-%m-%d"]
#: So many refused rows are shown; `--json` has every one.
_MOST_SHOWN = 50


def import_files(
    what: Annotated[
        list[str],
        typer.Argument(
            metavar="[SOURCE] FILE...",
            help=f"{', '.join(sources())}, then its official files; or only folders of fact tables, which is {PLAIN}.",
        ),
    ],
    edition: Annotated[str, typer.Option(help="The publisher's label, such as '2026 Revision 10'.")] = "",
    published_on: Annotated[
        datetime | None, typer.Option(formats=_DAYS, help="The day of publication, where the files do not say it.")
    ] = None,
    verified_until: Annotated[
        datetime | None, typer.Option(formats=_DAYS, help="The last day it speaks for; default: day of publication.")
    ] = None,
    accept_refused: Annotated[int, typer.Option(min=0, help="Load although so many rows are refused.")] = 0,
    reason: Annotated[str, typer.Option(help="Why refused rows are accepted.")] = "",
    activate_now: Annotated[bool, typer.Option("--activate", help="Also make the new release the active one.")] = False,
    accept: Accept = "",
    as_json: AsJsonNotTable = False,
) -> None:
    """Load official files as a release: all of it, or nothing and every row that is in the way."""
    source, files = _asked(what)

    async def work(stores: Stores) -> ImportReport:
        with _progress() as progress:
            task = progress.add_task(f"{source}: rows")
            options = ImportOptions(
                edition=edition,
                published_on=_day(published_on),
                verified_until=_day(verified_until),
                accept_refused=accept_refused,
                reason=reason,
                on_rows=lambda rows: progress.update(task, advance=rows),
            )
            report = await import_publication(stores.releases, source, files, options)
        for release in report.releases if activate_now else ():
            await activate_checked(stores.releases, stores.engine, release.id, actor(), accept.strip() or None)
        return report

    try:
        report = with_stores(work)
    except TooManyRefusedError as error:
        _show_refused(error, as_json=as_json)
        raise typer.Exit(1) from None
    if as_json:
        typer.echo(json.dumps(report_plain(report), indent=2))
        return
    _show(report)


def _asked(what: list[str]) -> tuple[str, list[Path]]:
    source, named = (what[0], what[1:]) if what[0] in sources() else (PLAIN, what)
    if source == PLAIN and not all(Path(name).is_dir() for name in named):
        raise typer.BadParameter(f"{what[0]} is neither a folder of fact tables nor one of {', '.join(sources())}")
    if not named:
        raise typer.BadParameter(f"name at least one file after {source}")
    missing = next((name for name in named if not Path(name).exists()), None)
    if missing:
        raise typer.BadParameter(f"{missing} is not there")
    return source, [Path(name) for name in named]


def _day(given: datetime | None) -> date | None:
    return given.date() if given else None


def report_plain(report: ImportReport) -> dict[str, Any]:
    """The report as plain values."""
    return {
        "source": report.source,
        "files": dict(report.files),
        "releases": [
            {"id": release.id, "loaded": "before" if release.id in report.known else "now"}
            for release in report.releases
        ],
        "measures": report.measures,
        "lines": report.lines,
        "counted": dict(report.counted),
        "refused": [{"file": row.file, "place": row.place, "reason": row.reason} for row in report.refused],
        "reason": report.reason,
    }


def _show(report: ImportReport) -> None:
    table = Table(box=None, show_header=False)
    for file, rows in report.files.items():
        table.add_row(str(rows), f"rows of {file}")
    table.add_row(str(report.measures), "rows of measures")
    table.add_row(str(report.lines), "codes that may be declared")
    for what, number in report.counted.items():
        table.add_row(str(number), what)
    if report.refused:
        table.add_row(str(len(report.refused)), f"rows refused, accepted because: {report.reason}")
    out.print(table)
    for row in report.refused[:_MOST_SHOWN]:
        out.print(f"refused: {row}", markup=False, highlight=False, soft_wrap=True)
    for release in report.releases:
        known = " (loaded before: the same facts)" if release.id in report.known else ""
        out.print(f"{release.id}{known}", markup=False, highlight=False, soft_wrap=True)


def _show_refused(error: TooManyRefusedError, *, as_json: bool) -> None:
    if as_json:
        refused = [{"file": row.file, "place": row.place, "reason": row.reason} for row in error.refused]
        typer.echo(json.dumps({"releases": [], "refused": refused}, indent=2))
    console = Console(stderr=True, style="red", markup=False, highlight=False, soft_wrap=True)
    for row in error.refused[:_MOST_SHOWN]:
        console.print(str(row))
    if len(error.refused) > _MOST_SHOWN:
        console.print(f"... {len(error.refused) - _MOST_SHOWN} more; --json prints every one")
    console.print(f"{len(error.refused)} rows were refused; nothing was loaded. To load the rest: --accept-refused "
                  f"{len(error.refused)} --reason '...'")  # fmt: skip


def _progress() -> Progress:
    return Progress(
        SpinnerColumn(), TextColumn("{task.description} {task.completed:.0f}"), TimeElapsedColumn(), transient=True
    )
