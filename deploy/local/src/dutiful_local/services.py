"""The three services: one host process that forks them (see `host`)."""

from __future__ import annotations

import sys
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass

from dutiful_local.errors import LocalError
from dutiful_local.home import Home
from dutiful_local.ports import LOOPBACK
from dutiful_local.processes import Child, spawn
from dutiful_local.server import wait_until_ready

PROBE_TIMEOUT_SECONDS: float = 2.0  # twice the readiness timeout of a service
SHUTDOWN_SECONDS: int = 5  # running requests may end; each has a deadline below this
STOP_TURN: int = 0  # before the servers they stand on

FACTORIES: Mapping[str, str] = {
    "quote": "dutiful_quote.app:create_app",
    "classify": "dutiful_classify.app:create_app",
    "docs": "dutiful_docs.app:create_app",
}


@dataclass(slots=True)
class Services:
    """All services. `environ` is their whole environment; they wait for `go` before they touch any server."""

    ports: Mapping[str, int]
    home: Home
    environ: Mapping[str, str]
    name: str = "services"
    child: Child | None = None

    @property
    def url(self) -> str:
        """Where the quote service is, which also serves the console."""
        return self.urls["quote"]

    @property
    def urls(self) -> dict[str, str]:
        """Name of each service -> where it is."""
        return {name: f"http://{LOOPBACK}:{port}" for name, port in self.ports.items()}

    def launch(self) -> None:
        """Start the host of the services; they do nothing until the file `go` is there."""
        self.home.go.unlink(missing_ok=True)
        command = [sys.executable, "-m", "dutiful_local.host", str(self.home.go), str(self.home.logs)]
        command += [f"{name}={port}" for name, port in self.ports.items()]
        self.child = spawn(self.home, self.name, command, environ=self.environ, turn=STOP_TURN)

    def let_go(self) -> None:
        """Servers, schemas and tariffs are there: the services may start."""
        self.home.go.touch()

    def wait_ready(self) -> None:
        """Return when all of them answer that they are ready.

        Raises:
            LocalError: one is not; its text names the log.
        """
        assert self.child is not None, "launch() comes first"
        for name, url in self.urls.items():
            try:
                wait_until_ready(self.child, lambda url=url: _ready(url))  # type: ignore[misc]
            except LocalError as error:
                raise LocalError(f"{error}\n{name} is not ready; see {self.home.log(name)}") from error

    def stop(self) -> None:
        """Stop all of them, if they run."""
        if self.child is not None:
            self.child.stop()
            self.child = None

    def check(self) -> None:
        """Raise LocalError if one has ended by itself (the host then ends the others)."""
        if self.child is not None and not self.child.running():
            code = self.child.wait()
            raise LocalError(f"a service ended (exit {code}); see {self.home.logs}")


def _ready(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/readyz", timeout=PROBE_TIMEOUT_SECONDS) as answer:  # noqa: S310
            return bool(answer.status == 200)
    except (urllib.error.URLError, TimeoutError, ConnectionError):
        return False
