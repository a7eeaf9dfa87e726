"""`dutiful classify "title"` and `dutiful classify batch FILE`."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

import typer
from pydantic import ValidationError
from rich.console import Console
from rich.progress import Progress
from typer.core import TyperGroup

from dutiful_classify.commands.answer_table import print_answer
from dutiful_shared.cli_options import SANDBOX_KEY_FILE, AnswerAsJson, ClassifyUrl, Key, KeyFile
from dutiful_shared.client import BaseUrls, DutifulClient
from dutiful_shared.client.base_urls import LOCAL
from dutiful_shared.client.command_files import format_of, pieces_of
from dutiful_shared.client.command_line import asked
from dutiful_shared.contract.classification import ClassificationRequest
from dutiful_shared.contract.classification_batch import BatchJob, JobState
from dutiful_shared.contract.faults import sentence_of

Result = TypeVar("Result")
#: What is no name of a command is the title of a product.
_PRODUCT: Final = "product"
_ASK_AGAIN_SECONDS: Final = 0.3
_ENDED: Final = {JobState.DONE, JobState.FAILED, JobState.CANCELLED}


class TitleFirst(TyperGroup):
    """A group whose first word may also be a title."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Reads a first word that is no command as the title of a product."""
        if args and args[0] not in {*self.commands, "--help"}:
            args = [_PRODUCT, *args]
        return super().parse_args(ctx, args)


app = typer.Typer(cls=TitleFirst, no_args_is_help=True, help="From a shop's words to a tariff code.")
out = Console(markup=False, emoji=False)
err = Console(stderr=True, markup=False, emoji=False)


@app.command(_PRODUCT)
def product(
    title: Annotated[str, typer.Argument(help="The product in the shop's words.")],
    description: Annotated[str, typer.Option(help="What else the shop says of it.")] = "",
    attribute: Annotated[
        list[str] | None, typer.Option("--attribute", "-a", help="A fact as name=value, such as material=cotton.")
    ] = None,
    destination: Annotated[
        list[str] | None, typer.Option("--destination", "-d", help="A country whose national line is wanted.")
    ] = None,
    category: Annotated[str, typer.Option(help="The shop's own path, such as 'Clothing > Tops'.")] = "",
    language: Annotated[str, typer.Option(help="BCP 47, a hint.")] = "en",
    code: Annotated[str | None, typer.Option(help="The code in use today; it is weighed.")] = None,
    sku: Annotated[str | None, typer.Option(help="What was decided for it is answered.")] = None,
    as_json: AnswerAsJson = False,
    url: ClassifyUrl = LOCAL.classify,
    key: Key = "",
    key_file: KeyFile = SANDBOX_KEY_FILE,
) -> None:
    """Find the tariff code of one product; this is what a title alone does, too."""
    values = {"title": title, "description": description, "category": category, "language": language}
    asked = {**values, "attributes": _attributes(attribute or []), "destinations": destination or []}
    try:
        request = ClassificationRequest.model_validate({**asked, "merchant_code": code, "sku": sku})
    except ValidationError as exc:
        raise typer.BadParameter("; ".join(_told(fault) for fault in exc.errors())) from exc
    answer = _with_client(lambda client: client.classify(request), url, key, key_file)
    if as_json:
        typer.echo(answer.model_dump_json(indent=2))
    else:
        print_answer(answer, out)


@app.command("batch")
def batch(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV or JSON Lines, one product a row.")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", help="Where to write the results; by default beside the file.")
    ] = None,
    form: Annotated[str, typer.Option("--format", help="csv or jsonl; by default what the file's name says.")] = "",
    url: ClassifyUrl = LOCAL.classify,
    key: Key = "",
    key_file: KeyFile = SANDBOX_KEY_FILE,
) -> None:
    """Classify a file of products, follow it to its end and write the results; status 1 if a row was refused."""
    chosen = format_of(form, file)
    target = output or file.with_name(f"{file.stem}.classified.{chosen}")

    async def work(client: DutifulClient) -> BatchJob:
        taken = await client.classify_file(pieces_of(file), chosen)
        ended = await _followed(client, taken)
        with target.open("wb") as results:
            async for piece in client.classification_batch_results(ended.id, chosen):
                results.write(piece)
        return ended

    job = _with_client(work, url, key, key_file)
    decisions = ", ".join(f"{number} {decision.value}" for decision, number in job.decisions.items())
    out.print(f"{job.id}: {job.state.value}; {job.rows_read} rows read, {job.rows_refused} refused; {decisions}")
    out.print(f"results: {target}", markup=False)
    if job.detail:
        err.print(job.detail, style="red", markup=False)
    for fault in job.faults:
        err.print(f"row {fault.row}, {fault.pointer or 'the row'}: {fault.detail}", markup=False)
    if job.state is not JobState.DONE or job.rows_refused:
        raise typer.Exit(1)


def _attributes(given: list[str]) -> dict[str, str]:
    attributes: dict[str, str] = {}
    for one in given:
        name, separator, value = one.partition("=")
        if not name.strip() or not separator:
            raise typer.BadParameter(f"{one!r} is not of the form name=value")
        attributes[name.strip()] = value.strip()
    return attributes


def _told(fault: Any) -> str:
    where = ".".join(str(part) for part in fault["loc"]) or "the product"
    return f"{where}: {sentence_of(fault)}"


def _with_client(work: Callable[[DutifulClient], Awaitable[Result]], url: str, key: str, key_file: Path) -> Result:
    return asked(work, BaseUrls(classify=url), key, key_file)


async def _followed(client: DutifulClient, taken: BatchJob) -> BatchJob:
    """The batch at its end; meanwhile its progress is shown."""
    with Progress(console=err, transient=True) as progress:
        bar = progress.add_task("classifying", total=None)
        while taken.state not in _ENDED:
            progress.update(
                bar, description=f"{taken.state.value}: {taken.rows_read} rows, {taken.rows_refused} refused"
            )
            await asyncio.sleep(_ASK_AGAIN_SECONDS)
            taken = await client.classification_batch(taken.id)
    return taken
