"""The packaged facts as releases: what a fresh installation quotes from before anybody has imported anything."""

import hashlib
from collections.abc import Callable, Iterator
from importlib.resources import files
from importlib.resources.abc import Traversable

from dutiful_quote.tariff.fact_table import packaged_publications
from dutiful_quote.tariff.published import PublishedTariff
from dutiful_quote.tariff.releases import ReleaseStore

#: Who activates the packaged facts, in the history of activations.
SEEDED_BY = "packaged facts"


def packaged_fingerprint() -> str:
    """SHA-256 over all packaged fact tables: the same text means that there is nothing new to load."""
    digest = hashlib.sha256()
    for name, table in _tables(files("dutiful_quote.tariff.facts"), ""):
        digest.update(name.encode())
        digest.update(table.read_bytes())
    return digest.hexdigest()


async def seed(store: ReleaseStore, on_publication: Callable[[PublishedTariff], None] = lambda _: None) -> list[str]:
    """Load every packaged publication and activate all of them at one moment; the releases that became active.

    Facts that were seeded before are left alone, and so is a publication of which somebody has activated a release:
    new packaged facts are then loaded, for an operator to compare and activate. A publication that was seeded before
    and is no longer packaged is retired.

    Args:
        on_publication: told of each publication before it is loaded, for a progress display.

    Raises:
        ReleaseRefusedError: a packaged table failed the checks of a load.
        sqlalchemy.exc.SQLAlchemyError, OSError: PostgreSQL failed.
    """
    fingerprint = packaged_fingerprint()
    if await store.is_seeded(fingerprint):
        return []
    loaded = []
    for tariff in packaged_publications():
        on_publication(tariff)
        loaded.append(await store.load(tariff))
    active = await store.active_places()
    packaged = {(release.jurisdiction, release.publication): release.id for release in loaded}
    moved = await store.activate_together(
        [release for place, release in packaged.items() if active.get(place, SEEDED_BY) == SEEDED_BY],
        SEEDED_BY,
        # What the package has split, merged or dropped would otherwise be charged beside what took its place.
        retired=[place for place, by in active.items() if by == SEEDED_BY and place not in packaged],
    )
    await store.remember_seed(fingerprint)
    return moved


def _tables(folder: Traversable, path: str) -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda found: found.name):
        name = f"{path}/{entry.name}"
        if entry.is_dir():
            yield from _tables(entry, name)
        elif entry.name.endswith((".csv", ".csv.gz", ".toml")):
            yield name, entry
