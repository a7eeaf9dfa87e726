"""What a run needs of the rest of the service: somebody who imports a file, and somebody who checks and activates."""

from dataclasses import dataclass
from datetime import date
from typing import Protocol

from dutiful_quote.tariff.feeds.download import Fetched
from dutiful_quote.tariff.feeds.feed import Feed


@dataclass(frozen=True, slots=True)
class Label:
    """What the edition of a file is called, when it was published, and the day on which it was seen to be current."""

    edition: str
    published_on: date
    seen_on: date


@dataclass(frozen=True, slots=True)
class Imported:
    """The release that a file became. `detail` tells what the reader counted, for people."""

    release: str
    detail: str = ""


class Importer(Protocol):
    """Loads a fetched file as a release: all of it, or nothing."""

    async def __call__(self, feed: Feed, fetched: Fetched, label: Label) -> Imported:
        """The release of the file; the one it already is, if the same facts are loaded.

        Raises:
            TariffError: the file was refused; nothing was kept.
        """
        ...


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether a release was activated; if not, `reasons` say which checks it breached."""

    activated: bool
    reasons: tuple[str, ...] = ()


class Activator(Protocol):
    """Checks a loaded release against the active one and activates it unless a threshold is breached."""

    async def __call__(self, release: str, by: str) -> Verdict:
        """Activate `release` in the name of `by`, or say why not."""
