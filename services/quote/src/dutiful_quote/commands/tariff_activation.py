"""`dutiful tariff check|activate|rollback|history`: which release is the law, since when, by whom and why."""

from typing import Annotated

import typer
from rich.table import Table

from dutiful_quote.commands.tariff_session import Stores, out, with_stores
from dutiful_quote.tariff.activation_checks import CheckedRelease, activate_checked, check_release
from dutiful_quote.tariff.stored import Activation
from dutiful_shared.account.commands.session import actor

Release = Annotated[str, typer.Argument(help="Id of a loaded release.")]
Accept = Annotated[
    str, typer.Option("--accept", help="Why breached checks are right in this case; kept in the history.")
]


def check(release: Release) -> None:
    """Hold a release against the active one, as `activate` does; ends with status 1 where a check is breached."""

    async def work(stores: Stores) -> CheckedRelease:
        return await check_release(stores.engine, release)

    checked = with_stores(work)
    if checked.against is None:
        out.print("It is the active release, or the first of its publication: there is none to compare it with.")
    else:
        out.print(f"Compared with {checked.against}:", markup=False)
    for breach in checked.breaches:
        out.print(f"  - {breach}", markup=False)
    if checked.breaches:
        raise typer.Exit(1)
    out.print("  nothing is out of the ordinary")


def activate(release: Release, accept: Accept = "") -> None:
    """Make a release the active one of its publication, everywhere within seconds, if it passes the checks."""

    async def work(stores: Stores) -> CheckedRelease:
        return await activate_checked(stores.releases, stores.engine, release, actor(), accept.strip() or None)

    checked = with_stores(work)
    for breach in checked.breaches:
        out.print(f"accepted: {breach}", markup=False)
    out.print("Active now.")


def rollback(
    jurisdiction: Annotated[str, typer.Argument(help="Such as US.")],
    publication: Annotated[str, typer.Argument(help="Such as hts.")],
) -> None:
    """Go back to the release that was active before the present one."""

    async def work(stores: Stores) -> str:
        return await stores.releases.rollback(jurisdiction, publication, actor())

    out.print(f"Active again: {with_stores(work)}", markup=False)


def history(
    jurisdiction: Annotated[str | None, typer.Argument(help="Such as US; all without.")] = None,
    publication: Annotated[str | None, typer.Argument(help="Such as hts; all without.")] = None,
    last: Annotated[int, typer.Option(min=1, max=1000, help="So many of the newest entries.")] = 20,
) -> None:
    """Who activated, rolled back or retired what, when, and which breaches were accepted for which reason."""

    async def work(stores: Stores) -> list[Activation]:
        return await stores.repository.history(jurisdiction, publication, last)

    table = Table(box=None)
    for column in ("at", "action", "release", "before", "by", "reason"):
        table.add_column(column, overflow="fold")
    for entry in with_stores(work):
        reason = "\n".join([entry.reason or "", *(f"accepted: {breach}" for breach in entry.breaches)]).strip()
        at = f"{entry.at:%Y-%m-%d %H:%M:%S}"
        table.add_row(at, entry.action, entry.release, entry.previous or "", entry.by, reason)
    out.print(table)
