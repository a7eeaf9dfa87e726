"""The guard: `python -m dutiful_local.guard RECORD_FOLDER`, started beside a stack.

It reads its standard input until the end of file, which comes when the stack closes the pipe or is killed,
even by SIGKILL; then it stops every process that the stack has noted and that still runs. It works on every
Unix, sleeps in one read, and stops PostgreSQL the clean way, which a parent-death signal can't promise.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

from dutiful_local.home import Home
from dutiful_local.processes import stop_recorded

TERMINAL_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class Guard:
    """The stack's end of the pipe."""

    def __init__(self, home: Home) -> None:
        self._popen = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "dutiful_local.guard", str(home.records)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    @property
    def pid(self) -> int:
        """Of the guard's process."""
        return self._popen.pid

    def dismiss(self) -> None:
        """Let the guard stop whatever still runs, and wait for it."""
        if self._popen.stdin is not None:
            self._popen.stdin.close()
        self._popen.wait()


def main(folder: Path) -> None:
    """Wait for the end of standard input, then stop what `folder` records."""
    for number in TERMINAL_SIGNALS:
        signal.signal(number, signal.SIG_IGN)
    while os.read(sys.stdin.fileno(), 4096):
        pass
    stop_recorded(folder)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
