"""What the spool does to a disk, in one place, so that a test can make each step of it fail."""

import os
from pathlib import Path


class Disk:
    """The real one. Every method raises `OSError` where the disk does not obey."""

    def write(self, handle: int, data: bytes | memoryview) -> int:
        """How many bytes were taken; it may be fewer than there are."""
        return os.write(handle, data)

    def sync(self, handle: int) -> None:
        """Return when what was written is on the disk."""
        os.fsync(handle)

    def truncate(self, handle: int, length: int) -> None:
        """Cut the file to `length` bytes."""
        os.ftruncate(handle, length)

    def sync_folder(self, folder: Path) -> None:
        """Return when the names in a folder are on the disk."""
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
