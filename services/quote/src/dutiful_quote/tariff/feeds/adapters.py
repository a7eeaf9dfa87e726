"""The runner's ports onto the tariff store: the importer of publications, and the checks before an activation."""

from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.tariff.activation_checks import activate_checked
from dutiful_quote.tariff.errors import ActivationBreachedError, TariffError
from dutiful_quote.tariff.feeds.download import Fetched
from dutiful_quote.tariff.feeds.feed import Feed
from dutiful_quote.tariff.feeds.ports import Imported, Label, Verdict
from dutiful_quote.tariff.releases import ReleaseStore


class ReaderUnknownError(TariffError):
    """The feed names a reader that there is not."""


class PublicationImporter:
    """An `Importer` that reads a file by the feed's reader and loads it."""

    def __init__(self, store: ReleaseStore) -> None:
        self._store = store

    async def __call__(self, feed: Feed, fetched: Fetched, label: Label) -> Imported:
        raise ReaderUnknownError(f"no reader {feed.reader!r} of official files is installed")


class CheckedActivator:
    """An `Activator` that leaves the last good release active where a check is breached."""

    def __init__(self, store: ReleaseStore, engine: AsyncEngine) -> None:
        self._store = store
        self._engine = engine

    async def __call__(self, release: str, by: str) -> Verdict:
        try:
            await activate_checked(self._store, self._engine, release, by)
        except ActivationBreachedError as exc:
            return Verdict(activated=False, reasons=exc.breaches)
        return Verdict(activated=True)
