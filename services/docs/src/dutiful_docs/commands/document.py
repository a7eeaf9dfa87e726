"""`dutiful document`: make customs papers, correct, fetch and list them, one or many."""

import asyncio
import json
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from pydantic import ValidationError
from rich.progress import Progress
from rich.table import Column, Table

from dutiful_docs.commands import order_papers
from dutiful_docs.commands.asking import err, out, with_client
from dutiful_shared.cli_options import SANDBOX_KEY_FILE, DocsUrl, Key, KeyFile
from dutiful_shared.client import DutifulClient
from dutiful_shared.client.base_urls import LOCAL
from dutiful_shared.client.command_files import text_of
from dutiful_shared.client.documents import DocumentForm
from dutiful_shared.contract.documents import (
    MAX_BATCH,
    BatchState,
    Document,
    DocumentBatch,
    DocumentBatchRequest,
    DocumentKind,
    DocumentRequest,
)
from dutiful_shared.contract.faults import pointer_of, sentence_of

app = typer.Typer(no_args_is_help=True, help="Customs papers for quotes and orders.")
app.add_typer(order_papers.app, name="order")
_ASK_AGAIN_SECONDS: Final = 0.3

Into = Annotated[Path | None, typer.Option("--into", help="Where to write the paper.")]
Source = Annotated[Path, typer.Argument(help="The request as JSON; - reads standard input.")]


@app.command()
def make(
    file: Source,
    into: Into = None,
    draft: Annotated[bool, typer.Option(help="Print it with its blanks, marked as a draft.")] = False,
    url: DocsUrl = LOCAL.docs,
    key: Key = "",
    key_file: KeyFile = SANDBOX_KEY_FILE,
) -> None:
    """Make a paper of the request in FILE; what is missing is listed field by field."""
    _check(into)
    wanted = _request(file)
    if draft:
        wanted = wanted.model_copy(update={"draft": True})
    made = with_client(lambda client: client.create_document(wanted), url, key, key_file)
    _fetched(made, into, url, key, key_file)


@app.command()
def correct(
    document_id: str,
    file: Source,
    into: Into = None,
    url: DocsUrl = LOCAL.docs,
    key: Key = "",
    key_file: KeyFile = SANDBOX_KEY_FILE,
) -> None:
    """Make a further version of a document; the ones before stay."""
    _check(into)
    wanted = _request(file)
    made = with_client(lambda client: client.correct_document(document_id, wanted), url, key, key_file)
    _fetched(made, into, url, key, key_file)


@app.command()
def get(
    document_id: str,
    into: Annotated[Path, typer.Argument(help="Where to write; the ending says which form: .pdf, .xml or .json.")],
    version: Annotated[int | None, typer.Option(help="The newest issued one by default.")] = None,
    proof: Annotated[bool, typer.Option(help="The PDF with its proof inside, to be verified offline.")] = False,
    url: DocsUrl = LOCAL.docs,
    key: Key = "",
    key_file: KeyFile = SANDBOX_KEY_FILE,
) -> None:
    """Write one form of a document to a file."""
    form = _form(into)
    if proof and form != "pdf":
        raise typer.BadParameter("a proof goes into a PDF: name a file that ends with .pdf")

    async def ask(client: DutifulClient) -> bytes:
        if proof:
            return await client.proven_document(document_id, version=version)
        return await client.document_form(document_id, form, version=version)

    content = with_client(ask, url, key, key_file)
    into.write_bytes(content)
    out.print(f"{into}: {len(content)} bytes")


@app.command("list")
def list_documents(
    kind: Annotated[DocumentKind | None, typer.Option(help="Only of this kind.")] = None,
    quote_id: Annotated[str | None, typer.Option(help="Only for this quote.")] = None,
    limit: Annotated[int, typer.Option(min=1, max=200)] = 20,
    url: DocsUrl = LOCAL.docs,
    key: Key = "",
    key_file: KeyFile = SANDBOX_KEY_FILE,
) -> None:
    """List documents, the newest first."""
    page = with_client(lambda client: client.documents(kind=kind, quote_id=quote_id, limit=limit), url, key, key_file)
    table = Table(Column("document", no_wrap=True), "version", "kind", "pages", "made at", "draft")
    for one in page.documents:
        moment = f"{one.created_at:%Y-%m-%d %H:%M}"
        table.add_row(one.id, str(one.version), one.kind.value, str(one.pages), moment, "yes" if one.draft else "")
    out.print(table)


@app.command()
def batch(
    file: Annotated[Path, typer.Argument(help="Requests as JSON Lines; - reads standard input.")],
    into: Annotated[Path, typer.Argument(help="Where to write all papers: .zip, or .pdf for one file to print.")],
    url: DocsUrl = LOCAL.docs,
    key: Key = "",
    key_file: KeyFile = SANDBOX_KEY_FILE,
) -> None:
    """Make many papers and follow them to their end; status 1 if one was refused."""
    if into.suffix not in {".zip", ".pdf"}:
        raise typer.BadParameter("the result is a .zip or a .pdf")
    requests = [_line(file, number, line) for number, line in enumerate(text_of(file).splitlines(), 1) if line.strip()]
    if not 1 <= len(requests) <= MAX_BATCH:
        raise typer.BadParameter(f"{file} has {len(requests)} requests, and a batch has 1 to {MAX_BATCH}")
    wanted = DocumentBatchRequest(documents=tuple(requests), result="pdf" if into.suffix == ".pdf" else "zip")

    async def work(client: DutifulClient) -> tuple[DocumentBatch, bytes]:
        done = await _followed(client, await client.create_document_batch(wanted))
        return done, await client.document_batch_result(done.id) if done.result else b""

    done, content = with_client(work, url, key, key_file)
    if content:
        into.write_bytes(content)
    out.print(f"{done.id}: {done.made} of {done.wanted} papers made, {len(content)} bytes in {into}")
    for fault in done.faults:
        err.print(f"  {fault.pointer}: {fault.detail}", markup=False)
    if done.refused:
        raise typer.Exit(1)


async def _followed(client: DutifulClient, taken: DocumentBatch) -> DocumentBatch:
    """The batch at its end; meanwhile its progress is shown."""
    with Progress(console=err, transient=True) as progress:
        bar = progress.add_task("making papers", total=taken.wanted)
        while taken.state is not BatchState.DONE:
            await asyncio.sleep(_ASK_AGAIN_SECONDS)
            taken = await client.document_batch(taken.id)
            progress.update(bar, completed=taken.made + taken.refused)
    return taken


def _fetched(made: Document, into: Path | None, url: str, key: str, key_file: Path) -> None:
    pages = f"{made.pages} page{'' if made.pages == 1 else 's'}"
    out.print(f"{made.id} version {made.version}: {made.kind.value}, {pages}, ledger {made.ledger.status.value}")
    for blank in made.blanks:
        err.print(f"  lacks {blank.pointer}: {blank.rule} ({blank.source})", markup=False)
    for limit in made.unchecked:
        err.print(f"  not checked: {limit.detail}", markup=False)
    origin = made.origin_wording
    if origin is not None and not made.language.startswith(origin.language):
        known = ", ".join(origin.languages)
        err.print(f"  origin under {origin.agreement} is stated in {origin.language}; its wording is known in {known}")
    if into is not None:
        get(made.id, into, made.version, url=url, key=key, key_file=key_file)


def _line(file: Path, number: int, line: str) -> DocumentRequest:
    try:
        return _parsed(json.loads(line))
    except json.JSONDecodeError as exc:
        raise typer.BadParameter(f"{file} is not JSON in line {number}: {exc.msg}") from exc
    except typer.BadParameter as exc:
        raise typer.BadParameter(f"line {number} of {file}: {exc.message}") from exc


def _request(file: Path) -> DocumentRequest:
    try:
        return _parsed(json.loads(text_of(file)))
    except json.JSONDecodeError as exc:
        raise typer.BadParameter(f"{file} is not JSON: {exc.msg} in line {exc.lineno}") from exc


def _parsed(plain: Any) -> DocumentRequest:
    try:
        return DocumentRequest.model_validate_json(json.dumps(plain))
    except ValidationError as exc:
        faults = (f"{pointer_of(one['loc'], plain, missing=True)}: {sentence_of(one)}" for one in exc.errors())
        raise typer.BadParameter("; ".join(fault.removeprefix(": ") for fault in faults)) from exc


def _check(into: Path | None) -> None:
    """A paper that was made cannot be taken back: first see whether there is a place for it."""
    if into is not None:
        _form(into)
        if not into.parent.is_dir():
            raise typer.BadParameter(f"there is no folder {into.parent}")


def _form(into: Path) -> DocumentForm:
    forms: dict[str, DocumentForm] = {".pdf": "pdf", ".xml": "xml", ".json": "json"}
    if into.suffix not in forms:
        raise typer.BadParameter(f"{into} must end in one of {', '.join(forms)}")
    return forms[into.suffix]
