"""`dutiful tariff`: load publications as releases, compare, activate, roll back, look at them."""

import json
from datetime import UTC, date, datetime
from typing import Annotated, Any

import typer
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from dutiful_quote.commands import tariff_activation, tariff_changes
from dutiful_quote.commands.tariff_feeds import feeds
from dutiful_quote.commands.tariff_import import import_files
from dutiful_quote.commands.tariff_session import Stores, out, with_stores
from dutiful_quote.commands.tariff_watch import watch
from dutiful_quote.engine.goods import HS_DIGITS
from dutiful_quote.engine.jurisdictions import laws_of
from dutiful_quote.engine.measure import MeasureKind, covers_origin
from dutiful_quote.tariff.nomenclature import HarmonizedSystem
from dutiful_quote.tariff.published import PublishedTariff
from dutiful_quote.tariff.schedule import Lookup
from dutiful_quote.tariff.seed import seed as seed_packaged
from dutiful_quote.tariff.slice_rows import WantedSlice
from dutiful_quote.tariff.stored import StoredRelease
from dutiful_quote.tariff.territories import Territories
from dutiful_shared.cli_options import AsJsonNotTable
from dutiful_shared.contract.countries import COUNTRY_CODES

app = typer.Typer(no_args_is_help=True, help="Tariff releases: load, compare, activate, roll back, show.")
app.command("watch")(watch)
app.command("feeds")(feeds)
app.command("check")(tariff_activation.check)
app.command("activate")(tariff_activation.activate)
app.command("rollback")(tariff_activation.rollback)
app.command("history")(tariff_activation.history)
app.command("diff")(tariff_changes.diff)
app.command("requote")(tariff_changes.requote_carts)


@app.command()
def seed() -> None:
    """Load and activate the packaged facts; does nothing, quickly, when they are loaded already."""

    async def work(stores: Stores) -> list[str]:
        with _progress() as progress:
            task = progress.add_task("packaged facts")

            def show(tariff: PublishedTariff) -> None:
                progress.update(task, description=f"{tariff.info.jurisdiction} {tariff.info.publication}")

            return await seed_packaged(stores.releases, show)

    moved = with_stores(work)
    out.print(f"{len(moved)} releases became active." if moved else "The packaged facts are loaded already.")


app.command("import")(import_files)


@app.command("list")
def list_releases(as_json: AsJsonNotTable = False) -> None:
    """The loaded releases, with the day up to which each is verified."""

    async def work(stores: Stores) -> list[StoredRelease]:
        return await stores.repository.stored_releases()

    stored = with_stores(work)
    if as_json:
        typer.echo(json.dumps([_release(release) for release in stored], indent=2))
        return
    table = Table(box=None)
    for column in ("", "release", "published", "verified until", "measures", "lines"):
        table.add_column(column)
    for release in stored:
        info = release.info
        verified = str(info.verified_until or "")
        counts = (str(release.measure_count), str(release.line_count))
        table.add_row("active" if release.active else "", info.id, str(info.published_on), verified, *counts)
    out.print(table)


@app.command()
def show(
    country: Annotated[str, typer.Argument(help="Destination, such as US or DE.")],
    code: Annotated[str, typer.Argument(help="4 to 10 digits; dots are fine.")],
    origin: Annotated[str, typer.Option(help="Only measures that cover this origin.")] = "",
    on: Annotated[str, typer.Option("--date", help="The day, such as 2026-11-20; default today (UTC).")] = "",
) -> None:
    """What the active tariff says about a code."""
    day = _day(on)
    if origin and origin.upper() not in COUNTRY_CODES:
        raise typer.BadParameter(f"{origin!r} is not an ISO 3166-1 alpha-2 country code such as US, DE or JP")
    tariff = laws_of(Territories.packaged().of(country.upper()).customs_territory)[-1]
    digits = code.replace(".", "").replace(" ", "")

    async def work(stores: Stores) -> Table:
        return await _shown(stores, tariff, digits, origin.upper(), day)

    out.print(with_stores(work))


async def _shown(stores: Stores, jurisdiction: str, digits: str, origin: str, day: date) -> Table:
    edition = (await stores.repository.active_editions()).get(jurisdiction)
    if edition is None:
        raise typer.BadParameter(f"nothing is loaded for {jurisdiction}")
    releases = tuple(release.id for release in edition.releases)
    wanted = [WantedSlice(releases, Lookup(jurisdiction, part)) for part in (digits, "")]
    found = await stores.repository.slices(wanted)
    tariff, territory = (found[one] for one in wanted)
    if not HarmonizedSystem().in_tariff(digits, tariff):
        raise typer.BadParameter(f"the nomenclature of {jurisdiction} has no code {digits} in its loaded edition")
    if not tariff.has_nomenclature and len(digits) > HS_DIGITS:
        typer.echo(f"{jurisdiction}: no list of codes is loaded, so digits after the sixth are not checked.", err=True)
    groups = territory.groups_of(origin, day)
    table = Table(box=None, title=f"{jurisdiction} {digits} on {day}" + (f" from {origin}" if origin else ""))
    for column in ("kind", "measure", "rate", "origins", "law"):
        table.add_column(column, overflow="fold")
    for measure in (*tariff.measures, *territory.of_kind(MeasureKind.ADDITIONAL_DUTY)):
        if not measure.in_force(day) or (origin and not covers_origin(measure, origin, groups)):
            continue
        areas = " ".join(measure.areas) + (f" except {' '.join(measure.excluded)}" if measure.excluded else "")
        table.add_row(measure.kind.value, measure.id, measure.rate_text, areas, measure.legal_reference.text)
    return table


def _day(text: str) -> date:
    if not text:
        return datetime.now(UTC).date()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise typer.BadParameter(f"{text!r} is not a day such as 2026-11-20") from None


def _release(release: StoredRelease) -> dict[str, Any]:
    info = release.info
    return {
        "id": info.id,
        "jurisdiction": info.jurisdiction,
        "publication": info.publication,
        "edition": info.edition,
        "published_on": info.published_on.isoformat(),
        "verified_until": info.verified_until.isoformat() if info.verified_until else None,
        "measures": release.measure_count,
        "lines": release.line_count,
        "active": release.active,
    }


def _progress() -> Progress:
    return Progress(
        SpinnerColumn(), TextColumn("{task.description} {task.completed:.0f}"), TimeElapsedColumn(), transient=True
    )
