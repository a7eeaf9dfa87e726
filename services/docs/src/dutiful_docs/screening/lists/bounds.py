"""How large a list may be. The largest official file has about 60 MB and 20,000 entries (November 2026)."""

from collections.abc import Iterable, Iterator
from typing import BinaryIO, Final

from dutiful_docs.screening.engine.listed import Listed
from dutiful_docs.screening.lists.errors import ListFileError

MOST_BYTES: Final = 512 * 1024 * 1024
MOST_ENTRIES: Final = 250_000
MOST_NAMES: Final = 1_000
LONGEST_NAME: Final = 1_000
#: Characters of remarks that are kept, for whoever decides on a hit.
KEPT_REMARKS: Final = 2_000


class BoundedFile:
    """A file that refuses to give more than `most` bytes."""

    def __init__(self, file: BinaryIO, most: int = MOST_BYTES) -> None:
        self._file = file
        self._left = most

    def read(self, size: int = -1) -> bytes:
        """The next bytes.

        Raises:
            ListFileError: there are more than there may be.
        """
        piece = self._file.read(size if size >= 0 else self._left + 1)
        self._left -= len(piece)
        if self._left < 0:
            raise ListFileError(f"The file has more than {MOST_BYTES // 2**20} MB.")
        return piece


def bounded(entries: Iterable[Listed]) -> Iterator[Listed]:
    """The entries, each with a reference of its own and at least one name.

    Raises:
        ListFileError: too many, too long, without a name, or a reference occurs twice.
    """
    seen: set[str] = set()
    for entry in entries:
        if len(seen) >= MOST_ENTRIES:
            raise ListFileError(f"The list has more than {MOST_ENTRIES} entries.")
        if not entry.reference:
            raise ListFileError(f"Entry {len(seen) + 1} has no reference.")
        if entry.reference in seen:
            raise ListFileError(f"Two entries have the reference {entry.reference!r}.")
        if not entry.names:
            raise ListFileError(f"Entry {entry.reference!r} has no name.")
        if len(entry.names) > MOST_NAMES or any(len(name.text) > LONGEST_NAME for name in entry.names):
            raise ListFileError(f"Entry {entry.reference!r} has too many names, or one that is too long.")
        seen.add(entry.reference)
        yield entry
