"""The runner's ports onto the tariff store: the importer of publications, and the checks before an activation."""

from sqlalchemy.ext.asyncio import AsyncEngine

from dutiful_quote.tariff.activation_checks import activate_checked
from dutiful_quote.tariff.errors import ActivationBreachedError, ImportRefusedError
from dutiful_quote.tariff.feeds.download import Fetched
from dutiful_quote.tariff.feeds.feed import Feed
from dutiful_quote.tariff.feeds.ports import Imported, Label, Verdict
from dutiful_quote.tariff.imports import ImportOptions, import_publication
from dutiful_quote.tariff.releases import ReleaseStore


class PublicationImporter:
    """Reads a file as `dutiful tariff import READER FILE` does; one refused row refuses the file."""

    def __init__(self, store: ReleaseStore) -> None:
        self._store = store

    async def __call__(self, feed: Feed, fetched: Fetched, label: Label) -> Imported:
        """Load the file as one release, not active yet.

        Raises:
            ImportRefusedError: the file is no release, several, or one of another feed.
        """
        options = ImportOptions(edition=label.edition, published_on=label.published_on, verified_until=label.seen_on)
        report = await import_publication(self._store, feed.reader, [fetched.path], options)
        if len(report.releases) != 1:
            raise ImportRefusedError(f"the file made {len(report.releases)} releases; a feed is for one")
        (release,) = report.releases
        if (release.jurisdiction, release.publication) != (feed.jurisdiction, feed.publication):
            made = f"{release.jurisdiction} {release.publication}"
            raise ImportRefusedError(f"the file is {made}; the feed is for {feed.jurisdiction} {feed.publication}")
        return Imported(release.id, f"{report.measures} rows of measures, {report.lines} codes")


class CheckedActivator:
    """An `Activator` that leaves the last good release active where a check is breached."""

    def __init__(self, store: ReleaseStore, engine: AsyncEngine) -> None:
        self._store = store
        self._engine = engine

    async def __call__(self, release: str, by: str) -> Verdict:
        """Activate the release, or say which checks speak against it."""
        try:
            await activate_checked(self._store, self._engine, release, by)
        except ActivationBreachedError as exc:
            return Verdict(activated=False, reasons=exc.breaches)
        return Verdict(activated=True)
