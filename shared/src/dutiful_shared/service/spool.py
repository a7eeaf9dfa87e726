"""`Spool`: records on a local disk until the store that they are meant for can be reached again.

A record is a line of a segment: a checksum, when it came, and what it says. `append` returns when its records are
flushed to the disk. A segment belongs to the process that holds its lock, which the kernel lets go of when that process
dies; whoever looks next takes it over. A segment leaves the disk only when all of it has been delivered, so delivery
may happen twice after a crash: the store must keep one record of an identity once.
"""

import errno
import fcntl
import os
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from secrets import token_hex
from typing import Final

from dutiful_shared.service.spool_disk import Disk

#: The first line of a segment. Raise its number whenever a line would be read differently.
HEADER: Final = b"dutiful-spool 1\n"
SUFFIX: Final = ".spool"
_UNNAMED: Final = ".unnamed-"
_CHECKSUM_BYTES: Final = 8
#: A segment that is larger is followed by another one, so that what was delivered leaves the disk piece by piece.
_SEGMENT_BYTES: Final = 16 * 1024 * 1024


class SpoolError(Exception):
    """The records are not on the disk: it is full, broken, or the spool has reached its bound."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a segment holds: its sound records in order, and how many lines are none.

    `torn` says that the last line was cut off: its writer died, or was told that it was not written. `oldest_at` is
    Unix time in seconds; infinite where there is no record.
    """

    records: tuple[bytes, ...]
    damaged: int
    torn: bool
    oldest_at: float


@dataclass(slots=True, eq=False)
class Segment:
    """A file of the spool whose lock this process holds. `end` is the length that is known to be sound."""

    path: Path
    handle: int
    end: int
    records: int = 0
    oldest_at: float = field(default=float("inf"))


class Spool:
    """The spool of one process in a folder that others may share. Its methods block; they may be called from threads.

    Args:
        folder: on a disk that outlives the process, with working `flock`.
        max_bytes: of the segments of this process together; more is refused.
        clock: Unix time in seconds.
    """

    def __init__(
        self, folder: Path, max_bytes: int, *, clock: Callable[[], float] = time.time, disk: Disk | None = None
    ) -> None:
        self._folder = folder
        self._max_bytes = max_bytes
        self._clock = clock
        self._disk = disk or Disk()
        self._lock = threading.Lock()
        self._active: Segment | None = None
        self._sealed: list[Segment] = []

    @property
    def depth(self) -> int:
        """Records that wait."""
        return sum(segment.records for segment in self._segments())

    @property
    def limit(self) -> int:
        """Bytes that they may take."""
        return self._max_bytes

    @property
    def size(self) -> int:
        """Bytes that they take."""
        return sum(segment.end for segment in self._segments())

    @property
    def age_seconds(self) -> float:
        """How long the oldest record has waited; 0 where none does."""
        oldest = min((segment.oldest_at for segment in self._segments()), default=float("inf"))
        return max(self._clock() - oldest, 0.0) if oldest < float("inf") else 0.0

    def open(self) -> None:
        """Make the folder where it is missing and take over what dead processes have left.

        Raises:
            SpoolError: the folder cannot be used.
        """
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.adopt()
        except OSError as exc:
            raise SpoolError(f"the spool {self._folder} cannot be used: {exc}") from exc

    def adopt(self) -> None:
        """Take over segments that nobody holds any more, oldest first."""
        with self._lock:
            held = {segment.path for segment in self._segments()}
            for path in sorted(self._folder.glob(f"*{SUFFIX}")):
                if path not in held and (segment := _taken(path)) is not None:
                    self._sealed.append(segment)
            self._sealed.sort(key=lambda segment: segment.path.name)

    def append(self, records: Sequence[bytes]) -> None:
        """Return when all records are on the disk, in their order.

        Raises:
            SpoolError: they are not, and are not to be relied upon; a crash at this moment may still leave some.
        """
        now = self._clock()
        lines = b"".join(_line(now, record) for record in records)
        with self._lock:
            if self.size + len(lines) > self._max_bytes:
                raise SpoolError(f"the spool holds {self.size} bytes and may hold {self._max_bytes}")
            try:
                segment = self._writable()
                self._write(segment, lines)
            except OSError as exc:
                raise SpoolError(f"the spool {self._folder} does not take records: {exc}") from exc
            segment.records += len(records)
            segment.oldest_at = min(segment.oldest_at, now)

    def take(self) -> Segment | None:
        """The oldest segment that holds records. What comes later goes into another one; None where none waits."""
        with self._lock:
            if not self._sealed:
                self._seal()
            return self._sealed[0] if self._sealed else None

    def read(self, segment: Segment) -> Reading:
        """What a segment holds.

        Raises:
            OSError: the disk does not give it back.
        """
        return read_segment(segment.path.read_bytes())

    def done(self, segment: Segment, *, keep: bool = False) -> None:
        """All of a segment has been delivered. It leaves the disk, or is set aside for people to look at (`keep`)."""
        with self._lock:
            if keep:
                segment.path.rename(segment.path.with_suffix(".damaged"))
            else:
                segment.path.unlink()
            self._disk.sync_folder(self._folder)
            self._sealed.remove(segment)
            os.close(segment.handle)

    def close(self) -> None:
        """Let go of everything; what waits is found by whoever opens the spool next."""
        with self._lock:
            for segment in self._segments():
                os.close(segment.handle)
            self._active = None
            self._sealed.clear()

    def _segments(self) -> list[Segment]:
        active = self._active
        return [*self._sealed, active] if active is not None else list(self._sealed)

    def _writable(self) -> Segment:
        if self._active is not None and self._active.end >= _SEGMENT_BYTES:
            self._seal()
        if self._active is None:
            self._active = self._new_segment()
        return self._active

    def _seal(self) -> None:
        if self._active is not None:
            self._sealed.append(self._active)
            self._active = None

    def _write(self, segment: Segment, lines: bytes) -> None:
        try:
            left = memoryview(lines)
            while left:
                left = left[self._disk.write(segment.handle, left) :]
            self._disk.sync(segment.handle)
        except OSError:
            # After a failed flush nobody knows what the disk holds of this file: it takes nothing more.
            self._seal()
            with suppress(OSError):
                self._disk.truncate(segment.handle, segment.end)
            raise
        segment.end += len(lines)

    def _new_segment(self) -> Segment:
        """A segment that others see only once its lock is held."""
        unnamed = self._folder / f"{_UNNAMED}{token_hex(8)}"
        handle = os.open(unnamed, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if self._disk.write(handle, HEADER) != len(HEADER):
                raise OSError(errno.ENOSPC, "the disk is full")
            path = self._named(unnamed)
            self._disk.sync_folder(self._folder)
        except OSError:
            os.close(handle)
            raise
        finally:
            unnamed.unlink(missing_ok=True)
        return Segment(path, handle, len(HEADER))

    def _named(self, unnamed: Path) -> Path:
        """Give it the next number; another process may take one at the same moment."""
        while True:
            numbers = [int(path.name.partition(".")[0]) for path in self._folder.glob(f"*{SUFFIX}")]
            path = self._folder / f"{max(numbers, default=0) + 1:012d}{SUFFIX}"
            with suppress(FileExistsError):
                os.link(unnamed, path)
                return path


def read_segment(raw: bytes) -> Reading:
    """The records of a segment's bytes; what is cut off or altered is counted, never believed."""
    whole, newline, rest = raw.rpartition(b"\n")
    lines = whole.split(b"\n") if newline else []
    if lines and lines[0] + b"\n" == HEADER:
        lines = lines[1:]
    sound = [entry for entry in map(_entry, lines) if entry is not None]
    return Reading(
        records=tuple(record for _, record in sound),
        damaged=len(lines) - len(sound),
        torn=bool(rest),
        oldest_at=min((at for at, _ in sound), default=float("inf")),
    )


def _line(now: float, record: bytes) -> bytes:
    if b"\n" in record:
        raise ValueError("a record of the spool is one line")
    body = b"%.3f %s" % (now, record)
    return b"%s %s\n" % (_checksum(body), body)


def _entry(line: bytes) -> tuple[float, bytes] | None:
    """When the record of a line came, and the record; None where the line is damaged."""
    checksum, _, body = line.partition(b" ")
    if checksum != _checksum(body):
        return None
    at, _, record = body.partition(b" ")
    return float(at), record


def _checksum(body: bytes) -> bytes:
    return blake2b(body, digest_size=_CHECKSUM_BYTES).hexdigest().encode()


def _taken(path: Path) -> Segment | None:
    """The segment, if nobody holds it and it is still there."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if path.stat().st_ino != os.fstat(handle).st_ino:
            raise FileNotFoundError(path)
        raw = path.read_bytes()
    except OSError:
        os.close(handle)
        return None
    found = read_segment(raw)
    return Segment(path, handle, len(raw), len(found.records), found.oldest_at)
