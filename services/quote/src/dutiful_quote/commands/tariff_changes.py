"""`dutiful tariff diff|requote`: what changes in the law, and what that means for a merchant's carts."""

import json
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

import typer
from prometheus_client import CollectorRegistry
from rich.table import Table

from dutiful_quote.commands.tariff_session import Stores, out, with_stores
from dutiful_quote.engine.jurisdictions import laws_of
from dutiful_quote.engine.measure import Measure
from dutiful_quote.quotes.landing import Landing
from dutiful_quote.quotes.packaged import packaged_landing
from dutiful_quote.quotes.repository import QuoteRepository
from dutiful_quote.quotes.requote import Requoted, requote
from dutiful_quote.settings import QuoteSettings
from dutiful_quote.tariff.cache import CachedSchedule
from dutiful_quote.tariff.change_log import ChangeLog, TariffChange
from dutiful_quote.tariff.measure_plain import measure_to_plain
from dutiful_quote.tariff.territories import Territories
from dutiful_shared.cli_options import AsJsonNotTable

#: As many changes as between two days are shown at once.
_MOST_CHANGES = 100_000


def diff(
    before: Annotated[
        str, typer.Argument(help="Id of a release; or a country such as US or DE, with --from and --to.")
    ],
    after: Annotated[str, typer.Argument(help="Id of another release of the same publication.")] = "",
    first: Annotated[datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="The earlier day.")] = None,
    last: Annotated[datetime | None, typer.Option("--to", formats=["%Y-%m-%d"], help="The later day.")] = None,
    code: Annotated[str, typer.Option(help="Only this goods code, those above it and those below it.")] = "",
    as_json: AsJsonNotTable = False,
) -> None:
    """What one release has otherwise than another, or what begins and ends in the active law between two days."""
    by_days = first is not None and last is not None
    if by_days == bool(after):
        raise typer.BadParameter("give two releases, or a country with --from and --to")

    async def work(stores: Stores) -> list[TariffChange]:
        log = ChangeLog(stores.repository)
        if first is not None and last is not None:
            return await _between_days(log, before, first.date(), last.date(), code)
        known = await log.known(before, after)
        for release in (before, after):
            if release not in known:
                raise typer.BadParameter(f"no release {release} is loaded; `dutiful tariff list` names them")
        return [change async for change in log.between_releases(before, after) if _near(change.measure, code)]

    changes = with_stores(work)
    if as_json:
        typer.echo(json.dumps([_plain(change) for change in changes], indent=2))
        return
    out.print(_table(changes))


async def _between_days(log: ChangeLog, country: str, first: date, last: date, code: str) -> list[TariffChange]:
    if last <= first:
        raise typer.BadParameter(f"--to {last} is not after --from {first}")
    jurisdiction = laws_of(Territories.packaged().of(country.upper()).customs_territory)[-1]
    return await log.between_days(first, last, jurisdiction=jurisdiction, code=code, most=_MOST_CHANGES)


def _near(measure: Measure, code: str) -> bool:
    return measure.goods_code.startswith(code) or code.startswith(measure.goods_code)


def _table(changes: list[TariffChange]) -> Table:
    counted: dict[str, int] = {}
    for change in changes:
        counted[change.change.value] = counted.get(change.change.value, 0) + 1
    table = Table(
        box=None, title=", ".join(f"{number} {kind}" for kind, number in counted.items()) or "nothing changes"
    )
    for column in ("", "on", "measure", "what", "before", "after"):
        table.add_column(column, overflow="fold")
    for change in changes:
        rates = ("" if one is None else one.rate_text or one.name for one in (change.before, change.after))
        table.add_row(change.change.value, str(change.on or ""), change.measure.id, " ".join(change.fields), *rates)
    return table


def _plain(change: TariffChange) -> dict[str, Any]:
    return {
        "change": change.change.value,
        "on": change.on.isoformat() if change.on else None,
        "measure": change.measure.id,
        "goods_code": change.measure.goods_code,
        "fields": list(change.fields),
        "before": measure_to_plain(change.before) if change.before else None,
        "after": measure_to_plain(change.after) if change.after else None,
    }


def requote_carts(
    candidate: Annotated[str, typer.Argument(help="Id of a loaded release that is not active.")],
    merchant: Annotated[str | None, typer.Option(help="Only this merchant's carts; all merchants' without.")] = None,
    last: Annotated[int, typer.Option(min=1, max=10_000, help="So many of the newest recorded carts.")] = 100,
    as_json: AsJsonNotTable = False,
) -> None:
    """Quote recent carts again with a candidate in place of the active release, and show what would change."""

    async def work(stores: Stores) -> list[Requoted]:
        active = [release.info for release in await stores.repository.stored_releases() if release.active]
        found = await stores.repository.releases([candidate])
        if not found:
            raise typer.BadParameter(f"no release {candidate} is loaded; `dutiful tariff list` names them")
        place = (found[0].jurisdiction, found[0].publication)
        kept = [release.id for release in active if (release.jurisdiction, release.publication) != place]
        repository = QuoteRepository(stores.engine, stores.engine)
        landing = _landing(stores)
        now = [release.id for release in active]
        return [one async for one in requote(landing, repository, now, [*kept, candidate], merchant, last)]

    carts = with_stores(work)
    if as_json:
        typer.echo(json.dumps([_requoted(cart) for cart in carts], indent=2))
        return
    out.print(_requote_table(carts))


def _landing(stores: Stores) -> Landing:
    registry = CollectorRegistry()
    return packaged_landing(CachedSchedule(stores.engine, None, registry), registry, QuoteSettings())


def _requote_table(carts: list[Requoted]) -> Table:
    differing = [cart for cart in carts if cart.differs]
    table = Table(box=None, title=f"{len(differing)} of {len(carts)} carts would change")
    for column in ("quote", "merchant", "before", "after", "difference", "charges"):
        table.add_column(column, overflow="fold")
    for cart in differing:
        charges = "\n".join(
            f"line {line or '-'} {programme}: {old or '-'} -> {new or '-'}"
            for line, programme, old, new in cart.charges
        )
        amounts = (cart.before or "no total", cart.after or "no total", _difference(cart) or "")
        table.add_row(cart.quote_id, cart.merchant_id, *amounts, cart.refused or charges)
    return table


def _difference(cart: Requoted) -> str | None:
    if cart.before is None or cart.after is None:
        return None
    return f"{Decimal(cart.after) - Decimal(cart.before):+f} {cart.currency}"


def _requoted(cart: Requoted) -> dict[str, Any]:
    return {
        "quote": cart.quote_id,
        "merchant": cart.merchant_id,
        "currency": cart.currency,
        "landed_cost_before": cart.before,
        "landed_cost_after": cart.after,
        "refused": cart.refused or None,
        "charges": [
            {"line": line or None, "programme": programme, "before": old, "after": new}
            for line, programme, old, new in cart.charges
        ],
    }
