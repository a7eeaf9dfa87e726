"""The spool against a model of it: crashes, full disks and failed flushes at every step, and a clock that is ours."""

import errno
import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from dutiful_shared.service.spool import HEADER, Spool, SpoolError, read_segment
from dutiful_shared.service.spool_disk import Disk


class FaultyDisk(Disk):
    """A disk that can be full after so many bytes, or whose next flush fails; it knows what was flushed."""

    def __init__(self) -> None:
        self.room: int | None = None
        self.flush_fails = False
        self.flushed: dict[int, int] = {}

    def write(self, handle: int, data: bytes | memoryview) -> int:
        if self.room is None:
            return super().write(handle, data)
        if self.room == 0:
            raise OSError(errno.ENOSPC, "no space left")
        taken = super().write(handle, bytes(data)[: self.room])
        self.room -= taken
        return taken

    def sync(self, handle: int) -> None:
        if self.flush_fails:
            self.flush_fails = False
            raise OSError(errno.EIO, "the flush failed")
        found = os.fstat(handle)
        self.flushed[found.st_ino] = found.st_size


class SpoolMachine(RuleBasedStateMachine):
    """The store that the spool delivers to is a list; a record is a number, written once in order."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp(prefix="spool-"))
        self.time = 1_000.0
        self.next = 0
        self.acknowledged: list[int] = []
        self.delivered: list[int] = []

    @initialize()
    def begin(self) -> None:
        self.reopen()

    def reopen(self) -> None:
        self.disk = FaultyDisk()
        self.spool = Spool(self.folder, 4_000, clock=lambda: self.time, disk=self.disk)
        self.spool.open()

    @rule(count=st.integers(1, 4), room=st.none() | st.integers(0, 90), flush_fails=st.booleans())
    def append(self, count: int, room: int | None, flush_fails: bool) -> None:
        numbers = list(range(self.next, self.next + count))
        self.next += count
        self.disk.room, self.disk.flush_fails = room, flush_fails
        try:
            self.spool.append([b"%d" % number for number in numbers])
        except SpoolError:
            return
        finally:
            self.disk.room, self.disk.flush_fails = None, False
        self.acknowledged += numbers

    @rule(seconds=st.floats(-600, 600))
    def time_passes_or_is_set_back(self, seconds: float) -> None:
        self.time += seconds

    @rule(store_fails_after=st.none() | st.integers(0, 3))
    def deliver(self, store_fails_after: int | None) -> None:
        """A store that keeps one record of a number once; it may go away in the middle of a segment."""
        while (segment := self.spool.take()) is not None:
            for position, record in enumerate(self.spool.read(segment).records):
                if position == store_fails_after:
                    return
                if int(record) not in self.delivered:
                    self.delivered.append(int(record))
            self.spool.done(segment)

    @rule(keep=st.floats(0, 1))
    def crash(self, keep: float) -> None:
        """The process and the machine die: of what was not flushed, only a part is on the disk."""
        self.spool.close()
        for path in self.folder.glob("*.spool"):
            found = path.stat()
            flushed = self.disk.flushed.get(found.st_ino, found.st_size)
            if found.st_size > flushed:
                os.truncate(path, flushed + int((found.st_size - flushed) * keep))
        self.reopen()

    @invariant()
    def nothing_acknowledged_is_lost(self) -> None:
        waiting = {
            int(record) for path in self.folder.glob("*.spool") for record in read_segment(path.read_bytes()).records
        }
        assert set(self.acknowledged) <= waiting | set(self.delivered)

    @invariant()
    def order_is_kept_and_nothing_comes_twice(self) -> None:
        assert self.delivered == sorted(set(self.delivered))

    @precondition(lambda self: self.spool.depth == 0)
    @invariant()
    def an_empty_spool_has_no_age(self) -> None:
        assert self.spool.age_seconds == 0

    def teardown(self) -> None:
        self.spool.close()
        shutil.rmtree(self.folder)


TestSpoolModel = SpoolMachine.TestCase
TestSpoolModel.settings = settings(max_examples=25, stateful_step_count=25)


@pytest.fixture
def spool(tmp_path: Path) -> Iterator[Spool]:
    found = Spool(tmp_path / "spool", 10_000)
    found.open()
    yield found
    found.close()


def test_a_line_that_was_altered_is_not_believed_and_those_beside_it_are(spool: Spool) -> None:
    spool.append([b'{"n":1}', b'{"n":2}', b'{"n":3}'])
    segment = spool.take()
    assert segment is not None
    segment.path.write_bytes(segment.path.read_bytes().replace(b'{"n":2}', b'{"n":7}'))

    found = spool.read(segment)

    assert (found.records, found.damaged, found.torn) == ((b'{"n":1}', b'{"n":3}'), 1, False)


def test_a_last_line_that_was_cut_off_is_reported(spool: Spool) -> None:
    spool.append([b'{"n":1}', b'{"n":2}'])
    segment = spool.take()
    assert segment is not None
    raw = segment.path.read_bytes()

    assert read_segment(raw[:-1]).torn
    assert read_segment(raw[:-1]).records == (b'{"n":1}',)


def test_another_process_takes_over_only_what_nobody_holds(spool: Spool, tmp_path: Path) -> None:
    spool.append([b"1"])
    other = Spool(tmp_path / "spool", 10_000)
    other.open()
    held = other.depth
    spool.close()
    other.adopt()
    taken = other.depth
    other.close()

    assert (held, taken) == (0, 1)


def test_beyond_its_bound_nothing_is_taken(tmp_path: Path) -> None:
    small = Spool(tmp_path, len(HEADER) + 60)
    small.open()
    small.append([b"1"])
    with pytest.raises(SpoolError):
        small.append([b"2"])
    small.close()


def test_the_age_is_that_of_the_oldest_record(tmp_path: Path) -> None:
    now = [1_000.0]
    spool = Spool(tmp_path, 10_000, clock=lambda: now[0])
    spool.open()
    spool.append([b"1"])
    now[0] = 1_060.0
    spool.append([b"2"])
    age = spool.age_seconds
    spool.close()

    assert age == 60.0
