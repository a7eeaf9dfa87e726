"""`dutiful tariff feeds`: what is configured, and what came of it last."""

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.table import Table

from dutiful_quote.commands.tariff_session import Stores, out, with_stores
from dutiful_quote.settings import QuoteSettings
from dutiful_quote.tariff.feeds.feed import Feed, FeedsError, read_feeds
from dutiful_quote.tariff.feeds.repository import FeedRepository, Run
from dutiful_shared.cli_options import AsJsonNotTable

_MOST_RUNS = 20


def feeds(
    name: Annotated[str, typer.Argument(help="A feed, to see its latest runs; without it, all feeds.")] = "",
    as_json: AsJsonNotTable = False,
) -> None:
    """The feeds of `dutiful tariff watch` with their latest run, or the latest runs of one."""

    async def work(stores: Stores) -> list[tuple[Feed, list[Run]]]:
        configured = read_feeds(QuoteSettings().tariff_feeds)
        chosen = [feed for feed in configured if name in {"", feed.name}]
        if not chosen:
            raise FeedsError(f"no feed {name}; there are {', '.join(feed.name for feed in configured)}")
        repository = FeedRepository(stores.engine)
        return [(feed, await repository.runs(feed.name, _MOST_RUNS if name else 1)) for feed in chosen]

    found = with_stores(work)
    if as_json:
        plain = [{**feed.model_dump(mode="json"), "runs": [asdict(run) for run in runs]} for feed, runs in found]
        typer.echo(json.dumps(plain, indent=2, default=str))
        return
    out.print(_runs(found[0][1]) if name else _overview(found))


def _overview(found: list[tuple[Feed, list[Run]]]) -> Table:
    table = _table("feed", "enabled", "policy", "last run", "outcome", "release", "detail")
    for feed, runs in found:
        shown = _cells(runs[0]) if runs else ("never", "", "", "")
        table.add_row(feed.name, "yes" if feed.enabled else "no", feed.activate.value, *shown)
    return table


def _runs(runs: list[Run]) -> Table:
    table = _table("started", "outcome", "release", "detail")
    for run in runs:
        table.add_row(*_cells(run))
    return table


def _cells(run: Run) -> tuple[str, str, str, str]:
    outcome = run.outcome.value if run.outcome else "goes on"
    return f"{run.started_at:%Y-%m-%d %H:%M}", outcome, run.release or "", run.detail


def _table(*columns: str) -> Table:
    table = Table(box=None)
    for column in columns:
        table.add_column(column, overflow="fold")
    return table
