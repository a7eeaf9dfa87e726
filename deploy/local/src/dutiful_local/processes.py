"""Child processes that can be found again: by a later start, or by the guard when this one is killed.

Each child leads a session of its own (a Ctrl-C in the terminal reaches only us, and we stop the children in
the right order), writes to a log file, and is noted as `<name>.json` in the record folder with its process
id and start time: a process id alone may long belong to somebody else.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path

import psutil

from dutiful_local.errors import LocalError
from dutiful_local.home import Home
from dutiful_local.privileges import Launch

START_TIME_TOLERANCE_SECONDS: float = 2.0  # the clock of the machine may be set between two readings
STOP_PATIENCE_SECONDS: float = 15.0  # PostgreSQL writes its last checkpoint in this time
LOG_BYTES_KEPT: int = 10_000_000  # a longer log is put aside at the next start, and the one before it goes
LOG_TAIL_LINES: int = 12  # enough for a traceback's end or a server's FATAL


@dataclass(frozen=True, slots=True)
class Record:
    """What is known of a started process. `turn` orders stopping: lower turns stop first."""

    name: str
    pid: int
    started: float
    stop_signal: int
    turn: int

    def write(self, folder: Path) -> None:
        """Write the record at once, whole or not at all."""
        path = folder / f"{self.name}.json"
        draft = path.with_suffix(".draft")
        draft.write_text(json.dumps(asdict(self)), encoding="ascii")
        draft.replace(path)

    def process(self) -> psutil.Process | None:
        """The live process of this record; None if it ended, or its id now belongs to another process."""
        try:
            process = psutil.Process(self.pid)
            same = abs(process.create_time() - self.started) <= START_TIME_TOLERANCE_SECONDS
            if not same or process.status() == psutil.STATUS_ZOMBIE:
                return None
        except psutil.NoSuchProcess:
            return None
        return process


def read_records(folder: Path) -> list[Record]:
    """All records of `folder`, in the order of stopping. A record that can't be read is left out."""
    records: list[Record] = []
    for path in sorted(folder.glob("*.json")):
        with suppress(OSError, ValueError, TypeError):
            records.append(Record(**json.loads(path.read_text(encoding="ascii"))))
    return sorted(records, key=lambda record: record.turn)


def stop_recorded(folder: Path, patience_seconds: float = STOP_PATIENCE_SECONDS) -> list[str]:
    """Stop every live process of `folder`, turn by turn, and remove the records. Returns the stopped names."""
    records = read_records(folder)
    stopped: list[str] = []
    for turn in sorted({record.turn for record in records}):
        live = [(record, process) for record in records if record.turn == turn and (process := record.process())]
        for record, _ in live:
            _signal_group(record.pid, record.stop_signal)
        _, stubborn = psutil.wait_procs([process for _, process in live], timeout=patience_seconds)
        for process in stubborn:
            _signal_group(process.pid, signal.SIGKILL)
        psutil.wait_procs(stubborn, timeout=patience_seconds)
        stopped += [record.name for record, _ in live]
    for record in records:
        _forget(folder, record)
    return stopped


def _forget(folder: Path, record: Record) -> None:
    # A newer start may have written its own record under the same name meanwhile: that one stays.
    path = folder / f"{record.name}.json"
    with suppress(OSError, ValueError, TypeError):
        if Record(**json.loads(path.read_text(encoding="ascii"))) == record:
            path.unlink(missing_ok=True)


def _signal_group(pid: int, number: int) -> None:
    """Signal a child and what it started; a server that keeps groups of its own tells its workers itself."""
    with suppress(ProcessLookupError):
        os.killpg(pid, number)


@dataclass(slots=True)
class Child:
    """A started child process of ours."""

    name: str
    home: Home
    record: Record
    popen: subprocess.Popen[bytes] = field(repr=False)

    def running(self) -> bool:
        """Whether it has not ended yet."""
        return self.popen.poll() is None

    def wait(self) -> int:
        """Wait for the end; returns the exit code (negative: the signal that ended it)."""
        code = self.popen.wait()
        _forget(self.home.records, self.record)
        return code

    def ask_to_stop(self) -> None:
        """Send the signal by which its program ends in good order; nothing happens where it has ended."""
        if self.running():
            _signal_group(self.popen.pid, self.record.stop_signal)

    def stop(self, patience_seconds: float = STOP_PATIENCE_SECONDS) -> None:
        """Ask it to stop, wait, and kill it if it doesn't. Safe to call twice."""
        self.ask_to_stop()
        try:
            self.popen.wait(patience_seconds)
        except subprocess.TimeoutExpired:
            _signal_group(self.popen.pid, signal.SIGKILL)
            self.popen.wait()
        _forget(self.home.records, self.record)

    def kill(self) -> None:
        """End it at once, as a crash would."""
        if self.running():
            _signal_group(self.popen.pid, signal.SIGKILL)
        self.wait()

    def log_tail(self, lines: int = LOG_TAIL_LINES) -> str:
        """The last lines of its log."""
        with suppress(OSError):
            return "\n".join(
                self.home.log(self.name).read_text(encoding="utf-8", errors="replace").splitlines()[-lines:]
            )
        return ""


def spawn(
    home: Home,
    name: str,
    command: Sequence[str | Path],
    *,
    launch: Launch | None = None,
    environ: Mapping[str, str] | None = None,
    folder: Path | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
    turn: int = 0,
    secretive: bool = False,
) -> Child:
    """Start `command`, its output going to the log of `name`, and note it. Raises LocalError if it can't start.

    `secretive` keeps its standard output, which holds a secret, out of the log; its complaints still go there.
    """
    launch = launch or Launch()
    _put_long_log_aside(home.log(name))
    with home.log(name).open("ab") as log:
        try:
            popen = subprocess.Popen(  # noqa: S603
                [*launch.prefix, *map(str, command)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL if secretive else log,
                stderr=log,
                cwd=folder,
                env=dict(os.environ if environ is None else environ),
                start_new_session=True,
                user=launch.user,
                group=launch.group,
                extra_groups=[] if launch.user is not None else None,
            )
        except OSError as error:
            raise LocalError(f"cannot start {name} ({command[0]}): {error.strerror}") from error
    try:
        record = Record(name, popen.pid, psutil.Process(popen.pid).create_time(), int(stop_signal), turn)
        record.write(home.records)
    except BaseException:  # an interrupt too: what is not noted would never be found again
        _signal_group(popen.pid, signal.SIGKILL)
        popen.wait()
        raise
    return Child(name, home, record, popen)


def _put_long_log_aside(log: Path) -> None:
    with suppress(FileNotFoundError):
        if log.stat().st_size > LOG_BYTES_KEPT:
            log.replace(log.with_suffix(".log.old"))


def run_to_end(child: Child) -> None:
    """Wait for a preparing command. Raises LocalError with the end of its log if it fails."""
    code = child.wait()
    if code != 0:
        log = child.home.log(child.name)
        raise LocalError(f"{child.name} failed (exit {code}). The end of {log}:\n{child.log_tail()}")
