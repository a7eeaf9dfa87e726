"""What the stack needs of a server."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from dutiful_local.errors import LocalError
from dutiful_local.processes import Child

READY_PATIENCE_SECONDS: float = 60.0  # crash recovery of PostgreSQL on a slow disk
POLL_SECONDS: float = 0.03  # a server is up within a few of these


class Server(Protocol):
    """A server that is started, waited for and stopped, in that order."""

    @property
    def name(self) -> str:
        """What its record and its log are called."""

    @property
    def url(self) -> str:
        """How clients reach it, password included."""
        ...

    def launch(self) -> None:
        """Start the process. Raises LocalError."""
        ...

    def wait_ready(self) -> None:
        """Return once it answers. Raises LocalError with the end of its log if it doesn't."""
        ...

    def stop(self) -> None:
        """Stop it cleanly. Safe to call when it does not run."""
        ...


def wait_until_ready(child: Child, ready: Callable[[], bool], patience_seconds: float = READY_PATIENCE_SECONDS) -> None:
    """Poll `ready` until true. Raises LocalError when the child ends first or the time is over."""
    deadline = time.monotonic() + patience_seconds
    while not ready():
        if not child.running():
            code = child.wait()
            log = child.home.log(child.name)
            raise LocalError(f"{child.name} ended at once (exit {code}). The end of {log}:\n{child.log_tail()}")
        if time.monotonic() > deadline:
            raise LocalError(
                f"{child.name} did not answer within {patience_seconds:.0f} s; see {child.home.log(child.name)}"
            )
        time.sleep(POLL_SECONDS)
