"""`dutiful catalogue`: a merchant's articles, from and to files."""

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Final, TypeVar

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from dutiful_quote.commands.catalogue_classify import Backfill, BatchFailedError, backfill
from dutiful_shared.cli_options import SANDBOX_KEY_FILE, AnswerAsJson, ClassifyUrl, Key, KeyFile, QuoteUrl
from dutiful_shared.client import BaseUrls, DutifulClient
from dutiful_shared.client.base_urls import LOCAL
from dutiful_shared.client.command_files import format_of, pieces_of
from dutiful_shared.client.command_line import asked
from dutiful_shared.contract.catalogue_health import HealthProblem
from dutiful_shared.contract.catalogue_imports import ImportAnswer, ImportState
from dutiful_shared.contract.providers import Provider

Result = TypeVar("Result")
app = typer.Typer(no_args_is_help=True, help="The merchant's catalogue: what each SKU is, as customs need to know it.")
out = Console(markup=False, emoji=False)
err = Console(stderr=True, soft_wrap=True, markup=False, emoji=False)
_ASK_AGAIN_SECONDS: Final = 0.3
Form = Annotated[str, typer.Option("--format", help="csv or jsonl; by default what the file's name says.")]


@app.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV or JSON Lines, one article a row.")],
    form: Form = "",
    provider: Annotated[
        Provider | None, typer.Option(help="Whose export it is: their columns (of AvaTax, the JSON of items too).")
    ] = None,
    column: Annotated[
        list[str] | None, typer.Option(help="Of an export: their column=our column, such as HTS=codes.US.")
    ] = None,
    url: QuoteUrl = LOCAL.quote,
    key: Key = "",
    key_file: KeyFile = SANDBOX_KEY_FILE,
) -> None:
    """Import a file of articles and follow it to its end; status 1 if a row was refused or left out."""
    left_out: tuple[str, ...] = ()

    async def work(client: DutifulClient) -> ImportAnswer:
        nonlocal left_out
        if provider is None:
            taken = await client.import_articles(pieces_of(file), format_of(form, file))
        else:
            json_type = "application/json" if file.suffix.lower() == ".json" else "text/csv"
            answer = await client.import_provider_catalogue(provider, file.read_bytes(), json_type, column or ())
            for text in (*(f"not taken: {name}" for name in answer.ignored), *answer.readings, *answer.left_out):
                err.print(text, markup=False)
            taken, left_out = answer.imported, answer.left_out
        return await _followed(client, taken)

    answer = _with_client(work, url, key, key_file)
    out.print(
        f"{answer.id}: {answer.state.value}; {answer.rows_read} rows read, {answer.rows_written} written, "
        f"{answer.rows_unchanged} unchanged, {answer.rows_refused} refused"
    )
    if answer.detail:
        err.print(answer.detail, style="red", markup=False)
    for fault in answer.faults:
        err.print(f"row {fault.row}, {fault.pointer or 'the row'}: {fault.detail}", markup=False)
    if answer.state is ImportState.FAILED or answer.rows_refused or left_out:
        raise typer.Exit(1)


@app.command("export")
def export_file(
    file: Annotated[Path | None, typer.Argument(help="Where to write; standard output without it.")] = None,
    form: Form = "",
    url: QuoteUrl = LOCAL.quote,
    key: Key = "",
    key_file: KeyFile = SANDBOX_KEY_FILE,
) -> None:
    """Write what is stated of every article, as an import takes it."""
    chosen = format_of(form or ("" if file else "csv"), file or Path())

    async def work(client: DutifulClient) -> None:
        target = file.open("wb") if file else sys.stdout.buffer
        try:
            async for piece in client.export_articles(chosen):
                target.write(piece)
            target.flush()
        finally:
            if file:
                target.close()

    _with_client(work, url, key, key_file)


@app.command()
def health(
    problem: Annotated[HealthProblem | None, typer.Option(help="List only this one.")] = None,
    as_json: AnswerAsJson = False,
    url: QuoteUrl = LOCAL.quote,
    key: Key = "",
    key_file: KeyFile = SANDBOX_KEY_FILE,
) -> None:
    """Count what is wrong in the catalogue and list the first findings."""
    report = _with_client(lambda client: client.catalogue_health(problem=problem), url, key, key_file)
    if as_json:
        typer.echo(report.model_dump_json(indent=2))
        return
    counts = Table("problem", "articles", title=f"{report.articles} articles")
    for name, number in report.counts.items():
        counts.add_row(name.value, str(number))
    found = Table("SKU", "problem", "field", "value", "other")
    for one in report.findings:
        found.add_row(one.sku, one.problem.value, one.field, one.value, one.other)
    out.print(counts, found)


@app.command()
def classify(
    every: Annotated[bool, typer.Option("--all", help="Also articles that have a code, to compare it.")] = False,
    least: Annotated[
        float, typer.Option("--at-least", min=0, max=1, help="The probability below which a code is not kept.")
    ] = 0.5,
    language: Annotated[str, typer.Option(help="Whose description is asked about, where there is one.")] = "en",
    url: QuoteUrl = LOCAL.quote,
    classify_url: ClassifyUrl = LOCAL.classify,
    key: Key = "",
    key_file: KeyFile = SANDBOX_KEY_FILE,
) -> None:
    """Ask the classifier about articles without a code, and keep beside each what it says; no quote takes it."""

    async def work(client: DutifulClient) -> Backfill:
        with Progress(console=err, transient=True) as progress:
            bar = progress.add_task("classifying", total=None)
            return await backfill(
                client,
                every=every,
                least=least,
                language=language,
                tell=lambda text: progress.update(bar, description=text),
            )

    done = _with_client(work, url, key, key_file, classify_url)
    left = ", ".join(f"{number} {name}" for name, number in sorted(done.left.items()))
    out.print(
        f"{done.asked} articles asked about, {done.written} written, {done.unchanged} unchanged, {done.gone} gone, "
        f"{done.wordless} without a description; without a code: {left or 'none'}"
    )


@app.command()
def show(
    sku: str,
    url: QuoteUrl = LOCAL.quote,
    key: Key = "",
    key_file: KeyFile = SANDBOX_KEY_FILE,
) -> None:
    """Print one article as JSON: what is stated, fixed and said by shops, and what of it quotes take."""
    answer = _with_client(lambda client: client.article(sku), url, key, key_file)
    typer.echo(answer.model_dump_json(indent=2))


def _with_client(
    work: Callable[[DutifulClient], Awaitable[Result]],
    url: str,
    key: str,
    key_file: Path,
    classify_url: str = LOCAL.classify,
) -> Result:
    return asked(work, BaseUrls(quote=url, classify=classify_url), key, key_file, failures=(BatchFailedError,))


async def _followed(client: DutifulClient, taken: ImportAnswer) -> ImportAnswer:
    """The import at its end; meanwhile its progress is shown."""
    with Progress(console=err, transient=True) as progress:
        bar = progress.add_task("importing", total=None)
        while taken.state not in {ImportState.DONE, ImportState.FAILED}:
            text = f"{taken.state.value}: {taken.rows_read} rows, {taken.rows_refused} refused"
            progress.update(bar, description=text)
            await asyncio.sleep(_ASK_AGAIN_SECONDS)
            taken = await client.catalogue_import(taken.id)
    return taken
