"""`dutiful screening`: load lists, activate them, look at them, and check a name."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Annotated, TypeVar

import typer
from prometheus_client import CollectorRegistry
from pydantic import ValidationError

from dutiful_docs.commands.days import day_of
from dutiful_docs.screening.book import ListBook
from dutiful_docs.screening.engine.listed import SubjectKind
from dutiful_docs.screening.engine.party import Hit, Party, PartyRole, State, Verdict
from dutiful_docs.screening.errors import ScreeningError, ScreeningUnavailableError
from dutiful_docs.screening.list_store import ListStore, StoredEdition
from dutiful_docs.screening.lists.errors import ListFileError
from dutiful_docs.screening.lists.recognise import LISTS, read_publication
from dutiful_docs.screening.metrics import ScreeningMetrics
from dutiful_docs.screening.plain import plain_verdict
from dutiful_docs.settings import DocsSettings
from dutiful_shared.account.commands.session import actor, fail, listing, out, told
from dutiful_shared.cli_options import AsJson
from dutiful_shared.contract.faults import sentence_of
from dutiful_shared.contract.screening import ScreenedParty
from dutiful_shared.service.postgres import connect

Result = TypeVar("Result")
app = typer.Typer(no_args_is_help=True, help="Lists of sanctioned and denied parties: load, activate, check a name.")
_ListId = Annotated[str, typer.Argument(help=f"One of {', '.join(LISTS)}.")]
_Accept = Annotated[
    str,
    typer.Option("--accept", help="Why it may be older, or much smaller, than the active one; kept in the history."),
]


@app.command("import")
def import_list(
    list_id: _ListId,
    files: Annotated[
        list[Path], typer.Argument(help="The official file; for OFAC's CSV three: primary names, aliases, addresses.")
    ],
    list_date: Annotated[str, typer.Option(help="Its day, such as 2026-11-20, where the file names none.")] = "",
    activate: Annotated[bool, typer.Option(help="Make it the active edition.")] = True,
    accept: _Accept = "",
) -> None:
    """Load a list as an edition, and make it the active one."""
    stated = day_of(list_date, "--list-date") if list_date else None
    try:
        publication = read_publication(list_id, files, stated)
    except ListFileError as exc:
        fail(str(exc))
    except OSError as exc:
        fail(f"The file cannot be read: {exc.strerror}: {exc.filename}.")

    async def work(store: ListStore) -> tuple[StoredEdition, bool]:
        now = datetime.now(UTC)
        edition, new = await store.load(publication, now, actor())
        if activate:
            await store.activate(edition.id, now, actor(), accept.strip())
        return edition, new

    edition, new = _with_lists(work)
    what = "loaded" if new else "loaded already"
    typer.echo(f"{edition.id} {what}: {edition.entries} entries, {edition.names} names, of {edition.list_date}.")
    if activate:
        typer.echo("Active now.")


@app.command()
def lists(as_json: AsJson = False) -> None:
    """Every edition, and which are active."""
    stored = _with_lists(lambda store: store.stored())
    if as_json:
        typer.echo(json.dumps([_plain(one) for one in stored], indent=2))
        return
    if not stored:
        typer.echo("No list is loaded: no party is clear.")
        return
    table = listing("edition", "active", "list date", "verified on", "form", "entries", "names", "loaded by")
    for one in stored:
        verified = str(one.verified_on or "")
        counts = (str(one.entries), str(one.names))
        active = "active" if one.verified_on else ""
        table.add_row(one.id, active, str(one.list_date), verified, one.form, *counts, one.loaded_by)
    out.print(table)


@app.command()
def activate(edition_id: Annotated[str, typer.Argument(help="As `lists` shows it.")], accept: _Accept = "") -> None:
    """Make a loaded edition the active one of its list."""
    edition = _with_lists(lambda store: store.activate(edition_id, datetime.now(UTC), actor(), accept.strip()))
    typer.echo(f"{edition.id} is active.")


@app.command()
def rollback(list_id: _ListId) -> None:
    """Go back to the edition that was active before."""
    edition = _with_lists(lambda store: store.rollback(list_id, datetime.now(UTC), actor()))
    typer.echo(f"{edition.id} is active again.")


@app.command()
def verify(list_id: _ListId) -> None:
    """Note that the active edition is the one that the publisher offers today."""
    now = datetime.now(UTC)
    edition_id = _with_lists(lambda store: store.verify(list_id, now.date(), now, actor()))
    typer.echo(f"{edition_id} was current on {now.date()}.")


@app.command()
def check(
    name: Annotated[str, typer.Argument(help="Of a person or a firm.")],
    kind: Annotated[SubjectKind, typer.Option(help="What bears the name.")] = SubjectKind.UNKNOWN,
    country: Annotated[str, typer.Option(help="ISO 3166-1 alpha-2.")] = "",
    born: Annotated[str, typer.Option(help="Day of birth, such as 1960-05-17.")] = "",
    as_json: AsJson = False,
) -> None:
    """Compare a name with the active lists; nothing is recorded. Ends with status 1 unless it is clear
    of the lists that are loaded."""
    party = _party(name, kind, country.upper() or None, day_of(born, "--born") if born else None)

    async def work(store: ListStore) -> Verdict:
        settings = DocsSettings()
        book = ListBook(
            store,
            ScreeningMetrics(CollectorRegistry()),
            lambda: datetime.now(UTC),
            required=settings.required_screening_lists,
            oldest_days=settings.screening_list_max_age_days,
        )
        await book.refresh()
        return book.screening.screen([party], datetime.now(UTC).date())

    verdict = _with_lists(work)
    if as_json:
        typer.echo(json.dumps(plain_verdict(verdict), default=str, indent=2))
    else:
        typer.echo(_sentence(verdict))
        if verdict.hits:
            out.print(_hits(verdict.hits))
    if verdict.state not in {State.CLEAR, State.CLEAR_OF_LOADED}:
        raise typer.Exit(1)


def _party(name: str, kind: SubjectKind, country: str | None, born: date | None) -> Party:
    """The party, if it is one that the API would take: a name without letters is like nobody, and would be clear."""
    try:
        asked = ScreenedParty(id="checked", role=PartyRole.OTHER, name=name, country=country, born_on=born)
    except ValidationError as exc:
        fault = exc.errors(include_url=False, include_input=False)[0]
        raise typer.BadParameter(f"{fault['loc'][0]} {sentence_of(fault)}") from None
    return Party(asked.id, asked.role, (asked.name,), kind, asked.country, asked.born_on)


def _sentence(verdict: Verdict) -> str:
    lists_asked = ", ".join(
        f"{one.list_id} of {one.list_date}{' (stale)' if one.stale else ''}" for one in verdict.lists
    )
    missing = f" Not loaded: {', '.join(verdict.missing)}." if verdict.missing else ""
    return f"{verdict.state.value}: {lists_asked or 'no list is loaded'}.{missing}"


def _hits(hits: tuple[Hit, ...]) -> object:
    table = listing("score", "list", "reference", "matched name", "listed as", "evidence")
    for hit in hits:
        evidence = ", ".join(one.value for one in hit.evidence)
        table.add_row(f"{hit.score:.1f}", hit.list_id, hit.reference, hit.matched_name, hit.listed_as, evidence)
    return table


def _plain(one: StoredEdition) -> dict[str, object]:
    return {
        "id": one.id,
        "list_id": one.list_id,
        "list_date": one.list_date.isoformat(),
        "form": one.form,
        "digest": one.digest,
        "entries": one.entries,
        "names": one.names,
        "active": one.verified_on is not None,
        "verified_on": one.verified_on.isoformat() if one.verified_on else None,
        "loaded_at": one.loaded_at.isoformat(),
        "loaded_by": one.loaded_by,
    }


def _with_lists(work: Callable[[ListStore], Awaitable[Result]]) -> Result:
    async def run() -> Result:
        engine = connect(DocsSettings(), "dutiful-cli", statement_timeout_ms=0)
        try:
            return await work(ListStore(engine))
        finally:
            await engine.dispose()

    try:
        return told(lambda: asyncio.run(run()))
    except (ScreeningError, ScreeningUnavailableError) as exc:
        fail(str(exc))
