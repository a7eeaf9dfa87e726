"""The runner's ports onto the tariff store: the importer of publications, and the checks before an activation."""

from dutiful_quote.tariff.errors import TariffError
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
    """An `Activator`. Without checks to ask, nothing is activated by itself."""

    def __init__(self, store: ReleaseStore) -> None:
        self._store = store

    async def __call__(self, release: str, by: str) -> Verdict:
        return Verdict(activated=False, reasons=("no checks before activation are installed",))
