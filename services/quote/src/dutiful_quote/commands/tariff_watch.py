"""`dutiful tariff watch`: fetch official publications when they are due."""

import asyncio
import random
import signal
from collections.abc import Coroutine
from datetime import UTC, datetime
from typing import Annotated, Any

import typer
from rich.table import Table

from dutiful_quote.commands.tariff_session import Stores, out, with_stores
from dutiful_quote.settings import QuoteSettings
from dutiful_quote.tariff.feeds.adapters import CheckedActivator, PublicationImporter
from dutiful_quote.tariff.feeds.feed import Feed, FeedsError, read_feeds
from dutiful_quote.tariff.feeds.outcome import RunResult
from dutiful_quote.tariff.feeds.repository import FeedRepository
from dutiful_quote.tariff.feeds.runner import FeedRunner
from dutiful_quote.tariff.feeds.schedule import Backoff
from dutiful_quote.tariff.feeds.watch import FeedWatch
from dutiful_shared.service.logs import configure_logging


def watch(
    once: Annotated[bool, typer.Option("--once", help="Run every enabled feed now, due or not, and end.")] = False,
    feed: Annotated[list[str] | None, typer.Option(help="Only this feed; may be repeated. With --once.")] = None,
) -> None:
    """Fetch the official publications on their schedule; what fails leaves the last good release active.

    Status 1: a feed failed, or another runner is at work (with --once).
    """
    settings = QuoteSettings()
    only = tuple(feed or ())
    if only and not once:
        raise typer.BadParameter("--feed goes with --once")

    async def work(stores: Stores) -> dict[str, RunResult] | None:
        made = _made(stores, _enabled(settings, only))
        return await _until_told_to_stop(made.once(only) if once else made.forever())

    configure_logging(settings.log_level, "tariff-watch")
    results = with_stores(work)
    if once:
        _show(results)


def _enabled(settings: QuoteSettings, only: tuple[str, ...]) -> list[Feed]:
    feeds = [feed for feed in read_feeds(settings.tariff_feeds) if feed.enabled]
    unknown = set(only) - {feed.name for feed in feeds}
    if unknown:
        raise FeedsError(f"no such enabled feed: {', '.join(sorted(unknown))}")
    if not feeds:
        raise FeedsError("no feed is enabled; DUTIFUL_TARIFF_FEEDS names a file that enables some")
    return feeds


def _made(stores: Stores, feeds: list[Feed]) -> FeedWatch:
    repository = FeedRepository(stores.engine)
    runner = FeedRunner(
        repository,
        PublicationImporter(stores.releases),
        CheckedActivator(stores.releases, stores.engine),
        backoff=Backoff(random.random),
        now=_now,
    )
    return FeedWatch(feeds, repository, runner, now=_now, sleep=asyncio.sleep)


async def _until_told_to_stop(
    work: Coroutine[Any, Any, dict[str, RunResult] | None],
) -> dict[str, RunResult] | None:
    """SIGTERM and SIGINT end what is under way; a run in the middle is recorded as stopped."""
    task = asyncio.ensure_future(work)
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, task.cancel)
    try:
        return await task
    except asyncio.CancelledError:
        return {}
    finally:
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(number)


def _show(results: dict[str, RunResult] | None) -> None:
    if results is None:
        out.print("Another runner is at work.")
        raise typer.Exit(1)
    table = Table(box=None)
    for column in ("feed", "outcome", "release", "detail"):
        table.add_column(column, overflow="fold")
    for name, result in results.items():
        table.add_row(name, result.outcome.value, result.release or "", result.detail)
    out.print(table)
    if any(result.outcome.bad for result in results.values()):
        raise typer.Exit(1)


def _now() -> datetime:
    return datetime.now(UTC)
